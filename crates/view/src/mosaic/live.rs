//! Writes that go on: what if the process wrote so many pages a second from here on?
//!
//! It has a copy of the machine and gives it real commands; the script and its run know nothing of it. Survey and figures are counted along with each
//! page, so that a moment costs what is written in it and not what has been written before.

use forkscope_explain::Lang;
use forkscope_sim::command::{touched_pages, Accesses};
use forkscope_sim::{Call, Command, Machine, PageRange, Pfn, Pid, Silent, Vpn};

use super::figures::{copied_text, kin, Person};
use super::survey::Survey;
use super::{Grid, Mosaic};
use crate::ledger::Ledger;
use crate::words;

/// Of the pages of a stretch of memory, so many per cent are written in one go.
const PERCENT: u8 = 2;
/// The most pages of one go.
const AT_ONCE: u64 = 256;
/// How long the rate of faults is taken over, in microseconds.
const RATE_OVER: u64 = 500_000;
/// No moment counts as longer than this, in microseconds: a page that was asleep does not catch up.
const LONGEST: u64 = 100_000;

/// A machine on which one process goes on writing.
#[derive(Clone, Debug)]
pub struct Live {
    machine: Machine,
    survey: Survey,
    lang: Lang,
    writer: usize,
    heap: PageRange,
    region: String,
    shares: Vec<Counted>,
    /// Microseconds since the start, and what of a page is still owed, in millionths.
    elapsed: u64,
    owed: u64,
    seed: u64,
    copies_before: u64,
    rate: Rate,
}

#[derive(Clone, Debug)]
struct Counted {
    person: Person,
    /// In 1/4096 bytes.
    pss: u64,
    /// In bytes.
    uss: u64,
}

/// Faults over a while.
#[derive(Clone, Copy, Debug, Default)]
struct Rate {
    since: u64,
    faults: u64,
    a_second: u64,
}

/// What there is to say of a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// `3.2 s`.
    pub time: String,
    /// `71,403 pages, 2.7 %`.
    pub copied: String,
    /// `9,800 faults/s`.
    pub faults: String,
    /// `10.31 GiB`.
    pub in_use: String,
    /// What each process has.
    pub shares: Vec<Share>,
}

/// What a process has.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Its name.
    pub name: String,
    /// Which of the four process colours.
    pub colour: u8,
    /// Its proportional share: `5.14 GiB`.
    pub pss: String,
    /// What is its own: `278.9 MiB`.
    pub uss: String,
}

impl Live {
    pub(super) fn of(mosaic: &Mosaic) -> Option<Live> {
        let machine = mosaic.machine.clone();
        let forked = |person: &Person| machine.tasks().any(|task| task.ppid == person.pid);
        let writer = mosaic.people.iter().position(forked).unwrap_or(0);
        let person = mosaic.people.get(writer)?;
        let (heap, region) = person.heap.clone()?;
        let count = |person: &Person| {
            let sum = machine.smaps_rollup(person.pid);
            Counted { person: person.clone(), pss: sum.pss, uss: sum.uss() }
        };
        let shares = mosaic.people.iter().map(count).collect();
        let rate = Rate { faults: machine.totals().faults, ..Rate::default() };
        Some(Live {
            survey: mosaic.survey.clone(),
            lang: mosaic.lang,
            writer,
            heap,
            region,
            shares,
            elapsed: 0,
            owed: 0,
            seed: 1,
            copies_before: machine.totals().cow_copies,
            rate,
            machine,
        })
    }

    /// Who writes: `redis`.
    pub fn writer(&self) -> &str {
        &self.shares[self.writer].person.name
    }

    /// Goes on for some microseconds at so many pages a second, or at as many as there is time for: what is late when time is up is left out.
    /// Says whether there is memory to go on after that.
    pub fn advance(&mut self, micros: u64, pages_a_second: u64, is_time_up: &mut dyn FnMut() -> bool) -> bool {
        let micros = micros.min(LONGEST);
        self.elapsed += micros;
        self.owed += pages_a_second * micros;
        let mut pages = self.owed / 1_000_000;
        self.owed %= 1_000_000;
        while pages > 0 && self.has_room() && !is_time_up() {
            let now = pages.min(AT_ONCE).min(self.heap.pages());
            self.write(now);
            pages -= now;
        }
        self.count_faults();
        self.has_room()
    }

    fn has_room(&self) -> bool {
        u64::from(self.machine.frames().free_count()) > 2 * AT_ONCE
    }

    /// Writes so many pages of a stretch of the heap that is chosen at random.
    fn write(&mut self, pages: u64) {
        let percent = PERCENT.max((pages * 100).div_ceil(self.heap.pages()).min(100) as u8);
        let stretch = (pages * 100).div_ceil(percent.into()).min(self.heap.pages());
        let start = random(&mut self.seed) % (self.heap.pages() - stretch + 1);
        let range = PageRange::new(self.heap.start.plus(start), stretch);
        let pid = self.shares[self.writer].person.pid;
        let seed = random(&mut self.seed);
        let before = self.mapped(pid, touched_pages(range, percent, seed));
        let call = Call::Access(Accesses::Touch { range, value: 1, percent, seed });
        if self.machine.run(&Command::Do { pid, call }, &mut Silent).is_err() {
            return;
        }
        for (vpn, old, mapcount) in before {
            self.count(pid, vpn, old, mapcount);
        }
    }

    /// What pages map now, and how many map the same.
    fn mapped(&self, pid: Pid, pages: impl Iterator<Item = Vpn>) -> Vec<(Vpn, Option<Pfn>, u64)> {
        let frame = |vpn| {
            let pfn = self.machine.pte(pid, vpn).pfn().filter(|pfn| *pfn != Pfn::ZERO_PAGE);
            let mapcount = pfn.and_then(|pfn| self.machine.frame(pfn)).map_or(0, |frame| frame.mapcount);
            (vpn, pfn, u64::from(mapcount))
        };
        pages.map(frame).collect()
    }

    /// Counts what became of a page that was written to.
    fn count(&mut self, pid: Pid, vpn: Vpn, old: Option<Pfn>, mapcount: u64) {
        let page = self.machine.page_size().bytes();
        // A page in the unit of proportional shares.
        let whole = page << 12;
        let new = self.machine.pte(pid, vpn).pfn();
        let Some(new) = new.filter(|new| Some(*new) != old) else { return };
        let colour = self.shares[self.writer].person.colour;
        let Some(old) = old else {
            self.survey.appear(new);
            return self.share(self.writer, whole, page);
        };
        self.survey.copy(old, new, colour);
        let others = mapcount.max(2) - 1;
        let alone = if others == 1 { page } else { 0 };
        self.share(self.writer, whole - whole / (others + 1), page);
        for at in 0..self.shares.len() {
            if at != self.writer && self.machine.pte(self.shares[at].person.pid, vpn).pfn() == Some(old) {
                self.share(at, whole / others - whole / (others + 1), alone);
            }
        }
    }

    fn share(&mut self, at: usize, pss: u64, uss: u64) {
        self.shares[at].pss += pss;
        self.shares[at].uss += uss;
    }

    fn count_faults(&mut self) {
        let (faults, over) = (self.machine.totals().faults, self.elapsed - self.rate.since);
        if over >= RATE_OVER {
            let a_second = (faults - self.rate.faults) * 1_000_000 / over;
            self.rate = Rate { since: self.elapsed, faults, a_second };
        }
    }

    /// How things stand.
    pub fn moment(&self) -> Moment {
        let share = |counted: &Counted| Share {
            name: counted.person.name.clone(),
            colour: counted.person.colour,
            pss: words::bytes(counted.pss >> 12),
            uss: words::bytes(counted.uss),
        };
        Moment {
            time: format!("{}.{} s", self.elapsed / 1_000_000, self.elapsed / 100_000 % 10),
            copied: copied_text(self.lang, self.copied(), self.heap.pages()),
            faults: self.lang.say("{} faults/s", "每秒 {} 次缺页", &[&words::grouped(self.rate.a_second)]),
            in_use: words::memory(self.machine.page_size(), self.machine.usage().mapped),
            shares: self.shares.iter().map(share).collect(),
        }
    }

    /// Pages that were copied since it began.
    pub fn copied(&self) -> u64 {
        self.machine.totals().cow_copies - self.copies_before
    }

    /// The line of a script that writes about as much: `redis: touch heap 3% seed=1`. None before anything was written.
    pub fn line(&self) -> Option<String> {
        let percent = (self.copied() * 100).div_ceil(self.heap.pages()).min(100);
        (percent > 0).then(|| format!("{}: touch {} {percent}% seed=1", self.writer(), self.region))
    }

    /// The classes of the cells of some bands, as [`Mosaic::paint`] gives them.
    pub fn paint(&self, grid: &Grid, bands: std::ops::Range<u64>) -> Vec<u8> {
        self.survey.paint(grid, bands)
    }

    /// The mosaic of this moment, to be looked at closely.
    pub fn mosaic(&self) -> Mosaic {
        let people: Vec<Person> = self.shares.iter().map(|counted| counted.person.clone()).collect();
        let sheet = Ledger::default().sheet(&self.machine, &kin(&self.machine, &people));
        Mosaic::build(self.lang, self.machine.clone(), people, &sheet)
    }
}

/// splitmix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
