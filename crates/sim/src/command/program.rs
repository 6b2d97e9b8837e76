//! Programs, and where their segments are loaded: a position-independent executable without address randomisation.

use crate::addr::{PageRange, PageSize, VirtAddr, Vpn};
use crate::file::FileId;

/// A program that exec loads: an image file, and how many pages each segment has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Program {
    /// The file that holds text and data, text first.
    pub image: FileId,
    /// Pages of code, mapped `r-xp` from the file.
    pub text: u64,
    /// Pages of initialised data, mapped `rw-p` from the file.
    pub data: u64,
    /// Pages of zeroed data, anonymous `rw-p`.
    pub bss: u64,
    /// Pages of stack, anonymous `rw-p`; its last page holds the arguments.
    pub stack: u64,
}

impl Program {
    const TEXT: VirtAddr = VirtAddr(0x5555_5555_4000);
    const STACK_TOP: VirtAddr = VirtAddr(0x7fff_ffff_f000);

    /// The pages of the text segment.
    pub fn text_range(&self, page: PageSize) -> PageRange {
        PageRange::new(Self::TEXT.vpn(page), self.text)
    }

    /// The pages of the data segment.
    pub fn data_range(&self, page: PageSize) -> PageRange {
        PageRange::new(self.text_range(page).end, self.data)
    }

    /// The pages of the bss.
    pub fn bss_range(&self, page: PageSize) -> PageRange {
        PageRange::new(self.data_range(page).end, self.bss)
    }

    /// The pages of the stack.
    pub fn stack_range(&self, page: PageSize) -> PageRange {
        let end = Self::STACK_TOP.vpn(page);
        PageRange { start: Vpn(end.0.saturating_sub(self.stack)), end }
    }
}
