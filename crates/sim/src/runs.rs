//! Maps from positions to values that store runs of like values once, and that clones share.
//!
//! Page tables, frames and free memory consist of long runs: neighbouring pages in neighbouring frames with equal flags. A map of [`Runs`] keeps
//! each maximal run as one entry, in a tree of small shared nodes. A clone copies nothing; a change copies the nodes on its way down.
//!
//! The rule it keeps: no two neighbouring runs could be one. So equal maps have equal runs, whatever their histories.

use std::fmt;
use std::sync::Arc;

/// What a run is made of.
pub(crate) trait Value: Clone {
    /// The value `offset` positions behind this one, in a run that starts with it.
    #[must_use]
    fn at(&self, offset: u64) -> Self;

    /// Whether `other` is the value `offset` positions behind this one.
    fn leads_to(&self, offset: u64, other: &Self) -> bool;
}

/// Positions whose values follow from the first one's.
#[derive(Clone, Debug)]
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

    /// The part of it between two positions.
    fn cut(self, start: u64, end: u64) -> Run<V> {
        let from = self.start.max(start);
        Run { start: from, len: self.end().min(end).saturating_sub(from), value: self.at(from) }
    }

    fn from(&self, start: u64) -> Run<V> {
        Run { start, len: self.end() - start, value: self.at(start) }
    }
}

/// The most entries of a node.
const MOST: usize = 8;

#[derive(Clone)]
enum Node<V> {
    /// Runs in order.
    Leaf(Vec<Run<V>>),
    /// Nodes in order, none of them empty, each with the first position in it.
    Inner(Vec<(u64, Arc<Node<V>>)>),
}

/// A map from positions to values, as runs.
#[derive(Clone)]
pub(crate) struct Runs<V> {
    root: Arc<Node<V>>,
    positions: u64,
    runs: u64,
}

impl<V: Value> Runs<V> {
    pub(crate) fn new() -> Runs<V> {
        Runs { root: Arc::new(Node::Leaf(Vec::new())), positions: 0, runs: 0 }
    }

    /// How many positions have a value.
    pub(crate) fn positions(&self) -> u64 {
        self.positions
    }

    /// How many runs there are: what the map takes to store.
    pub(crate) fn len(&self) -> u64 {
        self.runs
    }

    /// The run around a position.
    pub(crate) fn find(&self, position: u64) -> Option<&Run<V>> {
        self.up_to(position).filter(|run| position < run.end())
    }

    /// The last run that starts at a position or before it.
    pub(crate) fn up_to(&self, position: u64) -> Option<&Run<V>> {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Leaf(runs) => return runs[..runs.partition_point(|run| run.start <= position)].last(),
                Node::Inner(nodes) => node = &nodes[..nodes.partition_point(|(first, _)| *first <= position)].last()?.1,
            }
        }
    }

    /// The first run that ends after a position.
    pub(crate) fn next(&self, position: u64) -> Option<&Run<V>> {
        let mut node = &*self.root;
        let mut beyond = None;
        loop {
            match node {
                Node::Leaf(runs) => match runs.get(runs.partition_point(|run| run.end() <= position)) {
                    Some(run) => return Some(run),
                    None => return self.up_to(beyond?),
                },
                Node::Inner(nodes) => {
                    let after = nodes.partition_point(|(first, _)| *first <= position);
                    beyond = nodes.get(after).map(|(first, _)| *first).or(beyond);
                    node = &nodes[after.saturating_sub(1)].1;
                }
            }
        }
    }

    /// The runs between two positions, cut to them, in order.
    pub(crate) fn within(&self, start: u64, end: u64) -> impl Iterator<Item = Run<V>> + '_ {
        let mut at = start;
        std::iter::from_fn(move || {
            let run = self.next(at).filter(|run| run.start < end)?;
            let start = run.start.max(at);
            at = run.end().min(end);
            (start < at).then(|| Run { start, len: at - start, value: run.at(start) })
        })
    }

    /// All runs, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Run<V>> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let run = self.next(at)?;
            at = run.end();
            Some(run)
        })
    }

    /// Shows each run between two positions, and how many of its positions lie there.
    pub(crate) fn visit(&self, start: u64, end: u64, see: &mut dyn FnMut(&Run<V>, u64)) {
        visit(&self.root, start, end, see);
    }

    /// The value of a position, to be changed, in a map of values of which no two are alike.
    pub(crate) fn get_mut(&mut self, position: u64) -> Option<&mut V> {
        let mut node = &mut self.root;
        loop {
            match Arc::make_mut(node) {
                Node::Leaf(runs) => {
                    let at = runs.binary_search_by_key(&position, |run| run.start).ok()?;
                    return runs.get_mut(at).map(|run| &mut run.value);
                }
                Node::Inner(nodes) => {
                    let at = nodes.partition_point(|(first, _)| *first <= position).checked_sub(1)?;
                    node = &mut nodes[at].1;
                }
            }
        }
    }

    /// Changes all values between two positions in the same way.
    pub(crate) fn update(&mut self, start: u64, end: u64, change: &mut dyn FnMut(&mut V)) {
        // The runs at the ends may have to be cut, and may then be like their neighbours.
        let ends =
            [self.within(start, end).next(), self.up_to(end.saturating_sub(1)).map(|run| run.clone().cut(start, end))];
        let [Some(mut first), Some(mut last)] = ends else { return };
        let (inner, once) = (first.end()..last.start, first.start == last.start);
        update(&mut self.root, inner.start, inner.end, change);
        change(&mut first.value);
        self.set(first.start, first.len, Some(first.value));
        if !once {
            change(&mut last.value);
            self.set(last.start, last.len, Some(last.value));
        }
        self.join(start, end);
    }

    /// Makes neighbouring runs that have become alike one.
    fn join(&mut self, start: u64, end: u64) {
        let mut before: Option<Run<V>> = None;
        let mut alike: Vec<Run<V>> = Vec::new();
        self.visit(start, end, &mut |run, _| {
            let joins = |before: &Run<V>| before.end() == run.start && before.value.leads_to(before.len, &run.value);
            if before.as_ref().is_some_and(joins) {
                alike.push(run.clone());
            }
            before = Some(run.clone());
        });
        for run in alike {
            self.set(run.start, run.len, Some(run.value));
        }
    }

    /// Gives the positions of a range the values of a run that starts with `value`, or none.
    pub(crate) fn set(&mut self, start: u64, len: u64, value: Option<V>) {
        let end = start + len;
        if len == 0 {
            return;
        }
        let mut put = Put { from: start, to: end, runs: [None, None, None] };
        let mut run = value.map(|value| Run { start, len, value });
        let left = start.checked_sub(1).and_then(|before| self.up_to(before)).filter(|left| left.end() >= start);
        let right = self.up_to(end).filter(|right| right.end() > end);
        match (&mut run, right) {
            (Some(run), Some(right)) if run.value.leads_to(len, &right.at(end)) => {
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
        self.count(&put);
        replace(&mut self.root, &mut put);
        self.settle_root();
    }

    fn count(&mut self, put: &Put<V>) {
        let mut at = put.from;
        while let Some(gone) = self.next(at).filter(|run| run.start < put.to) {
            at = gone.end();
            let len = gone.len;
            self.positions -= len;
            self.runs -= 1;
        }
        for run in put.runs.iter().flatten() {
            self.positions += run.len;
            self.runs += 1;
        }
    }

    fn settle_root(&mut self) {
        if let Some((first, upper)) = split(&mut self.root) {
            let lower = (self.root.first(), self.root.clone());
            self.root = Arc::new(Node::Inner(vec![lower, (first, upper)]));
        }
        while let Node::Inner(nodes) = &*self.root {
            match nodes.as_slice() {
                [] => self.root = Arc::new(Node::Leaf(Vec::new())),
                [(_, only)] => self.root = only.clone(),
                _ => break,
            }
        }
    }
}

fn visit<V: Value>(node: &Node<V>, start: u64, end: u64, see: &mut dyn FnMut(&Run<V>, u64)) {
    match node {
        Node::Leaf(runs) => {
            let from = runs.partition_point(|run| run.end() <= start);
            for run in runs[from..].iter().take_while(|run| run.start < end) {
                see(run, run.end().min(end) - run.start.max(start));
            }
        }
        Node::Inner(nodes) => {
            let from = nodes.partition_point(|(first, _)| *first <= start).saturating_sub(1);
            nodes[from..]
                .iter()
                .take_while(|(first, _)| *first < end)
                .for_each(|(_, node)| visit(node, start, end, see));
        }
    }
}

/// Changes the values of the runs that lie between two positions.
fn update<V: Value>(node: &mut Arc<Node<V>>, start: u64, end: u64, change: &mut dyn FnMut(&mut V)) {
    if start >= end {
        return;
    }
    match Arc::make_mut(node) {
        Node::Leaf(runs) => {
            let from = runs.partition_point(|run| run.start < start);
            runs[from..].iter_mut().take_while(|run| run.start < end).for_each(|run| change(&mut run.value));
        }
        Node::Inner(nodes) => {
            let from = nodes.partition_point(|(first, _)| *first <= start).saturating_sub(1);
            let inside = nodes[from..].iter_mut().take_while(|(first, _)| *first < end);
            inside.for_each(|(_, node)| update(node, start, end, change));
        }
    }
}

/// Runs that take the place of those that start in a range.
struct Put<V> {
    from: u64,
    to: u64,
    runs: [Option<Run<V>>; 3],
}

fn replace<V: Value>(node: &mut Arc<Node<V>>, put: &mut Put<V>) {
    match Arc::make_mut(node) {
        Node::Leaf(runs) => {
            let mut at = runs.partition_point(|run| run.start < put.from);
            let end = runs.partition_point(|run| run.start < put.to);
            for run in put.runs.iter_mut().filter_map(Option::take) {
                if at < end {
                    runs[at] = run;
                } else {
                    runs.insert(at, run);
                }
                at += 1;
            }
            if at < end {
                runs.drain(at..end);
            }
        }
        Node::Inner(nodes) => {
            let at = nodes.partition_point(|(first, _)| *first <= put.from).saturating_sub(1);
            let end = nodes.partition_point(|(first, _)| *first < put.to);
            // What lies between the first and the last of them goes as a whole.
            if end > at + 2 {
                nodes.drain(at + 1..end - 1);
            }
            replace(&mut nodes[at].1, put);
            if end > at + 1 {
                replace(&mut nodes[at + 1].1, put);
                settle(nodes, at + 1);
            }
            settle(nodes, at);
        }
    }
}

/// Splits a node that has grown too large, joins it to its neighbour if both are small, or drops it if it is empty.
fn settle<V: Value>(nodes: &mut Vec<(u64, Arc<Node<V>>)>, at: usize) {
    let len = nodes[at].1.len();
    if len == 0 {
        nodes.remove(at);
        return;
    }
    nodes[at].0 = nodes[at].1.first();
    if let Some(upper) = split(&mut nodes[at].1) {
        nodes.insert(at + 1, upper);
    } else if nodes.get(at + 1).is_some_and(|(_, next)| len + next.len() <= MOST / 2) {
        let (_, next) = nodes.remove(at + 1);
        match (Arc::make_mut(&mut nodes[at].1), &*next) {
            (Node::Leaf(runs), Node::Leaf(more)) => runs.extend_from_slice(more),
            (Node::Inner(nodes), Node::Inner(more)) => nodes.extend_from_slice(more),
            (Node::Leaf(_), Node::Inner(_)) | (Node::Inner(_), Node::Leaf(_)) => {}
        }
    }
}

/// Takes the upper half of a node that is too large away from it.
fn split<V: Value>(node: &mut Arc<Node<V>>) -> Option<(u64, Arc<Node<V>>)> {
    let half = node.len() / 2;
    if node.len() <= MOST {
        return None;
    }
    let upper = match Arc::make_mut(node) {
        Node::Leaf(runs) => Node::Leaf(runs.split_off(half)),
        Node::Inner(nodes) => Node::Inner(nodes.split_off(half)),
    };
    Some((upper.first(), Arc::new(upper)))
}

impl<V> Node<V> {
    fn len(&self) -> usize {
        match self {
            Node::Leaf(runs) => runs.len(),
            Node::Inner(nodes) => nodes.len(),
        }
    }

    fn first(&self) -> u64 {
        match self {
            Node::Leaf(runs) => runs.first().map_or(0, |run| run.start),
            Node::Inner(nodes) => nodes.first().map_or(0, |(first, _)| *first),
        }
    }
}

impl<V: Value + fmt::Debug> fmt::Debug for Runs<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.within(0, u64::MAX)).finish()
    }
}

/// A number that grows or shrinks by the same step from one position to the next: frames that hold tables, or nothing but the position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) number: u32,
    pub(crate) step: i32,
}

impl Value for Counted {
    fn at(&self, offset: u64) -> Counted {
        Counted { number: self.number.wrapping_add_signed(self.step.wrapping_mul(offset as i32)), ..*self }
    }

    fn leads_to(&self, offset: u64, other: &Counted) -> bool {
        self.at(offset) == *other
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// The runs of a map, found one position at a time.
    fn maximal(model: &BTreeMap<u64, Counted>) -> Vec<(u64, u64, Counted)> {
        let mut runs: Vec<(u64, u64, Counted)> = Vec::new();
        for (at, value) in model {
            match runs.last_mut() {
                Some((start, len, first)) if *start + *len == *at && first.leads_to(*len, value) => *len += 1,
                _ => runs.push((*at, 1, *value)),
            }
        }
        runs
    }

    fn stored(runs: &Runs<Counted>) -> Vec<(u64, u64, Counted)> {
        let mut all = Vec::new();
        let mut at = 0;
        while let Some(run) = runs.next(at) {
            all.push((run.start, run.len, run.value));
            at = run.end();
        }
        all
    }

    /// A change that makes some values alike, and is the same for all values of a run.
    fn changed(value: &mut Counted) {
        value.number = if value.step == 0 { value.number / 2 } else { value.number.wrapping_add(1) };
    }

    fn change() -> impl Strategy<Value = (u64, u64, Option<Counted>)> {
        let value = (0..6_u32, -1..=1_i32).prop_map(|(number, step)| Counted { number, step });
        (0..600_u64, prop_oneof![4 => 1..3_u64, 1 => 1..200_u64], prop::option::weighted(0.8, value))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn runs_are_a_map_with_maximal_runs_and_clones_keep_theirs(changes in prop::collection::vec(change(), 1..300)) {
            let mut runs = Runs::new();
            let mut model = BTreeMap::new();
            let mut before = None;
            for (at, (start, len, value)) in changes.iter().enumerate() {
                if at == changes.len() / 2 {
                    before = Some((runs.clone(), stored(&runs)));
                }
                runs.set(*start, *len, *value);
                for offset in 0..*len {
                    match value {
                        Some(value) => drop(model.insert(start + offset, value.at(offset))),
                        None => drop(model.remove(&(start + offset))),
                    }
                }
                if len % 3 == 0 {
                    runs.update(*start, start + len, &mut changed);
                    model.range_mut(start..&(start + len)).for_each(|(_, value)| changed(value));
                }
                prop_assert_eq!(stored(&runs), maximal(&model));
                prop_assert_eq!((runs.positions(), runs.len()), (model.len() as u64, maximal(&model).len() as u64));
            }
            for at in 0..800 {
                prop_assert_eq!(runs.find(at).map(|run| run.at(at)), model.get(&at).copied());
                prop_assert_eq!(runs.up_to(at).map(|run| run.start <= at), model.range(..=at).next().map(|_| true));
            }
            let (clone, then) = before.unwrap_or_default();
            prop_assert_eq!(stored(&clone), then);
        }
    }

    impl Default for Runs<Counted> {
        fn default() -> Runs<Counted> {
            Runs::new()
        }
    }
}
