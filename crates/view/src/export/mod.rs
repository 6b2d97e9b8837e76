//! The picture, its tables and the run as files: SVG for slides and papers, CSV for spreadsheets, JSON for programs.
//!
//! They are made from the same view models as the page, so what is printed is what was seen.

mod card;
mod csv;
mod edge;
mod foot;
mod pen;
mod svg;
mod tile;
mod trace;

pub use csv::csv;
pub use svg::{svg, Picture};
pub use trace::trace;
