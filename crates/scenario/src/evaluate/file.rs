//! Figures of files.

use forkscope_sim::frame::FrameFlags;
use forkscope_sim::Pfn;

use super::value::Value;
use super::Computed;
use crate::functions::FileFunction;
use crate::world::World;

impl World {
    pub(super) fn figure_of_file(&self, function: FileFunction, name: &str) -> Computed {
        let machine = self.machine();
        let file = self.names().file_id(name).and_then(|id| machine.file(id));
        let file = file.ok_or_else(|| message!("there is no file `{}` yet", name))?;
        let is_dirty = |pfn: &&Pfn| machine.frame(**pfn).is_some_and(|frame| frame.flags.contains(FrameFlags::DIRTY));
        Ok(Value::Count(match function {
            FileFunction::Pages => file.pages,
            FileFunction::Cached => file.cache.len() as u64,
            FileFunction::Dirty => file.cache.values().filter(is_dirty).count() as u64,
        }))
    }
}
