//! Which worlds are kept.
//!
//! After every command a world is kept, while memory allows. When what is kept grows over [`BUDGET`], every other kept world goes, and from
//! then on twice as many commands lie between two of them. So memory is bounded, and a world that is not kept is as many commands away
//! from one that is.

use forkscope_sim::Machine;

/// How much memory kept worlds may take, in bytes, by the estimate below.
const BUDGET: u64 = 64 << 20;
/// What a world takes that differs from its neighbour in a page or two: a few nodes of its maps, an address space, a TLB.
const BASE: u64 = 8 << 10;
/// What a process takes in every world.
const PROCESS: u64 = 96;
/// What a step changes takes where it changes what is far apart: a run of frames and one of a page table, with their nodes.
const CHANGED: u64 = 512;
/// What every run takes, with its part of a node, where all of them change: measured with 10 GB written to here and there.
const RUN: u64 = 192;

/// An estimate of what keeping a machine takes after a command of so many steps, in bytes.
pub(crate) fn bytes_of(machine: &Machine, steps: u64) -> u64 {
    let processes = machine.tasks().count() as u64;
    let changed = CHANGED.saturating_mul(steps).min(RUN * machine.frames().stored_runs());
    BASE + PROCESS * processes + changed
}

#[derive(Clone, Debug)]
struct Kept<W> {
    /// How many commands have run in it.
    done: usize,
    world: W,
    bytes: u64,
}

/// Kept worlds.
#[derive(Clone, Debug)]
pub(crate) struct Worlds<W> {
    /// In order of commands.
    kept: Vec<Kept<W>>,
    bytes: u64,
    /// A power of two: worlds are kept at its multiples.
    spacing: usize,
    budget: u64,
}

impl<W: Clone> Worlds<W> {
    pub(crate) fn new(start: W) -> Worlds<W> {
        Worlds::within(start, BUDGET)
    }

    fn within(start: W, budget: u64) -> Worlds<W> {
        let kept = vec![Kept { done: 0, world: start, bytes: 0 }];
        Worlds { kept, bytes: 0, spacing: 1, budget }
    }

    /// Keeps the world after `done` commands, more than in all that are kept, if it is its turn.
    pub(crate) fn offer(&mut self, done: usize, world: &W, bytes: u64) {
        if done.is_multiple_of(self.spacing) {
            self.kept.push(Kept { done, world: world.clone(), bytes });
            self.bytes += bytes;
        }
        while self.bytes > self.budget && self.kept.len() > 2 {
            self.spread();
        }
    }

    fn spread(&mut self) {
        self.spacing *= 2;
        let spacing = self.spacing;
        self.kept.retain(|kept| kept.done.is_multiple_of(spacing));
        self.bytes = self.kept.iter().map(|kept| kept.bytes).sum();
    }

    /// The last kept world in which at most `done` commands have run, and how many have.
    pub(crate) fn before(&self, done: usize) -> Option<(usize, &W)> {
        let last = self.up_to(done).checked_sub(1).and_then(|last| self.kept.get(last))?;
        Some((last.done, &last.world))
    }

    /// Forgets worlds in which more than `done` commands have run.
    pub(crate) fn truncate(&mut self, done: usize) {
        let gone = self.kept.drain(self.up_to(done)..);
        self.bytes -= gone.map(|kept| kept.bytes).sum::<u64>();
    }

    /// How many are kept in which at most `done` commands have run.
    fn up_to(&self, done: usize) -> usize {
        self.kept.partition_point(|kept| kept.done <= done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_and_every_world_is_near_a_kept_one() {
        let mut worlds = Worlds::within(0, 1000);
        (1..=5000).for_each(|done| worlds.offer(done, &done, 10));
        assert!(worlds.bytes <= 1000 && worlds.kept.len() > 40, "{} kept", worlds.kept.len());
        let gap = |done| done - worlds.before(done).map_or(0, |(at, _)| at);
        assert!((0..=5000).all(|done| gap(done) < worlds.spacing) && worlds.spacing <= 128);
    }

    #[test]
    fn what_is_forgotten_can_be_kept_again() {
        let mut worlds = Worlds::within(0, 1000);
        (1..=10).for_each(|done| worlds.offer(done, &done, 10));
        worlds.truncate(4);
        assert_eq!((worlds.before(9), worlds.bytes), (Some((4, &4)), 40));
        worlds.offer(5, &50, 10);
        assert_eq!(worlds.before(9), Some((5, &50)));
    }
}
