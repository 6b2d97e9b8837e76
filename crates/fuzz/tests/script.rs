//! The target `script`: its corpus and a second of random bytes; for longer, `cargo xtask fuzz`.

use forkscope_fuzz::script::check;

#[test]
fn script() {
    bolero::check!().for_each(|bytes: &[u8]| check(bytes));
}
