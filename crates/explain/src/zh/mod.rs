//! The sentences, in Chinese (simplified).
//!
//! The same files as in English, with the same exhaustive matches: an event without its Chinese sentence does not compile. What is no
//! word (tone, what to read on) is taken from the English explanation. Names of functions, flags, errors and signals stay the kernel's.
//!
//! The page loads this module when somebody reads Chinese, so it is reached through few doors that are never inlined.

mod access;
mod command;
mod effect;
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
mod limit;
mod mmap;
mod outcome;
mod outlook;
mod phrase;
pub(crate) mod question;
mod summary;
mod swap;
mod syscall;
mod table;
mod thread;

use forkscope_sim::Note;

pub(crate) use command::title;
pub(crate) use effect::effect;
pub(crate) use outcome::outcome;
pub(crate) use outlook::outlook;
pub(crate) use summary::{in_a_word, summary};

use crate::context::Cx;
use crate::family::by_family;

/// The words of a step.
pub(crate) struct Words {
    pub(crate) title: String,
    pub(crate) why: String,
}

fn words(title: impl Into<String>, why: impl Into<String>) -> Words {
    Words { title: title.into(), why: why.into() }
}

/// Words a step.
#[inline(never)]
pub(crate) fn note(cx: Cx<'_>, note: &Note) -> Words {
    by_family!(cx, note)
}
