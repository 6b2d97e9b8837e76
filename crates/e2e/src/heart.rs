//! How long the page was not awake: the longest time between two frames of animation.

use crate::Browser;
use anyhow::{Context, Result};
use std::time::Duration;

const START: &str = "
    const heart = { last: performance.now(), longest: 0, beats: 0, on: true };
    const beat = () => {
        const now = performance.now();
        heart.longest = Math.max(heart.longest, now - heart.last);
        heart.last = now;
        heart.beats += 1;
        if (heart.on) requestAnimationFrame(beat);
    };
    if (window.heart) window.heart.on = false;
    window.heart = heart;
    requestAnimationFrame(beat);";

const READ: &str = "
    const { longest, last, beats } = window.heart;
    return [Math.max(longest, performance.now() - last), beats];";

impl Browser {
    /// Begins to count.
    pub fn start_heart(&self) -> Result<()> {
        self.run(START, &[]).map(drop)
    }

    /// The longest time between two frames so far.
    pub fn longest_pause(&self) -> Result<Duration> {
        let answer = self.run(READ, &[])?;
        let millis = answer[0].as_f64().context("the page counts no frames")?;
        Ok(Duration::from_secs_f64(millis / 1000.0))
    }
}
