//! Splits a finished wasm module in two, so that a first visit loads less.
//!
//! - [`visit`]: the list of functions that a first visit runs; all others come later.
//! - [`module`], [`relocations`]: the module, and what the linker says refers to what.
//! - [`plan`]: which half everything goes to.
//! - [`first`], [`later`]: the halves; [`code`] and [`shared`] hold what both do.
//! - [`trace`](mod@trace): a module that remembers what ran, to record that list with.
//!
//! A cut function that the first half can reach leaves a stub in a slot of the function table. Called, it has the later half
//! loaded, whose table segment puts the function itself into that slot, and calls it there. From then on the stub is out of the way.
#![expect(clippy::wildcard_enum_match_arm, reason = "the enums here are wasmparser's, and open")]

pub mod trace;
pub mod visit;

mod code;
mod first;
mod later;
mod module;
mod plan;
mod relocations;
mod shared;

use anyhow::{Context, Result};
use module::Module;
use plan::Plan;
use relocations::Relocations;
use std::collections::BTreeMap;
use visit::Visit;
use wasmparser::{FuncType, ValType};

/// Both halves.
pub struct Halves {
    /// What a first visit loads.
    pub first: Vec<u8>,
    /// What is loaded when it is needed.
    pub later: Vec<u8>,
    /// The functions of the later half that the first can call, by their slots in the function table.
    pub stubs: BTreeMap<u32, String>,
    /// How many functions the later half has.
    pub moved: usize,
    /// Imported functions that both halves know by a shorter name: the old one, and the new one.
    pub renamed: Vec<(String, String)>,
    /// How many lines of the list concern no function.
    pub idle: usize,
}

/// Splits a module that wasm-bindgen has finished (`bound`); `linked` is what the linker made with `--emit-relocs`.
pub fn split(linked: &[u8], bound: &[u8], visit: &Visit) -> Result<Halves> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    let relocations = Relocations::read(linked).context("cannot read the module of the linker")?;
    let plan = Plan::new(&module, &relocations, visit)?;
    let borrowed = later::borrowed(&module, &plan)?;
    let of_loader = |ty: &FuncType| ty.params() == [ValType::I32] && ty.results().is_empty();
    let load = module.types.iter().position(of_loader).unwrap_or(module.types.len()) as u32;
    let path = |function: &u32| module.names.get(function).map(|name| visit::path_of(name)).unwrap_or_default();
    Ok(Halves {
        first: first::write(&module, &plan, &borrowed, load).context("cannot write the first half")?,
        later: later::write(&module, &plan, &borrowed).context("cannot write the later half")?,
        stubs: plan.stubs.iter().map(|(function, slot)| (*slot, path(function))).collect(),
        moved: plan.later.len(),
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
