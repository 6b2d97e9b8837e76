//! The tree that runs are kept in: nodes of a few entries, shared by clones.

use std::ops::Range;
use std::sync::Arc;

use super::{Change, Digest, Put, Run, Value};

/// About how many bytes the entries of a node take. A change copies the nodes on its way if clones share them: those of a history do.
const NODE: usize = 384;

/// How many entries of a size a node should have at most.
const fn most(size: usize) -> usize {
    match NODE / size {
        0..4 => 4,
        16.. => 16,
        most => most,
    }
}

#[derive(Clone)]
pub(super) enum Node<V: Value> {
    /// Runs in order.
    Leaf(Vec<Run<V>>),
    /// Nodes in order, none of them empty.
    Inner(Vec<Branch<V>>),
}

#[derive(Clone)]
pub(super) struct Branch<V: Value> {
    /// The first position in it.
    first: u64,
    /// What all values in it have yet to go through.
    change: V::Change,
    /// What is known of them, before that.
    digest: V::Digest,
    node: Arc<Node<V>>,
}

impl<V: Value> Node<V> {
    /// The last run that starts at a position or before it, and what its value has yet to go through.
    pub(super) fn up_to(&self, position: u64) -> Option<(&Run<V>, V::Change)> {
        let mut node = self;
        let mut change = V::Change::NONE;
        loop {
            match node {
                Node::Leaf(runs) => {
                    let run = runs[..runs.partition_point(|run| run.start <= position)].last()?;
                    return Some((run, change));
                }
                Node::Inner(nodes) => {
                    let branch = nodes[..nodes.partition_point(|branch| branch.first <= position)].last()?;
                    change = branch.change.then(change);
                    node = &branch.node;
                }
            }
        }
    }

    /// The first run that ends after a position and those that follow it in its leaf, and what their values have yet to go through.
    pub(super) fn next(&self, position: u64) -> Option<(&[Run<V>], V::Change)> {
        let mut node = self;
        let mut change = V::Change::NONE;
        let mut beyond = None;
        loop {
            match node {
                Node::Leaf(runs) => match &runs[runs.partition_point(|run| run.end() <= position)..] {
                    [] => return self.next(beyond?),
                    runs => return Some((runs, change)),
                },
                Node::Inner(nodes) => {
                    let after = nodes.partition_point(|branch| branch.first <= position);
                    beyond = nodes.get(after).map(|branch| branch.first).or(beyond);
                    let branch = &nodes[after.saturating_sub(1)];
                    change = branch.change.then(change);
                    node = &branch.node;
                }
            }
        }
    }

    /// Counts positions of a range, run by run, or many runs at once where `digest` can tell. Positions of the node end at `limit`.
    pub(super) fn count_where(
        &self,
        range: Range<u64>,
        limit: u64,
        change: V::Change,
        see: &mut dyn FnMut(&V, u64) -> u64,
        digest: &dyn Fn(&V::Digest) -> Option<u64>,
    ) -> u64 {
        let mut count = 0;
        match self {
            Node::Leaf(runs) => {
                let from = runs.partition_point(|run| run.end() <= range.start);
                for run in runs[from..].iter().take_while(|run| run.start < range.end) {
                    let mut value = run.value.clone();
                    change.make(&mut value);
                    count += see(&value, run.end().min(range.end) - run.start.max(range.start));
                }
            }
            Node::Inner(nodes) => {
                for at in overlapping(nodes, &range) {
                    let branch = &nodes[at];
                    let (change, limit) =
                        (branch.change.then(change), nodes.get(at + 1).map_or(limit, |next| next.first));
                    let whole = if range.start <= branch.first && limit <= range.end {
                        let mut known = V::Digest::NONE;
                        known.add(branch.digest, change);
                        digest(&known)
                    } else {
                        None
                    };
                    count +=
                        whole.unwrap_or_else(|| branch.node.count_where(range.clone(), limit, change, see, digest));
                }
            }
        }
        count
    }

    fn len(&self) -> usize {
        match self {
            Node::Leaf(runs) => runs.len(),
            Node::Inner(nodes) => nodes.len(),
        }
    }

    /// The most entries that it should have.
    fn most(&self) -> usize {
        match self {
            Node::Leaf(_) => most(size_of::<Run<V>>()),
            Node::Inner(_) => most(size_of::<Branch<V>>()),
        }
    }

    /// Leaves as many entries as it should have, and gives nodes with the others.
    fn spread(&mut self) -> Vec<Arc<Node<V>>> {
        let (len, most) = (self.len(), self.most());
        if len <= most {
            return Vec::new();
        }
        // Not full: the next entry would split them all.
        let each = len.div_ceil(len.div_ceil(most - most / 4));
        match self {
            Node::Leaf(runs) => split_off(runs, each).map(|runs| Arc::new(Node::Leaf(runs))).collect(),
            Node::Inner(nodes) => split_off(nodes, each).map(|nodes| Arc::new(Node::Inner(nodes))).collect(),
        }
    }

    /// Takes the upper half away if it is too large.
    fn split(&mut self) -> Option<Arc<Node<V>>> {
        let half = self.len() / 2;
        if self.len() <= self.most() {
            return None;
        }
        Some(Arc::new(match self {
            Node::Leaf(runs) => Node::Leaf(runs.split_off(half)),
            Node::Inner(nodes) => Node::Inner(nodes.split_off(half)),
        }))
    }

    fn first(&self) -> u64 {
        match self {
            Node::Leaf(runs) => runs.first().map_or(0, |run| run.start),
            Node::Inner(nodes) => nodes.first().map_or(0, |branch| branch.first),
        }
    }

    fn digest(&self) -> V::Digest {
        let mut digest = V::Digest::NONE;
        match self {
            Node::Leaf(runs) => runs.iter().for_each(|run| digest.add_run(run)),
            Node::Inner(nodes) => nodes.iter().for_each(|branch| digest.add(branch.digest, branch.change)),
        }
        digest
    }
}

impl<V: Value> Branch<V> {
    fn new(node: Arc<Node<V>>) -> Branch<V> {
        Branch { first: node.first(), change: V::Change::NONE, digest: node.digest(), node }
    }

    /// Hands the change that waits here on to what it is for, so that one value can be changed by itself.
    fn hand_on(&mut self) {
        if self.change.is_none() {
            return;
        }
        let change = std::mem::replace(&mut self.change, V::Change::NONE);
        match Arc::make_mut(&mut self.node) {
            Node::Leaf(runs) => runs.iter_mut().for_each(|run| change.make(&mut run.value)),
            Node::Inner(nodes) => nodes.iter_mut().for_each(|branch| branch.change = branch.change.then(change)),
        }
        self.look();
    }

    /// Looks again at what has changed below.
    fn look(&mut self) {
        (self.first, self.digest) = (self.node.first(), self.node.digest());
    }
}

/// The branches that may hold positions of a range.
fn overlapping<V: Value>(nodes: &[Branch<V>], range: &Range<u64>) -> Range<usize> {
    let from = nodes.partition_point(|branch| branch.first <= range.start).saturating_sub(1);
    from..nodes.partition_point(|branch| branch.first < range.end).max(from)
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

/// Puts runs in the place of others.
fn splice<V: Value>(runs: &mut Vec<Run<V>>, at: &mut usize, end: usize, put: &mut Put<V>) {
    // No more than is needed: clones of the map keep many such nodes.
    let more = put.runs.iter().flatten().count().saturating_sub(end - *at);
    if runs.capacity() < runs.len() + more {
        runs.reserve_exact(more + 2);
    }
    for run in put.runs.iter_mut().filter_map(Option::take) {
        if *at < end {
            runs[*at] = run;
        } else {
            runs.insert(*at, run);
        }
        *at += 1;
    }
    if *at < end {
        runs.drain(*at..end);
    }
}

pub(super) fn replace<V: Value>(node: &mut Arc<Node<V>>, put: &mut Put<V>) {
    match Arc::make_mut(node) {
        Node::Leaf(runs) => {
            let mut at = runs.partition_point(|run| run.start < put.from);
            let end = runs.partition_point(|run| run.start < put.to);
            splice(runs, &mut at, end, put);
        }
        Node::Inner(nodes) => {
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
    if let Some(upper) = if large { Arc::make_mut(&mut nodes[at].node).split() } else { None } {
        nodes.insert(at + 1, Branch::new(upper));
    } else if nodes.get(at + 1).is_some_and(|next| len + next.node.len() <= nodes[at].node.most() / 2) {
        let mut next = nodes.remove(at + 1);
        next.hand_on();
        nodes[at].hand_on();
        match (Arc::make_mut(&mut nodes[at].node), &*next.node) {
            (Node::Leaf(runs), Node::Leaf(more)) => runs.extend_from_slice(more),
            (Node::Inner(nodes), Node::Inner(more)) => nodes.extend_from_slice(more),
            (Node::Leaf(_), Node::Inner(_)) | (Node::Inner(_), Node::Leaf(_)) => {}
        }
    }
    nodes[at].look();
}

/// Makes the root as large as it should be.
pub(super) fn settle_root<V: Value>(root: &mut Arc<Node<V>>) {
    if let Some(upper) = Arc::make_mut(root).split() {
        grow_root(root, vec![upper]);
    }
    while let Node::Inner(nodes) = Arc::make_mut(root) {
        match nodes.as_mut_slice() {
            [] => *root = Arc::new(Node::Leaf(Vec::new())),
            [only] => {
                only.hand_on();
                *root = only.node.clone();
            }
            _ => break,
        }
    }
}

/// Puts a root above the root and nodes that were taken away from its end.
pub(super) fn grow_root<V: Value>(root: &mut Arc<Node<V>>, mut nodes: Vec<Arc<Node<V>>>) {
    while !nodes.is_empty() {
        let lower = std::iter::once(root.clone());
        let mut inner = Node::Inner(lower.chain(nodes).map(Branch::new).collect());
        nodes = inner.spread();
        *root = Arc::new(inner);
    }
}

/// Puts runs in the place of the one that starts at a position; gives the nodes that follow this one then.
pub(super) fn break_up<V: Value>(node: &mut Arc<Node<V>>, start: u64, pieces: Vec<Run<V>>) -> Vec<Arc<Node<V>>> {
    let node = Arc::make_mut(node);
    match node {
        Node::Leaf(runs) => {
            let at = runs.partition_point(|run| run.start < start);
            runs.splice(at..=at, pieces);
        }
        Node::Inner(nodes) => {
            let at = nodes.partition_point(|branch| branch.first <= start).saturating_sub(1);
            nodes[at].hand_on();
            let more = break_up(&mut nodes[at].node, start, pieces);
            nodes[at].look();
            nodes.splice(at + 1..at + 1, more.into_iter().map(Branch::new));
        }
    }
    node.spread()
}

/// Leaves the first entries, and gives the others in pieces of as many.
fn split_off<T>(entries: &mut Vec<T>, each: usize) -> impl Iterator<Item = Vec<T>> {
    let mut rest = std::mem::take(entries).into_iter();
    entries.extend(rest.by_ref().take(each));
    std::iter::from_fn(move || Some(rest.by_ref().take(each).collect::<Vec<T>>()).filter(|piece| !piece.is_empty()))
}

#[cfg(test)]
impl<V: Value> Node<V> {
    /// How many nodes below this one no other map has.
    pub(super) fn unshared(&self, count: &mut usize) -> usize {
        if let Node::Inner(nodes) = self {
            for branch in nodes.iter().filter(|branch| Arc::strong_count(&branch.node) == 1) {
                *count += 1;
                branch.node.unshared(count);
            }
        }
        *count
    }
}
