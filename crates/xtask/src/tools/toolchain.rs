//! Parts of the Rust toolchain, added through rustup when they are missing.

use crate::{proc, say};
use anyhow::{bail, Result};
use std::path::Path;
use std::process::Command;

const WASM: &str = "wasm32-unknown-unknown";

/// Makes sure that the standard library for wasm is there.
pub(crate) fn ensure_wasm_target() -> Result<()> {
    if has_wasm_target()? {
        return Ok(());
    }
    let otherwise = "Debian's own Rust has it in the package libstd-rust-dev-wasm32";
    rustup("the wasm target", otherwise, &["target", "add", WASM])?;
    if !has_wasm_target()? {
        bail!("rustup added {WASM}, but this rustc does not have it; is it rustup's? `rustc --print sysroot` tells");
    }
    Ok(())
}

fn has_wasm_target() -> Result<bool> {
    let libdir = proc::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    Ok(Path::new(libdir.trim()).is_dir())
}

/// Makes sure of a component that adds a cargo command: `clippy`, `rustfmt`.
pub(crate) fn ensure_component(component: &str, program: &str) -> Result<()> {
    if proc::output(Command::new(program).arg("--version")).is_ok() {
        return Ok(());
    }
    let other = format!("Debian's own Rust has it in a package of about the name {component}");
    rustup(component, &other, &["component", "add", component])
}

fn rustup(what: &str, otherwise: &str, args: &[&str]) -> Result<()> {
    if proc::find("rustup").is_none() {
        bail!("this Rust toolchain lacks {what} and rustup is not here to add it; {otherwise}");
    }
    say::heading(&format!("Adding {what} to the Rust toolchain (under a minute)"));
    proc::run(Command::new("rustup").args(args))
}
