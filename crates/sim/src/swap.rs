//! Swap space: where pages go that memory has no room for, and the swap cache in between.
//!
//! A page that is swapped out gets a [`Slot`] of the swap area. Each page table entry that pointed to the frame holds the number of the slot
//! instead, and the slot counts them (the swap map). While a page is in memory and in its slot at the same time, the *swap cache* knows
//! the frame and holds a reference to it: on the way out until the frame is needed, on the way in until the slot is no longer worth keeping.
//!
//! # Simplification: one area, lowest slot first
//! Linux has up to 32 areas with priorities, and fills each cluster by cluster. Here there is one area, and a page gets the lowest slot that is
//! free. Slot 0 holds the area's header, as in Linux, and is not part of its size. A program could not tell: slot numbers show in `/proc/PID/pagemap` only.

use std::fmt;

use litemap::LiteMap;

use crate::addr::Pfn;
use crate::contents::Contents;

/// The number of a page-sized place in the swap area.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot(pub u32);

impl fmt::Debug for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slot {}", self.0)
    }
}
impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A slot in use.
#[derive(Clone, Debug)]
pub struct SlotUse {
    /// How many page table entries (or pages of shared memory) hold it: its count in the swap map.
    pub entries: u32,
    /// The frame that the swap cache has for it.
    pub cached: Option<Pfn>,
    /// The bytes in the slot.
    pub contents: Contents,
}

/// The swap area and the swap cache.
#[derive(Clone, Debug)]
pub struct SwapArea {
    size: u32,
    used: u32,
    /// Slots from number 1 on, as far as any was ever in use.
    slots: Vec<Option<SlotUse>>,
    /// No slot below this index is free.
    lowest_free: usize,
    /// The swap cache by frame.
    cache: LiteMap<Pfn, Slot>,
}

impl SwapArea {
    pub(crate) fn new(size: u32) -> SwapArea {
        SwapArea { size, used: 0, slots: Vec::new(), lowest_free: 0, cache: LiteMap::new() }
    }

    /// How many pages it has room for: SwapTotal, in pages.
    pub fn size(&self) -> u32 {
        self.size
    }

    /// How many slots are in use.
    pub fn used(&self) -> u32 {
        self.used
    }

    /// How many frames the swap cache holds: SwapCached, in pages.
    pub fn cached(&self) -> u32 {
        self.cache.len() as u32
    }

    /// About how many bytes of memory it takes.
    pub(crate) fn bytes(&self) -> u64 {
        (self.slots.capacity() * size_of::<Option<SlotUse>>() + self.cache.len() * size_of::<(Pfn, Slot)>()) as u64
    }

    /// Whether more than half of it is in use, so that slots are given back early (`vm_swap_full`).
    pub(crate) fn is_filling(&self) -> bool {
        u64::from(self.size - self.used) * 2 < u64::from(self.size)
    }

    /// A slot in use.
    pub fn get(&self, slot: Slot) -> Option<&SlotUse> {
        self.slots.get(index(slot)?)?.as_ref()
    }

    /// The slots in use, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Slot, &SlotUse)> {
        self.slots.iter().zip(1..).filter_map(|(slot, number)| Some((Slot(number), slot.as_ref()?)))
    }

    /// The slot of a frame that is in the swap cache.
    pub fn slot_of(&self, pfn: Pfn) -> Option<Slot> {
        self.cache.get(&pfn).copied()
    }

    /// The frames in the swap cache with their slots, by frame number.
    pub fn cache(&self) -> impl Iterator<Item = (Pfn, Slot)> + '_ {
        self.cache.iter().map(|(pfn, slot)| (*pfn, *slot))
    }

    /// The slot that the next page gets; none when the area is full, or there is none.
    pub(crate) fn next_free(&self) -> Option<Slot> {
        let free = |at: &usize| self.slots.get(*at).is_none_or(Option::is_none);
        let at = (self.lowest_free..self.size as usize).find(free)?;
        Some(Slot(at as u32 + 1))
    }

    pub(crate) fn take(&mut self, slot: Slot) {
        let Some(at) = index(slot) else { return };
        if self.slots.len() <= at {
            self.slots.resize(at + 1, None);
        }
        self.slots[at] = Some(SlotUse { entries: 0, cached: None, contents: Contents::ZERO });
        self.used += 1;
        self.lowest_free = at + 1;
    }

    pub(crate) fn release(&mut self, slot: Slot) {
        let Some(at) = index(slot).filter(|at| *at < self.slots.len()) else { return };
        self.slots[at] = None;
        self.used -= 1;
        self.lowest_free = self.lowest_free.min(at);
    }

    pub(crate) fn change(&mut self, slot: Slot, change: impl FnOnce(&mut SlotUse)) {
        let slot = index(slot).and_then(|at| self.slots.get_mut(at)?.as_mut());
        if let Some(slot) = slot {
            change(slot);
        }
    }

    pub(crate) fn cache_add(&mut self, slot: Slot, pfn: Pfn) {
        self.change(slot, |used| used.cached = Some(pfn));
        self.cache.insert(pfn, slot);
    }

    pub(crate) fn cache_remove(&mut self, slot: Slot, pfn: Pfn) {
        self.change(slot, |used| used.cached = None);
        self.cache.remove(&pfn);
    }
}

fn index(slot: Slot) -> Option<usize> {
    (slot.0 as usize).checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_free_slot_comes_first_and_slot_0_is_the_header() {
        let mut area = SwapArea::new(3);
        for slot in 1..=3 {
            assert_eq!(area.next_free(), Some(Slot(slot)));
            area.take(Slot(slot));
        }
        assert_eq!((area.next_free(), area.used(), area.is_filling()), (None, 3, true));
        area.release(Slot(3));
        area.release(Slot(2));
        assert_eq!((area.next_free(), area.used(), area.is_filling()), (Some(Slot(2)), 1, false));
    }
}
