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
    trunk.args(["build", "--release"]);
    compile_as_page(&mut trunk, FOR_SPLIT);
    Ok(trunk)
}

/// Has wasm compiled as that of the page, by cargo or by Trunk, with the user's own flags and `more`. They are for wasm alone: Trunk's hook calls
/// cargo for this machine.
pub(crate) fn compile_as_page(command: &mut Command, more: &str) {
    let own = ["RUSTFLAGS", WASM_FLAGS].map(|name| std::env::var(name).unwrap_or_default());
    let flags = format!("{} {} {APART} {more}", own[0], own[1]);
    command.env_remove("RUSTFLAGS").env(WASM_FLAGS, flags);
}

/// Keeps a function with one caller out of it unless it is small, so that a rare arm of a common function can come later. LLVM gives such
/// a call a bonus that outweighs all else; with everything else a hundredfold, that bonus is worth 30 instructions, and the rest is as before.
/// In each part of its own, wasm-opt puts them together after all. What is marked `inline` may be worth 50 instructions to callers that are
/// not compiled for size above all: those of the simulator.
const APART: &str = "-Cllvm-args=-inline-threshold=500 -Cllvm-args=-inlinehint-threshold=5000 \
                     -Cllvm-args=-inline-instr-cost=500 -Cllvm-args=-inline-call-penalty=2500";

/// What [`split`] needs of the program: full names, and who refers to whom.
const FOR_SPLIT: &str = "-Csymbol-mangling-version=v0 -Clink-arg=--emit-relocs";

/// A call of Trunk in the root of the checkout.
pub(crate) fn trunk(tools: &Toolbox) -> Result<Command> {
    let mut command = tools.command("trunk")?;
    command.current_dir(project::root());
    // Trunk takes NO_COLOR for a yes or a no and stops at any other value.
    command.env_remove("NO_COLOR");
    Ok(command)
}
