//! What stands below the frames: the swap area, and control groups.

use super::place::Rect;
use super::tile::Owner;

/// The swap area.
#[derive(Clone, Debug, PartialEq)]
pub struct SwapArea {
    /// Its heading: `Swap`.
    pub title: &'static str,
    /// How full it is: `3 of 16 slots in use, 1 in the swap cache`.
    pub text: String,
    /// Where the text is on the stage.
    pub rect: Rect,
    /// The slots in use, by number.
    pub slots: Vec<SlotTile>,
}

/// A slot in use.
#[derive(Clone, Debug, PartialEq)]
pub struct SlotTile {
    /// Unique on the stage and the same from step to step: `s1`.
    pub id: String,
    /// How many page table entries (or pages of shared memory) hold it.
    pub entries: u32,
    /// Whose entries they are, in order of the cards.
    pub owners: Vec<Owner>,
    /// The same in words: `parent heap[0], child heap[0]`.
    pub by: String,
    /// The cells of these entries.
    pub cells: Vec<String>,
    /// The tile of the frame that the swap cache has for it.
    pub tile: Option<String>,
    /// The first bytes as text, or in hexadecimal.
    pub text: String,
    /// Where it is on the stage; none where there is no room for slots.
    pub rect: Option<Rect>,
    /// Its full name for those who do not see it.
    pub label: String,
}

/// A memory cgroup.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupBar {
    /// Its name.
    pub name: String,
    /// `memory.current` and `memory.max`: `400 KiB of 512 KiB`.
    pub text: String,
    /// How much of its limit is charged, 0 to 1; none without a limit.
    pub share: Option<f32>,
    /// Where it is on the stage.
    pub rect: Rect,
    /// Its figures, as the table of groups has them.
    pub figures: [String; 7],
    /// Its full name for those who do not see it.
    pub label: String,
}
