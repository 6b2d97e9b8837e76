//! What only some random scenarios do, a family each: so a difference says where to look, and the settings of the machine are seldom changed.

use super::{Generator, FILE_PAGES};

/// A family of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    /// Reads and writes of files, their length, what is written back, and what is dropped from the page cache.
    Files,
    /// What holds frames without mapping them: pipes, pins; and what reaches memory from outside: /proc/self/mem, process_vm_readv.
    Holds,
    /// Advice that a program seldom gives.
    Advice,
    /// Limits and OOM scores.
    Limits,
    /// Pages that are sent to swap.
    Swap,
    /// Pages that ksmd merges.
    Ksm,
}

impl Family {
    /// The families of a seed. Swap and ksmd are settings of the whole machine, and get few seeds in a hundred.
    pub(super) fn of_seed(seed: u64) -> &'static [Family] {
        const EVERYDAY: &[Family] = &[Family::Files, Family::Holds, Family::Advice, Family::Limits];
        match seed % 100 {
            28 | 68 => EVERYDAY,
            48 => &[Family::Swap],
            58 => &[Family::Ksm],
            78 => &[Family::Swap, Family::Swap, Family::Holds, Family::Advice],
            88 => &[Family::Ksm, Family::Ksm, Family::Holds, Family::Advice],
            // These have huge pages.
            49 => &[Family::Holds],
            99 => &[Family::Advice],
            _ if seed % 10 == 8 || seed % 10 == 3 => {
                let one = (seed / 10 % 4) as usize;
                &EVERYDAY[one..=one]
            }
            _ => &[],
        }
    }
}

impl Generator {
    /// A line of a family, if there is one, in a third of all cases. Whether there was one.
    pub(super) fn rare(&mut self, who: usize) -> bool {
        if self.families.is_empty() || !self.random.chance(33) {
            return false;
        }
        let family = match self.families {
            [only] => *only,
            several => self.random.pick(several),
        };
        match family {
            Family::Files => self.on_file(who),
            Family::Holds => self.hold(who),
            Family::Advice => {
                let advice =
                    self.random.pick(&["cold", "remove", "mergeable", "unmergeable", "free", "populate_write"]);
                self.act_on_range(who, "madvise", advice);
            }
            Family::Limits => self.limit(who),
            Family::Swap => {
                let advice = self.random.pick(&["pageout", "pageout", "pageout", "cold", "free", "dontneed"]);
                self.act_on_range(who, "madvise", advice);
            }
            Family::Ksm => self.merge(who),
        }
        true
    }

    /// Whether it has several families, and what else is seldom: a file that is open for reading only, memory that is not accounted for.
    pub(super) fn is_mixed(&self) -> bool {
        self.families.len() > 1
    }

    fn on_file(&mut self, who: usize) {
        let file = self.random.pick(if self.is_mixed() { &["f", "m", "r"] } else { &["f", "m"] });
        let from = self.random.between(0, FILE_PAGES - 1);
        let pages = format!("{file}[{from}..{}]", self.random.between(from + 1, FILE_PAGES));
        let value = self.random.between(1, 255);
        match self.random.between(0, 10) {
            10 => self.lines.push("drop_caches".to_owned()),
            0..=1 => self.say(who, &format!("pread {pages}")),
            2 => self.act_on_range(who, &format!("pread {pages} ->"), ""),
            3..=4 => self.say(who, &format!("pwrite {pages} {value:#x}")),
            5 => self.say(who, &format!("pwrite {file}[{from}]+{:#x} \"text {value}\"", self.random.0 % 4000)),
            6 => self.act_on_range(who, &format!("pwrite {pages}"), ""),
            7 => self.say(who, &format!("fsync {file}")),
            8 => self.act_on_range(who, "msync", ""),
            _ => {
                let size = self.random.between(1, FILE_PAGES + 2);
                self.say(who, &format!("ftruncate {file} {size} pages"));
            }
        }
    }

    fn hold(&mut self, who: usize) {
        match self.random.between(0, 12) {
            10..=12 => self.read_remote(who),
            0..=2 => self.act_on_range(who, "vmsplice", ""),
            3 => self.say(who, "unsplice"),
            4..=5 => self.act_on_range(who, "pin", ""),
            6 => self.say(who, "unpin"),
            7 => self.act_on_range(who, "memread", ""),
            _ => {
                let value = self.random.between(1, 255);
                self.act_on_range(who, "memwrite", &format!("{value:#x}"));
            }
        }
    }

    fn read_remote(&mut self, who: usize) {
        let target = self.random.between(0, self.processes.len() as u64 - 1) as usize;
        if let Some((range, _)) = self.range(target) {
            let name = self.processes[target].name.clone();
            self.say(who, &format!("process_vm_readv {name} {range}"));
        }
    }

    fn limit(&mut self, who: usize) {
        let resource = self.random.pick(&["as", "data"]);
        match self.random.between(0, 2) {
            0 => {
                let adj = self.random.between(0, 1000);
                self.say(who, &format!("oom_score_adj {adj}"));
            }
            _ => {
                let pages = self.random.between(10, 60);
                self.say(who, &format!("prlimit {resource}={}K", pages * 4));
            }
        }
    }

    fn merge(&mut self, who: usize) {
        match self.random.between(0, 3) {
            0 => self.lines.push("ksm".to_owned()),
            1 => self.act_on_range(who, "madvise", "unmergeable"),
            2 => self.act_on_range(who, "madvise", "mergeable"),
            // Few values, so that pages are equal.
            _ => {
                let value = self.random.between(1, 2);
                self.act_on_range(who, "write", &format!("{value}"));
            }
        }
    }
}
