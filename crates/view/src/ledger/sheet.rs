//! All parts of a machine, and its frames as bits.

use std::ops::Range;
use std::rc::Rc;

use forkscope_sim::smaps::Smaps;
use forkscope_sim::{Machine, Mm, MmId, PageRange, Pfn};

use super::bits::{clear, fill, WORD};
use super::part::{divisions, overlaps, Buckets, Division, Part};

/// If machines differ in more ranges than this, nothing is taken over from one to the other.
const MOST: usize = 256;

/// Two relatives whose pages are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kin {
    /// Whose pages are gone through.
    pub(crate) mm: MmId,
    /// Whose pages they are compared with.
    pub(crate) relative: MmId,
    /// Their process colours.
    pub(crate) colours: (u8, u8),
}

/// What the pages and frames of a machine come to.
#[derive(Debug)]
pub(crate) struct Sheet {
    machine: Machine,
    mms: Vec<(MmId, Vec<Account>)>,
    /// Frames in use for bytes of processes and files, from frame 0 on.
    pub(crate) present: Vec<u64>,
    /// Those of them that one PTE maps at most.
    pub(crate) alone: Vec<u64>,
    kin: Vec<(Kin, Parts<[Division]>)>,
    /// What relatives have different frames for.
    pub(crate) marks: Rc<Marks>,
}

/// The frames of divided pages, from frame 0 on.
#[derive(Debug, Default)]
pub(crate) struct Marks {
    /// Frames of pages that somebody has another frame for by now.
    pub(crate) copied: Vec<u64>,
    /// Those other frames.
    pub(crate) copies: Vec<u64>,
    /// The process colour of the copies of a word.
    pub(crate) owners: Vec<u8>,
}

/// Parts in order of pages, shared by the sheets in which they are the same.
type Parts<P> = Vec<Rc<P>>;

/// A VMA.
#[derive(Debug)]
struct Account {
    range: PageRange,
    parts: Parts<Part>,
}

/// What a machine has in common with that of a sheet.
pub(super) struct Turns {
    /// Where frames differ.
    frames: Vec<Range<u64>>,
    mms: Vec<Turn>,
    /// How many parts of address spaces have to be looked at or compared anew.
    pub(super) anew: usize,
}

/// What an address space has in common with that of another sheet.
struct Turn {
    mm: MmId,
    /// Whether its VMAs are the same.
    same: bool,
    /// Its parts, as far as they are the same.
    kept: Vec<Option<Rc<Part>>>,
    /// The others.
    anew: Vec<PageRange>,
}

impl Sheet {
    /// The sheet of a machine, worked out page by page.
    pub(super) fn of(machine: &Machine, kin: &[Kin]) -> Sheet {
        let mut sheet = Sheet {
            machine: machine.clone(),
            mms: Vec::new(),
            present: Vec::new(),
            alone: Vec::new(),
            kin: Vec::new(),
            marks: Rc::default(),
        };
        for (id, mm) in machine.mms() {
            let account = |range| Account { range, parts: parts(machine, mm, range, &mut |_| None) };
            sheet.mms.push((id, mm.vmas.values().map(|vma| account(vma.range())).collect()));
        }
        sheet.look_at_frames(&(0..u64::from(machine.config().ram)));
        sheet.kin = kin.iter().map(|kin| (*kin, compared(machine, *kin, &mut |_, _| None))).collect();
        sheet.marks = Rc::new(Marks::of(&sheet));
        sheet
    }

    /// What another machine has in common with this one; none if that is too little.
    pub(super) fn turns(&self, machine: &Machine, kin: &[Kin]) -> Option<Turns> {
        let frames = machine.unlike_frames(&self.machine, MOST)?;
        let swap = !std::ptr::eq(machine.swap(), self.machine.swap());
        let mms: Option<Vec<Turn>> = machine.mms().map(|mm| self.turn(mm, &frames, swap)).collect();
        let mms = mms?;
        let strangers = kin.iter().filter(|kin| !self.kin.iter().any(|(known, _)| known == *kin));
        let uncompared = strangers.filter_map(|kin| mms.iter().find(|turn| turn.mm == kin.mm));
        let anew = mms.iter().map(|turn| turn.anew.len()).sum::<usize>()
            + uncompared.map(|turn| turn.kept.len()).sum::<usize>();
        Some(Turns { frames, mms, anew })
    }

    /// The sheet of another machine, with all that they have in common.
    pub(super) fn turned(&self, machine: &Machine, kin: &[Kin], Turns { frames, mms: turns, .. }: &Turns) -> Sheet {
        let mut sheet = Sheet {
            machine: machine.clone(),
            mms: Vec::new(),
            present: self.present.clone(),
            alone: self.alone.clone(),
            kin: Vec::new(),
            marks: Rc::default(),
        };
        for ((id, mm), turn) in machine.mms().zip(turns) {
            let mut kept = turn.kept.iter().cloned();
            let mut account =
                |range| Account { range, parts: parts(machine, mm, range, &mut |_| kept.next().flatten()) };
            sheet.mms.push((id, mm.vmas.values().map(|vma| account(vma.range())).collect()));
        }
        frames.iter().for_each(|range| sheet.look_at_frames(range));
        sheet.kin = kin.iter().map(|kin| (*kin, self.turned_kin(machine, *kin, turns))).collect();
        sheet.marks = if sheet.has_same_divisions(self) { Rc::clone(&self.marks) } else { Rc::new(Marks::of(&sheet)) };
        sheet
    }

    /// What an address space has in common with what it was; none if it differs too much.
    fn turn(&self, (id, mm): (MmId, &Mm), frames: &[Range<u64>], swap: bool) -> Option<Turn> {
        let before = self.machine.mm(id);
        let pages = match before {
            Some(before) if !std::ptr::eq(before, mm) => mm.unlike_pages(before, MOST)?,
            Some(_) | None => Vec::new(),
        };
        let same = before.is_some_and(|before| before.vmas == mm.vmas);
        let mut turn = Turn { mm: id, same, kept: Vec::new(), anew: Vec::new() };
        for vma in mm.vmas.values() {
            let old = self.accounts(id).iter().find(|account| account.range == vma.range());
            for (at, range) in Buckets::of(vma.range()).parts().into_iter().enumerate() {
                let part = old.and_then(|old| old.parts.get(at));
                let part = part.filter(|part| !part.is_touched(&pages, frames, swap)).cloned();
                turn.anew.extend(part.is_none().then_some(range));
                turn.kept.push(part);
            }
        }
        Some(turn)
    }

    fn turned_kin(&self, machine: &Machine, kin: Kin, turns: &[Turn]) -> Parts<[Division]> {
        let find = |mm: MmId| turns.iter().find(|turn| turn.mm == mm && turn.same);
        let old = self.kin.iter().find(|(old, _)| (old.mm, old.relative) == (kin.mm, kin.relative));
        let Some(((ours, theirs), (_, old))) = find(kin.mm).zip(find(kin.relative)).zip(old) else {
            return compared(machine, kin, &mut |_, _| None);
        };
        compared(machine, kin, &mut |at, range| {
            let anew = overlaps(&ours.anew, range) || overlaps(&theirs.anew, range);
            old.get(at).filter(|_| !anew).cloned()
        })
    }

    /// Sets the bits of some frames anew.
    fn look_at_frames(&mut self, range: &Range<u64>) {
        let ram = u64::from(self.machine.config().ram);
        let (start, end) = (range.start.min(ram), range.end.min(ram));
        let pages = (end - start) as u32;
        clear(&mut self.present, start, end - start);
        clear(&mut self.alone, start, end - start);
        let runs = self.machine.frames().runs(Pfn(start as u32), pages);
        for run in runs.filter(|run| run.frame.kind.is_user()) {
            let (at, frames) = (u64::from(run.pfn.0), u64::from(run.frames));
            let words = ((at + frames).div_ceil(WORD)) as usize;
            if self.present.len() < words {
                self.present.resize(words, 0);
                self.alone.resize(words, 0);
            }
            fill(&mut self.present, at, frames);
            if run.frame.mapcount <= 1 {
                fill(&mut self.alone, at, frames);
            }
        }
    }

    fn accounts(&self, mm: MmId) -> &[Account] {
        self.mms.iter().find(|(id, _)| *id == mm).map_or(&[], |(_, accounts)| accounts)
    }

    fn parts(&self, mm: MmId, range: PageRange) -> impl Iterator<Item = &Part> {
        let account = self.accounts(mm).iter().find(move |account| account.range == range);
        account.into_iter().flat_map(|account| account.parts.iter().map(|part| &**part))
    }

    /// The smaps figures of the pages of a VMA.
    pub(crate) fn smaps(&self, mm: MmId, vma: PageRange) -> Smaps {
        let mut sum = Smaps::default();
        self.parts(mm, vma).for_each(|part| sum += part.sums);
        sum
    }

    /// How many pages of each piece of a VMA's strip are present, and how many of them are mapped once.
    pub(crate) fn strip(&self, mm: MmId, vma: PageRange) -> Vec<(u64, u64)> {
        let mut counts = vec![(0, 0); Buckets::of(vma).len as usize];
        for part in self.parts(mm, vma) {
            for (count, more) in counts[part.first..].iter_mut().zip(&part.counts) {
                *count = (count.0 + more.0, count.1 + more.1);
            }
        }
        counts
    }

    /// How many pages of an address space have an entry.
    pub(crate) fn populated(&self, mm: MmId) -> u64 {
        self.accounts(mm).iter().flat_map(|account| &account.parts).map(|part| part.populated).sum()
    }

    /// The stretches in which relatives have different frames.
    fn divisions(&self) -> impl Iterator<Item = (Kin, &Division)> {
        self.kin.iter().flat_map(|(kin, parts)| parts.iter().flat_map(|part| part.iter().map(|one| (*kin, one))))
    }

    /// Whether relatives differ in the same pages on another sheet, and go by the same colours.
    fn has_same_divisions(&self, other: &Sheet) -> bool {
        let same = |(ours, theirs): (&Rc<[Division]>, &Rc<[Division]>)| Rc::ptr_eq(ours, theirs) || ours == theirs;
        self.kin.len() == other.kin.len()
            && self.kin.iter().zip(&other.kin).all(|((kin, ours), (other, theirs))| {
                kin == other && ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
            })
    }
}

impl Marks {
    fn of(sheet: &Sheet) -> Marks {
        let words = sheet.present.len();
        let mut marks = Marks { copied: vec![0; words], copies: vec![0; words], owners: vec![0; words] };
        for (kin, Division { old, new, pages, is_ours }) in sheet.divisions() {
            fill(&mut marks.copied, old.0.into(), *pages);
            fill(&mut marks.copies, new.0.into(), *pages);
            let words = u64::from(new.0) / WORD..(u64::from(new.0) + pages).div_ceil(WORD);
            let colour = if *is_ours { kin.colours.0 } else { kin.colours.1 };
            marks.owners[words.start as usize..words.end as usize].fill(colour);
        }
        marks
    }
}

/// The parts of a VMA: those that are `known`, in order, and the others looked at.
fn parts(
    machine: &Machine,
    mm: &Mm,
    vma: PageRange,
    known: &mut dyn FnMut(PageRange) -> Option<Rc<Part>>,
) -> Parts<Part> {
    let buckets = Buckets::of(vma);
    let part = |range| known(range).unwrap_or_else(|| Rc::new(Part::of(machine, mm, buckets, range)));
    buckets.parts().into_iter().map(part).collect()
}

/// The divisions of two relatives, part by part: those that are `known`, by number, and the others looked for.
fn compared(
    machine: &Machine,
    kin: Kin,
    known: &mut dyn FnMut(usize, PageRange) -> Option<Rc<[Division]>>,
) -> Parts<[Division]> {
    let mut all = Vec::new();
    let Some((mm, other)) = machine.mm(kin.mm).zip(machine.mm(kin.relative)) else { return all };
    for vma in mm.vmas.values().filter(|vma| vma.is_private_writable()) {
        for range in Buckets::of(vma.range()).parts() {
            let anew = || divisions(machine, (mm, vma), other, range).into();
            all.push(known(all.len(), range).unwrap_or_else(anew));
        }
    }
    all
}
