//! Large folios: several frames in a row that are allocated, counted and freed as one.
//!
//! [`Folio`] holds what the kernel keeps once for all pages of a large folio; how often each single page is mapped, its contents and whether it is
//! exclusive stand with its [`crate::frame::Frame`], whose own reference count stays 0, as that of a tail page does. Frames outside of large folios need
//! nothing of this.
//!
//! # Simplification: anonymous memory only
//! Linux also has large folios in the page cache and in shared memory. Here files and shared memory use single pages, as a file system without large
//! folios does.

use std::rc::Rc;

use litemap::LiteMap;

use crate::addr::{Pfn, Vpn};
use crate::frame::FrameFlags;
use crate::mm::MmId;

/// log2 of the pages of a folio that a PMD entry can map: 2 MiB (`HPAGE_PMD_ORDER`).
pub const PMD_ORDER: u8 = 9;
/// Pages of a folio that a PMD entry can map (`HPAGE_PMD_NR`).
pub const PMD_PAGES: u64 = 1 << PMD_ORDER;

/// The first page of the piece of memory around `vpn` that a huge page can map.
pub fn huge_base(vpn: Vpn) -> Vpn {
    Vpn(vpn.0 >> PMD_ORDER << PMD_ORDER)
}

/// What the kernel keeps once for all pages of a large folio (`struct folio`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folio {
    /// log2 of its pages.
    pub order: u8,
    /// Everything that holds it: each PMD entry and each PTE counts once (`_refcount`).
    pub refcount: u32,
    /// PMD entries that map it whole (`_entire_mapcount` + 1).
    pub entire_mapcount: u32,
    /// Entries that map it or one of its pages, PMD entries and PTEs alike (`_large_mapcount` + 1).
    pub large_mapcount: u32,
    /// How often it is pinned (`_pincount`); each pin is one reference as well.
    pub pins: u32,
    /// The page flags that belong to the folio: all but PageAnonExclusive.
    pub flags: FrameFlags,
    /// Whether more than one address space may map it (`FOLIO_MM_IDS_SHARED_BITNUM`).
    pub maybe_shared: bool,
    /// Whether a page of it is mapped by nobody any more, so that it waits on the deferred split list (`PG_partially_mapped`).
    pub partially_mapped: bool,
    /// The two address spaces whose entries are counted (`_mm_id`, `_mm_id_mapcount`).
    pub(crate) slots: [Option<Slot>; 2],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot {
    mm: MmId,
    mapcount: u32,
}

impl Folio {
    /// A folio that nobody holds or maps yet.
    pub(crate) fn new(order: u8) -> Folio {
        Folio {
            order,
            refcount: 0,
            entire_mapcount: 0,
            large_mapcount: 0,
            pins: 0,
            flags: FrameFlags::empty(),
            maybe_shared: false,
            partially_mapped: false,
            slots: [None, None],
        }
    }

    /// Number of pages.
    pub fn pages(&self) -> u64 {
        1 << self.order
    }

    /// With `entries` more that map it from an address space (`folio_add_return_large_mapcount`). Two address spaces are told apart; a third is
    /// not, and leaves the folio marked as shared for good while the first two map it.
    #[must_use]
    pub(crate) fn mapped(mut self, mm: MmId, entries: u32) -> Folio {
        self.large_mapcount += entries;
        let others = self.large_mapcount > entries;
        if let Some(slot) = self.slots.iter_mut().flatten().find(|slot| slot.mm == mm) {
            slot.mapcount += entries;
        } else if let Some(free) = self.slots.iter_mut().find(|slot| slot.is_none()) {
            *free = Some(Slot { mm, mapcount: entries });
            self.maybe_shared |= others;
        }
        self
    }

    /// With `entries` fewer (`folio_sub_return_large_mapcount`). When one of the two known address spaces has all that are left, the folio is
    /// no longer marked as shared.
    #[must_use]
    pub(crate) fn unmapped(mut self, mm: MmId, entries: u32) -> Folio {
        self.large_mapcount = self.large_mapcount.saturating_sub(entries);
        if let Some(place) = self.slots.iter_mut().find(|slot| slot.is_some_and(|slot| slot.mm == mm)) {
            let left = place.map_or(0, |slot| slot.mapcount.saturating_sub(entries));
            if left > 0 {
                *place = Some(Slot { mm, mapcount: left });
                return self;
            }
            *place = None;
        }
        let owns_all = |slot: &Option<Slot>| slot.map_or(0, |slot| slot.mapcount) == self.large_mapcount;
        self.maybe_shared &= !self.slots.iter().any(owns_all);
        self
    }
}

/// The large folios in use, by first frame.
#[derive(Clone, Debug, Default)]
pub(crate) struct Folios(Rc<LiteMap<Pfn, Folio>>);

impl Folios {
    pub(crate) fn new() -> Folios {
        Folios(Rc::new(LiteMap::new()))
    }

    /// The folio that a frame belongs to, with its first frame.
    pub(crate) fn around(&self, pfn: Pfn) -> Option<(Pfn, Folio)> {
        let index = match self.0.find_index(&pfn) {
            Ok(index) => index,
            Err(above) => above.checked_sub(1)?,
        };
        let (head, folio) = self.0.get_indexed(index)?;
        (u64::from(pfn.0 - head.0) < folio.pages()).then_some((*head, *folio))
    }

    /// The folio that begins with a frame.
    pub(crate) fn get(&self, head: Pfn) -> Option<Folio> {
        self.0.get(&head).copied()
    }

    /// Whether another list is the same one, shared.
    pub(crate) fn is_same(&self, other: &Folios) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// All of them, by first frame.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Pfn, Folio)> + '_ {
        self.0.iter().map(|(head, folio)| (*head, *folio))
    }

    pub(crate) fn set(&mut self, head: Pfn, folio: Folio) {
        Rc::make_mut(&mut self.0).insert(head, folio);
    }

    pub(crate) fn remove(&mut self, head: Pfn) {
        Rc::make_mut(&mut self.0).remove(&head);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MMS: [MmId; 3] = [MmId(1), MmId(2), MmId(3)];

    fn shared_by_three() -> Folio {
        MMS.into_iter().fold(Folio::new(4), |folio, mm| folio.mapped(mm, 16))
    }

    #[test]
    fn the_oldest_sharer_is_seen_to_be_alone_again() {
        let left = shared_by_three().unmapped(MMS[2], 16).unmapped(MMS[1], 16);
        assert_eq!((left.large_mapcount, left.maybe_shared), (16, false));
    }

    #[test]
    fn the_third_sharer_never_looks_alone() {
        let left = shared_by_three().unmapped(MMS[1], 16).unmapped(MMS[0], 16);
        assert_eq!((left.large_mapcount, left.maybe_shared), (16, true));
    }

    #[test]
    fn a_frame_finds_the_folio_around_it() {
        let mut folios = Folios::new();
        folios.set(Pfn(512), Folio::new(PMD_ORDER));
        let head = |pfn| folios.around(Pfn(pfn)).map(|(head, _)| head.0);
        assert_eq!([511, 512, 1023, 1024].map(head), [None, Some(512), Some(512), None]);
    }
}
