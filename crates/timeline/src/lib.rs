//! The history of a run: every command a tick, every step of the kernel a subtick, and a cursor that goes both ways.
//!
//! | module | what it is |
//! | --- | --- |
//! | [`run`] | what a timeline is the history of: a list of commands and the world that they run in |
//! | [`timeline`] | the history: commands run so far, edits that keep the common beginning |
//! | [`travel`] | going through it: positions, steps forward and back |
//! | `position` | positions as text: `9.6` |
//! | [`entry`] | what is kept of each command |
//! | [`script`] | histories of scenarios |
//! | `worlds` | which worlds are kept, and how much memory that takes |
//! | `recent` | micro-steps and worlds that were computed again |
//! | `log` | a list whose clones share what they have in common |
//!
//! What can be computed again is not kept: the micro-steps of a command come from running it again on the world before it, and between
//! kept worlds the commands in between are run again. Running again gives the same, because the simulator is deterministic.
//!
//! A timeline is a value: a clone costs little, shares what it can, and goes its own way.

pub mod entry;
mod log;
mod position;
mod recent;
pub mod run;
pub mod script;
pub mod timeline;
pub mod travel;
mod worlds;

pub use entry::Entry;
pub use recent::MicroSteps;
pub use run::Run;
pub use script::Ran;
pub use timeline::{Progress, Timeline};
pub use travel::{Cursor, Place};
