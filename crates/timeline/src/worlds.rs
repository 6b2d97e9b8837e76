//! Which worlds are kept.
//!
//! After every command a world is kept, while memory allows. What a world takes beside the one kept before it is measured as soon as there would be
//! too little memory if worlds shared nothing, and what it costs to come there from that one is estimated. When what is kept grows over [`BUDGET`], a
//! world has to be twice as dear to come to, or it goes. So memory is bounded; and however rare kept worlds become, there is one behind each command
//! that is dear by itself, as a fork of memory in many pieces is.

use forkscope_sim::Machine;

/// How much memory kept worlds may take, in bytes.
const BUDGET: u64 = 80 << 20;
/// What it costs to run a command again, in the time that it takes to change a byte of what a machine is kept in: that is about a nanosecond.
const COMMAND: u64 = 1000;
/// What each of its steps costs, most of which are taken many at once.
const STEP: u64 = 16;
/// The least that a world has to cost: less than any command does.
const LEAST: u64 = COMMAND;

/// What a machine takes that shares nothing: itself, a process, and a run with its part of a node, measured with 10 GB written to here and there.
const BASE: u64 = 8 << 10;
const PROCESS: u64 = 96;
const RUN: u64 = 192;

/// What it takes to keep a machine that shares nothing with others, in bytes, by estimate.
pub(crate) fn bytes_of(machine: &Machine) -> u64 {
    BASE + PROCESS * machine.tasks().count() as u64 + RUN * machine.frames().stored_runs()
}

/// What a command of so many steps costs, beside what it changes.
pub(crate) fn cost_of(steps: u64) -> u64 {
    COMMAND.saturating_add(STEP.saturating_mul(steps))
}

#[derive(Clone, Debug)]
struct Kept<W> {
    /// How many commands have run in it.
    done: usize,
    world: W,
    /// What it takes beside the world kept before it; as long as that is not measured, what it takes by itself.
    bytes: u64,
    is_measured: bool,
    /// What it costs to come here from there, once that is measured; before that, what it costs beside what is changed.
    cost: u64,
}

/// Kept worlds.
#[derive(Clone, Debug)]
pub(crate) struct Worlds<W> {
    /// In order of commands.
    kept: Vec<Kept<W>>,
    bytes: u64,
    /// What the commands since the last of them cost, beside what they changed.
    since: u64,
    /// What a world has to cost.
    least: u64,
    budget: u64,
    /// What it takes to keep a world where another one is kept.
    beyond: fn(&W, &W) -> u64,
}

impl<W: Clone> Worlds<W> {
    pub(crate) fn new(start: W, beyond: fn(&W, &W) -> u64) -> Worlds<W> {
        Worlds::within(start, BUDGET, beyond)
    }

    fn within(start: W, budget: u64, beyond: fn(&W, &W) -> u64) -> Worlds<W> {
        let kept = vec![Kept { done: 0, world: start, bytes: 0, is_measured: true, cost: 0 }];
        Worlds { kept, bytes: 0, since: 0, least: LEAST, budget, beyond }
    }

    /// Keeps the world after `done` commands, more than in all that are kept, if it is dear enough; the last command cost so much beside what it
    /// changed. The world takes so many bytes by itself.
    pub(crate) fn offer(&mut self, done: usize, world: &W, cost: u64, bytes: u64) {
        self.since = self.since.saturating_add(cost);
        let mut next = Kept { done, world: world.clone(), bytes, is_measured: false, cost: self.since };
        if next.cost < self.least {
            self.measure(&mut next);
        }
        if next.cost >= self.least {
            self.bytes += next.bytes;
            self.since = 0;
            self.kept.push(next);
        }
        if self.bytes > self.budget {
            self.measure_all();
        }
        while self.bytes > self.budget && self.kept.len() > 2 {
            self.spread();
        }
    }

    /// Looks how a world differs from the one that was kept last.
    fn measure(&self, next: &mut Kept<W>) {
        if let Some(last) = self.kept.last().filter(|_| !next.is_measured) {
            next.bytes = (self.beyond)(&next.world, &last.world);
            // What is gone had to be gone through, too.
            let gone = (self.beyond)(&last.world, &next.world);
            next.cost = next.cost.saturating_add(next.bytes).saturating_add(gone);
            next.is_measured = true;
        }
    }

    fn measure_all(&mut self) {
        let measured = self.kept.iter().rposition(|kept| kept.is_measured).map_or(0, |last| last + 1);
        for mut next in self.kept.split_off(measured) {
            self.bytes -= next.bytes;
            self.measure(&mut next);
            self.bytes += next.bytes;
            self.kept.push(next);
        }
    }

    /// Has worlds be twice as dear.
    fn spread(&mut self) {
        self.least *= 2;
        let mut kept: Vec<Kept<W>> = Vec::with_capacity(self.kept.len());
        let mut skipped = 0_u64;
        for mut next in self.kept.drain(..) {
            next.cost = next.cost.saturating_add(skipped);
            match kept.last() {
                Some(_) if next.cost < self.least => skipped = next.cost,
                Some(last) if skipped > 0 => {
                    next.bytes = (self.beyond)(&next.world, &last.world);
                    skipped = 0;
                    kept.push(next);
                }
                Some(_) | None => kept.push(next),
            }
        }
        self.since = self.since.saturating_add(skipped);
        self.bytes = kept.iter().map(|kept| kept.bytes).sum();
        self.kept = kept;
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
        self.since = 0;
    }

    /// How many are kept in which at most `done` commands have run.
    fn up_to(&self, done: usize) -> usize {
        self.kept.partition_point(|kept| kept.done <= done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worlds are numbers; to keep one takes ten bytes, and as many more as it is above another one.
    fn worlds(budget: u64) -> Worlds<u64> {
        Worlds::within(0, budget, |world, other| 10 + world.saturating_sub(*other))
    }

    #[test]
    fn memory_is_bounded_and_every_world_is_near_a_kept_one() {
        let mut worlds = worlds(8000);
        (1..=5000).for_each(|done| worlds.offer(done, &(done as u64), COMMAND, 100));
        assert!(worlds.bytes <= 8000 && worlds.kept.len() > 40, "{} kept, {} bytes", worlds.kept.len(), worlds.bytes);
        let gap = |done| done - worlds.before(done).map_or(0, |(at, _)| at);
        let most = (worlds.least / COMMAND) as usize;
        assert!((0..=5000).all(|done| gap(done) < most) && most <= 128, "{most}");
    }

    #[test]
    fn behind_a_dear_command_a_world_is_kept() {
        let mut worlds = worlds(16_000);
        let dear = |done: usize| done % 100 == 7;
        let mut world = 0;
        for done in 1..=2000 {
            world += if dear(done) { 400 } else { 1 };
            worlds.offer(done, &world, if dear(done) { 100 * COMMAND } else { COMMAND }, 5000);
        }
        let kept = |done: usize| worlds.before(done).is_some_and(|(at, _)| at == done);
        assert!((1..=2000).filter(|done| dear(*done)).all(kept));
        assert!((1..=2000).filter(|done| kept(*done)).count() < 1000 && worlds.bytes <= 16_000);
    }

    #[test]
    fn what_is_forgotten_can_be_kept_again() {
        let mut worlds = worlds(1000);
        (1..=10).for_each(|done| worlds.offer(done, &4, COMMAND, 11));
        worlds.truncate(4);
        assert_eq!((worlds.before(9), worlds.bytes), (Some((4, &4)), 44));
        worlds.offer(5, &50, COMMAND, 11);
        assert_eq!(worlds.before(9), Some((5, &50)));
    }
}
