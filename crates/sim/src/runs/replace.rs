//! Changes of the tree that put runs in the place of others, wherever those lie, and what keeps its nodes neither too large nor too small.

use std::ops::Range;
use std::rc::Rc;

use super::node::{in_pieces, Branch, Leaf, Node, BRANCHES, RUNS};
use super::{Run, Value};

/// Runs that take the place of those that start in a range.
pub(super) struct Put<V> {
    pub(super) from: u64,
    pub(super) to: u64,
    pub(super) runs: [Option<Run<V>>; 3],
}

impl<V: Value> Put<V> {
    /// What becomes of the runs around a range that gets new values, the last that starts before it and the last that starts up to its end.
    pub(super) fn new(range: Range<u64>, value: Option<V>, left: Option<&Run<V>>, right: Option<&Run<V>>) -> Put<V> {
        let Range { start, end } = range;
        let mut put = Put { from: start, to: end, runs: [None, None, None] };
        let mut run = value.map(|value| Run { start, len: end - start, value });
        let left = left.filter(|left| left.end() >= start);
        let right = right.filter(|right| right.end() > end);
        match (&mut run, right) {
            (Some(run), Some(right)) if run.value.leads_to(run.len, &right.at(end)) => {
                put.to = right.end();
                run.len = right.end() - start;
            }
            (_, Some(right)) if right.start < end => put.runs[2] = Some(right.from(end)),
            _ => {}
        }
        match (&mut run, left) {
            (Some(run), Some(left)) if left.value.leads_to(start - left.start, &run.value) => {
                put.from = left.start;
                *run = Run { start: left.start, len: run.end() - left.start, value: left.value.clone() };
            }
            (_, Some(left)) if left.end() > start => {
                put.from = left.start;
                put.runs[0] = Some(Run { len: start - left.start, ..left.clone() });
            }
            _ => {}
        }
        put.runs[1] = run;
        put
    }

    /// Puts them in their place among the runs of a leaf.
    pub(super) fn put(&mut self, leaf: &mut Leaf<V>, place: Range<usize>) {
        let come = self.runs.iter().flatten().count();
        leaf.replace(place, come, self.runs.iter_mut().filter_map(Option::take));
    }
}

/// Puts runs in the place of others, at whose ends no run has to be cut, and joins or drops what becomes small.
pub(super) fn replace<V: Value>(node: &mut Node<V>, put: &mut Put<V>) {
    match node {
        Node::Leaf(runs) => {
            let runs = Rc::make_mut(runs);
            let at = runs.partition_point(|run| run.start < put.from);
            let end = runs.partition_point(|run| run.start < put.to);
            put.put(runs, at..end);
        }
        Node::Inner(nodes) => {
            let nodes = Rc::make_mut(nodes);
            let at = nodes.partition_point(|branch| branch.first <= put.from).saturating_sub(1);
            let end = nodes.partition_point(|branch| branch.first < put.to);
            // What lies between the first and the last of them goes as a whole.
            if end > at + 2 {
                nodes.drain(at + 1..end - 1);
            }
            nodes[at].hand_on();
            replace(&mut nodes[at].node, put);
            if end > at + 1 {
                nodes[at + 1].hand_on();
                replace(&mut nodes[at + 1].node, put);
                settle(nodes, at + 1);
            }
            settle(nodes, at);
        }
    }
}

/// Splits a node that has grown too large, joins it to its neighbour if both are small, or drops it if it is empty.
fn settle<V: Value>(nodes: &mut Vec<Branch<V>>, at: usize) {
    let len = nodes[at].node.len();
    if len == 0 {
        nodes.remove(at);
        return;
    }
    let large = len > nodes[at].node.most();
    if let Some(upper) = if large { nodes[at].node.split(None) } else { None } {
        nodes.insert(at + 1, Branch::new(upper));
    } else if nodes.get(at + 1).is_some_and(|next| len + next.node.len() <= nodes[at].node.most() / 2) {
        let mut next = nodes.remove(at + 1);
        next.hand_on();
        nodes[at].hand_on();
        match (&mut nodes[at].node, next.node) {
            (Node::Leaf(runs), Node::Leaf(more)) => {
                let end = runs.len();
                Rc::make_mut(runs).replace(end..end, more.len(), more.iter().cloned());
            }
            (Node::Inner(nodes), Node::Inner(more)) => Rc::make_mut(nodes).extend_from_slice(&more),
            (Node::Leaf(_), Node::Inner(_)) | (Node::Inner(_), Node::Leaf(_)) => {}
        }
    }
    nodes[at].look();
}

/// Makes the root as large as it should be.
pub(super) fn settle_root<V: Value>(root: &mut Node<V>) {
    if let Some(upper) = root.split(None) {
        grow_root(root, vec![upper]);
    }
    while let Node::Inner(nodes) = root {
        match Rc::make_mut(nodes).as_mut_slice() {
            [] => *root = Node::empty(),
            [only] => {
                only.hand_on();
                *root = only.node.clone();
            }
            _ => break,
        }
    }
}

/// Puts a root above the root and nodes that were taken away from its end.
pub(super) fn grow_root<V: Value>(root: &mut Node<V>, mut nodes: Vec<Node<V>>) {
    while !nodes.is_empty() {
        let lower = std::iter::once(root.clone());
        (*root, nodes) = spread(lower.chain(nodes).map(Branch::new).collect());
    }
}

/// Puts runs in the place of the one that starts at a position; gives the nodes that follow this one then.
pub(super) fn break_up<V: Value>(node: &mut Node<V>, start: u64, pieces: Vec<Run<V>>) -> Vec<Node<V>> {
    match node {
        Node::Leaf(runs) => {
            let at = runs.partition_point(|run| run.start < start);
            let (before, after) = (runs[..at].iter().cloned(), runs[at + 1..].iter().cloned());
            let runs = before.chain(pieces).chain(after).collect();
            let mut leaves = in_pieces(runs, RUNS).map(|leaf| Node::Leaf(Rc::new(leaf)));
            *node = leaves.next().unwrap_or_else(Node::empty);
            leaves.collect()
        }
        Node::Inner(nodes) => {
            let nodes = Rc::make_mut(nodes);
            let at = nodes.partition_point(|branch| branch.first <= start).saturating_sub(1);
            nodes[at].hand_on();
            let more = break_up(&mut nodes[at].node, start, pieces);
            nodes[at].look();
            nodes.splice(at + 1..at + 1, more.into_iter().map(Branch::new));
            let (first, others) = spread(std::mem::take(nodes));
            *node = first;
            others
        }
    }
}

/// A node of branches, and those that follow it if there are too many for one.
fn spread<V: Value>(branches: Vec<Branch<V>>) -> (Node<V>, Vec<Node<V>>) {
    if branches.len() <= BRANCHES {
        return (Node::inner(branches), Vec::new());
    }
    let mut nodes = in_pieces(branches, BRANCHES).map(Node::inner);
    (nodes.next().unwrap_or_else(Node::empty), nodes.collect())
}
