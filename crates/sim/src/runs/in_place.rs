//! Changes of the tree that leave its shape alone, but for a leaf that grows: of one value, of one leaf, or of many values together.

use std::ops::Range;
use std::rc::Rc;

use super::leaf;
use super::node::{count, overlapping, Branch, Node, BRANCHES, RUNS};
use super::{Change, Digest, Size, Value};

/// A range that is to get other values, and what that did to the tree.
pub(super) struct Place<'a, V: Value> {
    /// The positions.
    pub(super) range: Range<u64>,
    /// The value of the first; none if they are to have none. It is taken when it finds its place.
    pub(super) value: &'a mut Option<V>,
    /// What the tree holds: it is counted when the range finds its place.
    pub(super) size: &'a mut Size,
    /// The upper half of a node that became too large.
    pub(super) upper: Option<Node<V>>,
    /// Where to split the leaf if it became too large: behind a run that follows the one before it, as others will follow this one.
    pub(super) last: Option<usize>,
    /// What was known of the one part of the node that changed, and what is.
    pub(super) part: Part<V>,
}

/// What was known of the one part of a node that changed, and what is; none if that is not known.
pub(super) type Part<V> = Option<(<V as Value>::Digest, <V as Value>::Digest)>;

impl<'a, V: Value> Place<'a, V> {
    pub(super) fn new(range: Range<u64>, value: &'a mut Option<V>, size: &'a mut Size) -> Place<'a, V> {
        Place { range, value, size, upper: None, last: None, part: None }
    }
}

/// Where a node is among those of its level.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// No other node comes before it.
    pub(super) first: bool,
    /// Where the next node begins; no position is as large if none follows.
    pub(super) limit: u64,
    /// It is the root.
    pub(super) root: bool,
}

/// Gives a range the values of a run that starts with a value, or none, where that changes one leaf alone and does not leave it too small: whether it did.
pub(super) fn set_in_place<V: Value>(node: &mut Node<V>, place: &mut Place<V>, edge: Edge) -> bool {
    match node {
        Node::Leaf(runs) => {
            if !leaf::set(Rc::make_mut(runs), place, edge) {
                return false;
            }
            if runs.len() <= RUNS {
                return true;
            }
        }
        Node::Inner(nodes) => {
            let nodes = Rc::make_mut(nodes);
            let at = count(nodes, |branch| branch.first <= place.range.start).saturating_sub(1);
            let limit = nodes.get(at + 1).map_or(edge.limit, |next| next.first);
            let edge = Edge { first: edge.first && at == 0, limit, root: false };
            let branch = &mut nodes[at];
            branch.hand_on();
            if !set_in_place(&mut branch.node, place, edge) {
                return false;
            }
            if edge.first {
                branch.first = branch.node.first();
            }
            // As a rule nothing that is known changes: one frame of many is held once less.
            let unchanged = place.upper.is_none() && place.part.is_some_and(|(was, is)| was == is);
            if unchanged {
                return true;
            }
            let upper = place.upper.take();
            renew(nodes, at, upper, &mut place.part);
            if nodes.len() <= BRANCHES {
                return true;
            }
        }
    }
    place.upper = node.split(place.last.take());
    place.part = None;
    true
}

/// Renews what is known of a branch after a part of it has changed, or was split; then says what of the two branches was and is known.
#[inline(never)]
fn renew<V: Value>(nodes: &mut Vec<Branch<V>>, at: usize, upper: Option<Node<V>>, part: &mut Part<V>) {
    let branch = &mut nodes[at];
    let before = branch.digest;
    let exchanged = part.and_then(|(was, is)| before.exchange(was, is));
    let mut after = exchanged.unwrap_or_else(|| branch.node.digest());
    branch.digest = after;
    if let Some(upper) = upper.map(Branch::new) {
        after.add(upper.digest, V::Change::NONE);
        if nodes.len() == nodes.capacity() {
            nodes.reserve_exact(3);
        }
        nodes.insert(at + 1, upper);
    }
    *part = Some((before, after));
}

/// Changes the value of a position that is a run of its own, unless it becomes like a neighbour beside it: whether it did. `part` is what was known of the
/// one part of the node that changed, and what is.
pub(super) fn update_in_place<V: Value>(
    node: &mut Node<V>,
    position: u64,
    change: &mut dyn FnMut(&mut V),
    part: &mut Part<V>,
) -> bool {
    match node {
        Node::Leaf(runs) => {
            let runs = Rc::make_mut(runs);
            let at = count(runs, |run| run.start < position);
            let Some(run) = runs.get(at).filter(|run| run.start == position && run.len == 1) else { return false };
            let mut to = run.clone();
            change(&mut to.value);
            let before = at.checked_sub(1).is_some_and(|left| runs[left].joins(&to));
            if before || runs.get(at + 1).is_some_and(|right| to.joins(right)) {
                return false;
            }
            *part = Some((leaf::known([run]), leaf::known([&to])));
            runs[at] = to;
            true
        }
        Node::Inner(nodes) => {
            let nodes = Rc::make_mut(nodes);
            let Some(at) = count(nodes, |branch| branch.first <= position).checked_sub(1) else { return false };
            let branch = &mut nodes[at];
            branch.hand_on();
            if !update_in_place(&mut branch.node, position, change, part) {
                return false;
            }
            if part.is_some_and(|(was, is)| was != is) {
                renew(nodes, at, None, part);
            }
            true
        }
    }
}

/// The value of a position, to be changed. Nothing waits for a change in such a map.
pub(super) fn get_mut<V: Value<Change = ()>>(mut node: &mut Node<V>, position: u64) -> Option<&mut V> {
    loop {
        match node {
            Node::Leaf(runs) => {
                let runs = Rc::make_mut(runs);
                let at = count(runs, |run| run.start < position);
                return runs.get_mut(at).filter(|run| run.start == position).map(|run| &mut run.value);
            }
            Node::Inner(nodes) => {
                let at = count(nodes, |branch| branch.first <= position).checked_sub(1)?;
                node = &mut Rc::make_mut(nodes)[at].node;
            }
        }
    }
}

/// Changes the values of the runs that lie between two positions, at which no run has to be cut. Positions of the node end at `limit`.
pub(super) fn change<V: Value>(node: &mut Node<V>, range: Range<u64>, limit: u64, change: V::Change) {
    if range.start >= range.end {
        return;
    }
    match node {
        Node::Leaf(runs) => {
            let runs = Rc::make_mut(runs);
            let from = runs.partition_point(|run| run.start < range.start);
            let inside = runs[from..].iter_mut().take_while(|run| run.start < range.end);
            inside.for_each(|run| change.make(&mut run.value));
        }
        Node::Inner(nodes) => {
            let nodes = Rc::make_mut(nodes);
            for at in overlapping(nodes, &range) {
                let limit = nodes.get(at + 1).map_or(limit, |next| next.first);
                let branch = &mut nodes[at];
                if range.start <= branch.first && limit <= range.end {
                    branch.change = branch.change.then(change);
                } else {
                    branch.hand_on();
                    self::change(&mut branch.node, range.clone(), limit, change);
                    branch.look();
                }
            }
        }
    }
}
