//! What commands cost on the simulator, in time and in memory, by the size of what they work on.
//!
//! One program, natively or as wasm under Node: `cargo xtask bench` runs both, beside the kernel. It takes the name of a part and prints a
//! line for each figure: what was measured, the megabytes of the process, the figure, and its unit, with tabs between.
//!
//! - [`measure`]: what is done on the simulator alone.
//! - [`history`]: what a history keeps, and how long a step back takes.
//! - [`mosaic`]: the picture of very many frames.
//! - [`host`]: the clock, the memory and the output of where it runs.

mod history;
mod host;
mod measure;
mod mosaic;

fn main() {
    measure::part(&host::argument());
}
