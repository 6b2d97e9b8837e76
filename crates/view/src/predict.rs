//! Questions about what a command is going to do, with the answers to choose from. What is right comes from running the command.
//!
//! Which question is asked, and which answers are offered, follows from the machine before the command alone: neither gives the answer away.

use forkscope_explain::Digest;
use forkscope_sim::command::{Accesses, Advice};
use forkscope_sim::{Call, Command, Machine, Outcome, PageRange, Pfn, Pid, Refused, Ret, VirtAddr, PAGE_SIZE};

use crate::words::grouped;

/// How many figures are offered.
const FIGURES: usize = 4;

/// A question about a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked.
    pub text: String,
    /// What may be looked at to find out.
    pub hint: String,
    /// The answers to choose from.
    pub choices: Vec<Choice>,
    /// Which of them is right.
    pub right: usize,
    /// The frame it is about.
    pub frame: Option<Pfn>,
}

/// An answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key that chooses it: the figure itself where all have one digit.
    pub key: char,
    /// The answer in a word or a figure.
    pub lead: String,
    /// What it would mean; may be empty.
    pub text: &'static str,
}

/// The question about a command on the machine before it; none for commands of which there is nothing to foresee. `turn` varies the question.
pub fn question(machine: &Machine, command: &Command, turn: usize) -> Option<Question> {
    let Command::Do { pid, call } = command else { return None };
    let mut after = machine.clone();
    let mut digest = Digest::default();
    let ran = after.run(command, &mut digest);
    let seen = Seen { machine, after: &after, digest: &digest, ran: &ran, pid: *pid };
    match call {
        Call::Access(access) => seen.access(access, turn),
        Call::Fork => seen.fork(),
        Call::Mmap(mapping) => seen.taken("mmap", mapping.range.pages()),
        Call::Munmap(range) => seen.left("munmap", Some(*range)),
        Call::Madvise { range, advice: Advice::DontNeed } => seen.left("madvise", Some(*range)),
        Call::Exit { .. } => seen.left("exit", None),
        Call::Exec(_) => seen.left("exec", None),
        Call::Madvise { .. }
        | Call::Vfork
        | Call::Thread
        | Call::Spawn(_)
        | Call::PthreadExit
        | Call::Wait { .. }
        | Call::Kill { .. }
        | Call::Mremap { .. }
        | Call::Mprotect { .. }
        | Call::Mlock(_)
        | Call::Munlock(_)
        | Call::File(_)
        | Call::Vmsplice(_)
        | Call::Unsplice
        | Call::Pin(_)
        | Call::Unpin
        | Call::Dma { .. }
        | Call::Bind(_)
        | Call::Brk { .. } => None,
    }
}

/// A command and what it came to.
struct Seen<'a> {
    machine: &'a Machine,
    after: &'a Machine,
    digest: &'a Digest,
    ran: &'a Result<Outcome, Refused>,
    pid: Pid,
}

/// What comes of reading or writing a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Copied,
    Reused,
    Zeroed,
    Mapped,
    Straight,
    Signal,
}

impl Fate {
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Fate::Copied => ("Copy", "a new frame with the same bytes"),
            Fate::Reused => ("Reuse", "a fault, but the frame stays: only its PTE changes"),
            Fate::Zeroed => ("New", "a fault that takes a zeroed frame"),
            Fate::Mapped => ("Map", "a fault that maps a frame which is there already"),
            Fate::Straight => ("No fault", "it goes straight through"),
            Fate::Signal => ("SIGSEGV", "it is not allowed"),
        }
    }
}

impl Seen<'_> {
    fn access(&self, access: &Accesses, turn: usize) -> Option<Question> {
        let (range, writes) = match access {
            Accesses::Read { at, len } => (touched(*at, *len), false),
            Accesses::Write { at, len, .. } => (touched(*at, *len), true),
            Accesses::Touch { range, .. } => (*range, true),
        };
        let verb = if writes { "write" } else { "read" };
        if range.pages() > 1 {
            return self.faults(verb, range.pages());
        }
        let pte = self.machine.pte(self.pid, range.start);
        let shown = pte.pfn().filter(|_| pte.is_present() && !pte.is_zero_page());
        match shown.filter(|_| writes && turn % 2 == 1) {
            Some(pfn) => self.refcount(pfn),
            None => self.fate(range, writes, verb, shown),
        }
    }

    /// What happens to a page.
    fn fate(&self, range: PageRange, writes: bool, verb: &str, frame: Option<Pfn>) -> Option<Question> {
        let vma = self.machine.vma(self.pid, range.start);
        let own = vma.is_none_or(|vma| vma.is_anonymous() && !vma.is_shared());
        let new = if own { Fate::Zeroed } else { Fate::Mapped };
        let offered: Vec<Fate> = if writes {
            vec![Fate::Copied, Fate::Reused, new, Fate::Straight, Fate::Signal]
        } else {
            vec![Fate::Mapped, Fate::Zeroed, Fate::Straight, Fate::Signal]
        };
        let fate = self.fate_of()?;
        let right = offered.iter().position(|offer| *offer == fate)?;
        let choice = |(key, fate): (char, &Fate)| {
            let (lead, text) = fate.words();
            Choice { key, lead: lead.to_owned(), text }
        };
        Some(Question {
            text: format!("What will this {verb} come to?"),
            hint: "Look at the page: is it there, may it be written, who else maps its frame?".to_owned(),
            choices: ('1'..='9').zip(&offered).map(choice).collect(),
            right,
            frame,
        })
    }

    fn fate_of(&self) -> Option<Fate> {
        let digest = self.digest;
        match self.ran {
            Ok(Outcome { ret: Ret::Signal(_), .. }) => Some(Fate::Signal),
            Err(_) => None,
            Ok(_) if digest.copies > 0 => Some(Fate::Copied),
            Ok(_) if digest.reuses > 0 || digest.made_writable > 0 => Some(Fate::Reused),
            Ok(_) if digest.zeroed > 0 => Some(Fate::Zeroed),
            Ok(_) if digest.zero_page > 0 || digest.from_cache > 0 => Some(Fate::Mapped),
            Ok(_) => (digest.traps == 0).then_some(Fate::Straight),
        }
    }

    fn refcount(&self, pfn: Pfn) -> Option<Question> {
        let count = |machine: &Machine| machine.frame(pfn).map_or(0, |frame| u64::from(frame.refcount));
        let (before, right) = (count(self.machine), count(self.after));
        let likely = [before, before.saturating_sub(1), before + 1, 0, 1, 2, 3];
        let question = figures(&likely, right, |value| match value {
            0 => "nobody uses it: it is freed",
            value if value < before => "the writer leaves it",
            value if value == before => "as it is now",
            _ => "the copy adds a reference",
        })?;
        Some(Question {
            text: format!("What will the refcount of frame {pfn} be after this write?"),
            hint: format!("It is {before} now."),
            frame: Some(pfn),
            ..question
        })
    }

    fn faults(&self, verb: &str, pages: u64) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let question = figures(&[0, 1, pages, pages + 1, 2 * pages], self.digest.traps, |value| match value {
            0 => "it goes straight through",
            value if value == pages => "one for each page",
            _ => "",
        })?;
        let text = format!("How many page faults will this {verb} take?");
        Some(Question { text, hint: format!("It reaches {} pages.", grouped(pages)), ..question })
    }

    fn fork(&self) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let figures_of = self.machine.smaps_rollup(self.pid);
        let (present, anonymous) = (pages(figures_of.rss), pages(figures_of.anonymous));
        let question =
            figures(&[0, anonymous, present, 1, present + 1], self.digest.copied_at_fork, |value| match value {
                0 => "parent and child share them all",
                value if value == present => "every page that is there",
                value if value == anonymous => "every private page",
                _ => "",
            })?;
        let hint = format!("{} pages of the caller are in memory now.", grouped(present));
        Some(Question { text: "How many pages will this fork copy?".to_owned(), hint, ..question })
    }

    fn taken(&self, call: &str, asked: u64) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let (before, after) = (self.machine.usage().mapped, self.after.usage().mapped);
        let question = figures(&[0, asked, 1, asked + 1], after.saturating_sub(before), |value| match value {
            0 => "none as long as nothing is touched",
            value if value == asked => "one for each page",
            _ => "",
        })?;
        let text = format!("How many frames will this {call} take for pages?");
        Some(Question { text, hint: format!("It maps {} pages.", grouped(asked)), ..question })
    }

    fn left(&self, call: &str, range: Option<PageRange>) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let (before, after) = (self.machine.usage().mapped, self.after.usage().mapped);
        let present = pages(self.machine.smaps_rollup(self.pid).rss);
        let most = range.map_or(present, |range| range.pages().min(present));
        let question = figures(&[0, most, 1, most + 1, most / 2], before.saturating_sub(after), |value| match value {
            0 => "all of them are still needed",
            value if value == most => "all of them",
            _ => "",
        })?;
        let text = format!("After this {call}, how many frames does nobody map any more?");
        let hint = "Count the frames that only this process maps.".to_owned();
        Some(Question { text, hint, ..question })
    }
}

fn pages(bytes: u64) -> u64 {
    bytes / PAGE_SIZE
}

fn touched(at: VirtAddr, len: u64) -> PageRange {
    let last = VirtAddr(at.0 + len.max(1) - 1).vpn();
    PageRange::new(at.vpn(), last.0 - at.vpn().0 + 1)
}

/// The right figure among likely ones, in order.
fn figures(likely: &[u64], right: u64, text: impl Fn(u64) -> &'static str) -> Option<Question> {
    let mut values = vec![right];
    for value in likely {
        if values.len() < FIGURES && !values.contains(value) {
            values.push(*value);
        }
    }
    values.sort_unstable();
    let digits = values.iter().all(|value| *value < 10);
    let choice = |(at, value): (usize, &u64)| {
        let digit = if digits { *value } else { at as u64 + 1 };
        Choice {
            key: char::from_digit(u32::try_from(digit).unwrap_or(0), 10).unwrap_or('0'),
            lead: grouped(*value),
            text: text(*value),
        }
    };
    let choices = values.iter().enumerate().map(choice).collect();
    let right = values.iter().position(|value| *value == right)?;
    Some(Question { text: String::new(), hint: String::new(), choices, right, frame: None })
}
