//! Which transition a step plays.

/// The transition of one micro-step. At speed 1; the player divides by its speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Play {
    /// Which.
    pub kind: PlayKind,
    /// Whether it runs backwards, for a step that was taken back.
    pub reverse: bool,
    /// How long it takes.
    pub millis: u32,
}

/// The rows of the table "The COW split in time", and what other steps play.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum PlayKind {
    /// Nothing moves.
    #[default]
    Still,
    /// What changed fades over.
    Change,
    /// The PTE's outline turns to alarm and its edge thickens.
    Found,
    /// The `#PF` flag appears.
    Trap,
    /// The permissions of the VMA go bold.
    Check,
    /// The count swells and its owners light up.
    Decide,
    /// The copy slides from under its original.
    Allocate,
    /// The bytes cross the neck.
    Copy,
    /// The PTE empties and its port blinks: the TLB entry is gone.
    Flush,
    /// The edge's tip travels to the new frame and the neck closes.
    Repoint,
    /// The PTE turns from read-only to read-write in place.
    Reuse,
    /// The old count rolls out, the new one in.
    Drop,
    /// The value changes in the writer's frame and the alarm fades.
    Retry,
}

impl PlayKind {
    /// How long it takes at speed 1.
    pub fn millis(self) -> u32 {
        match self {
            PlayKind::Still => 0,
            PlayKind::Change | PlayKind::Found => 120,
            PlayKind::Trap | PlayKind::Flush => 160,
            PlayKind::Drop => 200,
            PlayKind::Check | PlayKind::Decide | PlayKind::Allocate | PlayKind::Reuse | PlayKind::Retry => 240,
            PlayKind::Repoint => 320,
            PlayKind::Copy => 480,
        }
    }

    /// Its name in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            PlayKind::Still => "still",
            PlayKind::Change => "change",
            PlayKind::Found => "found",
            PlayKind::Trap => "trap",
            PlayKind::Check => "check",
            PlayKind::Decide => "decide",
            PlayKind::Allocate => "allocate",
            PlayKind::Copy => "copy",
            PlayKind::Flush => "flush",
            PlayKind::Repoint => "repoint",
            PlayKind::Reuse => "reuse",
            PlayKind::Drop => "drop",
            PlayKind::Retry => "retry",
        }
    }
}

impl Play {
    /// Nothing plays.
    pub(crate) const STILL: Play = Play { kind: PlayKind::Still, reverse: false, millis: 0 };

    /// The transition of a step forward.
    pub fn forward(kind: PlayKind) -> Play {
        Play { kind, reverse: false, millis: kind.millis() }
    }

    /// The same backwards, in half the time.
    pub fn back(kind: PlayKind) -> Play {
        Play { kind, reverse: true, millis: kind.millis() / 2 }
    }
}
