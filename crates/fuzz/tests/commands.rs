//! The target `commands`: its corpus and a second of random bytes; for longer, `cargo xtask fuzz`.

use forkscope_fuzz::commands::check;

#[test]
fn commands() {
    bolero::check!().for_each(|bytes: &[u8]| check(bytes));
}
