//! The picture and its tables as files: SVG for slides and papers, CSV for spreadsheets.
//!
//! They are made from the same view models as the page, so what is printed is what was seen.

mod card;
mod csv;
mod edge;
mod pen;
mod svg;
mod tile;

pub use csv::csv;
pub use svg::{svg, Picture};
