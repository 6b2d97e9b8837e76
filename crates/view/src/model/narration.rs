//! The narration: the kernel's steps for the command at hand.

use forkscope_explain::{Cite, Lang};

/// The steps of a command.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Narration {
    /// What is going on; none before the first command.
    pub headline: Option<Headline>,
    /// The steps.
    pub steps: Vec<NarrationStep>,
    /// How many of them are done, the current one included.
    pub taken: usize,
}

impl Narration {
    /// Everything in one line, as it stands under a picture: the step at the cursor where that is within the command, or else the command.
    pub fn caption(&self, within: bool, lang: Lang) -> String {
        match self.steps.iter().find(|step| step.progress == Progress::Current) {
            Some(step) if within => format!("{}{}{}", step.title, lang.pick(". ", "。"), step.brief),
            Some(_) | None => self.headline.as_ref().map_or_else(String::new, |headline| headline.title.clone()),
        }
    }
}

/// What the command is.
#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    /// `Page fault`, `System call`, `Memory access`.
    pub kind: String,
    /// Whether it is a fault, and shown in alarm.
    pub alarm: bool,
    /// `parent writes heap[1]`.
    pub title: String,
    /// The address, where there is one: `0x7ffff7ff7000`.
    pub address: String,
    /// The error code of the fault: `0x7`.
    pub code: String,
    /// What the code says: `present, write, user`.
    pub code_text: String,
    /// `step 6 of 10`, `not started`.
    pub position: String,
}

/// One step.
#[derive(Clone, Debug, PartialEq)]
pub struct NarrationStep {
    /// Its number, from 1.
    pub number: usize,
    /// What happens.
    pub title: String,
    /// Why, in one sentence.
    pub brief: String,
    /// Why, in full.
    pub why: String,
    /// The Linux function that takes it.
    pub function: String,
    /// The file that the function is in; empty for the hardware.
    pub file: String,
    /// Whether it is done.
    pub progress: Progress,
    /// The numbers of the frames that it is about.
    pub frames: Vec<u32>,
    /// What to read on; the function of Linux comes first.
    pub cites: Vec<Cite>,
}

/// Where a step is, seen from the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Before the cursor.
    Done,
    /// At the cursor.
    Current,
    /// After it.
    Next,
}
