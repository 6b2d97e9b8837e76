//! Size classes: how much room the stage has, and the measures that follow from it.

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SizeClass {
    /// Phones: one column of frames, copies slide down.
    P,
    /// Embeds and small windows.
    E,
    /// Windows from 760×752 on that have no room for panels beside the stage: the scene of M, the timeline of E.
    T,
    /// 1280×720 and up.
    M,
    /// 1400×840 and up.
    L,
    /// 1840×1000 and up.
    X,
}

impl SizeClass {
    /// All of them, smallest first.
    pub const ALL: [SizeClass; 6] =
        [SizeClass::P, SizeClass::E, SizeClass::T, SizeClass::M, SizeClass::L, SizeClass::X];

    /// The class of a window of this many CSS pixels.
    pub fn of_window(width: u32, height: u32) -> SizeClass {
        match (width, height) {
            (1840.., 1000..) => SizeClass::X,
            (1400.., 840..) => SizeClass::L,
            (1280.., _) => SizeClass::M,
            (760.., 752..) => SizeClass::T,
            (760.., _) => SizeClass::E,
            (_, _) => SizeClass::P,
        }
    }

    /// The class of an embed of this many CSS pixels: it has no panels, however wide it is.
    pub fn of_embed(width: u32, height: u32) -> SizeClass {
        SizeClass::of_window(width.min(1279), height)
    }

    /// Whether panels stand beside the stage.
    pub fn has_panels(self) -> bool {
        self >= SizeClass::M
    }

    /// Its letter in lower case, as style sheets use it.
    pub fn letter(self) -> &'static str {
        match self {
            SizeClass::P => "p",
            SizeClass::E => "e",
            SizeClass::T => "t",
            SizeClass::M => "m",
            SizeClass::L => "l",
            SizeClass::X => "x",
        }
    }
}

/// The measures of a size class, in CSS pixels. The stage hands to style sheets what they need of them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Least width and height of the scene.
    pub scene: (f32, f32),
    /// Width of a process card.
    pub card_w: f32,
    /// How far a child is indented under its parent.
    pub rail: f32,
    /// Height of a card's header, and of one that is all there is of its card.
    pub head: (f32, f32),
    /// From the top of a card to the middle of its name.
    pub name_mid: f32,
    /// Height of a page table entry.
    pub row: f32,
    /// Space above the entries of a VMA.
    pub vma_gap: f32,
    /// Space below the last VMA.
    pub card_pad: f32,
    /// Space between cards.
    pub card_gap: f32,
    /// Where the entries begin in a card.
    pub cells_x: f32,
    /// Where the frames begin.
    pub tiles_x: f32,
    /// Width and height of a tile.
    pub tile: (f32, f32),
    /// Space between columns and rows of tiles.
    pub tile_gap: (f32, f32),
    /// Width of the counter of a tile.
    pub counter_w: f32,
    /// How far above a tile its gutter runs.
    pub gutter: f32,
    /// The first and last place on a tile's side where edges end, and at least how many there are.
    pub slots: (f32, f32, usize),
    /// Columns of frames.
    pub columns: usize,
    /// Height of a page-table tile, and the space between them; 0 where there is no room for them.
    pub table: (f32, f32),
    /// VMAs up to this length show every page.
    pub single_pages: u64,
    /// How many processes are open at most.
    pub open_cards: usize,
    /// Width and height of the timeline, height of its bands, and where the base of the chart above them is.
    pub timeline: (f32, f32, f32, f32),
}

impl SizeClass {
    /// The measures of the class.
    pub fn measures(self) -> Measures {
        match self {
            SizeClass::X => X,
            SizeClass::L => L,
            SizeClass::M => M,
            SizeClass::E => E,
            SizeClass::T => Measures { timeline: (448.0, 104.0, 20.0, 52.0), ..M },
            SizeClass::P => P,
        }
    }
}

const X: Measures = Measures {
    scene: (1184.0, 781.0),
    card_w: 432.0,
    rail: 32.0,
    head: (56.0, 38.0),
    name_mid: 18.0,
    row: 32.0,
    vma_gap: 5.0,
    card_pad: 10.0,
    card_gap: 24.0,
    cells_x: 114.0,
    tiles_x: 696.0,
    tile: (228.0, 83.0),
    tile_gap: (32.0, 37.0),
    counter_w: 64.0,
    gutter: 18.0,
    slots: (18.0, 66.0, 3),
    columns: 2,
    table: (61.0, 16.0),
    single_pages: 8,
    open_cards: 6,
    timeline: (1184.0, 140.0, 24.0, 84.0),
};

const L: Measures = Measures {
    scene: (800.0, 612.0),
    card_w: 312.0,
    rail: 24.0,
    head: (48.0, 32.0),
    name_mid: 15.0,
    row: 24.0,
    vma_gap: 4.0,
    card_pad: 8.0,
    card_gap: 20.0,
    cells_x: 88.0,
    tiles_x: 480.0,
    tile: (148.0, 64.0),
    tile_gap: (24.0, 30.0),
    counter_w: 46.0,
    gutter: 15.0,
    slots: (14.0, 50.0, 3),
    columns: 2,
    table: (48.0, 16.0),
    single_pages: 8,
    open_cards: 6,
    timeline: (800.0, 126.0, 22.0, 72.0),
};

const M: Measures = Measures {
    scene: (704.0, 492.0),
    card_w: 288.0,
    rail: 20.0,
    head: (39.0, 28.0),
    name_mid: 12.0,
    row: 20.0,
    vma_gap: 3.0,
    card_pad: 6.0,
    card_gap: 12.0,
    cells_x: 80.0,
    tiles_x: 400.0,
    tile: (140.0, 50.0),
    tile_gap: (24.0, 26.0),
    counter_w: 42.0,
    gutter: 14.0,
    slots: (11.0, 39.0, 3),
    columns: 2,
    table: (36.0, 14.0),
    single_pages: 8,
    open_cards: 6,
    timeline: (704.0, 104.0, 20.0, 52.0),
};

const E: Measures = Measures {
    scene: (728.0, 294.0),
    card_w: 240.0,
    rail: 20.0,
    head: (28.0, 28.0),
    name_mid: 14.0,
    row: 20.0,
    vma_gap: 3.0,
    card_pad: 5.0,
    card_gap: 14.0,
    cells_x: 74.0,
    tiles_x: 376.0,
    tile: (164.0, 42.0),
    tile_gap: (24.0, 21.0),
    counter_w: 42.0,
    gutter: 12.0,
    slots: (15.0, 29.0, 2),
    columns: 2,
    table: (0.0, 0.0),
    single_pages: 4,
    open_cards: 4,
    timeline: (448.0, 72.0, 20.0, 20.0),
};

const P: Measures = Measures {
    scene: (366.0, 454.0),
    card_w: 170.0,
    rail: 10.0,
    head: (30.0, 32.0),
    name_mid: 15.0,
    row: 26.0,
    vma_gap: 3.0,
    card_pad: 4.0,
    card_gap: 10.0,
    cells_x: 44.0,
    tiles_x: 226.0,
    tile: (140.0, 52.0),
    tile_gap: (0.0, 15.0),
    counter_w: 44.0,
    gutter: 0.0,
    slots: (14.0, 38.0, 2),
    columns: 1,
    table: (0.0, 0.0),
    single_pages: 4,
    open_cards: 2,
    timeline: (366.0, 76.0, 16.0, 28.0),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_take_the_largest_scene_that_fits() {
        let windows =
            [(390, 844), (760, 480), (1200, 700), (768, 1024), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)];
        let classes = windows.map(|(width, height)| SizeClass::of_window(width, height).letter());
        assert_eq!(classes.concat(), "peettmlx");
    }

    #[test]
    fn embeds_have_no_panels() {
        let frames = [(390, 500), (760, 480), (1600, 480), (1600, 900)];
        assert_eq!(frames.map(|(width, height)| SizeClass::of_embed(width, height).letter()).concat(), "peet");
    }
}
