//! `forkscope proc`: the machine after a scenario, as `/proc` and `ps` would show it.

use forkscope_scenario::run::run;
use forkscope_scenario::World;
use forkscope_sim::Pid;
use forkscope_view::proc::{print, print_of_group, Line, Owner, ProcFile};
use forkscope_view::run::ScriptNames;
use forkscope_view::Lang;

use crate::args::ProcArgs;
use crate::output::{self, Problem, Status};
use crate::source::Source;

/// Runs a scenario and prints a file of `/proc`. Without a process named, a file that each process or control group has is printed for all of
/// them, each under its path as `tail` writes it.
///
/// # Errors
/// When the script cannot be read or is wrong, when no process has the name, or the output cannot be written.
pub(crate) fn proc(args: &ProcArgs, lang: Lang) -> Result<Status, Problem> {
    let source = Source::read(&args.file, lang)?;
    let run = run(&source.plan(args.policy)?, args.step);
    let file = ProcFile::from(args.what);
    let text = match (&args.process, file.owner()) {
        (_, Owner::Machine) => text(&run.world, file, Pid::OUTSIDE),
        (Some(name), Owner::Process | Owner::Group) => text(&run.world, file, pid_of(&run.world, name, lang)?),
        (None, Owner::Process) => of_all(&run.world, file),
        (None, Owner::Group) => of_groups(&run.world, file),
    };
    output::print(&text)?;
    Ok(if run.held() { Status::Held } else { Status::NotHeld })
}

fn pid_of(world: &World, name: &str, lang: Lang) -> Result<Pid, Problem> {
    let known = || world.names().processes().filter(|(pid, _)| world.machine().task(*pid).is_some());
    let found = known().find(|(_, known)| *known == name);
    found.map(|(pid, _)| pid).ok_or_else(|| {
        let names: Vec<&str> = known().map(|(_, name)| name).collect();
        let there = match names.is_empty() {
            true => lang.pick("there is none", "没有进程").to_owned(),
            false => lang.say("there is {}", "有 {}", &[&names.join(", ")]),
        };
        let (en, zh) = ("no process is called `{}` at this point: {}", "此时没有叫 `{}` 的进程：{}");
        Problem::line(lang.say(en, zh, &[&name, &there]))
    })
}

fn of_all(world: &World, file: ProcFile) -> String {
    let (machine, names) = (world.machine(), ScriptNames::of(world.names(), Lang::En));
    let pids = machine.tasks().map(|task| task.pid);
    headed(pids.map(|pid| (file.path(machine, &names, pid), text(world, file, pid))))
}

fn of_groups(world: &World, file: ProcFile) -> String {
    let (machine, names) = (world.machine(), ScriptNames::of(world.names(), Lang::En));
    let groups = machine.groups().iter().map(|(group, _)| group);
    headed(groups.map(|group| (file.path_of_group(&names, Some(group)), joined(print_of_group(machine, file, group)))))
}

/// Files one after the other, as `tail` writes them.
fn headed(files: impl Iterator<Item = (String, String)>) -> String {
    files.map(|(path, text)| format!("==> {path} <==\n{text}")).collect::<Vec<_>>().join("\n")
}

fn text(world: &World, file: ProcFile, pid: Pid) -> String {
    joined(print(world.machine(), &ScriptNames::of(world.names(), Lang::En), file, pid, usize::MAX))
}

fn joined(lines: Vec<Line>) -> String {
    lines.into_iter().map(|line| line.text + "\n").collect()
}
