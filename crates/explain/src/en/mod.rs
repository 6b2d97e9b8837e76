//! The sentences, in English.
//!
//! Each step goes to the function that words it ([`by_family`]); the families are files: [`access`], [`fault`], [`frame`], [`fork`], [`exec`],
//! [`exit`], [`thread`], [`mmap`], [`file`], [`hold`], [`table`], [`limit`], [`syscall`]. Beside the steps: [`title`], [`outcome`](outcome::outcome),
//! [`summary`](summary::summary), [`effect`](effect::effect), [`glossary`].

mod access;
pub(crate) mod command;
pub(crate) mod effect;
mod errno;
mod exec;
mod exit;
mod fault;
mod file;
mod fork;
mod frame;
pub(crate) mod glossary;
mod hold;
mod huge;
pub(crate) mod limit;
mod mmap;
pub(crate) mod outcome;
mod outlook;
pub(crate) mod phrase;
pub(crate) mod question;
mod summary;
mod swap;
pub(crate) mod syscall;
mod table;
mod thread;

use forkscope_sim::Note;

pub(crate) use command::title;
pub(crate) use effect::effect;
pub(crate) use outcome::outcome;
pub(crate) use outlook::outlook;
pub(crate) use summary::{in_a_word, summary};

use crate::context::Cx;
use crate::explanation::Explanation;
use crate::family::by_family;

/// Words a step.
pub(crate) fn note(cx: Cx<'_>, note: &Note) -> Explanation {
    by_family!(cx, note)
}
