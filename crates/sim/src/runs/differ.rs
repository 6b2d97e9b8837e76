//! Where two maps differ, found without a look at what they share.

use std::ops::Range;

use super::node::Node;
use super::{Change, Run, Runs, Value};

/// A stretch of positions of a map: a node, or what is left of one.
struct Part<'a, V: Value> {
    node: &'a Node<V>,
    change: V::Change,
    start: u64,
    end: u64,
}

/// The stretches of a map from some position on; the next is the last.
struct Walk<'a, V: Value>(Vec<Part<'a, V>>);

/// Whether two stretches need not be looked into.
type Same<'f, V> = dyn Fn(&Part<'_, V>, &Part<'_, V>) -> bool + 'f;
/// Is told of two leaves, and over which range; says whether it goes on.
type Apart<'f, V> = dyn FnMut(&Part<'_, V>, &Part<'_, V>, Range<u64>) -> bool + 'f;

/// Leaves that are looked into for each range that there may be, and ranges that there always may be in that: where more are not shared, nearly everything
/// differs.
const LEAVES: usize = 4;
const FEW: usize = 64;

/// Ranges of positions, in order, outside of which both maps have the same values; none if there are more than `most` of them, or about as much to look
/// into. What clones share is not looked at, so that it costs what was changed.
pub(crate) fn differences<V: Value>(ours: &Runs<V>, theirs: &Runs<V>, most: usize) -> Option<Vec<Range<u64>>> {
    let mut found: Vec<Range<u64>> = Vec::new();
    let mut left = most.saturating_add(FEW).saturating_mul(LEAVES);
    let mut apart = |our: &Part<'_, V>, their: &Part<'_, V>, range: Range<u64>| {
        our.differences(their, range, &mut found);
        left -= 1;
        left > 0 && found.len() <= most
    };
    compare(ours, theirs, &|our, their| our.is(their) && our.change == their.change, &mut |_| {}, &mut apart);
    (left > 0 && found.len() <= most).then_some(found)
}

/// About how many bytes of memory the nodes take that another map does not have.
pub(crate) fn bytes_beyond<V: Value>(ours: &Runs<V>, theirs: &Runs<V>) -> u64 {
    let (mut nodes, mut leaves) = (0, 0);
    let mut apart = |our: &Part<'_, V>, _: &Part<'_, V>, range: Range<u64>| {
        leaves += if our.end == range.end { our.node.bytes() } else { 0 };
        true
    };
    compare(ours, theirs, &|our, their| our.is(their), &mut |node| nodes += node.bytes(), &mut apart);
    nodes + leaves
}

/// Goes through two maps side by side, past all that is the `same`: tells of each node of the first that is `opened`, and of leaves that are `apart`, over
/// the range that both have in common, for as long as that is answered with yes.
fn compare<V: Value>(
    ours: &Runs<V>,
    theirs: &Runs<V>,
    same: &Same<'_, V>,
    opened: &mut dyn FnMut(&Node<V>),
    apart: &mut Apart<'_, V>,
) {
    let (mut ours, mut theirs) = (Walk::of(ours), Walk::of(theirs));
    while let Some((our, their)) = ours.0.last().zip(theirs.0.last()) {
        let end = our.end.min(their.end);
        if !same(our, their) {
            let (our_size, their_size) = (our.size(), their.size());
            if our_size.is_some() || their_size.is_some() {
                if our_size >= their_size {
                    opened(our.node);
                    ours.open();
                }
                if their_size >= our_size {
                    theirs.open();
                }
                continue;
            }
            if !apart(our, their, our.start.max(their.start)..end) {
                return;
            }
        }
        ours.pass(end);
        theirs.pass(end);
    }
}

impl<'a, V: Value> Walk<'a, V> {
    fn of(runs: &'a Runs<V>) -> Walk<'a, V> {
        Walk(vec![Part { node: &runs.root, change: V::Change::NONE, start: 0, end: u64::MAX }])
    }

    /// Puts what the next stretch consists of in its place.
    fn open(&mut self) {
        let Some(Part { node, change, start, end }) = self.0.pop() else { return };
        let Node::Inner(branches) = node else { return };
        let mut end = end;
        for (at, branch) in branches.iter().enumerate().rev() {
            let from = if at == 0 { start } else { branch.first.max(start) };
            if from < end {
                self.0.push(Part { node: &branch.node, change: branch.change.then(change), start: from, end });
                end = from;
            }
        }
    }

    /// Leaves what lies before a position behind.
    fn pass(&mut self, to: u64) {
        while let Some(part) = self.0.pop() {
            if part.end > to {
                self.0.push(Part { start: part.start.max(to), ..part });
                return;
            }
        }
    }
}

impl<V: Value> Part<'_, V> {
    /// Whether another stretch is of the same node.
    fn is(&self, other: &Part<'_, V>) -> bool {
        self.node.is(other.node)
    }

    /// How many positions it has, if it can be looked into.
    fn size(&self) -> Option<u64> {
        matches!(self.node, Node::Inner(_)).then_some(self.end - self.start)
    }

    fn runs(&self) -> &[Run<V>] {
        match self.node {
            Node::Leaf(runs) => runs,
            Node::Inner(_) => &[],
        }
    }

    /// The runs of a leaf, cut to a range, with what they have yet to go through.
    fn within(&self, range: &Range<u64>) -> impl Iterator<Item = Run<V>> + '_ {
        let (from, to) = (range.start, range.end);
        let inside = self.runs().iter().filter(move |run| run.start < to && run.end() > from);
        inside.map(move |run| {
            let start = run.start.max(from);
            let mut cut = Run { start, len: run.end().min(to) - start, value: run.at(start) };
            self.change.make(&mut cut.value);
            cut
        })
    }

    /// Adds the positions of a range that have other values in another leaf.
    fn differences(&self, other: &Part<'_, V>, range: Range<u64>, found: &mut Vec<Range<u64>>) {
        let (mut ours, mut theirs) = (self.within(&range).peekable(), other.within(&range).peekable());
        let mut at = range.start;
        while at < range.end {
            // Up to the next place where a run of either begins or ends, both are something or nothing.
            let (our, their) = (ours.peek(), theirs.peek());
            let bound = |run: Option<&Run<V>>| match run {
                Some(run) if run.start > at => run.start,
                Some(run) => run.end(),
                None => range.end,
            };
            let end = bound(our).min(bound(their));
            let value = |run: Option<&Run<V>>| run.filter(|run| run.start <= at).map(|run| run.at(at));
            let same = match (value(our), value(their)) {
                (None, None) => true,
                (Some(our), Some(their)) => our.leads_to(0, &their),
                (Some(_), None) | (None, Some(_)) => false,
            };
            if !same {
                match found.last_mut().filter(|last| last.end == at) {
                    Some(last) => last.end = end,
                    None => found.push(at..end),
                }
            }
            ours.next_if(|run| run.end() <= end);
            theirs.next_if(|run| run.end() <= end);
            at = end;
        }
    }
}
