//! Figures of control groups.

use super::value::Value;
use super::Computed;
use crate::functions::GroupFunction;
use crate::world::World;

impl World {
    pub(super) fn figure_of_group(&self, function: GroupFunction, name: &str) -> Computed {
        let machine = self.machine();
        let id = self.names().group_id(name).ok_or_else(|| message!("there is no control group `{}` yet", name))?;
        let group = machine.groups().get(id).ok_or_else(|| message!("`{}` is gone", name))?;
        let members = || machine.tasks().filter(|task| task.bounds.group == Some(id)).count();
        let bytes = |pages: u64| Value::Bytes(pages.saturating_mul(machine.page_size().bytes()));
        Ok(match function {
            GroupFunction::Current => bytes(group.current()),
            GroupFunction::Max => bytes(group.max),
            GroupFunction::Anon => bytes(group.stat.anon),
            GroupFunction::File => bytes(group.stat.file + group.stat.shmem),
            GroupFunction::PageTables => bytes(group.stat.tables),
            GroupFunction::OomKill => Value::Count(group.events.oom_kill),
            GroupFunction::Pids => Value::Count(members() as u64),
        })
    }
}
