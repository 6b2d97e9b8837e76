//! What must hold whatever comes in: each target takes bytes, makes something of them, and panics when a promise is broken.
//!
//! | module | what the bytes become | what must hold |
//! | --- | --- | --- |
//! | [`script`] | a text, at random or out of the words of the language | nothing panics; the canonical text is stable; what runs keeps the machine's invariants |
//! | [`link`] | the fragment and the query of an address | nothing panics; what was packed comes out again |
//! | [`commands`] | commands for a machine with little memory | the invariants hold after each; recording changes nothing |
//!
//! `tests/` runs each for a second on its corpus (`tests/__fuzz__/TARGET/corpus`) and on random bytes; `cargo xtask fuzz` runs them as long as wanted, led by
//! coverage. What once broke a promise stays in `tests/__fuzz__/TARGET/crashes` and is run by every test.

mod bytes;
pub mod commands;
pub mod link;
pub mod script;
