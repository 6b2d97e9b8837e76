//! The binary, from the outside.

mod check;
mod explain;
mod fmt;
mod glossary;
mod json;
mod link;
mod picture;
mod problems;
mod proc;
mod run;
mod tool;
mod verify;
