//! The tree that runs are kept in: nodes of a few entries, shared by clones. How it is read, and how large a node gets.
//!
//! [`in_place`](super::in_place) changes single leaves of it ([`leaf`](super::leaf) says how), [`replace`](super::replace) whatever else.

use std::ops::Range;
use std::rc::Rc;

use super::few::Few;
use super::{Change, Digest, Run, Value};

/// The most runs that a leaf should have. A change copies the nodes on its way if clones share them: those of a history do.
pub(super) const RUNS: usize = 12;
/// The most branches that a node should have: the more, the fewer nodes are on the way.
pub(super) const BRANCHES: usize = 16;

/// The runs of a leaf, in order. One change may bring two more than there should be.
pub(super) type Leaf<V> = Few<Run<V>, { RUNS + 2 }>;

/// What a node takes beside its entries: two counts, and the allocator's word.
const NODE: usize = 3 * size_of::<usize>();

#[derive(Clone)]
pub(super) enum Node<V: Value> {
    /// Runs.
    Leaf(Rc<Leaf<V>>),
    /// Nodes in order, none of them empty.
    Inner(Rc<Vec<Branch<V>>>),
}

#[derive(Clone)]
pub(super) struct Branch<V: Value> {
    /// The first position in it.
    pub(super) first: u64,
    /// What all values in it have yet to go through.
    pub(super) change: V::Change,
    /// What is known of them, before that.
    pub(super) digest: V::Digest,
    pub(super) node: Node<V>,
}

impl<V: Value> Node<V> {
    /// A node without runs.
    pub(super) fn empty() -> Node<V> {
        Node::Leaf(Rc::default())
    }

    pub(super) fn inner(nodes: Vec<Branch<V>>) -> Node<V> {
        Node::Inner(Rc::new(nodes))
    }

    /// The last run that starts at a position or before it, and what its value has yet to go through.
    pub(super) fn up_to(&self, position: u64) -> Option<(&Run<V>, V::Change)> {
        let mut node = self;
        let mut change = V::Change::NONE;
        loop {
            match node {
                Node::Leaf(runs) => {
                    let run = runs.get(count(runs, |run| run.start <= position).wrapping_sub(1))?;
                    return Some((run, change));
                }
                Node::Inner(nodes) => {
                    let branch = nodes.get(count(nodes, |branch| branch.first <= position).wrapping_sub(1))?;
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
                Node::Leaf(runs) => match &runs[count(runs, |run| run.end() <= position)..] {
                    [] => return self.next(beyond?),
                    runs => return Some((runs, change)),
                },
                Node::Inner(nodes) => {
                    let after = count(nodes, |branch| branch.first <= position);
                    beyond = nodes.get(after).map(|branch| branch.first).or(beyond);
                    let branch = &nodes[after.saturating_sub(1)];
                    change = branch.change.then(change);
                    node = &branch.node;
                }
            }
        }
    }

    /// Gives the runs away that have positions of a range, in order, and what their values have yet to go through.
    pub(super) fn each(&self, range: &Range<u64>, change: V::Change, see: &mut dyn FnMut(&Run<V>, V::Change)) {
        match self {
            Node::Leaf(runs) => {
                let inside = runs[count(runs, |run| run.end() <= range.start)..].iter();
                inside.take_while(|run| run.start < range.end).for_each(|run| see(run, change));
            }
            Node::Inner(nodes) => {
                for branch in &nodes[overlapping(nodes, range)] {
                    branch.node.each(range, branch.change.then(change), see);
                }
            }
        }
    }

    /// Whether something holds for all values of a range, run by run, or of many at once as `digest` says. Positions of the node end at `limit`.
    pub(super) fn all(
        &self,
        range: Range<u64>,
        limit: u64,
        change: V::Change,
        holds: &dyn Fn(&V) -> bool,
        digest: &dyn Fn(&V::Digest) -> bool,
    ) -> bool {
        match self {
            Node::Leaf(runs) => {
                let from = runs.partition_point(|run| run.end() <= range.start);
                runs[from..].iter().take_while(|run| run.start < range.end).all(|run| {
                    let mut value = run.value.clone();
                    change.make(&mut value);
                    holds(&value)
                })
            }
            Node::Inner(nodes) => overlapping(nodes, &range).all(|at| {
                let branch = &nodes[at];
                let (change, limit) = (branch.change.then(change), nodes.get(at + 1).map_or(limit, |next| next.first));
                if range.start <= branch.first && limit <= range.end {
                    let mut known = V::Digest::NONE;
                    known.add(branch.digest, change);
                    digest(&known)
                } else {
                    branch.node.all(range.clone(), limit, change, holds, digest)
                }
            }),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Node::Leaf(runs) => runs.len(),
            Node::Inner(nodes) => nodes.len(),
        }
    }

    /// The most entries that it should have.
    pub(super) fn most(&self) -> usize {
        match self {
            Node::Leaf(_) => RUNS,
            Node::Inner(_) => BRANCHES,
        }
    }

    /// Whether it has more entries than it should.
    pub(super) fn is_too_large(&self) -> bool {
        self.len() > self.most()
    }

    /// Takes the entries from a place on away if it is too large; the upper half if no place is given.
    pub(super) fn split(&mut self, at: Option<usize>) -> Option<Node<V>> {
        if !self.is_too_large() {
            return None;
        }
        let at = at.unwrap_or(self.len() / 2);
        Some(match self {
            Node::Leaf(runs) => {
                let mut upper: Rc<Leaf<V>> = Rc::default();
                Rc::make_mut(runs).split_off(at, Rc::make_mut(&mut upper));
                Node::Leaf(upper)
            }
            Node::Inner(nodes) => Node::inner(Rc::make_mut(nodes).split_off(at)),
        })
    }

    /// Whether it is the very same node as another one, shared.
    pub(super) fn is(&self, other: &Node<V>) -> bool {
        match (self, other) {
            (Node::Leaf(runs), Node::Leaf(others)) => Rc::ptr_eq(runs, others),
            (Node::Inner(nodes), Node::Inner(others)) => Rc::ptr_eq(nodes, others),
            (Node::Leaf(_), Node::Inner(_)) | (Node::Inner(_), Node::Leaf(_)) => false,
        }
    }

    /// About how many bytes of memory it takes, without those below.
    pub(super) fn bytes(&self) -> u64 {
        let entries = match self {
            Node::Leaf(_) => size_of::<Leaf<V>>(),
            Node::Inner(nodes) => NODE + size_of::<Branch<V>>() * nodes.capacity(),
        };
        (NODE + entries) as u64
    }

    pub(super) fn first(&self) -> u64 {
        match self {
            Node::Leaf(runs) => runs.first().map_or(0, |run| run.start),
            Node::Inner(nodes) => nodes.first().map_or(0, |branch| branch.first),
        }
    }

    pub(super) fn digest(&self) -> V::Digest {
        let mut digest = V::Digest::NONE;
        match self {
            Node::Leaf(runs) => runs.iter().for_each(|run| digest.add_run(run)),
            Node::Inner(nodes) => nodes.iter().for_each(|branch| digest.add(branch.digest, branch.change)),
        }
        digest
    }
}

impl<V: Value> Branch<V> {
    pub(super) fn new(node: Node<V>) -> Branch<V> {
        Branch { first: node.first(), change: V::Change::NONE, digest: node.digest(), node }
    }

    /// Hands the change that waits here on to what it is for, so that one value can be changed by itself.
    #[inline(always)]
    pub(super) fn hand_on(&mut self) {
        if !self.change.is_none() {
            self.hand_on_change();
        }
    }

    #[inline(never)]
    fn hand_on_change(&mut self) {
        let change = std::mem::replace(&mut self.change, V::Change::NONE);
        match &mut self.node {
            Node::Leaf(runs) => Rc::make_mut(runs).iter_mut().for_each(|run| change.make(&mut run.value)),
            Node::Inner(nodes) => {
                Rc::make_mut(nodes).iter_mut().for_each(|branch| branch.change = branch.change.then(change));
            }
        }
        self.look();
    }

    /// Looks again at what has changed below.
    pub(super) fn look(&mut self) {
        (self.first, self.digest) = (self.node.first(), self.node.digest());
    }
}

/// Entries in pieces of nearly as many each as a node should have at most, but for room for a few more: the next entry would split a full one.
pub(super) fn in_pieces<T, P: FromIterator<T>>(entries: Vec<T>, most: usize) -> impl Iterator<Item = P> {
    let each = entries.len().div_ceil(entries.len().div_ceil(most - most / 4).max(1));
    let mut rest = entries.into_iter();
    std::iter::from_fn(move || (rest.len() > 0).then(|| rest.by_ref().take(each).collect()))
}

/// How many entries at the start of a node something holds for. One after the other: a node has so few that to halve them takes longer.
#[inline(always)]
pub(super) fn count<T>(entries: &[T], holds: impl Fn(&T) -> bool) -> usize {
    entries.iter().take_while(|entry| holds(entry)).count()
}

/// The branches that may hold positions of a range.
pub(super) fn overlapping<V: Value>(nodes: &[Branch<V>], range: &Range<u64>) -> Range<usize> {
    let from = nodes.partition_point(|branch| branch.first <= range.start).saturating_sub(1);
    from..nodes.partition_point(|branch| branch.first < range.end).max(from)
}

#[cfg(test)]
impl<V: Value> Node<V> {
    /// How many nodes below this one no other map has.
    pub(super) fn unshared(&self, count: &mut usize) -> usize {
        if let Node::Inner(nodes) = self {
            for branch in nodes.iter().filter(|branch| branch.node.is_unshared()) {
                *count += 1;
                branch.node.unshared(count);
            }
        }
        *count
    }

    fn is_unshared(&self) -> bool {
        match self {
            Node::Leaf(runs) => Rc::strong_count(runs) == 1,
            Node::Inner(nodes) => Rc::strong_count(nodes) == 1,
        }
    }
}
