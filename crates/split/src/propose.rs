//! Lines for the list of what comes later, made from what a first visit was seen to run.

use crate::cuts::{mentions, path_of, Cuts};
use crate::module::Module;
use crate::plan::Plan;
use crate::relocations::Relocations;
use anyhow::{ensure, Context, Result};
use std::collections::BTreeMap;

/// Less is not worth a line.
const SMALLEST: usize = 100;

/// A line for the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The line.
    pub rule: String,
    /// How many bytes it takes out of the first half at least.
    pub bytes: usize,
}

/// Proposes lines, the best first: each takes only functions that did not run. `ran` has a byte for each function that is not imported.
pub fn propose(linked: &[u8], bound: &[u8], cuts: &Cuts, ran: &[u8]) -> Result<Vec<Proposal>> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    let relocations = Relocations::read(linked).context("cannot read the module of the linker")?;
    let plan = Plan::new(&module, &relocations, cuts)?;
    ensure!(ran.len() == module.bodies.len(), "another module was watched");
    let (mut used, mut idle) = (Vec::new(), Vec::new());
    for (function, ran) in module.defined().zip(ran) {
        let Some(name) = module.names.get(&function).filter(|_| plan.first.contains(&function)) else { continue };
        if *ran == 1 {
            used.push(path_of(name));
        } else if let Some(body) = module.body(function) {
            idle.push((path_of(name), body.range().len()));
        }
    }
    Ok(rules(&used, &idle))
}

/// The shortest lines that take no used path, and what they take of the idle ones.
fn rules(used: &[String], idle: &[(String, usize)]) -> Vec<Proposal> {
    let mut sums: BTreeMap<String, usize> = BTreeMap::new();
    for (path, bytes) in idle {
        let free = |rule: &String| !used.iter().any(|path| mentions(path, rule));
        if let Some(rule) = ancestors(path).into_iter().find(free) {
            *sums.entry(rule).or_default() += bytes;
        }
    }
    let mut proposals: Vec<Proposal> = sums.into_iter().map(|(rule, bytes)| Proposal { rule, bytes }).collect();
    proposals.retain(|proposal| proposal.bytes >= SMALLEST);
    proposals.sort_by_key(|proposal| std::cmp::Reverse(proposal.bytes));
    proposals
}

/// A path and the modules and types it belongs to, from the outermost below the crate.
fn ancestors(path: &str) -> Vec<String> {
    let (mut depth, mut ends) = (0_usize, Vec::new());
    for (at, letter) in path.char_indices() {
        match letter {
            '<' | '{' | '(' | '[' => depth += 1,
            '>' | '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && path[at..].starts_with("::") => ends.push(at),
            _ => {}
        }
    }
    // A crate alone is too much to ask for; a type is not.
    let skipped = usize::from(!path.starts_with('<'));
    let ends = ends.into_iter().skip(skipped).map(|end| path[..end].to_owned());
    ends.chain([path.to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(used: &[&str], idle: &[&str], want: &[&str]) {
        let used: Vec<String> = used.iter().map(|path| (*path).to_owned()).collect();
        let idle: Vec<(String, usize)> = idle.iter().map(|path| ((*path).to_owned(), SMALLEST)).collect();
        let rules: Vec<String> = rules(&used, &idle).into_iter().map(|proposal| proposal.rule).collect();
        assert_eq!(rules, want);
    }

    #[test]
    fn a_module_in_which_nothing_ran_is_one_line() {
        check(&["app::main"], &["app::share::open", "app::share::copy"], &["app::share"]);
        check(&["app::share::open"], &["app::share::copy"], &["app::share::copy"]);
    }

    #[test]
    fn nothing_that_ran_is_taken() {
        check(&["app::draw::{closure#0}"], &["app::draw"], &[]);
        check(&["lib::sort::<app::Tile>"], &["app::Tile::name"], &["app::Tile::name"]);
    }

    #[test]
    fn types_are_one_line_for_all_they_do() {
        check(&["app::main"], &["<app::Set as lib::Clone>::clone"], &["<app::Set as lib::Clone>"]);
    }
}
