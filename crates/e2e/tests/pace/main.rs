//! How long things take. A binary of its own, whose tests run one after the other: nothing else slows them down.

mod large;
mod scale;
mod timing;

use std::sync::{Mutex, MutexGuard, PoisonError};

static TURN: Mutex<()> = Mutex::new(());

/// Waits until no other test of this binary runs.
fn alone() -> MutexGuard<'static, ()> {
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}
