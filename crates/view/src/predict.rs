//! Questions about what a command is going to do, with the answers to choose from. What is right comes from running the command.
//!
//! Which question is asked, and which answers are offered, follows from the machine before the command alone: neither gives the answer away.

use forkscope_explain::{ask, fate, meaning, Ask, Digest, Fate, Lang, Meaning};
use forkscope_sim::command::{Accesses, Advice};
use forkscope_sim::note::Access;
use forkscope_sim::{Call, Command, Machine, Outcome, PageRange, PageSize, Pfn, Pid, Refused, Ret, VirtAddr};

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

/// The question about a command on the machine before it, in a language; none for commands of which there is nothing to foresee. `turn` varies
/// the question.
pub fn question(machine: &Machine, command: &Command, turn: usize, lang: Lang) -> Option<Question> {
    let Command::Do { pid, call } = command else { return None };
    let mut after = machine.clone();
    let mut digest = Digest::default();
    let ran = after.run(command, &mut digest);
    let seen = Seen { machine, after: &after, digest: &digest, ran: &ran, pid: *pid, lang };
    match call {
        Call::Access(access) => seen.access(access, turn),
        Call::Fork => seen.fork(),
        Call::Mmap(mapping) => seen.taken(mapping.range.pages()),
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
    lang: Lang,
}

impl Seen<'_> {
    fn access(&self, access: &Accesses, turn: usize) -> Option<Question> {
        let (range, access) = match access {
            Accesses::Read { at, len } => (touched(self.machine.page_size(), *at, *len), Access::Read),
            Accesses::Write { at, len, .. } => (touched(self.machine.page_size(), *at, *len), Access::Write),
            Accesses::Touch { range, .. } => (*range, Access::Write),
        };
        if range.pages() > 1 {
            return self.faults(access, range.pages());
        }
        let pte = self.machine.pte(self.pid, range.start);
        let shown = pte.pfn().filter(|_| pte.is_present() && !pte.is_zero_page());
        match shown.filter(|_| access == Access::Write && turn % 2 == 1) {
            Some(pfn) => self.refcount(pfn),
            None => self.fate(range, access, shown),
        }
    }

    /// What happens to a page.
    fn fate(&self, range: PageRange, access: Access, frame: Option<Pfn>) -> Option<Question> {
        let vma = self.machine.vma(self.pid, range.start);
        let own = vma.is_none_or(|vma| vma.is_anonymous() && !vma.is_shared());
        let new = if own { Fate::Zeroed } else { Fate::Mapped };
        let offered: &[Fate] = match access {
            Access::Write => &[Fate::Copied, Fate::Reused, new, Fate::Straight, Fate::Signal],
            Access::Read => &[Fate::Mapped, Fate::Zeroed, Fate::Straight, Fate::Signal],
        };
        let happens = self.fate_of()?;
        let right = offered.iter().position(|offer| *offer == happens)?;
        let choice = |(key, offer): (char, &Fate)| {
            let (lead, text) = fate(*offer, self.lang);
            Choice { key, lead: lead.to_owned(), text }
        };
        let choices = ('1'..='9').zip(offered).map(choice).collect();
        Some(self.asking(Ask::Fate(access), Offered { choices, right }, frame))
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
        let offered = self.figures(&likely, right, |value| match value {
            0 => Meaning::Freed,
            value if value < before => Meaning::Leaves,
            value if value == before => Meaning::Same,
            _ => Meaning::Adds,
        })?;
        Some(self.asking(Ask::Refcount { frame: pfn, before }, offered, Some(pfn)))
    }

    fn faults(&self, access: Access, pages: u64) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let offered = self.figures(&[0, 1, pages, pages + 1, 2 * pages], self.digest.traps, |value| match value {
            0 => Meaning::Straight,
            value if value == pages => Meaning::OneEach,
            _ => Meaning::Plain,
        })?;
        Some(self.asking(Ask::Faults { access, pages }, offered, None))
    }

    fn fork(&self) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let figures_of = self.machine.smaps_rollup(self.pid);
        let (present, anonymous) = (pages(self.machine, figures_of.rss), pages(self.machine, figures_of.anonymous));
        let likely = [0, anonymous, present, 1, present + 1];
        let offered = self.figures(&likely, self.digest.copied_at_fork, |value| match value {
            0 => Meaning::SharesAll,
            value if value == present => Meaning::EveryPresent,
            value if value == anonymous => Meaning::EveryPrivate,
            _ => Meaning::Plain,
        })?;
        Some(self.asking(Ask::Fork { present }, offered, None))
    }

    fn taken(&self, asked: u64) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let (before, after) = (self.machine.usage().mapped, self.after.usage().mapped);
        let offered = self.figures(&[0, asked, 1, asked + 1], after.saturating_sub(before), |value| match value {
            0 => Meaning::Untouched,
            value if value == asked => Meaning::OneEach,
            _ => Meaning::Plain,
        })?;
        Some(self.asking(Ask::Mmap { pages: asked }, offered, None))
    }

    fn left(&self, call: &'static str, range: Option<PageRange>) -> Option<Question> {
        self.ran.as_ref().ok()?;
        let (before, after) = (self.machine.usage().mapped, self.after.usage().mapped);
        let present = pages(self.machine, self.machine.smaps_rollup(self.pid).rss);
        let most = range.map_or(present, |range| range.pages().min(present));
        let likely = [0, most, 1, most + 1, most / 2];
        let offered = self.figures(&likely, before.saturating_sub(after), |value| match value {
            0 => Meaning::Needed,
            value if value == most => Meaning::All,
            _ => Meaning::Plain,
        })?;
        Some(self.asking(Ask::Left(call), offered, None))
    }

    fn asking(&self, asked: Ask, Offered { choices, right }: Offered, frame: Option<Pfn>) -> Question {
        let (text, hint) = ask(asked, self.lang);
        Question { text, hint, choices, right, frame }
    }

    /// The right figure among likely ones, in order.
    fn figures(&self, likely: &[u64], right: u64, means: impl Fn(u64) -> Meaning) -> Option<Offered> {
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
                text: meaning(means(*value), self.lang),
            }
        };
        let choices = values.iter().enumerate().map(choice).collect();
        let right = values.iter().position(|value| *value == right)?;
        Some(Offered { choices, right })
    }
}

/// Answers to choose from, and which is right.
struct Offered {
    choices: Vec<Choice>,
    right: usize,
}

fn pages(machine: &Machine, bytes: u64) -> u64 {
    bytes >> machine.page_size().shift()
}

fn touched(page: PageSize, at: VirtAddr, len: u64) -> PageRange {
    let last = VirtAddr(at.0 + len.max(1) - 1).vpn(page);
    PageRange::new(at.vpn(page), last.0 - at.vpn(page).0 + 1)
}
