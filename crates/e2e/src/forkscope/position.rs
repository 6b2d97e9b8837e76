//! Where the timeline stands, as its slider says it.

use crate::Browser;
use anyhow::{ensure, Context, Result};

/// `command 4 of 5, step 2 of 9`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// The command at hand, from 1; 0 before the first.
    pub command: usize,
    /// Commands in all.
    pub commands: usize,
    /// Steps of it that are done.
    pub step: usize,
    /// Its steps in all.
    pub steps: usize,
}

impl Position {
    /// Where the slider stands.
    pub fn of(page: &Browser) -> Result<Self> {
        let slider = page.find("slider", "Position")?;
        let text = slider.attribute("aria-valuetext")?.context("the slider says no position")?;
        Self::parse(&text).with_context(|| format!("`{text}` is no position"))
    }

    /// Whether there is nothing after it.
    pub fn is_at_end(&self) -> Result<bool> {
        ensure!(self.command <= self.commands && self.step <= self.steps, "{self:?} is nowhere");
        Ok(self.command == self.commands && self.step == self.steps)
    }

    /// Where the tour ends that a first visit begins with: watches it.
    pub fn after_tour(page: &Browser) -> Result<Self> {
        page.wait_until_started()?;
        let (mut place, mut ended) = (Position::default(), false);
        while !ended {
            page.wait_until("the tour to go on", |page| {
                ended = page.try_find("button", "Play")?.is_some();
                let before = std::mem::replace(&mut place, Position::of(page)?);
                Ok(ended || place != before)
            })?;
        }
        Ok(place)
    }

    fn parse(text: &str) -> Option<Self> {
        if text.starts_with("no commands") {
            return Some(Self::default());
        }
        if let Some(first) = text.strip_prefix("before command ") {
            return Some(Self { commands: pair(first)?.1, ..Self::default() });
        }
        let (command, step) = text.strip_prefix("command ")?.split_once(", ")?;
        let (command, commands) = pair(command)?;
        let (step, steps) = match step {
            "no steps" => (0, 0),
            "not started" => (0, usize::MAX),
            step => pair(step.strip_prefix("step ")?)?,
        };
        Some(Self { command, commands, step, steps })
    }
}

/// `4 of 5`
fn pair(text: &str) -> Option<(usize, usize)> {
    let (part, whole) = text.split_once(" of ")?;
    Some((part.parse().ok()?, whole.parse().ok()?))
}
