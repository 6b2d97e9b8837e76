//! Frames as values of a map of runs: which ones are alike, how many change together, and what is known of many at once.

use super::{Frame, FrameFlags};
use crate::runs::{Change, Digest, Run, Value};

/// More or fewer PTEs map a frame: with one more it is nobody's alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mapped {
    by: i32,
    /// Whether there was ever one more.
    again: bool,
}

impl Mapped {
    /// By so many PTEs more.
    pub(crate) fn by(by: i32) -> Mapped {
        Mapped { by, again: by > 0 }
    }
}

impl Change<Frame> for Mapped {
    const NONE: Mapped = Mapped { by: 0, again: false };

    fn is_none(self) -> bool {
        self == Mapped::NONE
    }

    fn make(self, frame: &mut Frame) {
        frame.refcount = frame.refcount.saturating_add_signed(self.by);
        frame.mapcount = frame.mapcount.saturating_add_signed(self.by);
        if self.again {
            frame.flags -= FrameFlags::EXCLUSIVE;
        }
    }

    fn then(self, next: Mapped) -> Mapped {
        Mapped { by: self.by + next.by, again: self.again || next.again }
    }
}

/// What is known of many frames together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Alike {
    pub(super) frames: u64,
    /// Whether all of them are plain, and none is locked.
    pub(super) plain: bool,
    /// The fewest references that one of them has.
    pub(super) least: u32,
}

impl Digest<Frame, Mapped> for Alike {
    const NONE: Alike = Alike { frames: 0, plain: true, least: u32::MAX };

    fn add_run(&mut self, run: &Run<Frame>) {
        self.frames += run.len;
        self.plain &= run.value.is_plain() && run.value.mlocks == 0;
        self.least = self.least.min(run.value.refcount);
    }

    fn exchange(self, before: Alike, after: Alike) -> Option<Alike> {
        let frames = self.frames + after.frames - before.frames;
        ((before.plain, before.least) == (after.plain, after.least)).then_some(Alike { frames, ..self })
    }

    fn add(&mut self, other: Alike, change: Mapped) {
        self.frames += other.frames;
        self.plain &= other.plain;
        self.least = self.least.min(other.least.saturating_add_signed(change.by));
    }
}

/// Frames are alike when nothing but their number tells them apart: page-cache pages never are.
impl Value for Frame {
    type Change = Mapped;
    type Digest = Alike;

    fn at(&self, _offset: u64) -> Frame {
        self.clone()
    }

    fn leads_to(&self, _offset: u64, other: &Frame) -> bool {
        self.is_held_like(other) && self.contents.is_like(&other.contents)
    }
}
