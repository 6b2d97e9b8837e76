//! How a range of one leaf gets other values: first the cases that nearly all stores are.

use std::ops::Range;

use super::in_place::{Edge, Place};
use super::node::{count, Leaf, RUNS};
use super::{Digest, Put, Run, Value};

/// Gives a range the values of a run that starts with a value, or none, where that changes this leaf alone and does not leave it too small: whether it did.
pub(super) fn set<V: Value>(runs: &mut Leaf<V>, place: &mut Place<V>, edge: Edge) -> bool {
    let range = place.range.clone();
    let from = count(runs, |run| run.start < range.start);
    if let Some(around) = from.checked_sub(1).filter(|left| range.end < runs[*left].end()) {
        set_inside(runs, around, place);
        return true;
    }
    if place.value.is_none() && runs.get(from).is_some_and(|run| run.start == range.start && range.end < run.end()) {
        take_front(&mut runs[from], place);
        return true;
    }
    if is_beside(runs, from, place, edge) {
        set_beside(runs, from, place);
        return true;
    }
    set_among(runs, from, place, edge)
}

/// Gives a range in the middle of a run other values.
fn set_inside<V: Value>(runs: &mut Leaf<V>, at: usize, place: &mut Place<V>) {
    let Range { start, end } = place.range;
    let around = &mut runs[at];
    if place.value.as_ref().is_some_and(|value| around.value.leads_to(start - around.start, value)) {
        place.part = Some((V::Digest::NONE, V::Digest::NONE));
        return;
    }
    let was = known(std::slice::from_ref(around));
    let (upper, after) = (around.value.at(end - around.start), around.end());
    around.len = start - around.start;
    let come = 1 + usize::from(place.value.is_some());
    runs.open(at + 1, come);
    place.size.runs += come as u64;
    match place.value.take() {
        Some(value) => runs[at + 1].become_of(start..end, value),
        None => place.size.positions -= end - start,
    }
    runs[at + come].become_of(end..after, upper);
    place.part = Some((was, known(&runs[at..=at + come])));
}

/// Takes the values of a range away that begins with a run.
fn take_front<V: Value>(run: &mut Run<V>, place: &mut Place<V>) {
    let Range { start, end } = place.range;
    let was = known([&*run]);
    *run = run.from(end);
    place.size.positions -= end - start;
    place.part = Some((was, known([&*run])));
}

/// Whether a range is to get values, has none, and none of its neighbours goes on with it.
fn is_beside<V: Value>(runs: &Leaf<V>, at: usize, place: &Place<V>, edge: Edge) -> bool {
    let (Some(value), Some(left)) = (&place.value, at.checked_sub(1).map(|left| &runs[left])) else { return false };
    let Range { start, end } = place.range;
    let next = runs.get(at).map_or(edge.limit, |right| right.start);
    end < next && left.end() <= start && !(left.end() == start && left.value.leads_to(left.len, value))
}

/// Gives such a range its values.
fn set_beside<V: Value>(runs: &mut Leaf<V>, at: usize, place: &mut Place<V>) {
    let Range { start, end } = place.range;
    let Some(value) = place.value.take() else { return };
    runs.open(at, 1);
    runs[at].become_of(start..end, value);
    place.last = (runs[at - 1].end() == start).then_some((at + 1).min(runs.len() - 1));
    place.size.positions += end - start;
    place.size.runs += 1;
    place.part = Some((V::Digest::NONE, known(&runs[at..=at])));
}

/// Gives any range its values: those that start at or behind it come from a place on.
fn set_among<V: Value>(runs: &mut Leaf<V>, from: usize, place: &mut Place<V>, edge: Edge) -> bool {
    let range = place.range.clone();
    let after = from + runs[from..].partition_point(|run| run.start <= range.end);
    let (left, right) = (runs[..from].last(), runs[..after].last());
    let more_before = left.is_none() && !edge.first;
    let more_after =
        after == runs.len() && edge.limit <= range.end && right.is_none_or(|right| right.end() <= range.end);
    // A guess that is never too large: whether it stays large enough is known before anything is taken out.
    let small = !edge.root && runs.len() < after - from + RUNS / 4;
    if more_before || more_after || small {
        return false;
    }
    let mut put = Put::new(range, place.value.take(), left, right);
    let at = if left.is_some_and(|left| put.from == left.start) { from - 1 } else { from };
    let end = at + runs[at..].partition_point(|run| run.start < put.to);
    let gone: u64 = runs[at..end].iter().map(|run| run.len).sum();
    let come: u64 = put.runs.iter().flatten().map(|run| run.len).sum();
    place.part = Some((known(&runs[at..end]), known(put.runs.iter().flatten())));
    let before = runs.len();
    put.put(runs, at..end);
    place.size.positions = place.size.positions + come - gone;
    place.size.runs = place.size.runs + runs.len() as u64 - before as u64;
    true
}

/// What is known of runs.
pub(super) fn known<'a, V: Value + 'a>(runs: impl IntoIterator<Item = &'a Run<V>>) -> V::Digest {
    let mut known = V::Digest::NONE;
    runs.into_iter().for_each(|run| known.add_run(run));
    known
}
