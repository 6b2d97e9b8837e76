//! The target `link`: its corpus and a second of random bytes; for longer, `cargo xtask fuzz`.

use forkscope_fuzz::link::check;

#[test]
fn link() {
    bolero::check!().for_each(|bytes: &[u8]| check(bytes));
}
