//! Which frame stands in which row and column, along the whole history: a frame keeps its place while it lives.

use forkscope_sim::{Machine, Pfn, Vpn};

use super::moment::Moment;
use super::survey::{by_frame, links, Link};
use crate::index::Index;

/// The row of a frame, by the page that it was first mapped at, and its generation: 0 the original, 1 and up private copies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) row: Vpn,
    pub(crate) generation: usize,
}

/// The places of all frames that are drawn.
#[derive(Clone, Debug, Default)]
pub(crate) struct Placement {
    places: Vec<(Pfn, Place)>,
    by_frame: Index,
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
        let alive = by_frame(links);
        let is_new =
            |(at, link): &(usize, &Link)| self.of(link.pfn).is_none() && alive.first(link.pfn.0.into()) == Some(*at);
        let fresh: Vec<&Link> = links.iter().enumerate().filter(is_new).map(|(_, link)| link).collect();
        let new = self.free_places(&fresh);
        self.places.retain(|(pfn, _)| alive.has(pfn.0.into()));
        self.places.extend(new);
        self.by_frame = Index::of(self.places.iter().map(|(pfn, _)| pfn.0.into()));
    }

    /// The place of a frame.
    pub(crate) fn of(&self, pfn: Pfn) -> Option<Place> {
        self.by_frame.first(pfn.0.into()).map(|at| self.places[at].1)
    }

    /// The first free place in the row of each, where all places are still taken.
    fn free_places(&self, fresh: &[&Link]) -> Vec<(Pfn, Place)> {
        let taken = Index::of(self.places.iter().map(|(_, place)| place.row.0));
        let mut places: Vec<(Pfn, Place)> = Vec::new();
        let mut used: Vec<usize> = Vec::new();
        for (row, at) in Index::of(fresh.iter().map(|link| link.vpn.0)).iter() {
            if places.last().is_none_or(|(_, before)| before.row.0 != row) {
                used = taken.all(row).map(|at| self.places[at].1.generation).collect();
            }
            let generation = (0..).find(|generation| !used.contains(generation)).unwrap_or_default();
            used.push(generation);
            places.push((fresh[at].pfn, Place { row: Vpn(row), generation }));
        }
        places
    }
}
