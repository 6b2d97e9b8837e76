//! Which frame stands in which row and column, along the whole history: a frame keeps its place while it lives.

use std::collections::{BTreeMap, BTreeSet};

use forkscope_sim::{Machine, Pfn, Vpn};

use super::moment::Moment;
use super::survey::{links, Link};

/// The row of a frame, by the page that it was first mapped at, and its generation: 0 the original, 1 and up private copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) row: Vpn,
    pub(crate) generation: usize,
}

/// The places of all frames that are drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placement {
    places: BTreeMap<Pfn, Place>,
    taken: BTreeSet<Place>,
}

impl Placement {
    /// Follows the machines of a history.
    pub(crate) fn along<'a>(machines: impl Iterator<Item = &'a Machine>) -> Placement {
        let nothing = Moment::default();
        let mut placement = Placement::default();
        for machine in machines {
            placement.advance(&links(machine, &nothing));
        }
        placement
    }

    /// Gives places to frames that have none, then frees those of frames that are gone.
    pub(crate) fn advance(&mut self, links: &[Link]) {
        for link in links {
            if !self.places.contains_key(&link.pfn) {
                self.put(link.pfn, link.vpn);
            }
        }
        let alive: BTreeSet<Pfn> = links.iter().map(|link| link.pfn).collect();
        self.places.retain(|pfn, _| alive.contains(pfn));
        self.taken = self.places.values().copied().collect();
    }

    /// The place of a frame.
    pub(crate) fn of(&self, pfn: Pfn) -> Option<Place> {
        self.places.get(&pfn).copied()
    }

    fn put(&mut self, pfn: Pfn, row: Vpn) {
        let free = (0..).map(|generation| Place { row, generation }).find(|place| !self.taken.contains(place));
        if let Some(place) = free {
            self.places.insert(pfn, place);
            self.taken.insert(place);
        }
    }
}
