//! Where files end: within a page on the kernel, at the end of that page in the simulator.

use std::collections::BTreeMap;

use forkscope_sim::command::{Call, Command};
use forkscope_sim::file::FileId;
use forkscope_sim::file_call::FileCall;

use crate::PAGE;

/// Files that end within a page on the kernel, and their lengths there in bytes.
#[derive(Default)]
pub(super) struct Ends(BTreeMap<FileId, u64>);

impl Ends {
    /// Puts down how a command changed the lengths of files; `resized` is what it did to them in pages. True if it made a file longer that ended within a
    /// page: Linux clears what stores through mappings left behind the end, and protects the page from the next one (`pagecache_isize_extended`).
    pub(super) fn grow_from_within(&mut self, command: &Command, done: bool, resized: &[(FileId, u64, u64)]) -> bool {
        let mut grown = false;
        for (file, from, to) in resized {
            grown |= self.0.remove(file).is_some() && to > from;
        }
        let Command::Do { call: Call::File(FileCall::Write { file, at, len, .. }), .. } = command else {
            return grown;
        };
        // A write that fails leaves the file as long as it would have been in front of it.
        let end = if done { at.saturating_add(*len) } else { *at };
        let is_longer = resized.iter().any(|(id, from, to)| id == file && to > from);
        if is_longer && !end.is_multiple_of(PAGE.bytes()) {
            self.0.insert(*file, end);
        }
        grown || self.0.get(file).is_some_and(|before| end > *before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use forkscope_sim::command::Data;
    use forkscope_sim::file_call::Payload;
    use forkscope_sim::Pid;

    const FILE: FileId = FileId(0);

    fn write(at: u64, len: u64) -> Command {
        let payload = Payload::Data(Data::Fill(1));
        Command::Do { pid: Pid(1), call: Call::File(FileCall::Write { file: FILE, at, len, payload }) }
    }

    #[test]
    fn growing_from_within_a_page_is_told() {
        let mut ends = Ends::default();
        assert!(!ends.grow_from_within(&write(4096, 8), true, &[(FILE, 1, 2)]));
        assert!(!ends.grow_from_within(&write(4096, 8), true, &[]), "it reaches no further");
        assert!(ends.grow_from_within(&write(4200, 8), true, &[]), "further in the same page");
        assert!(ends.grow_from_within(&write(8192, 4096), true, &[(FILE, 2, 3)]), "to another page");
    }

    #[test]
    fn growing_from_the_end_of_a_page_is_not() {
        let mut ends = Ends::default();
        assert!(!ends.grow_from_within(&write(4096, 4096), true, &[(FILE, 1, 2)]));
        assert!(!ends.grow_from_within(&write(8192, 8), true, &[(FILE, 2, 3)]));
        assert!(!ends.grow_from_within(&Command::DropCaches, true, &[(FILE, 3, 1)]), "it was cut");
        assert!(!ends.grow_from_within(&write(4096, 4096), true, &[(FILE, 1, 2)]));
    }
}
