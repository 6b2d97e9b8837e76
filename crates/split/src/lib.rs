//! Splits a finished wasm module in parts, so that a first visit loads less.
//!
//! - [`visit`]: the list of functions that light visits run; all others come later.
//! - [`module`], [`relocations`]: the module, and what the linker says refers to what.
//! - [`plan`]: which part everything goes to.
//! - [`first`], [`rest`]: the parts; [`code`] and [`shared`] hold what all do.
//! - [`trace`](mod@trace): a module that remembers what ran, to record that list with.
//!
//! A cut function that a part can reach leaves a stub in a slot of the function table. Called, it has the part of that function
//! loaded, whose table segment puts the function itself into that slot, and calls it there. From then on the stub is out of the way.
#![expect(clippy::wildcard_enum_match_arm, reason = "the enums here are wasmparser's, and open")]

pub mod trace;
pub mod visit;

mod code;
mod first;
mod module;
mod plan;
mod relocations;
mod rest;
mod shared;

use anyhow::{Context, Result};
use module::Module;
use plan::Plan;
use relocations::Relocations;
use std::collections::BTreeMap;
use visit::{Part, Visit};

/// The parts.
pub struct Parts {
    /// What every visit loads.
    pub first: Vec<u8>,
    /// What links, embeds and whoever steps load beside it.
    pub next: Vec<u8>,
    /// What is loaded when it is needed; after the next part.
    pub later: Vec<u8>,
    /// The functions for which there are stubs, by their slots in the function table, and the parts that have them.
    pub stubs: BTreeMap<u32, (Part, String)>,
    /// How many functions the next part has, and the later.
    pub moved: [usize; 2],
    /// Imported functions that all parts know by a shorter name: the old one, and the new one.
    pub renamed: Vec<(String, String)>,
    /// How many lines of the list concern no function.
    pub idle: usize,
}

/// Splits a module that wasm-bindgen has finished (`bound`); `linked` is what the linker made with `--emit-relocs`.
pub fn split(linked: &[u8], bound: &[u8], visit: &Visit) -> Result<Parts> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    let relocations = Relocations::read(linked).context("cannot read the module of the linker")?;
    let visit = visit.following(module.names.values().copied());
    let plan = Plan::new(&module, &relocations, &visit)?;
    let borrowed = rest::borrowed(&module, &plan)?;
    let path = |function: &u32| module.names.get(function).map(|name| visit::path_of(name)).unwrap_or_default();
    let stubs = plan.stubs.iter().chain(&plan.next_stubs);
    Ok(Parts {
        first: first::write(&module, &plan, &borrowed).context("cannot write the first part")?,
        next: rest::write(&module, &plan, &borrowed, Part::Next).context("cannot write the next part")?,
        later: rest::write(&module, &plan, &borrowed, Part::Later).context("cannot write the later part")?,
        stubs: stubs.map(|(function, slot)| (*slot, (plan.part_of(*function), path(function)))).collect(),
        moved: [plan.next.len(), plan.later.len()],
        renamed: renamed(&module),
        idle: visit.idle(module.names.values().copied()),
    })
}

fn renamed(module: &Module<'_>) -> Vec<(String, String)> {
    let pairs = module
        .imports
        .iter()
        .zip(0..)
        .map(|(import, function)| (import.name.to_owned(), shared::import_name(module, function).into_owned()));
    pairs.filter(|(old, new)| old != new).collect()
}
