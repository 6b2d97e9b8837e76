//! Size classes: how much room the stage has, and the measures that follow from it.

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SizeClass {
    /// Phones: one column of frames, copies slide down.
    P,
    /// Embeds and small windows.
    E,
    /// 1280×720 and up.
    M,
    /// 1400×840 and up.
    L,
    /// 1840×1000 and up.
    X,
}

impl SizeClass {
    /// All of them, smallest first.
    pub const ALL: [SizeClass; 5] = [SizeClass::P, SizeClass::E, SizeClass::M, SizeClass::L, SizeClass::X];

    /// The class of a window of this many CSS pixels.
    pub fn of_window(width: u32, height: u32) -> SizeClass {
        match (width, height) {
            (1840.., 1000..) => SizeClass::X,
            (1400.., 840..) => SizeClass::L,
            (1280.., _) => SizeClass::M,
            (760.., _) => SizeClass::E,
            (_, _) => SizeClass::P,
        }
    }

    /// Its letter in lower case, as style sheets use it.
    pub fn letter(self) -> &'static str {
        match self {
            SizeClass::P => "p",
            SizeClass::E => "e",
            SizeClass::M => "m",
            SizeClass::L => "l",
            SizeClass::X => "x",
        }
    }
}
