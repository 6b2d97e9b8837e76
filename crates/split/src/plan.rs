//! Which part everything goes to.
//!
//! The first part is what can be reached from the exports without going through a cut: a function may be reached by a
//! call, by its address in the function table, or through a datum that holds that address. A cut is a function that the visits of a part
//! do not run, and that is longer than a stub. The next part is what can be reached in the same way from those cuts that belong to it.

use crate::module::Module;
use crate::relocations::{Relocations, Target};
use crate::visit::{path_of, Part, Visit, SHORTEST, SHORTEST_DROP};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Where everything goes.
pub(crate) struct Plan {
    /// The functions of the first part, imported ones among them.
    pub(crate) first: BTreeSet<u32>,
    /// The functions of the next part, without imported ones.
    pub(crate) next: BTreeSet<u32>,
    /// The functions of the later part, without imported ones.
    pub(crate) later: BTreeSet<u32>,
    /// The slot of the function table for each cut function that the first part reaches.
    pub(crate) stubs: BTreeMap<u32, u32>,
    /// The same for those that the next part reaches and the first does not.
    pub(crate) next_stubs: BTreeMap<u32, u32>,
    /// Slots that the function table has in all.
    pub(crate) slots: u32,
    /// Addresses that the next part fills, in order and apart.
    pub(crate) next_data: Vec<Range<u32>>,
    /// Addresses that the later part fills, in order and apart.
    pub(crate) later_data: Vec<Range<u32>>,
}

impl Plan {
    /// Decides.
    pub(crate) fn new(module: &Module<'_>, relocations: &Relocations<'_>, visit: &Visit) -> Result<Self> {
        let mut search = Search::new(module, relocations, visit);
        search.start();
        search.finish()?;
        let (first, first_data, cut) = (search.functions.clone(), search.data.clone(), search.cut.clone());
        search.go_on();
        search.finish()?;
        let (reached, all_data) = (search.functions, search.data);
        let next = reached.difference(&first).copied().filter(|function| *function >= module.imported()).collect();
        let later = module.defined().filter(|function| !reached.contains(function)).collect();
        let (mut stubs, slots) = place_stubs(module, &search.cut);
        let next_stubs = stubs.iter().map(|(cut, slot)| (*cut, *slot)).filter(|(f, _)| !cut.contains(f)).collect();
        stubs.retain(|function, _| cut.contains(function));
        let mut next_data = unreached(relocations, &first_data);
        let later_data = unreached(relocations, &all_data);
        next_data = next_data.into_iter().flat_map(|range| without(range, &later_data)).collect();
        Ok(Self { first, next, later, stubs, next_stubs, slots, next_data, later_data })
    }

    /// The part that has a function.
    pub(crate) fn part_of(&self, function: u32) -> Part {
        if self.first.contains(&function) {
            Part::First
        } else if self.next.contains(&function) {
            Part::Next
        } else {
            Part::Later
        }
    }

    /// The functions of a part, imported ones among those of the first.
    pub(crate) fn functions(&self, part: Part) -> &BTreeSet<u32> {
        match part {
            Part::First => &self.first,
            Part::Next => &self.next,
            Part::Later => &self.later,
        }
    }

    /// The stubs that stand in a part, by the functions for which they do.
    pub(crate) fn stubs(&self, part: Part) -> BTreeMap<u32, u32> {
        match part {
            Part::First => self.stubs.clone(),
            Part::Next => self.next_stubs.clone(),
            Part::Later => BTreeMap::new(),
        }
    }

    /// The slots that a part fills over the stubs of the parts before it.
    pub(crate) fn over_stubs(&self, part: Part) -> impl Iterator<Item = (u32, u32)> + use<'_> {
        let all = self.stubs.iter().chain(&self.next_stubs).map(|(function, slot)| (*function, *slot));
        all.filter(move |(function, _)| self.part_of(*function) == part)
    }

    /// The addresses that a part fills; none for the first, which fills all.
    pub(crate) fn data(&self, part: Part) -> &[Range<u32>] {
        match part {
            Part::First => &[],
            Part::Next => &self.next_data,
            Part::Later => &self.later_data,
        }
    }
}

/// A walk through what refers to what.
struct Search<'m, 'a> {
    module: &'m Module<'a>,
    relocations: &'m Relocations<'a>,
    visit: &'m Visit,
    by_name: BTreeMap<&'a str, Vec<u32>>,
    /// The part that is walked through.
    part: Part,
    pinned: BTreeSet<u32>,
    functions: BTreeSet<u32>,
    cut: BTreeSet<u32>,
    data: BTreeSet<usize>,
    next: Vec<Step>,
}

#[derive(Clone, Copy)]
enum Step {
    Function(u32),
    Datum(usize),
}

impl<'m, 'a> Search<'m, 'a> {
    fn new(module: &'m Module<'a>, relocations: &'m Relocations<'a>, visit: &'m Visit) -> Self {
        let mut by_name: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (function, name) in &module.names {
            by_name.entry(name).or_default().push(*function);
        }
        let none = BTreeSet::new();
        let (pinned, functions, cut, data) = (none.clone(), none.clone(), none, BTreeSet::new());
        let part = Part::First;
        Self { module, relocations, visit, by_name, part, pinned, functions, cut, data, next: Vec::new() }
    }

    /// What is needed in any case: exports, the start, and what the linker says nothing of.
    fn start(&mut self) {
        let exported = self.module.exports.iter().filter(|export| export.kind == wasmparser::ExternalKind::Func);
        self.pinned.extend(exported.map(|export| export.index));
        self.pinned.extend(self.module.start);
        let slots = self.module.slots.iter().flat_map(|slots| slots.functions.iter().copied());
        let unknown: Vec<u32> = slots.filter(|function| !self.is_known(*function)).collect();
        self.pinned.extend(unknown);
        let pinned: Vec<u32> = self.pinned.iter().copied().collect();
        pinned.into_iter().for_each(|function| self.reach(function));
        self.reach_all(&self.relocations.of_none);
    }

    /// Goes through the cuts that belong to the next part.
    fn go_on(&mut self) {
        self.part = Part::Next;
        let all: Vec<u32> = self.cut.iter().copied().collect();
        all.into_iter().for_each(|function| self.reach(function));
    }

    fn finish(&mut self) -> Result<()> {
        while let Some(step) = self.next.pop() {
            self.go(step)?;
        }
        Ok(())
    }

    /// Whether the linker knew the function: what wasm-bindgen adds has no name of the linker's.
    fn is_known(&self, function: u32) -> bool {
        self.module.names.get(&function).is_some_and(|name| self.relocations.of_functions.contains_key(name))
    }

    fn go(&mut self, step: Step) -> Result<()> {
        match step {
            Step::Function(function) => {
                for named in self.module.named_in(function)? {
                    self.reach(named);
                }
                let name = self.module.names.get(&function);
                if let Some(targets) = name.and_then(|name| self.relocations.of_functions.get(name)) {
                    self.reach_all(targets);
                }
            }
            Step::Datum(datum) => {
                if let Some(targets) = self.relocations.of_data.get(&datum) {
                    self.reach_all(targets);
                }
            }
        }
        Ok(())
    }

    fn reach_all(&mut self, targets: &[Target<'a>]) {
        for target in targets {
            match target {
                Target::Datum(datum) => {
                    if self.data.insert(*datum) {
                        self.next.push(Step::Datum(*datum));
                    }
                }
                Target::Function(name) => {
                    let named = self.by_name.get(name).cloned().unwrap_or_default();
                    named.into_iter().for_each(|function| self.reach(function));
                }
            }
        }
    }

    fn reach(&mut self, function: u32) {
        if self.is_cut(function) {
            self.cut.insert(function);
        } else if self.functions.insert(function) {
            self.next.push(Step::Function(function));
        }
    }

    fn is_cut(&self, function: u32) -> bool {
        let Some(body) = self.module.body(function) else { return false };
        let name = self.module.names.get(&function);
        let long = body.range().len() >= shortest(name);
        long && !self.pinned.contains(&function)
            && self.is_known(function)
            && name.is_some_and(|name| self.visit.part_of(name) > self.part)
    }
}

/// How long a function is to be cut. What drops a value hangs on the way by which a visit left a function, and comes with it unless it is long.
fn shortest(name: Option<&&str>) -> usize {
    if name.is_some_and(|name| path_of(name).starts_with("core::ptr::drop_in_place")) {
        SHORTEST_DROP
    } else {
        SHORTEST
    }
}

/// Gives each cut function a slot: the one it has, or a new one.
fn place_stubs(module: &Module<'_>, cut: &BTreeSet<u32>) -> (BTreeMap<u32, u32>, u32) {
    let mut stubs = BTreeMap::new();
    for slots in &module.slots {
        for (slot, function) in (slots.at..).zip(&slots.functions) {
            if cut.contains(function) {
                stubs.entry(*function).or_insert(slot);
            }
        }
    }
    let mut end = module.tables.first().map_or(0, |table| table.ty.initial as u32);
    for function in cut {
        stubs.entry(*function).or_insert_with(|| {
            end += 1;
            end - 1
        });
    }
    (stubs, end)
}

/// The bytes of data that were not reached, without those that they share with data that were.
fn unreached(relocations: &Relocations<'_>, reached: &BTreeSet<usize>) -> Vec<Range<u32>> {
    let mut needed: Vec<Range<u32>> = reached.iter().map(|datum| relocations.data[*datum].clone()).collect();
    needed.sort_by_key(|range| range.start);
    let mut rest: Vec<Range<u32>> = (0..relocations.data.len())
        .filter(|datum| !reached.contains(datum))
        .flat_map(|datum| without(relocations.data[datum].clone(), &needed))
        .collect();
    rest.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u32>> = Vec::new();
    for range in rest {
        match joined.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// A range without others, which are in order.
fn without(range: Range<u32>, others: &[Range<u32>]) -> Vec<Range<u32>> {
    let mut pieces = Vec::new();
    let mut at = range.start;
    for other in others.iter().filter(|other| other.start < range.end && other.end > range.start) {
        if other.start > at {
            pieces.push(at..other.start);
        }
        at = at.max(other.end);
    }
    if at < range.end {
        pieces.push(at..range.end);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn what_is_shared_stays() {
        assert_eq!(without(0..10, &[2..4, 3..5, 9..20]), [0..2, 5..9]);
        assert_eq!(without(5..6, &[0..1, 2..9]), []);
    }
}
