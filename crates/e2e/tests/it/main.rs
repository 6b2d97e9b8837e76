//! The built page in headless Chromium: a module per subject; every test is a call of `check`.

mod compare;
mod drafts;
mod embed;
mod files;
mod firefox;
mod gallery;
mod harness;
mod history;
mod inspector;
mod language;
mod later;
mod layout;
mod look;
mod messages;
mod page;
mod pictures;
mod predict;
mod proc;
mod scale;
mod script;
mod share;
mod split;
mod steady;
mod tour;
mod walk;
