//! Trunk, called with the tools it needs in reach.

use crate::tools::{self, Optimizer, Toolbox};
use crate::{proc, project, publish};
use anyhow::Result;
use std::process::Command;

/// Builds the page as it is published, into dist/.
pub(crate) fn build_release() -> Result<()> {
    let tools = tools::ensure_page_tools(Optimizer::Wanted)?;
    proc::run(trunk(&tools)?.args(["build", "--release"]))?;
    publish::finish(&project::dist_dir())
}

/// A call of Trunk in the root of the checkout.
pub(crate) fn trunk(tools: &Toolbox) -> Result<Command> {
    let mut command = tools.command("trunk")?;
    command.current_dir(project::root());
    // Trunk takes NO_COLOR for a yes or a no and stops at any other value.
    command.env_remove("NO_COLOR");
    Ok(command)
}
