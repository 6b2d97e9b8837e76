//! Page table entries, with the bits of x86-64.

use std::fmt;

use bitflags::bitflags;

use crate::addr::Pfn;
use crate::runs::Value;
use crate::swap::Slot;

bitflags! {
    /// The flag bits of a PTE (Intel SDM vol. 3, 4.5; `arch/x86/include/asm/pgtable_types.h`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct PteFlags: u64 {
        /// The entry maps a frame and the hardware may use it.
        const PRESENT = 1 << 0;
        /// Stores are allowed.
        const RW = 1 << 1;
        /// User mode may use it.
        const USER = 1 << 2;
        /// The hardware used the entry since the bit was last cleared.
        const ACCESSED = 1 << 5;
        /// The hardware stored through the entry since the bit was last cleared.
        const DIRTY = 1 << 6;
        /// The entry is one of the pages that a PMD entry maps at once (`_PAGE_PSE`, bit 7 of a PMD entry).
        const HUGE = 1 << 7;
        /// Mapped, but no access at all: `PROT_NONE`. Linux uses the global bit of an entry that is not PRESENT.
        const PROTNONE = 1 << 8;
        /// Where Linux keeps DIRTY while RW is clear, so that the pair does not read as a shadow stack.
        const SAVED_DIRTY = 1 << 58;
        /// No instruction fetches.
        const NX = 1 << 63;
    }
}

/// Where the number of the frame starts, whatever the size of a page: see [`crate::addr`].
const PFN_SHIFT: u32 = 12;
const PFN_MASK: u64 = 0x000f_ffff_ffff_f000;

/// Where a swap entry keeps the number of its slot, all bits inverted (`arch/x86/include/asm/pgtable_64.h`, `__swp_entry`).
const SWAP_OFFSET_SHIFT: u32 = 9;
/// The bits of the number. Above them stands the number of the swap area, which is 0.
const SWAP_OFFSET_MASK: u64 = (1 << 50) - 1;
/// In a swap entry: the page was exclusive when it went (`_PAGE_SWP_EXCLUSIVE`).
const SWAP_EXCLUSIVE: u64 = 1 << 3;

/// A page table entry: a frame number and flag bits in one 64-bit word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Pte(u64);

impl Pte {
    /// The empty entry: nothing mapped.
    pub const NONE: Pte = Pte(0);

    /// A present user entry for `pfn` with these extra flags.
    pub fn new(pfn: Pfn, flags: PteFlags) -> Pte {
        let base = PteFlags::PRESENT | PteFlags::USER;
        Pte((u64::from(pfn.0) << PFN_SHIFT) | (base | flags).bits())
    }

    /// The entry of a page that was swapped out: not present, and the rest of the word is the kernel's.
    pub fn swapped(slot: Slot, exclusive: bool) -> Pte {
        let offset = !u64::from(slot.0) & SWAP_OFFSET_MASK;
        Pte((offset << SWAP_OFFSET_SHIFT) | if exclusive { SWAP_EXCLUSIVE } else { 0 })
    }

    /// The swap slot that holds the page, if it was swapped out (`is_swap_pte`).
    pub fn swap_slot(self) -> Option<Slot> {
        let is_swap = !self.is_none() && !self.is_present();
        is_swap.then_some(Slot((!(self.0 >> SWAP_OFFSET_SHIFT) & SWAP_OFFSET_MASK) as u32))
    }

    /// Whether a swapped-out page was exclusive when it went (`pte_swp_exclusive`).
    pub fn is_swap_exclusive(self) -> bool {
        self.swap_slot().is_some() && self.0 & SWAP_EXCLUSIVE != 0
    }

    /// The 64-bit word as the hardware reads it.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// The flag bits.
    pub fn flags(self) -> PteFlags {
        PteFlags::from_bits_truncate(self.0)
    }

    /// Whether the entry is empty.
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Whether a frame is mapped, `PROT_NONE` included (`pte_present`).
    pub fn is_present(self) -> bool {
        self.flags().intersects(PteFlags::PRESENT | PteFlags::PROTNONE)
    }

    /// Whether the hardware may use the entry at all.
    pub fn is_usable(self) -> bool {
        self.flags().contains(PteFlags::PRESENT)
    }

    /// Whether it is an ordinary entry that maps a frame: nothing but the bits that every such entry may have.
    pub(crate) fn is_plain(self) -> bool {
        let extra = PteFlags::RW | PteFlags::ACCESSED | PteFlags::DIRTY | PteFlags::SAVED_DIRTY | PteFlags::NX;
        let base = PteFlags::PRESENT | PteFlags::USER;
        (self.0 & !PFN_MASK & !extra.bits()) == base.bits()
    }

    /// The frame, if one is mapped.
    pub fn pfn(self) -> Option<Pfn> {
        self.is_present().then_some(Pfn(((self.0 & PFN_MASK) >> PFN_SHIFT) as u32))
    }

    /// Whether the entry maps the shared zero page.
    pub fn is_zero_page(self) -> bool {
        self.pfn() == Some(Pfn::ZERO_PAGE)
    }

    /// Whether stores are allowed.
    pub fn is_writable(self) -> bool {
        self.flags().contains(PteFlags::RW)
    }

    /// Whether a PMD entry maps it, together with the 511 pages around it (`pmd_trans_huge`).
    pub fn is_huge(self) -> bool {
        self.is_present() && self.flags().contains(PteFlags::HUGE)
    }

    /// As a part of a PMD entry.
    #[must_use]
    pub(crate) fn mkhuge(self) -> Pte {
        self.set(PteFlags::HUGE)
    }

    /// As a PTE of its own.
    #[must_use]
    pub(crate) fn mksmall(self) -> Pte {
        self.clear(PteFlags::HUGE)
    }

    /// Whether it was used since the accessed bit was last cleared.
    pub fn is_accessed(self) -> bool {
        self.flags().contains(PteFlags::ACCESSED)
    }

    /// Whether it was stored through, hardware or saved bit.
    pub fn is_dirty(self) -> bool {
        self.is_present() && self.flags().intersects(PteFlags::DIRTY | PteFlags::SAVED_DIRTY)
    }

    /// The entry `pages` further on in a run: it maps the frame so many further up, unless it maps the zero page or none.
    #[must_use]
    pub fn at(self, pages: u64) -> Pte {
        let maps = self.is_present() && self.0 & PFN_MASK != 0;
        Pte(if maps { self.0 + (pages << PFN_SHIFT) } else { self.0 })
    }

    fn set(self, flags: PteFlags) -> Pte {
        Pte(self.0 | flags.bits())
    }

    fn clear(self, flags: PteFlags) -> Pte {
        Pte(self.0 & !flags.bits())
    }

    /// Without the write permission; dirtiness moves to the saved bit (`pte_wrprotect`).
    #[must_use]
    pub(crate) fn wrprotect(self) -> Pte {
        let saved = if self.is_dirty() { PteFlags::SAVED_DIRTY } else { PteFlags::empty() };
        self.clear(PteFlags::RW | PteFlags::DIRTY).set(saved)
    }

    /// With write permission; a saved dirty bit becomes the hardware's again (`pte_mkwrite`).
    #[must_use]
    pub(crate) fn mkwrite(self) -> Pte {
        let dirty = if self.is_dirty() { PteFlags::DIRTY } else { PteFlags::empty() };
        self.clear(PteFlags::SAVED_DIRTY).set(PteFlags::RW | dirty)
    }

    /// With the dirty bit (`pte_mkdirty`).
    #[must_use]
    pub(crate) fn mkdirty(self) -> Pte {
        self.set(if self.is_writable() { PteFlags::DIRTY } else { PteFlags::SAVED_DIRTY })
    }

    /// Without a dirty bit (`pte_mkclean`).
    #[must_use]
    pub(crate) fn mkclean(self) -> Pte {
        self.clear(PteFlags::DIRTY | PteFlags::SAVED_DIRTY)
    }

    /// With the accessed bit (`pte_mkyoung`).
    #[must_use]
    pub(crate) fn mkyoung(self) -> Pte {
        self.set(PteFlags::ACCESSED)
    }

    /// Without the accessed bit (`pte_mkold`).
    #[must_use]
    pub(crate) fn mkold(self) -> Pte {
        self.clear(PteFlags::ACCESSED)
    }

    /// With other protection bits; accessed and dirty stay (`pte_modify`). The entry loses its write permission: whoever calls this
    /// decides whether it gets it back.
    #[must_use]
    pub fn modify(self, usable: bool, executable: bool) -> Pte {
        let kept = self.wrprotect().clear(PteFlags::PRESENT | PteFlags::PROTNONE | PteFlags::NX);
        let access = if usable { PteFlags::PRESENT } else { PteFlags::PROTNONE };
        kept.set(if executable { access } else { access | PteFlags::NX })
    }
}

impl Value for Pte {
    type Change = ();
    type Digest = ();

    fn at(&self, offset: u64) -> Pte {
        Pte::at(*self, offset)
    }

    fn leads_to(&self, offset: u64, other: &Pte) -> bool {
        Pte::at(*self, offset) == *other
    }
}

impl fmt::Debug for Pte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(slot) = self.swap_slot() {
            return write!(f, "swap {slot}{}", if self.is_swap_exclusive() { ":X" } else { "" });
        }
        let Some(pfn) = self.pfn() else { return write!(f, "-") };
        let flag = |on: bool, letter: &'static str| if on { letter } else { "" };
        write!(
            f,
            "{pfn}:{}{}{}{}",
            flag(self.is_usable(), "P"),
            flag(self.is_writable(), "W"),
            flag(self.is_accessed(), "A"),
            flag(self.is_dirty(), "D")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn write_protection_keeps_the_page_dirty() {
        let pte = Pte::new(Pfn(5), PteFlags::RW | PteFlags::DIRTY);
        let protected = pte.wrprotect();
        assert!(protected.is_dirty() && !protected.flags().contains(PteFlags::DIRTY));
        assert_eq!(protected.mkwrite(), pte);
        assert_eq!(protected.pfn(), Some(Pfn(5)));
    }

    #[test]
    fn a_swap_entry_is_neither_none_nor_present_and_keeps_slot_and_exclusivity() {
        for (slot, exclusive) in [(Slot(1), true), (Slot(u32::MAX), false)] {
            let pte = Pte::swapped(slot, exclusive);
            assert!(!pte.is_none() && !pte.is_present() && !pte.is_usable() && !pte.is_dirty() && !pte.is_writable());
            assert_eq!((pte.swap_slot(), pte.is_swap_exclusive(), pte.pfn()), (Some(slot), exclusive, None));
        }
        assert_eq!((Pte::NONE.swap_slot(), Pte::new(Pfn(5), PteFlags::RW).swap_slot()), (None, None));
    }

    #[test]
    fn prot_none_is_present_but_not_usable() {
        let pte = Pte::new(Pfn(5), PteFlags::ACCESSED).modify(false, false);
        assert!(pte.is_present() && !pte.is_usable() && pte.is_accessed());
        assert_eq!(pte.modify(true, true).flags(), PteFlags::PRESENT | PteFlags::USER | PteFlags::ACCESSED);
    }
}
