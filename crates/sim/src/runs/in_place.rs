//! Changes of the tree that leave its shape alone, but for a leaf that grows: of one value, of one leaf, or of many values together.

use std::ops::Range;
use std::sync::Arc;

use super::node::{most, overlapping, Branch, Node};
use super::replace::splice;
use super::{Change, Digest, Put, Run, Value};

/// What giving a range other values did to a part of the tree.
pub(super) struct Grown<V: Value> {
    /// By how much the positions grew.
    pub(super) positions: i64,
    /// By how much the runs grew.
    pub(super) runs: i64,
    /// The upper half of a node that became too large.
    pub(super) upper: Option<Arc<Node<V>>>,
    /// What was known of the one part of the node that changed, and what is.
    part: Option<(V::Digest, V::Digest)>,
}

/// Where a node is among those of its level.
#[derive(Clone, Copy)]
pub(super) struct Edge {
    /// No other node comes before it.
    pub(super) first: bool,
    /// No other node follows it.
    pub(super) last: bool,
    /// It is the root.
    pub(super) root: bool,
}

/// Gives a range the values of a run that starts with `value`, or none, where that changes one leaf alone and does not leave it too small.
pub(super) fn set_in_place<V: Value>(
    node: &mut Arc<Node<V>>,
    range: Range<u64>,
    value: &mut Option<V>,
    edge: Edge,
) -> Option<Grown<V>> {
    let node = Arc::make_mut(node);
    let mut grown = match node {
        Node::Leaf(runs) => set_in_leaf(runs, range, value, edge)?,
        Node::Inner(nodes) => {
            let at = nodes.partition_point(|branch| branch.first <= range.start).saturating_sub(1);
            let edge = Edge { first: edge.first && at == 0, last: edge.last && at + 1 == nodes.len(), root: false };
            let branch = &mut nodes[at];
            branch.hand_on();
            let mut grown = set_in_place(&mut branch.node, range, value, edge)?;
            if edge.first {
                branch.first = branch.node.first();
            }
            let exchanged = grown.part.and_then(|(before, after)| branch.digest.exchange(before, after));
            let digest = exchanged.unwrap_or_else(|| branch.node.digest());
            grown.part = Some((std::mem::replace(&mut branch.digest, digest), digest));
            if let Some(upper) = grown.upper.take() {
                if nodes.len() == nodes.capacity() {
                    nodes.reserve_exact(3);
                }
                nodes.insert(at + 1, Branch::new(upper));
                grown.part = None;
            }
            grown
        }
    };
    grown.upper = node.split();
    Some(grown)
}

fn set_in_leaf<V: Value>(
    runs: &mut Vec<Run<V>>,
    range: Range<u64>,
    value: &mut Option<V>,
    edge: Edge,
) -> Option<Grown<V>> {
    let from = runs.partition_point(|run| run.start < range.start);
    let after = from + runs[from..].partition_point(|run| run.start <= range.end);
    let (left, right) = (runs[..from].last(), runs[..after].last());
    let more_before = left.is_none() && !edge.first;
    let more_after = after == runs.len() && !edge.last && right.is_none_or(|right| right.end() <= range.end);
    // A guess that is never too large: whether it stays large enough is known before anything is taken out.
    let small = !edge.root && runs.len() < after - from + (most(size_of::<Run<V>>()) / 4).max(1);
    if more_before || more_after || small {
        return None;
    }
    let mut put = Put::new(range, value.take(), left, right);
    let mut at = if left.is_some_and(|left| put.from == left.start) { from - 1 } else { from };
    let end = at + runs[at..].partition_point(|run| run.start < put.to);
    let gone: u64 = runs[at..end].iter().map(|run| run.len).sum();
    let come: u64 = put.runs.iter().flatten().map(|run| run.len).sum();
    let before = runs.len();
    splice(runs, &mut at, end, &mut put);
    let positions = come as i64 - gone as i64;
    Some(Grown { positions, runs: runs.len() as i64 - before as i64, upper: None, part: None })
}

/// Changes the value of a position that is a run of its own, unless it becomes like a neighbour beside it: whether it did.
pub(super) fn update_in_place<V: Value>(
    node: &mut Arc<Node<V>>,
    position: u64,
    change: &mut dyn FnMut(&mut V),
) -> Option<bool> {
    match Arc::make_mut(node) {
        Node::Leaf(runs) => {
            let at = runs.binary_search_by_key(&position, |run| run.start).ok().filter(|at| runs[*at].len == 1)?;
            let mut to = Run { start: position, len: 1, value: runs[at].value.clone() };
            change(&mut to.value);
            let before = at.checked_sub(1).is_some_and(|left| runs[left].joins(&to));
            if before || runs.get(at + 1).is_some_and(|right| to.joins(right)) {
                return None;
            }
            runs[at] = to;
            Some(true)
        }
        Node::Inner(nodes) => {
            let at = nodes.partition_point(|branch| branch.first <= position).checked_sub(1)?;
            let branch = &mut nodes[at];
            branch.hand_on();
            let other = update_in_place(&mut branch.node, position, change)?;
            if !other {
                return Some(false);
            }
            let digest = branch.node.digest();
            let other = digest != branch.digest;
            branch.digest = digest;
            Some(other)
        }
    }
}

/// The value of a position, to be changed. Nothing waits for a change in such a map.
pub(super) fn get_mut<V: Value<Change = ()>>(mut node: &mut Arc<Node<V>>, position: u64) -> Option<&mut V> {
    loop {
        match Arc::make_mut(node) {
            Node::Leaf(runs) => {
                let at = runs.binary_search_by_key(&position, |run| run.start).ok()?;
                return runs.get_mut(at).map(|run| &mut run.value);
            }
            Node::Inner(nodes) => {
                let at = nodes.partition_point(|branch| branch.first <= position).checked_sub(1)?;
                node = &mut nodes[at].node;
            }
        }
    }
}

/// Changes the values of the runs that lie between two positions, at which no run has to be cut. Positions of the node end at `limit`.
pub(super) fn change<V: Value>(node: &mut Arc<Node<V>>, range: Range<u64>, limit: u64, change: V::Change) {
    if range.start >= range.end {
        return;
    }
    match Arc::make_mut(node) {
        Node::Leaf(runs) => {
            let from = runs.partition_point(|run| run.start < range.start);
            let inside = runs[from..].iter_mut().take_while(|run| run.start < range.end);
            inside.for_each(|run| change.make(&mut run.value));
        }
        Node::Inner(nodes) => {
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
