//! Frames: tiles with their counts and owners.

use forkscope_explain::Lang;

use super::mark::Mark;
use super::place::Rect;

/// A frame, or a run of frames in the same state.
#[derive(Clone, Debug, PartialEq)]
pub struct FrameTile {
    /// Unique on the stage and the same from step to step: `f5`.
    pub id: String,
    /// The number of the (first) frame.
    pub pfn: u32,
    /// How many frames it stands for.
    pub frames: u64,
    /// `PFN 5`, `PFN 16–29`.
    pub title: String,
    /// What it is used for.
    pub kind: TileKind,
    /// Whether it holds a page of a file that differs from what is on disk (PG_dirty).
    pub dirty: bool,
    /// References held; none for the zero page, which is not counted.
    pub count: Option<u32>,
    /// References before this step, where it changed them.
    pub was: Option<u32>,
    /// References after the command, where it is known that they will change.
    pub next: Option<u32>,
    /// Who maps it, in order of the cards.
    pub owners: Vec<Owner>,
    /// The first bytes as text: `"B"`.
    pub text: String,
    /// The text before this step, where it changed it.
    pub text_was: Option<String>,
    /// The first bytes in hexadecimal, or what else is to be said: `+1 cache`, `not counted`.
    pub note: String,
    /// The control group that it is charged to.
    pub payer: Option<String>,
    /// Whether its bytes are being copied to it in this step.
    pub filling: bool,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Whether this step changed it.
    pub changed: bool,
    /// Whether the fault at hand is about it.
    pub live: bool,
    /// The process whose fault it is about, if that maps the frame or is about to.
    pub writer: Option<Mark>,
    /// Whether it is about to come, here, or about to go.
    pub presence: Presence,
    /// Its full name for those who do not see it.
    pub label: String,
}

/// Somebody who maps a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// Which process.
    pub pid: u32,
    /// Its mark; hollow while it is about to come or to go.
    pub mark: Mark,
    /// Whether it is about to come or to go.
    pub pending: bool,
}

/// What a frame is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileKind {
    /// Anonymous memory.
    Anon,
    /// Anonymous memory that ksmd merged.
    Merged,
    /// A page of a file.
    File,
    /// A page of shared memory.
    Shared,
    /// The zero page.
    Zero,
}

impl FrameTile {
    /// How large the count can be written in its place, in percent of its full size: somewhat less than three digits fit. The count to come,
    /// with its arrow, has half the size.
    pub fn count_percent(&self) -> u32 {
        let (now, next) = self.count_halves();
        (560 / if self.count_stacks() { now } else { now + next }).min(100)
    }

    /// Whether the count to come stands below the count, as there is no room beside it.
    pub fn count_stacks(&self) -> bool {
        let (now, next) = self.count_halves();
        next > 0 && now + next > 8
    }

    /// The widths of the count and of the count to come, in halves of a digit.
    fn count_halves(&self) -> (u32, u32) {
        let digits = |count: u32| count.checked_ilog10().unwrap_or(0) + 1;
        (self.count.map_or(2, |count| 2 * digits(count)), self.next.map_or(0, |next| 1 + digits(next)))
    }

    /// What the mark of a frame says that differs from what is on disk.
    pub fn dirty_text(lang: Lang) -> &'static str {
        lang.pick("dirty", "脏")
    }

    /// What it is used for, and whether it is dirty, in words.
    pub fn kind_text(&self, lang: Lang) -> String {
        match (self.kind.text(lang), self.dirty) {
            (kind, true) => format!("{kind}{}{}", lang.pick(", ", "，"), FrameTile::dirty_text(lang)),
            (kind, false) => kind.to_owned(),
        }
    }
}

impl TileKind {
    /// The word on the tile.
    pub fn text(self, lang: Lang) -> &'static str {
        match self {
            TileKind::Anon => lang.pick("anon", "匿名"),
            TileKind::Merged => "ksm",
            TileKind::File => lang.pick("file", "文件"),
            TileKind::Shared => lang.pick("shm", "共享"),
            TileKind::Zero => lang.pick("zero", "零页"),
        }
    }
}

/// Whether something came or goes with this step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Presence {
    /// It is there.
    #[default]
    Here,
    /// It came with this step.
    Arriving,
    /// It went with this step and is drawn only to fade out.
    Leaving,
}

/// The page tables of a process.
#[derive(Clone, Debug, PartialEq)]
pub struct TableTile {
    /// The process.
    pub pid: u32,
    /// Its mark.
    pub mark: Mark,
    /// Frames that its page tables take, the PGD included.
    pub frames: u64,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Whether this step changed it.
    pub changed: bool,
    /// Its full name for those who do not see it.
    pub label: String,
}
