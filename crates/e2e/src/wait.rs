//! Waiting for what takes time: asked again and again, up to a deadline.

use crate::Browser;
use anyhow::{bail, Result};
use std::time::{Duration, Instant};

/// Far longer than anything takes, so that a busy machine fails no test.
const DEADLINE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(15);

impl Browser {
    /// Asks until there is an answer. A failure on the way (an element that was just replaced) is asked again.
    pub fn wait_for<'a, T>(&'a self, what: &str, mut probe: impl FnMut(&'a Self) -> Result<Option<T>>) -> Result<T> {
        let start = Instant::now();
        loop {
            let outcome = probe(self);
            match outcome {
                Ok(Some(answer)) => return Ok(answer),
                Ok(None) | Err(_) if start.elapsed() < DEADLINE => std::thread::sleep(PAUSE),
                Ok(None) => bail!("waited {DEADLINE:?} in vain for {what}"),
                Err(error) => return Err(error.context(format!("waited {DEADLINE:?} in vain for {what}"))),
            }
        }
    }

    /// Asks until something holds.
    pub fn wait_until(&self, what: &str, mut holds: impl FnMut(&Self) -> Result<bool>) -> Result<()> {
        self.wait_for(what, |browser| Ok(holds(browser)?.then_some(())))
    }

    /// Asks until the text of an element is the one expected; the error tells what it was instead.
    pub fn wait_for_text(&self, role: &str, name: &str, want: &str) -> Result<()> {
        let mut last = String::new();
        let outcome = self.wait_until(&format!("{role} `{name}` to read `{want}`"), |browser| {
            last = browser.text_of(role, name)?;
            Ok(last == want)
        });
        outcome.map_err(|error| error.context(format!("it read `{last}`")))
    }
}
