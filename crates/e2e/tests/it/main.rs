//! The built page in headless Chromium. One binary, a module per subject; every test is a call of `check`.

mod embed;
mod harness;
mod page;
