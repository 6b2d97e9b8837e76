//! What the command at the cursor is in the middle of, read off the notes so far.

use forkscope_sim::note::{Access, Found, Note, Purpose};
use forkscope_sim::{Pfn, Pid, Pte, Step, VirtAddr, Vpn};

/// The state of the command between its micro-steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moment {
    /// The fault at hand, from the walk that found it to the access that goes through.
    pub(crate) fault: Option<Fault>,
    /// The frames that it is about.
    pub(crate) frames: Vec<Pfn>,
    /// A frame that was taken for a page whose entry does not point at it yet.
    pub(crate) pending: Option<Mapped>,
    /// An entry that was cleared while its reference to the frame is not dropped yet.
    pub(crate) cut: Option<Cut>,
    /// The copy at hand.
    pub(crate) copy: Option<Copy>,
    decided: Option<Pfn>,
}

/// A page fault.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) pid: Pid,
    pub(crate) vpn: Vpn,
    pub(crate) access: Access,
    /// The address and the error code, once the CPU trapped.
    pub(crate) trap: Option<(VirtAddr, u32)>,
    /// Whether the VMA was looked at.
    pub(crate) checked: bool,
    /// Whether it is over: the access goes through, or a signal was sent.
    pub(crate) over: bool,
}

/// A page of a process and a frame.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mapped {
    pub(crate) pid: Pid,
    pub(crate) vpn: Vpn,
    pub(crate) pfn: Pfn,
}

/// A mapping that goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut {
    pub(crate) page: Mapped,
    pub(crate) pte: Pte,
    /// Whether the entry points at another frame already.
    pub(crate) repointed: bool,
}

/// A frame that is copied to another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Copy {
    pub(crate) pid: Pid,
    pub(crate) from: Pfn,
    pub(crate) to: Pfn,
    pub(crate) stage: CopyStage,
}

/// How far a copy has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CopyStage {
    /// The frame for it was taken.
    Taken,
    /// The bytes were copied.
    Copied,
    /// The entry points at it.
    Mapped,
}

impl Moment {
    /// What the steps so far lead to.
    pub(crate) fn after(steps: &[Step]) -> Moment {
        steps.iter().fold(Moment::default(), |moment, step| moment.then(&step.note))
    }

    /// The same, told of those on whose cards the memory is drawn.
    pub(crate) fn told_of(mut self, owner: impl Fn(Pid) -> Pid) -> Moment {
        self.on_fault(|fault| fault.pid = owner(fault.pid));
        self.pending = self.pending.map(|page| Mapped { pid: owner(page.pid), ..page });
        self.cut = self.cut.map(|cut| Cut { page: Mapped { pid: owner(cut.page.pid), ..cut.page }, ..cut });
        self.copy = self.copy.map(|copy| Copy { pid: owner(copy.pid), ..copy });
        self
    }

    /// Whether the fault's handler runs.
    pub(crate) fn in_handler(&self) -> bool {
        self.fault.is_some_and(|fault| fault.trap.is_some() && !fault.over)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "all steps but those of a fault leave the moment as it is")]
    fn then(mut self, note: &Note) -> Moment {
        match *note {
            Note::Translated { pid, access, vpn, pte, found, .. } => return Moment::at(pid, access, vpn, pte, found),
            Note::Trapped { addr, error, .. } => self.on_fault(|fault| fault.trap = Some((addr, error.bits()))),
            Note::VmaChecked { .. } => self.on_fault(|fault| fault.checked = true),
            Note::Retried { .. } | Note::Signalled { .. } => {
                self.on_fault(|fault| fault.over = true);
                self.copy = None;
            }
            Note::WriteDecided { frame, .. } => self.decide(frame.pfn),
            Note::Allocating { pid, vpn, pfn, purpose } => self.take(Mapped { pid, vpn, pfn }, purpose),
            Note::Copying { pid, from, to, .. } => self.copy = Some(Copy { pid, from, to, stage: CopyStage::Copied }),
            Note::ClearingPte { pid, vpn, pte } => self.clear(pid, vpn, pte),
            Note::SettingPte { pte, .. } => self.set(pte),
            Note::Dropping { .. } => (self.cut, self.copy) = (None, None),
            _ => {}
        }
        self
    }

    fn at(pid: Pid, access: Access, vpn: Vpn, pte: Pte, found: Found) -> Moment {
        let fault =
            (found != Found::Allowed).then_some(Fault { pid, vpn, access, trap: None, checked: false, over: false });
        Moment { fault, frames: pte.pfn().into_iter().collect(), ..Moment::default() }
    }

    fn on_fault(&mut self, change: impl FnOnce(&mut Fault)) {
        if let Some(fault) = &mut self.fault {
            change(fault);
        }
    }

    fn concern(&mut self, pfn: Pfn) {
        if !self.frames.contains(&pfn) {
            self.frames.push(pfn);
        }
    }

    fn decide(&mut self, pfn: Pfn) {
        self.concern(pfn);
        self.decided = Some(pfn);
    }

    fn take(&mut self, page: Mapped, purpose: Purpose) {
        self.concern(page.pfn);
        self.pending = Some(page);
        if let (Purpose::Copy, Some(from)) = (purpose, self.decided) {
            self.copy = Some(Copy { pid: page.pid, from, to: page.pfn, stage: CopyStage::Taken });
        }
    }

    fn clear(&mut self, pid: Pid, vpn: Vpn, pte: Pte) {
        let page = pte.pfn().map(|pfn| Mapped { pid, vpn, pfn });
        self.cut = page.map(|page| Cut { page, pte, repointed: false });
    }

    fn set(&mut self, pte: Pte) {
        pte.pfn().into_iter().for_each(|pfn| self.concern(pfn));
        self.pending = None;
        self.cut = self.cut.filter(|cut| cut.page.pfn != Pfn::ZERO_PAGE).map(|cut| Cut { repointed: true, ..cut });
        self.copy = self.copy.map(|copy| Copy { stage: CopyStage::Mapped, ..copy });
    }
}

impl Copy {
    /// Whether the bytes are there.
    pub(crate) fn is_copied(&self) -> bool {
        self.stage >= CopyStage::Copied
    }
}
