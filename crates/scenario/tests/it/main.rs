//! The language as its users meet it: text in, canonical text, diagnostics and figures out.

mod chinese;
mod claims;
mod conformance;
mod diagnostics;
mod editing;
mod grammar;
mod links;
mod props;
mod reference;
mod runs;
mod slips;
mod strategies;

/// The pages of the machines that are not about other sizes.
const K4: forkscope_sim::PageSize = forkscope_sim::PageSize::K4;
