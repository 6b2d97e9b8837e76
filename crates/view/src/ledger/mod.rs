//! What the pages and frames of large machines come to, kept from one picture to the next.
//!
//! | module | what is there |
//! | --- | --- |
//! | [`part`] | some thousand pages of a VMA: their smaps figures, how many are present, which of them a relative has other frames for |
//! | [`sheet`] | all parts of a machine, and its frames as bits |
//! | [`bits`] | a bit a frame |
//!
//! The rule it keeps: a sheet is a function of the machine. The sheet of another machine only saves work: parts whose entries and frames are the same in
//! both are taken over, and what those are is found without a look at what the machines share.

pub(crate) mod bits;
mod part;
mod sheet;

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_sim::Machine;

pub(crate) use sheet::{Kin, Marks, Sheet};

/// How many sheets are kept: those of both sides of a few commands that change everything, between which somebody goes to and fro.
const SHEETS: usize = 8;

/// Sheets of machines that were drawn lately. Whoever draws one history again and again keeps one with it.
#[derive(Debug, Default)]
pub struct Ledger {
    /// The latest first.
    sheets: RefCell<Vec<Rc<Sheet>>>,
}

impl Ledger {
    /// The sheet of a machine with these relatives.
    pub(crate) fn sheet(&self, machine: &Machine, kin: &[Kin]) -> Rc<Sheet> {
        let mut sheets = self.sheets.borrow_mut();
        let known = sheets.iter().enumerate().find_map(|(at, sheet)| Some((at, sheet.turned(machine, kin)?)));
        let sheet = match known {
            Some((at, sheet)) => {
                // Whoever walks step by step leaves one sheet behind, not one for each step.
                sheets.remove(at);
                Rc::new(sheet)
            }
            None => Rc::new(Sheet::of(machine, kin)),
        };
        sheets.insert(0, Rc::clone(&sheet));
        sheets.truncate(SHEETS);
        sheet
    }
}
