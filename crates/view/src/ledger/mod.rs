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

use sheet::Turns;
pub(crate) use sheet::{Kin, Marks, Sheet};

/// How many sheets are kept: those of both sides of a few commands that change everything, between which somebody goes to and fro.
const SHEETS: usize = 8;
/// So many parts are few: a sheet that lacks no more is as good as any.
const FEW: usize = 32;

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
        let sheet = Rc::new(match nearest(&sheets, machine, kin) {
            Some((at, turns)) => {
                let sheet = sheets[at].turned(machine, kin, &turns);
                if turns.anew <= FEW {
                    // Whoever walks step by step leaves one sheet behind, not one for each step.
                    sheets.remove(at);
                }
                sheet
            }
            None => Sheet::of(machine, kin),
        });
        sheets.insert(0, Rc::clone(&sheet));
        sheets.truncate(SHEETS);
        sheet
    }
}

/// The sheet that has the most in common with a machine, and what that is; none if that is too little.
fn nearest(sheets: &[Rc<Sheet>], machine: &Machine, kin: &[Kin]) -> Option<(usize, Turns)> {
    let mut nearest: Option<(usize, Turns)> = None;
    for (at, sheet) in sheets.iter().enumerate() {
        let least = nearest.as_ref().map_or(usize::MAX, |(_, turns)| turns.anew);
        if least <= FEW {
            break;
        }
        nearest = sheet.turns(machine, kin).filter(|turns| turns.anew < least).map(|turns| (at, turns)).or(nearest);
    }
    nearest
}
