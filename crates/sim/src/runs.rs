//! Maps from positions to values that store runs of like values once, and that clones share.
//!
//! Page tables, frames and free memory consist of long runs: neighbouring pages in neighbouring frames with equal flags. A map of [`Runs`] keeps
//! each run as one entry, in a tree of small shared nodes. A clone copies nothing; a change copies the nodes on its way down.
//!
//! A change of many values in the same way is not made at once. It waits in the tree, above all that it concerns, until somebody changes one
//! of them (`change`). So a fork of memory in a hundred thousand runs touches a few nodes.
//!
//! The rule it keeps: what is given out in order is maximal runs. Neighbours that a change has made alike are stored as one when one of them is
//! set the next time.

mod change;
mod differ;
mod few;
mod in_place;
mod leaf;
mod node;
mod replace;

use std::fmt;
use std::ops::Range;

use node::Node;
use replace::Put;

pub(crate) use change::{Change, Digest};
pub(crate) use differ::{bytes_beyond, differences};

/// What a run is made of.
pub(crate) trait Value: Clone + Default {
    /// What many values may have to go through together.
    type Change: Change<Self>;

    /// What is known of many values together.
    type Digest: Digest<Self, Self::Change>;

    /// The value `offset` positions behind this one, in a run that starts with it.
    #[must_use]
    fn at(&self, offset: u64) -> Self;

    /// Whether `other` is the value `offset` positions behind this one.
    fn leads_to(&self, offset: u64, other: &Self) -> bool;
}

/// Positions whose values follow from the first one's.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Run<V> {
    /// The first position.
    pub(crate) start: u64,
    /// How many there are, at least one.
    pub(crate) len: u64,
    /// The value at the first position.
    pub(crate) value: V,
}

impl<V: Value> Run<V> {
    /// The position after the last.
    pub(crate) fn end(&self) -> u64 {
        self.start + self.len
    }

    /// The value at a position of the run.
    pub(crate) fn at(&self, position: u64) -> V {
        self.value.at(position - self.start)
    }

    /// Whether another run goes on where this one ends.
    fn joins(&self, next: &Run<V>) -> bool {
        self.end() == next.start && self.value.leads_to(self.len, &next.value)
    }

    /// Makes it another run, field by field: one made elsewhere would be written in pieces and read as a whole, for which the processor waits.
    fn become_of(&mut self, range: Range<u64>, value: V) {
        self.start = range.start;
        self.len = range.end - range.start;
        self.value = value;
    }

    fn from(&self, start: u64) -> Run<V> {
        Run { start, len: self.end() - start, value: self.at(start) }
    }
}

/// A map from positions to values, as runs.
#[derive(Clone)]
pub(crate) struct Runs<V: Value> {
    root: Node<V>,
    size: Size,
}

/// How much a map holds.
#[derive(Clone, Copy, Default)]
struct Size {
    positions: u64,
    runs: u64,
}

impl<V: Value> Runs<V> {
    pub(crate) fn new() -> Runs<V> {
        Runs { root: Node::empty(), size: Size::default() }
    }

    /// How many positions have a value.
    pub(crate) fn positions(&self) -> u64 {
        self.size.positions
    }

    /// How many runs there are: what the map takes to store.
    pub(crate) fn len(&self) -> u64 {
        self.size.runs
    }

    /// The value of a position.
    pub(crate) fn get(&self, position: u64) -> Option<V> {
        let (run, change) = self.root.up_to(position).filter(|(run, _)| position < run.end())?;
        let mut value = run.at(position);
        change.make(&mut value);
        Some(value)
    }

    /// The runs between two positions, cut to them, in order.
    pub(crate) fn within(&self, start: u64, end: u64) -> impl Iterator<Item = Run<V>> + '_ {
        let mut at = start;
        let mut leaf = (&[] as &[Run<V>], V::Change::NONE);
        let mut stored = move || {
            if leaf.0.is_empty() {
                leaf = self.root.next(at)?;
            }
            let ((run, rest), change) = (leaf.0.split_first()?, leaf.1);
            if run.start >= end {
                return None;
            }
            leaf.0 = rest;
            let start = run.start.max(at);
            at = run.end().min(end);
            let mut cut = Run { start, len: at.saturating_sub(start), value: run.at(start) };
            change.make(&mut cut.value);
            (cut.len > 0).then_some(cut)
        };
        let mut ahead = stored();
        std::iter::from_fn(move || {
            let mut run = ahead.take()?;
            ahead = stored();
            while let Some(next) = ahead.take_if(|next| run.joins(next)) {
                run.len += next.len;
                ahead = stored();
            }
            Some(run)
        })
    }

    /// Gives the runs of a range away, cut to it, in order: where there are very many, that is quicker.
    pub(crate) fn each_within(&self, range: Range<u64>, see: &mut dyn FnMut(Run<V>)) {
        let mut last: Option<Run<V>> = None;
        self.root.each(&range, V::Change::NONE, &mut |run, change| {
            let start = run.start.max(range.start);
            let mut cut = Run { start, len: run.end().min(range.end) - start, value: run.at(start) };
            change.make(&mut cut.value);
            match &mut last {
                Some(last) if last.joins(&cut) => last.len += cut.len,
                last => last.replace(cut).into_iter().for_each(&mut *see),
            }
        });
        last.into_iter().for_each(see);
    }

    /// Whether something holds for all values between two positions. What `digest` says of many values together is believed.
    pub(crate) fn all(
        &self,
        start: u64,
        end: u64,
        holds: &dyn Fn(&V) -> bool,
        digest: &dyn Fn(&V::Digest) -> bool,
    ) -> bool {
        self.root.all(start..end, u64::MAX, V::Change::NONE, holds, digest)
    }

    /// Changes all values between two positions in the same way.
    pub(crate) fn change(&mut self, start: u64, end: u64, change: V::Change) {
        self.cut(start);
        self.cut(end);
        in_place::change(&mut self.root, start..end, u64::MAX, change);
    }

    /// Makes a run end at a position.
    fn cut(&mut self, at: u64) {
        if let Some(run) = self.stored_up_to(at).filter(|run| run.start < at && at < run.end()) {
            let (from, to, upper) = (run.start, run.end(), run.from(at));
            let lower = Run { len: at - run.start, ..run };
            self.put(Put { from, to, runs: [Some(lower), Some(upper), None] });
        }
    }

    /// Gives the positions of a range the values of a run that starts with `value`, or none.
    pub(crate) fn set(&mut self, start: u64, len: u64, mut value: Option<V>) {
        let end = start + len;
        if len == 0 {
            return;
        }
        let mut place = in_place::Place::new(start..end, &mut value, &mut self.size);
        let edge = in_place::Edge { first: true, limit: u64::MAX, root: true };
        if in_place::set_in_place(&mut self.root, &mut place, edge) {
            if let Some(upper) = place.upper {
                replace::grow_root(&mut self.root, vec![upper]);
            }
            return;
        }
        let left = start.checked_sub(1).and_then(|before| self.stored_up_to(before));
        let right = self.stored_up_to(end);
        self.put(Put::new(start..end, value, left.as_ref(), right.as_ref()));
    }

    /// Changes the value of a position, if it has one.
    pub(crate) fn update(&mut self, position: u64, change: &mut dyn FnMut(&mut V)) {
        if in_place::update_in_place(&mut self.root, position, change, &mut None) {
            return;
        }
        if let Some(mut value) = self.get(position) {
            change(&mut value);
            self.set(position, 1, Some(value));
        }
    }

    /// Gives positions here and there the values of runs, in order.
    pub(crate) fn set_each(&mut self, runs: Vec<Run<V>>) {
        if let [first, .., last] = runs.as_slice() {
            let (start, end) = (first.start, last.end());
            if let Some(around) = self.stored_up_to(start).filter(|run| end <= run.end()) {
                return self.break_up(around.start, pieces(&around, runs));
            }
        }
        runs.into_iter().for_each(|run| self.set(run.start, run.len, Some(run.value)));
    }

    /// Gives the positions of a range the values of runs that lie in it, in order, and takes those away that lie in none of them.
    pub(crate) fn replace(&mut self, range: Range<u64>, runs: Vec<Run<V>>) {
        let Range { start, end } = range;
        // First all of them are one run: what was there goes without a look at it.
        self.set(start, end.saturating_sub(start), runs.first().map(|first| first.value.clone()));
        let Some(around) = self.stored_up_to(start).filter(|_| !runs.is_empty()) else { return };
        let held: u64 = runs.iter().map(|run| run.len).sum();
        let front = (around.start < start).then(|| Run { len: start - around.start, ..around.clone() });
        let back = (end < around.end()).then(|| around.from(end));
        let mut pieces: Vec<Run<V>> = Vec::with_capacity(runs.len() + 2);
        for run in front.into_iter().chain(runs).chain(back) {
            push(&mut pieces, run);
        }
        self.size.positions -= end - start - held;
        self.break_up(around.start, pieces);
    }

    /// Puts runs in the place of the one that starts at a position.
    fn break_up(&mut self, start: u64, pieces: Vec<Run<V>>) {
        self.size.runs += pieces.len() as u64 - 1;
        let nodes = replace::break_up(&mut self.root, start, pieces);
        replace::grow_root(&mut self.root, nodes);
    }

    fn put(&mut self, mut put: Put<V>) {
        self.count(&put);
        replace::replace(&mut self.root, &mut put);
        replace::settle_root(&mut self.root);
    }

    fn stored_up_to(&self, position: u64) -> Option<Run<V>> {
        let (run, change) = self.root.up_to(position)?;
        let mut run = run.clone();
        change.make(&mut run.value);
        Some(run)
    }

    fn count(&mut self, put: &Put<V>) {
        let mut at = put.from;
        while let Some((leaf, _)) = self.root.next(at) {
            let before = self.size.runs;
            for gone in leaf.iter().take_while(|run| run.start < put.to) {
                at = gone.end();
                self.size.positions -= gone.len;
                self.size.runs -= 1;
            }
            if self.size.runs == before {
                break;
            }
        }
        for run in put.runs.iter().flatten() {
            self.size.positions += run.len;
            self.size.runs += 1;
        }
    }
}

/// A run in pieces: runs that lie in it, in order, and what is left of it between them.
fn pieces<V: Value>(around: &Run<V>, runs: Vec<Run<V>>) -> Vec<Run<V>> {
    let mut pieces: Vec<Run<V>> = Vec::with_capacity(2 * runs.len() + 1);
    let mut at = around.start;
    for run in runs {
        if at < run.start {
            pieces.push(Run { start: at, len: run.start - at, value: around.at(at) });
        }
        at = run.end();
        push(&mut pieces, run);
    }
    if at < around.end() {
        pieces.push(around.from(at));
    }
    pieces
}

/// Adds a run behind others, as a part of the last one if it goes on there.
fn push<V: Value>(runs: &mut Vec<Run<V>>, run: Run<V>) {
    match runs.last_mut().filter(|last| last.joins(&run)) {
        Some(last) => last.len += run.len,
        None => runs.push(run),
    }
}

/// Values that never wait for a change are there to be looked at.
impl<V: Value<Change = ()>> Runs<V> {
    /// The run around a position.
    pub(crate) fn find(&self, position: u64) -> Option<&Run<V>> {
        self.up_to(position).filter(|run| position < run.end())
    }

    /// The last run that starts at a position or before it.
    pub(crate) fn up_to(&self, position: u64) -> Option<&Run<V>> {
        self.root.up_to(position).map(|(run, ())| run)
    }

    /// The first run that ends after a position.
    pub(crate) fn next(&self, position: u64) -> Option<&Run<V>> {
        self.root.next(position).and_then(|(runs, ())| runs.first())
    }

    /// All runs, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Run<V>> {
        let mut at = 0;
        let mut leaf: &[Run<V>] = &[];
        std::iter::from_fn(move || {
            if leaf.is_empty() {
                (leaf, ()) = self.root.next(at)?;
            }
            let (run, rest) = leaf.split_first()?;
            (leaf, at) = (rest, run.end());
            Some(run)
        })
    }

    /// The value of a position, to be changed, in a map of values of which no two are alike.
    pub(crate) fn get_mut(&mut self, position: u64) -> Option<&mut V> {
        in_place::get_mut(&mut self.root, position)
    }
}

impl<V: Value + fmt::Debug> fmt::Debug for Runs<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.within(0, u64::MAX)).finish()
    }
}

/// A number that grows or shrinks by the same step from one position to the next: frames that hold tables, or nothing but the position.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) number: u32,
    pub(crate) step: i32,
}

impl Value for Counted {
    type Change = ();
    type Digest = ();

    fn at(&self, offset: u64) -> Counted {
        Counted { number: self.number.wrapping_add_signed(self.step.wrapping_mul(offset as i32)), ..*self }
    }

    fn leads_to(&self, offset: u64, other: &Counted) -> bool {
        self.at(offset) == *other
    }
}

#[cfg(test)]
mod tests;
