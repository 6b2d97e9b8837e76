//! Figures of processes.

use forkscope_sim::{Task, TaskState};

use super::value::Value;
use super::Computed;
use crate::functions::ProcessFunction;
use crate::world::World;

impl World {
    pub(super) fn figure_of_process(&self, function: ProcessFunction, name: &str) -> Computed {
        let pid = self.pid(name)?;
        let machine = self.machine();
        let task = machine.task(pid);
        let there = task.ok_or_else(|| message!("`{}` is gone", name));
        let smaps = || there.clone().map(|_| machine.smaps_rollup(pid));
        Ok(match function {
            ProcessFunction::State => Value::Word(state(task).to_owned()),
            ProcessFunction::Minflt => Value::Count(there?.minflt),
            ProcessFunction::Majflt => Value::Count(there?.majflt),
            ProcessFunction::Ppid => Value::Count(u64::from(there?.ppid.0)),
            ProcessFunction::Tgid => Value::Count(u64::from(there?.tgid.0)),
            ProcessFunction::Pid => Value::Count(u64::from(pid.0)),
            ProcessFunction::Vmas => {
                there?;
                Value::Count(machine.mm_of(pid).map_or(0, |(_, mm)| mm.vmas.len() as u64))
            }
            ProcessFunction::PageTables => {
                there?;
                Value::Bytes(machine.page_table_bytes(pid))
            }
            ProcessFunction::VmSize => {
                there?;
                Value::Bytes(machine.mm_of(pid).map_or(0, |(_, mm)| mm.total_vm()) * machine.page_size().bytes())
            }
            ProcessFunction::OomScore => {
                there?;
                Value::Count(machine.oom_score(pid))
            }
            ProcessFunction::Rss => Value::Bytes(smaps()?.rss),
            ProcessFunction::Pss => Value::Bytes(smaps()?.pss_bytes()),
            ProcessFunction::Uss => Value::Bytes(smaps()?.uss()),
            ProcessFunction::SharedClean => Value::Bytes(smaps()?.shared_clean),
            ProcessFunction::AnonHuge => Value::Bytes(smaps()?.anon_huge),
            ProcessFunction::SharedDirty => Value::Bytes(smaps()?.shared_dirty),
            ProcessFunction::PrivateClean => Value::Bytes(smaps()?.private_clean),
            ProcessFunction::PrivateDirty => Value::Bytes(smaps()?.private_dirty),
            ProcessFunction::Ksm => Value::Bytes(smaps()?.ksm),
            ProcessFunction::Swap => Value::Bytes(smaps()?.swap),
            ProcessFunction::SwapPss => Value::Bytes(smaps()?.swap_pss_bytes()),
            ProcessFunction::Anonymous => Value::Bytes(smaps()?.anonymous),
        })
    }
}

fn state(task: Option<&Task>) -> &'static str {
    match task.map(|task| task.state) {
        None => "gone",
        Some(TaskState::Running) => "running",
        Some(TaskState::Waiting(_)) => "sleeping",
        Some(TaskState::Suspended(_)) => "suspended",
        Some(TaskState::Zombie(_)) => "zombie",
    }
}
