//! Frames as the map of frames keeps them: which ones are alike, how many change together, and what is known of many at once.

use std::rc::Rc;

use super::{Frame, FrameFlags, FrameKind};
use crate::contents::{Contents, Short};
use crate::runs::{Change, Digest, Run, Value};

/// A frame as it is kept: small if it is like nearly all frames of a large machine. Each frame is kept in one way only.
#[derive(Clone, Debug)]
pub(crate) enum Stored {
    /// Anonymous memory that no shared mapping and no locked VMA maps, with bytes that are all alike but for one at most.
    Small(Small),
    /// Any other frame.
    Large(Rc<Frame>),
}

/// What small frames differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Small {
    refcount: u32,
    mapcount: u32,
    contents: Short,
    flags: FrameFlags,
    /// Tells small frames from others, inside of them: so they are copied as a whole, and the processor does not wait for pieces.
    mark: Mark,
}

/// What all small frames have, and no other has in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Mark {
    Small,
}

// A machine keeps many of these: the smaller they are, the more are in a leaf of the map.
const _: () = assert!(size_of::<Option<Stored>>() <= 16);

impl Small {
    fn new(refcount: u32, mapcount: u32, flags: FrameFlags, contents: Short) -> Small {
        Small { refcount, mapcount, contents, flags, mark: Mark::Small }
    }

    fn is_plain(&self) -> bool {
        self.refcount == self.mapcount && Frame::PLAIN.contains(self.flags)
    }
}

impl Default for Stored {
    fn default() -> Stored {
        Stored::Small(Small::new(0, 0, FrameFlags::empty(), Short::default()))
    }
}

impl From<Frame> for Stored {
    fn from(frame: Frame) -> Stored {
        let Frame { kind, refcount, mapcount, shared_maps, mlocks, flags, ref contents } = frame;
        match contents.short().filter(|_| kind == FrameKind::Anon && shared_maps == 0 && mlocks == 0) {
            Some(contents) => Stored::Small(Small::new(refcount, mapcount, flags, contents)),
            None => Stored::Large(Rc::new(frame)),
        }
    }
}

impl Stored {
    /// The frame itself.
    pub(super) fn frame(&self) -> Frame {
        match self {
            Stored::Small(small) => Frame {
                refcount: small.refcount,
                mapcount: small.mapcount,
                flags: small.flags,
                contents: small.contents.into(),
                ..Frame::taken(FrameKind::Anon)
            },
            Stored::Large(frame) => (**frame).clone(),
        }
    }

    /// What is in it.
    pub(crate) fn contents(&self) -> Contents {
        match self {
            Stored::Small(small) => small.contents.into(),
            Stored::Large(frame) => frame.contents.clone(),
        }
    }

    /// The same frame with other bytes in it.
    pub(crate) fn holding(&self, contents: &Contents) -> Stored {
        match (self, contents.short()) {
            (Stored::Small(small), Some(contents)) => Stored::Small(Small { contents, ..*small }),
            (Stored::Small(_), None) | (Stored::Large(_), _) => {
                Frame { contents: contents.clone(), ..self.frame() }.into()
            }
        }
    }

    /// [`Frame::is_plain`].
    pub(crate) fn is_plain(&self) -> bool {
        match self {
            Stored::Small(small) => small.is_plain(),
            Stored::Large(frame) => frame.is_plain(),
        }
    }

    /// Whether both are alike, whatever is in them.
    pub(crate) fn is_held_like(&self, other: &Stored) -> bool {
        match (self, other) {
            (Stored::Small(small), Stored::Small(other)) => *small == Small { contents: small.contents, ..*other },
            (Stored::Large(_), _) | (_, Stored::Large(_)) => self.frame().is_held_like(&other.frame()),
        }
    }

    /// How many PTEs map it.
    pub(crate) fn mapcount(&self) -> u32 {
        match self {
            Stored::Small(small) => small.mapcount,
            Stored::Large(frame) => frame.mapcount,
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
            Stored::Small(small) => small.refcount,
            Stored::Large(frame) => frame.refcount,
        }
    }

    /// Whether the frame is plain, and not locked.
    pub(super) fn is_plain_and_unlocked(&self) -> bool {
        match self {
            Stored::Small(small) => small.is_plain(),
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
        frame.refcount = frame.refcount.saturating_add_signed(self.by);
        frame.mapcount = frame.mapcount.saturating_add_signed(self.by);
        frame.flags -= self.lost();
    }

    fn make_to_small(self, small: &mut Small) {
        small.refcount = small.refcount.saturating_add_signed(self.by);
        small.mapcount = small.mapcount.saturating_add_signed(self.by);
        small.flags -= self.lost();
    }

    /// The flags that a frame loses.
    fn lost(self) -> FrameFlags {
        if self.again {
            FrameFlags::EXCLUSIVE
        } else {
            FrameFlags::empty()
        }
    }
}

impl Change<Stored> for Mapped {
    const NONE: Mapped = Mapped { by: 0, again: false };

    fn make(self, stored: &mut Stored) {
        match stored {
            Stored::Small(small) => self.make_to_small(small),
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
    /// Whether all of them are plain, and none is locked.
    pub(super) plain: bool,
    /// The fewest references that one of them has.
    pub(super) least: u32,
}

impl Digest<Stored, Mapped> for Alike {
    const NONE: Alike = Alike { plain: true, least: u32::MAX };

    fn add_run(&mut self, run: &Run<Stored>) {
        self.plain &= run.value.is_plain_and_unlocked();
        self.least = self.least.min(run.value.refcount());
    }

    fn exchange(self, before: Alike, after: Alike) -> Option<Alike> {
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
        Some(Alike { plain, least })
    }

    fn add(&mut self, other: Alike, change: Mapped) {
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
            (Stored::Small(small), Stored::Small(other)) => small == other,
            (Stored::Large(frame), Stored::Large(other)) => Rc::ptr_eq(frame, other) || frame.is_like(other),
            (Stored::Small(_), Stored::Large(_)) | (Stored::Large(_), Stored::Small(_)) => false,
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
