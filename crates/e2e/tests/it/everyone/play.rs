//! What the page does with a run: questions, comparing, /proc, the tour.

use super::{at_end, check, of, view, View};
use crate::gallery::QUESTION;
use anyhow::Result;
use forkscope_e2e::Browser;

/// Answers the question of the script.
fn answer(page: &Browser, words: &str) -> Result<()> {
    page.press("Home")?;
    for _ in 0..4 {
        page.press(">")?;
    }
    let field = page.find("textbox", "Your answer")?;
    field.type_text(words)?;
    page.click_button("Check")
}

const QUESTIONS: [View; 6] = [
    view("a question to come", "?predict=1&step=4", |page| {
        page.find("heading", "What will this write come to?").map(drop)
    }),
    view("a wrong answer", "?predict=1&step=4", |page| {
        page.click_button("Reuse: a fault, but the frame stays: only its PTE changes")?;
        page.find_starting("heading", "Not quite").map(drop)
    }),
    view("a right answer", "?predict=1&step=4", |page| {
        page.click_button("Copy: a new frame with the same bytes")?;
        page.find("heading", "Right: copy").map(drop)
    }),
    view("no more questions", "?predict=1", at_end),
    of("a question of the script, answered wrong", QUESTION, |page| answer(page, "2")),
    of("a question of the script, answered right", QUESTION, |page| answer(page, "1")),
];

#[test]
fn questions_are_for_everyone() -> Result<()> {
    check(&QUESTIONS)
}

const OTHER_LOOKS: [View; 3] = [
    view("two policies", "", |page| {
        at_end(page)?;
        page.press("c")?;
        page.find("region", "Eager copy").map(drop)
    }),
    view("three policies", "", |page| {
        at_end(page)?;
        page.press("c")?;
        page.click_button("Add a policy")?;
        page.find("combobox", "Policy 3").map(drop)
    }),
    view("/proc", "", |page| {
        at_end(page)?;
        page.press("f")?;
        for _ in 0..10 {
            page.press("ArrowDown")?;
        }
        page.find("complementary", "As /proc shows it").map(drop)
    }),
];

#[test]
fn other_ways_to_look_are_for_everyone() -> Result<()> {
    check(&OTHER_LOOKS)
}

/// Goes to a stop of the tour, from 0.
fn stop(page: &Browser, at: usize) -> Result<()> {
    page.press("Control+k")?;
    page.find("dialog", "Command palette")?;
    page.type_text("tour")?;
    page.press("Enter")?;
    for _ in 0..at {
        page.click_button("Next stop")?;
    }
    page.select(".tour").map(drop)
}

const STOPS: [View; 6] = [
    view("stop 1", "", |page| stop(page, 0)),
    view("stop 2", "", |page| stop(page, 1)),
    view("stop 3", "", |page| stop(page, 2)),
    view("stop 4", "", |page| stop(page, 3)),
    view("stop 5", "", |page| stop(page, 4)),
    view("stop 6", "", |page| stop(page, 5)),
];

#[test]
fn the_tour_is_for_everyone() -> Result<()> {
    check(&STOPS)
}
