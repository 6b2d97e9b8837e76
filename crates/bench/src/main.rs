//! What commands cost on the simulator, in time and in memory, by the size of what they work on.
//!
//! One program, natively or as wasm under Node: `cargo xtask bench` runs both, beside the kernel. It takes the name of a part and prints a
//! line for each figure: what was measured, the megabytes of the process, the figure, and its unit, with tabs between.
//!
//! - [`measure`]: what is done.
//! - [`host`]: the clock, the memory and the output of where it runs.

mod host;
mod measure;

fn main() {
    measure::part(&host::argument());
}
