//! The commands, one a file.

pub(crate) mod check;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod glossary;
pub(crate) mod link;
pub(crate) mod picture;
pub(crate) mod proc;
pub(crate) mod run;
pub(crate) mod verify;
