//! Trunk, called with the tools it needs in reach.

use crate::tools::{self, Optimizer, Toolbox};
use crate::{proc, project, publish, split};
use anyhow::Result;
use std::process::Command;

/// The variable from which cargo takes flags for wasm.
const WASM_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Builds the page as it is published, into dist/.
pub(crate) fn build_release() -> Result<()> {
    // The wasm is split as wasm-bindgen leaves it; each part is optimized after that.
    let tools = tools::ensure_page_tools(Optimizer::StandIn)?;
    proc::run(&mut release(&tools)?)?;
    let dist = project::dist_dir();
    split::cut(&dist, &project::target_dir()?)?;
    publish::finish(&dist)
}

/// The call of Trunk that builds the page in one part.
pub(crate) fn release(tools: &Toolbox) -> Result<Command> {
    let mut trunk = trunk(tools)?;
    // Flags for wasm alone: Trunk's hook calls cargo for this machine.
    trunk.args(["build", "--release"]).env_remove("RUSTFLAGS").env(WASM_FLAGS, rust_flags());
    Ok(trunk)
}

/// Keeps a function with one caller out of it unless it is small, so that a rare arm of a common function can come later. LLVM gives such
/// a call a bonus that outweighs all else; with everything else a hundredfold, that bonus is worth 30 instructions, and the rest is as before.
/// In each part of its own, wasm-opt puts them together after all.
const APART: &str =
    "-Cllvm-args=-inline-threshold=500 -Cllvm-args=-inline-instr-cost=500 -Cllvm-args=-inline-call-penalty=2500";

/// The user's own flags, and what [`split`] needs of the program: functions apart, full names, and who refers to whom.
fn rust_flags() -> String {
    let own = ["RUSTFLAGS", WASM_FLAGS].map(|name| std::env::var(name).unwrap_or_default());
    format!("{} {} {APART} -Csymbol-mangling-version=v0 -Clink-arg=--emit-relocs", own[0], own[1])
}

/// A call of Trunk in the root of the checkout.
pub(crate) fn trunk(tools: &Toolbox) -> Result<Command> {
    let mut command = tools.command("trunk")?;
    command.current_dir(project::root());
    // Trunk takes NO_COLOR for a yes or a no and stops at any other value.
    command.env_remove("NO_COLOR");
    Ok(command)
}
