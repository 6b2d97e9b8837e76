//! A map of runs against a map of single positions.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A value that many can be changed with at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    number: u32,
    step: u32,
    mark: bool,
}

/// Adds to the number of values that do not follow from each other, and may take the mark away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct More {
    by: u32,
    unmark: bool,
}

/// Whether all values are marked.
#[derive(Clone, Copy, PartialEq)]
struct AllMarked(bool);

impl Value for Held {
    type Change = More;
    type Digest = AllMarked;

    fn at(&self, offset: u64) -> Held {
        Held { number: self.number + self.step * offset as u32, ..*self }
    }

    fn leads_to(&self, offset: u64, other: &Held) -> bool {
        self.at(offset) == *other
    }
}

impl Change<Held> for More {
    const NONE: More = More { by: 0, unmark: false };

    fn make(self, value: &mut Held) {
        value.number += self.by;
        value.mark &= !self.unmark;
    }

    fn then(self, next: More) -> More {
        More { by: self.by + next.by, unmark: self.unmark || next.unmark }
    }
}

impl Digest<Held, More> for AllMarked {
    const NONE: AllMarked = AllMarked(true);

    fn add_run(&mut self, run: &Run<Held>) {
        self.0 &= run.value.mark;
    }

    fn exchange(self, before: AllMarked, after: AllMarked) -> Option<AllMarked> {
        match (before.0, after.0) {
            (_, false) => Some(after),
            (true, true) => Some(self),
            (false, true) => None,
        }
    }

    fn add(&mut self, other: AllMarked, change: More) {
        self.0 &= other.0 && !change.unmark;
    }
}

/// The runs of a map, found one position at a time.
fn maximal(model: &BTreeMap<u64, Held>) -> Vec<(u64, u64, Held)> {
    let mut runs: Vec<(u64, u64, Held)> = Vec::new();
    for (at, value) in model {
        match runs.last_mut() {
            Some((start, len, first)) if *start + *len == *at && first.leads_to(*len, value) => *len += 1,
            _ => runs.push((*at, 1, *value)),
        }
    }
    runs
}

fn stored(runs: &Runs<Held>) -> Vec<(u64, u64, Held)> {
    runs.within(0, u64::MAX).map(|run| (run.start, run.len, run.value)).collect()
}

/// What is done to a range.
#[derive(Clone, Copy, Debug)]
enum Act {
    Set(Option<Held>),
    Change(More),
    Update(More),
    /// Sets every so many positions.
    Each(Held, u64),
    /// Sets every so many positions, and empties those between them.
    Replace(Held, u64),
}

fn act() -> impl Strategy<Value = (u64, u64, Act)> {
    let value = || (0..4_u32, 0..2_u32, any::<bool>()).prop_map(|(number, step, mark)| Held { number, step, mark });
    let set = prop::option::weighted(0.8, value()).prop_map(Act::Set);
    let change = (0..2_u32, any::<bool>()).prop_map(|(by, unmark)| Act::Change(More { by, unmark }));
    let len = || prop_oneof![4 => 1..3_u64, 1 => 1..200_u64];
    let each = (value(), 1..5_u64).prop_map(|(value, gap)| Act::Each(value, gap));
    let replace = (value(), 1..5_u64).prop_map(|(value, gap)| Act::Replace(value, gap));
    let update = (0..2_u32, any::<bool>()).prop_map(|(by, unmark)| Act::Update(More { by, unmark }));
    prop_oneof![
        4 => (0..600_u64, len(), set),
        1 => (0..600_u64, 1..400_u64, change),
        2 => (0..600_u64, Just(1), update),
        1 => (0..600_u64, len(), each),
        1 => (0..600_u64, len(), replace),
    ]
}

/// Every so many positions of a range by itself.
fn singly(value: Held, range: Range<u64>, gap: u64) -> Vec<Run<Held>> {
    let run = |(offset, start)| Run { start, len: 1, value: value.at(offset as u64) };
    range.step_by(gap as usize).enumerate().map(run).collect()
}

/// Does the same to the map of single positions.
fn follow(model: &mut BTreeMap<u64, Held>, start: u64, len: u64, act: Act) {
    match act {
        Act::Set(Some(value)) => model.extend((0..len).map(|offset| (start + offset, value.at(offset)))),
        Act::Set(None) => model.retain(|at, _| !(start..start + len).contains(at)),
        Act::Replace(value, gap) => {
            follow(model, start, len, Act::Set(None));
            follow(model, start, len, Act::Each(value, gap));
        }
        Act::Each(value, gap) => {
            let positions = (start..start + len).step_by(gap as usize).enumerate();
            model.extend(positions.map(|(offset, at)| (at, value.at(offset as u64))));
        }
        Act::Change(change) | Act::Update(change) => {
            model.range_mut(start..start + len).for_each(|(_, value)| change.make(value));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn runs_are_a_map_with_maximal_runs_and_clones_keep_theirs(acts in prop::collection::vec(act(), 1..300)) {
        let mut runs = Runs::new();
        let mut model = BTreeMap::new();
        let mut before = None;
        for (at, (start, len, act)) in acts.iter().enumerate() {
            if at == acts.len() / 2 {
                before = Some((runs.clone(), stored(&runs)));
            }
            match act {
                Act::Set(value) => runs.set(*start, *len, *value),
                Act::Change(change) => runs.change(*start, start + len, *change),
                Act::Each(value, gap) => runs.set_each(singly(*value, *start..start + len, *gap)),
                Act::Replace(value, gap) => {
                    let range = *start..start + len;
                    runs.replace(range.clone(), singly(*value, range, *gap));
                }
                Act::Update(change) => runs.update(*start, &mut |value| change.make(value)),
            }
            follow(&mut model, *start, *len, *act);
            prop_assert_eq!(stored(&runs), maximal(&model));
            prop_assert_eq!(runs.positions(), model.len() as u64);
            let (mut each, cut) = (Vec::new(), *start..start + len);
            runs.each_within(cut.clone(), &mut |run| each.push((run.start, run.len, run.value)));
            let within = runs.within(cut.start, cut.end).map(|run| (run.start, run.len, run.value));
            prop_assert_eq!(each, within.collect::<Vec<_>>());
            let end = start + 200;
            let marked = model.range(start..&end).all(|(_, value)| value.mark);
            prop_assert_eq!(runs.all(*start, end, &|value: &Held| value.mark, &|known: &AllMarked| known.0), marked);
        }
        for at in 0..800 {
            prop_assert_eq!(runs.get(at), model.get(&at).copied());
        }
        let (clone, then) = before.unwrap_or_else(|| (Runs::new(), Vec::new()));
        let unlike = differences(&runs, &clone, usize::MAX).unwrap_or_default();
        for at in 0..1000 {
            let apart = unlike.iter().any(|range| range.contains(&at));
            prop_assert_eq!(apart, runs.get(at) != clone.get(at), "position {} in {:?}", at, unlike);
        }
        prop_assert_eq!(differences(&runs, &clone, 0).is_some(), unlike.is_empty());
        prop_assert_eq!(differences(&runs, &runs.clone(), 0), Some(Vec::new()));
        prop_assert_eq!(stored(&clone), then);
    }
}

#[test]
fn a_change_of_many_runs_leaves_them_to_the_clones() {
    let mut runs = Runs::new();
    (0..10_000).for_each(|at| runs.set(at * 2, 1, Some(Held { number: 0, step: 0, mark: false })));
    let copies = |runs: &Runs<Held>| runs.root.unshared(&mut 0);
    let clone = runs.clone();
    runs.change(1, 19_000, More { by: 1, unmark: false });
    assert_eq!((clone.get(500).map(|held| held.number), runs.get(500).map(|held| held.number)), (Some(0), Some(1)));
    assert!(copies(&runs) < 40, "{} nodes were copied", copies(&runs));
}

#[test]
fn differences_are_found_in_a_few_leaves() {
    let mut runs = Runs::new();
    (0..10_000).for_each(|at| runs.set(at * 2, 1, Some(Held { number: 0, step: 0, mark: false })));
    let clone = runs.clone();
    runs.set(500, 1, Some(Held { number: 1, step: 0, mark: false }));
    runs.set(9_001, 3, None);
    let unlike = differences(&runs, &clone, 2).unwrap_or_default();
    assert_eq!(unlike, [500..501, 9_002..9_003]);
    assert_eq!(differences(&runs, &clone, 1), None);
    let (beyond, all) = (bytes_beyond(&runs, &clone), bytes_beyond(&runs, &Runs::new()));
    assert!(0 < beyond && beyond < 16_000 && all > 200_000, "{beyond} of {all}");
    assert_eq!(bytes_beyond(&clone, &clone.clone()), 0);
}
