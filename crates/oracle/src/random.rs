//! Random scenarios: a seed to a script, so that a difference is a file that anybody can run.
//!
//! The scripts are plain in what they do and wild in its order: a few processes, every kind of mapping, calls that split and merge VMAs, accesses at
//! and over their edges. Every tenth has memory in huge pages, and one or two of ten do rarer things ([`rare`]). A process that a signal has ended or
//! that sleeps may still be given lines; they are not run.

mod rare;

use rare::Family;

/// The script of a seed. Equal seeds give equal scripts.
pub fn script(seed: u64) -> String {
    let huge = seed % 10 == 9;
    let mut generator = Generator {
        random: Random(seed),
        lines: Vec::new(),
        processes: Vec::new(),
        made: 0,
        huge,
        families: Family::of_seed(seed),
    };
    generator.beginning(seed);
    // Comparing so many pages takes its time.
    for _ in 0..if huge { 18 } else { generator.random.between(20, 40) } {
        generator.line();
    }
    generator.lines.join("\n") + "\n"
}

/// splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From `low` up to `high`, both included.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    fn chance(&mut self, percent: u64) -> bool {
        self.between(1, 100) <= percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.next() % from.len() as u64) as usize]
    }
}

struct Process {
    name: String,
    parent: Option<usize>,
    exited: bool,
    waited_for: bool,
    /// Names and lengths of its mappings.
    vmas: Vec<(String, u64)>,
}

struct Generator {
    random: Random,
    lines: Vec<String>,
    processes: Vec<Process>,
    /// Mappings made so far, for their names.
    made: u64,
    /// Whether there are huge pages.
    huge: bool,
    /// What it does besides.
    families: &'static [Family],
}

/// Lengths of mappings that have huge pages, between small ones or not.
const HUGE: [u64; 4] = [512, 700, 1024, 1300];
/// Ranges of longer mappings than this begin and end far from one another.
const LONG: u64 = 64;

/// What mappings are of, and their longest permissions.
const KINDS: [&str; 7] = [
    "private anon",
    "private anon",
    "shared anon",
    "private file=f",
    "private file=m",
    "shared file=m",
    "shared file=f",
];
const ADVICE: [&str; 8] =
    ["dontneed", "dontfork", "dofork", "wipeonfork", "keeponfork", "free", "populate_read", "populate_write"];
const FILE_PAGES: u64 = 8;
const MOST_PROCESSES: usize = 6;

impl Generator {
    fn beginning(&mut self, seed: u64) {
        let segv = if self.random.chance(85) { "continue" } else { "kill" };
        self.lines.push(format!("title \"Random scenario {seed}\""));
        let swap = if self.families.contains(&Family::Swap) { " swap=16M" } else { "" };
        self.lines.push(format!("machine segv={segv}{swap}"));
        let cold = if self.families.contains(&Family::Files) && seed.is_multiple_of(3) { " cold" } else { "" };
        self.lines.push(format!("file f {FILE_PAGES} pages{cold}"));
        self.lines.push(format!("memfd m {FILE_PAGES} pages"));
        if self.is_mixed() {
            self.lines.push(format!("file r {FILE_PAGES} pages ro"));
        }
        self.lines.push("program prog text=3 pages data=2 pages bss=1 page stack=2 pages".to_owned());
        let loaded = self.random.chance(25);
        self.lines.push(format!("process p{}", if loaded { " prog" } else { "" }));
        let process =
            Process { name: "p".to_owned(), parent: None, exited: false, waited_for: false, vmas: Vec::new() };
        self.processes.push(process);
        if loaded {
            self.add_program(0);
        }
        if self.huge {
            let (name, pages) = (format!("v{}", self.made), self.random.pick(&HUGE));
            self.made += 1;
            self.say(0, &format!("mmap {name} {pages} pages"));
            self.say(0, &format!("madvise {name} hugepage"));
            self.processes[0].vmas.push((name, pages));
        }
        self.mmap(0, "private anon", "rw");
        for kind in KINDS {
            if self.random.chance(40) {
                let perm = if self.random.chance(80) { "rw" } else { "r" };
                self.mmap(0, kind, perm);
            }
        }
    }

    fn line(&mut self) {
        let actors: Vec<usize> = (0..self.processes.len()).filter(|who| !self.processes[*who].exited).collect();
        if actors.is_empty() {
            return;
        }
        let who = self.random.pick(&actors);
        if self.rare(who) {
            return;
        }
        match self.random.between(0, 99) {
            0..=29 => self.write(who),
            30..=43 => self.act_on_range(who, "read", ""),
            44..=47 => self.touch(who),
            48..=53 => self.make(who, "fork"),
            54 => self.make(who, "vfork"),
            55..=56 => self.make(who, "thread"),
            57 => self.spawn(who),
            58..=66 => {
                let perm = self.random.pick(&["r", "rw", "rw", "none", "rx", "rwx"]);
                self.act_on_range(who, "mprotect", perm);
            }
            67..=75 => {
                let advice = self.random.pick(&ADVICE);
                let advice = match self.random.between(1, 100) {
                    1..=30 => "dontneed",
                    31..=45 if self.huge => self.random.pick(&["hugepage", "nohugepage", "collapse"]),
                    _ => advice,
                };
                self.act_on_range(who, "madvise", advice);
            }
            76..=78 => self.act_on_range(who, "munmap", ""),
            79..=81 => self.mremap(who),
            82..=83 => self.act_on_range(who, "mlock", ""),
            84 => self.act_on_range(who, "munlock", ""),
            85..=89 => self.mmap_somewhere(who),
            90..=92 => self.wait(who),
            93..=94 => self.exit(who),
            95 => self.end_thread(who),
            96 => self.kill(who),
            97 => self.exec(who),
            _ => self.brk(who),
        }
    }

    fn say(&mut self, who: usize, what: &str) {
        let line = format!("{}: {what}", self.processes[who].name);
        self.lines.push(line.trim_end().to_owned());
    }

    /// A part of a mapping of a process; now and then one that reaches over its end.
    fn range(&mut self, who: usize) -> Option<(String, u64)> {
        let index = self.random.next() as usize % self.processes[who].vmas.len().max(1);
        let (name, pages) = self.processes[who].vmas.get(index)?.clone();
        let room = if self.random.chance(6) { pages + 2 } else { pages };
        let from = self.random.between(0, room - 1);
        let from = if pages > LONG && self.random.chance(50) { from & !511 } else { from };
        let reach = if pages > LONG { self.random.pick(&[2, 40, 300, 512, 513]) } else { 4 };
        let to = self.random.between(from + 1, room.min(from + reach));
        let to = if reach == 512 && self.random.chance(50) { room.min(from + reach) } else { to };
        Some(match self.random.between(0, 9) {
            0 => (name, pages),
            1..=5 => (format!("{name}[{from}]"), 1),
            _ => (format!("{name}[{from}..{to}]"), to - from),
        })
    }

    fn act_on_range(&mut self, who: usize, verb: &str, rest: &str) {
        if let Some((range, _)) = self.range(who) {
            self.say(who, &format!("{verb} {range} {rest}"));
        }
    }

    fn write(&mut self, who: usize) {
        let Some((mut range, pages)) = self.range(who) else { return };
        if self.random.chance(25) {
            range = format!("{range}+{:#x}", self.random.between(1, pages * 4096 - 16));
        }
        let value = match self.random.between(0, 3) {
            0 => String::new(),
            1 => format!("\"text {}\"", self.random.between(10, 99)),
            _ => format!("{:#x}", self.random.between(1, 255)),
        };
        self.say(who, &format!("write {range} {value}"));
    }

    fn touch(&mut self, who: usize) {
        let (percent, seed) = (self.random.between(20, 100), self.random.between(0, 9));
        self.act_on_range(who, "touch", &format!("{percent}% seed={seed}"));
    }

    /// A child or a thread that has the same mappings.
    fn make(&mut self, who: usize, verb: &str) {
        if self.processes.len() >= MOST_PROCESSES {
            return;
        }
        let name = format!("c{}", self.processes.len());
        self.say(who, &format!("{verb} {name}"));
        let vmas = self.processes[who].vmas.clone();
        self.processes.push(Process { name, parent: Some(who), exited: false, waited_for: false, vmas });
    }

    fn spawn(&mut self, who: usize) {
        if self.processes.len() >= MOST_PROCESSES {
            return;
        }
        let name = format!("c{}", self.processes.len());
        self.say(who, &format!("spawn {name} prog"));
        let vmas = Vec::new();
        self.processes.push(Process { name, parent: Some(who), exited: false, waited_for: false, vmas });
        self.add_program(self.processes.len() - 1);
    }

    /// Pages that go elsewhere, now and then next to or over other ones; or a mapping that changes its size.
    fn mremap(&mut self, who: usize) {
        let Some((range, pages)) = self.range(who) else { return };
        let size = self.random.between(1, pages + 2);
        if self.random.chance(30) {
            self.say(who, &format!("mremap {range} {size} pages"));
            return;
        }
        let (name, resized) = (format!("v{}", self.made), self.random.chance(30));
        self.made += 1;
        let length = if resized { format!(" {size} pages") } else { String::new() };
        let at = match self.range(who).filter(|_| self.random.chance(40)) {
            Some((at, _)) => format!(" at={at}"),
            None => String::new(),
        };
        self.say(who, &format!("mremap {range} -> {name}{length}{at}"));
        self.processes[who].vmas.push((name, if resized { size } else { pages }));
    }

    fn end_thread(&mut self, who: usize) {
        if self.processes.iter().filter(|process| !process.exited).count() > 1 {
            self.say(who, "pthread_exit");
            self.processes[who].exited = true;
        }
    }

    fn mmap(&mut self, who: usize, kind: &str, perm: &str) {
        let (name, pages) = (format!("v{}", self.made), self.random.between(2, 9));
        self.made += 1;
        // A file may be mapped from its second page on; beyond its end there is SIGBUS.
        let offset = if kind.contains("file=") && self.random.chance(30) { "@1" } else { "" };
        let (kind, perm) = if self.is_mixed() { self.seldom(kind, perm) } else { (kind, perm) };
        self.say(who, &format!("mmap {name} {pages} pages {kind}{offset} {perm}"));
        self.processes[who].vmas.push((name, pages));
    }

    /// Another file, other permissions, or no accounting, now and then.
    fn seldom<'a>(&mut self, kind: &'a str, perm: &'a str) -> (&'a str, &'a str) {
        let kind = match kind {
            "private file=f" if self.random.chance(30) => "private file=r",
            "shared file=f" if self.random.chance(50) => "shared file=r",
            _ => kind,
        };
        let perm = self.random.pick(&[perm, perm, perm, "rx", "rwx", "none"]);
        let unaccounted = kind.ends_with("anon") && perm == "rw" && self.random.chance(20);
        (kind, if unaccounted { "rw noreserve" } else { perm })
    }

    /// A new mapping next to or over an old one.
    fn mmap_somewhere(&mut self, who: usize) {
        let Some(index) = (self.processes[who].vmas.len() as u64).checked_sub(1) else { return };
        let (old, old_pages) = self.processes[who].vmas[self.random.between(0, index) as usize].clone();
        let (name, pages) = (format!("v{}", self.made), self.random.between(1, 3));
        self.made += 1;
        let at = if self.random.chance(60) { old_pages } else { self.random.between(0, old_pages - 1) };
        let kind = if self.random.chance(70) { "private anon" } else { self.random.pick(&KINDS) };
        let perm = self.random.pick(&["rw", "rw", "rw", "r", "none"]);
        self.say(who, &format!("mmap {name} {pages} pages {kind} {perm} at={old}[{at}]"));
        self.processes[who].vmas.push((name, pages));
    }

    fn wait(&mut self, who: usize) {
        let mine = |child: &usize| self.processes[*child].parent == Some(who) && !self.processes[*child].waited_for;
        let children: Vec<usize> = (0..self.processes.len()).filter(mine).collect();
        if children.is_empty() {
            return;
        }
        let child = self.random.pick(&children);
        // Mostly for children that have ended, or the parent sleeps and its next lines are not run.
        if self.processes[child].exited || self.random.chance(20) {
            let name = self.processes[child].name.clone();
            self.say(who, &format!("wait {name}"));
            self.processes[child].waited_for = true;
        }
    }

    fn exit(&mut self, who: usize) {
        if self.processes.iter().filter(|process| !process.exited).count() > 1 {
            let status = self.random.between(0, 3);
            self.say(who, &format!("exit {status}"));
            self.processes[who].exited = true;
        }
    }

    fn kill(&mut self, who: usize) {
        let target = self.random.between(0, self.processes.len() as u64 - 1) as usize;
        if target != who {
            let name = self.processes[target].name.clone();
            self.say(who, &format!("kill {name}"));
        }
    }

    fn exec(&mut self, who: usize) {
        if self.random.chance(50) {
            self.say(who, "exec prog");
            self.add_program(who);
        }
    }

    fn add_program(&mut self, who: usize) {
        let segments = [("text", 3), ("data", 2), ("bss", 1), ("stack", 2)];
        self.processes[who].vmas.extend(segments.map(|(name, pages)| (name.to_owned(), pages)));
    }

    fn brk(&mut self, who: usize) {
        let pages = self.random.between(0, 6);
        self.say(who, &format!("brk {pages} pages"));
        if pages > 0 {
            self.processes[who].vmas.push(("brk".to_owned(), pages));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_seed_gives_a_script_that_may_be_run() {
        for seed in 0..500 {
            let script = script(seed);
            let parsed = forkscope_scenario::parse(&script);
            let rendered = forkscope_scenario::render::render_all(&script, &parsed.diagnostics);
            assert!(!parsed.diagnostics.has_errors(), "{rendered}");
        }
    }
}
