//! Frames as the map of frames keeps them: which ones are alike, how many change together, and what is known of many at once.

use std::rc::Rc;

use super::{Frame, FrameFlags, FrameKind};
use crate::contents::Short;
use crate::runs::{Change, Digest, Run, Value};

/// A frame as it is kept: small if it is like nearly all frames of a large machine. Each frame is kept in one way only.
#[derive(Clone, Debug)]
pub(super) enum Stored {
    /// Anonymous memory that no shared mapping and no locked VMA maps, with bytes that are all alike but for one at most.
    Small { refcount: u32, mapcount: u32, flags: FrameFlags, contents: Short },
    /// Any other frame.
    Large(Rc<Frame>),
}

// A machine keeps many of these: the smaller they are, the more are in a leaf of the map.
const _: () = assert!(size_of::<Stored>() <= 16);

impl Default for Stored {
    fn default() -> Stored {
        Stored::Small { refcount: 0, mapcount: 0, flags: FrameFlags::empty(), contents: Short::default() }
    }
}

impl From<Frame> for Stored {
    fn from(frame: Frame) -> Stored {
        let Frame { kind, refcount, mapcount, shared_maps, mlocks, flags, ref contents } = frame;
        match contents.short().filter(|_| kind == FrameKind::Anon && shared_maps == 0 && mlocks == 0) {
            Some(contents) => Stored::Small { refcount, mapcount, flags, contents },
            None => Stored::Large(Rc::new(frame)),
        }
    }
}

impl Stored {
    /// The frame itself.
    pub(super) fn frame(&self) -> Frame {
        match *self {
            Stored::Small { refcount, mapcount, flags, contents } => {
                Frame { refcount, mapcount, flags, contents: contents.into(), ..Frame::taken(FrameKind::Anon) }
            }
            Stored::Large(ref frame) => (**frame).clone(),
        }
    }

    /// Changes the frame.
    pub(super) fn change(&mut self, change: &mut dyn FnMut(&mut Frame)) {
        let mut frame = self.frame();
        change(&mut frame);
        *self = frame.into();
    }

    /// Everything that holds the frame.
    pub(super) fn refcount(&self) -> u32 {
        match self {
            Stored::Small { refcount, .. } => *refcount,
            Stored::Large(frame) => frame.refcount,
        }
    }

    /// Whether the frame is plain, and not locked.
    fn is_plain_and_unlocked(&self) -> bool {
        match self {
            Stored::Small { refcount, mapcount, flags, .. } => refcount == mapcount && Frame::PLAIN.contains(*flags),
            Stored::Large(frame) => frame.is_unlocked(),
        }
    }
}

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

    /// Counts them for one frame.
    pub(crate) fn make_to(self, frame: &mut Frame) {
        self.count(&mut frame.refcount, &mut frame.mapcount, &mut frame.flags);
    }

    fn count(self, refcount: &mut u32, mapcount: &mut u32, flags: &mut FrameFlags) {
        *refcount = refcount.saturating_add_signed(self.by);
        *mapcount = mapcount.saturating_add_signed(self.by);
        if self.again {
            *flags -= FrameFlags::EXCLUSIVE;
        }
    }
}

impl Change<Stored> for Mapped {
    const NONE: Mapped = Mapped { by: 0, again: false };

    fn make(self, stored: &mut Stored) {
        match stored {
            Stored::Small { refcount, mapcount, flags, .. } => self.count(refcount, mapcount, flags),
            Stored::Large(_) if self == Mapped::NONE => {}
            Stored::Large(frame) => self.make_to(Rc::make_mut(frame)),
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

impl Digest<Stored, Mapped> for Alike {
    const NONE: Alike = Alike { frames: 0, plain: true, least: u32::MAX };

    fn add_run(&mut self, run: &Run<Stored>) {
        self.frames += run.len;
        self.plain &= run.value.is_plain_and_unlocked();
        self.least = self.least.min(run.value.refcount());
    }

    fn exchange(self, before: Alike, after: Alike) -> Option<Alike> {
        let frames = self.frames + after.frames - before.frames;
        // What was not plain, or had the fewest references, may have been what changed: others have to be asked then.
        let plain = match (before.plain, after.plain) {
            (_, false) => false,
            (true, true) => self.plain,
            (false, true) => return None,
        };
        let least = if before.least > self.least || after.least <= before.least {
            self.least.min(after.least)
        } else {
            return None;
        };
        Some(Alike { frames, plain, least })
    }

    fn add(&mut self, other: Alike, change: Mapped) {
        self.frames += other.frames;
        self.plain &= other.plain;
        self.least = self.least.min(other.least.saturating_add_signed(change.by));
    }
}

/// Frames are alike when nothing but their number tells them apart: page-cache pages never are.
impl Value for Stored {
    type Change = Mapped;
    type Digest = Alike;

    fn at(&self, _offset: u64) -> Stored {
        self.clone()
    }

    fn leads_to(&self, _offset: u64, other: &Stored) -> bool {
        match (self, other) {
            (
                Stored::Small { refcount, mapcount, flags, contents },
                Stored::Small { refcount: r, mapcount: m, flags: f, contents: c },
            ) => (refcount, mapcount, flags, contents) == (r, m, f, c),
            (Stored::Large(frame), Stored::Large(other)) => Rc::ptr_eq(frame, other) || frame.is_like(other),
            (Stored::Small { .. }, Stored::Large(_)) | (Stored::Large(_), Stored::Small { .. }) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(runs: &[(bool, u32)]) -> Alike {
        let mut known = Alike::NONE;
        for &(plain, refcount) in runs {
            let mapcount = if plain { refcount } else { refcount + 1 };
            let value = Frame { refcount, mapcount, ..Frame::taken(FrameKind::Anon) }.into();
            known.add_run(&Run { start: 0, len: 1, value });
        }
        known
    }

    #[test]
    fn what_is_known_after_an_exchange_is_what_a_look_at_all_would_tell() {
        let kinds = || [false, true].into_iter().flat_map(|plain| (1..4).map(move |refcount| (plain, refcount)));
        let mut told = 0;
        for (kept, (was, is)) in
            kinds().flat_map(|kept| kinds().flat_map(move |was| kinds().map(move |is| (kept, (was, is)))))
        {
            if let Some(exchanged) = known(&[kept, was]).exchange(known(&[was]), known(&[is])) {
                assert_eq!(exchanged, known(&[kept, is]), "{kept:?}, {was:?} to {is:?}");
                told += 1;
            }
        }
        assert!(told > 100, "only {told} of 216 were told without a look");
    }
}
