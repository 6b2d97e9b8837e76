//! The stage as tables: what the picture says, for those who do not see it.

use std::borrow::Cow;

/// All tables.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Processes, page table entries, frames.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// A word for it: `Frames`.
    pub name: &'static str,
    /// What it is of.
    pub caption: String,
    /// The heads of its columns.
    pub columns: Vec<Cow<'static, str>>,
    /// Its rows; the first cell of each is its head.
    pub rows: Vec<Vec<String>>,
}

/// Heads of columns that are the same for every table of a kind.
pub(crate) fn heads<const N: usize>(names: [&'static str; N]) -> Vec<Cow<'static, str>> {
    names.map(Cow::Borrowed).into()
}
