//! What is run: commands, each with the line that it comes from and what the script calls things by then.

use forkscope_scenario::{Names, Plan};
use forkscope_sim::{Command, Silent};

use crate::PAGE;

/// A command of a scenario.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    /// The line of the script; without a script, the number of the command.
    pub(crate) line: u32,
    /// The line itself.
    pub(crate) text: String,
    pub(crate) command: Command,
    /// The names after it.
    pub(crate) names: Names,
}

/// The commands of a plan. The simulator runs it to find them: what a name stands for depends on what happened before.
pub(crate) fn of_plan(plan: &Plan) -> Vec<Act> {
    let mut world = plan.start();
    let acts = plan.lines().iter().filter_map(|line| {
        let command = world.command(line);
        world.exec(line, &mut Silent);
        Some(Act { line: line.line, text: line.text(), command: command?, names: world.names().clone() })
    });
    acts.collect()
}

/// Commands without a script.
pub(crate) fn of_commands(commands: &[Command]) -> Vec<Act> {
    let act = |(line, command): (u32, &Command)| Act {
        line,
        text: format!("{command:?}"),
        command: command.clone(),
        names: Names::new(PAGE),
    };
    (1..).zip(commands).map(act).collect()
}
