//! What the stage shows, as its tables say it.

use crate::Browser;
use anyhow::{Context, Result};

/// Processes, page table entries and frames.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    processes: Vec<Vec<String>>,
    entries: Vec<Vec<String>>,
    frames: Vec<Vec<String>>,
}

/// What a page table entry and its frame say: access, frame, and how often that is referred to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `R`, `RW` or `not present`.
    pub access: String,
    /// The frame's number.
    pub frame: String,
    /// Its references.
    pub references: String,
}

impl Picture {
    /// The picture that is shown.
    pub fn of(page: &Browser) -> Result<Self> {
        let rows = |caption: &str| page.find_starting("table", caption)?.rows();
        Ok(Self {
            processes: rows("Processes")?,
            entries: rows("Page table entries")?,
            frames: rows("Physical memory")?,
        })
    }

    /// The picture, once something holds of it.
    pub fn once(page: &Browser, what: &str, holds: impl Fn(&Self) -> bool) -> Result<Self> {
        page.wait_for(what, |page| Ok(Some(Self::of(page)?).filter(|picture| holds(picture))))
    }

    /// The entry of a page, such as `parent VP[1]`.
    pub fn entry(&self, page: &str) -> Result<Entry> {
        let row = self.entries.iter().find(|row| row[0] == page).with_context(|| format!("no `{page}` in {self:?}"))?;
        let frame = row[4].clone();
        let tile = self.frames.iter().find(|tile| tile[0] == format!("PFN {frame}"));
        let references = tile.map(|tile| tile[2].clone()).unwrap_or_default();
        Ok(Entry { access: row[2].clone(), frame, references })
    }

    /// The names of the processes.
    pub fn processes(&self) -> Vec<&str> {
        self.processes.iter().map(|row| row[0].as_str()).collect()
    }

    /// How many references each frame has that is mapped by a process.
    pub fn references_of(&self, process: &str) -> Vec<&str> {
        let mapped = self.frames.iter().filter(|row| row[3].split(", ").any(|owner| owner == process));
        mapped.map(|row| row[2].as_str()).collect()
    }
}
