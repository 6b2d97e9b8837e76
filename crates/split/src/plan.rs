//! Which half each function and each byte of data goes to.
//!
//! The first half is what can be reached from the exports without going through a cut: a function may be reached by a
//! call, by its address in the function table, or through a datum that holds that address.
//! A cut is a function that first visits do not run, and that is longer than a stub.

use crate::module::Module;
use crate::relocations::{Relocations, Target};
use crate::visit::{Visit, SHORTEST};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Where everything goes.
pub(crate) struct Plan {
    /// The functions of the first half, imported ones among them.
    pub(crate) first: BTreeSet<u32>,
    /// The functions of the later half that are not imported.
    pub(crate) later: BTreeSet<u32>,
    /// The slot of the function table for each cut function that the first half reaches.
    pub(crate) stubs: BTreeMap<u32, u32>,
    /// Slots that the function table has in all.
    pub(crate) slots: u32,
    /// Addresses that the later half fills, in order and apart.
    pub(crate) later_data: Vec<Range<u32>>,
}

impl Plan {
    /// Decides.
    pub(crate) fn new(module: &Module<'_>, relocations: &Relocations<'_>, visit: &Visit) -> Result<Self> {
        let mut search = Search::new(module, relocations, visit);
        search.start();
        while let Some(step) = search.next.pop() {
            search.go(step)?;
        }
        let first = search.functions;
        let cut = search.cut;
        let later = module.defined().filter(|function| !first.contains(function)).collect();
        let (stubs, slots) = place_stubs(module, &cut);
        let later_data = later_data(relocations, &search.data);
        Ok(Self { first, later, stubs, slots, later_data })
    }
}

/// A walk through what refers to what.
struct Search<'m, 'a> {
    module: &'m Module<'a>,
    relocations: &'m Relocations<'a>,
    visit: &'m Visit,
    by_name: BTreeMap<&'a str, Vec<u32>>,
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
        Self { module, relocations, visit, by_name, pinned, functions, cut, data, next: Vec::new() }
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
        let long = body.range().len() >= SHORTEST;
        let name = self.module.names.get(&function);
        long && !self.pinned.contains(&function)
            && self.is_known(function)
            && name.is_some_and(|name| !self.visit.runs(name))
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
fn later_data(relocations: &Relocations<'_>, reached: &BTreeSet<usize>) -> Vec<Range<u32>> {
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
