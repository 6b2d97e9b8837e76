//! The gallery, and scenarios that ask.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, script, with_script, Picture, Position, SPLIT};
use forkscope_e2e::{check, Browser};

/// A scenario that asks once.
pub(crate) const QUESTION: &str = "\
process p
p: mmap heap 1 page
p: write heap[0] 1
ask \"How many frames are in use?\" 1
p: fork c
p: write heap[0] 2
";

/// The example that was searched for stands on the stage, and runs to its end.
fn expect_example(page: &Browser) -> Result<()> {
    page.wait_until("the gallery to close", |page| Ok(page.try_find("dialog", "Scenarios")?.is_none()))?;
    ensure!(script(page)?.contains("title \"Write 10 pages of 64\""), "the script is {}", script(page)?);
    ready(page)?;
    go_to_end(page)?;
    let picture = Picture::once(page, "both processes", |picture| picture.processes().len() == 2)?;
    ensure!(picture.processes() == ["parent", "child"], "the processes are {:?}", picture.processes());
    page.wait_until("its last expectation", |page| Ok(page.text_of("complementary", "Why")?.contains("It holds")))
}

#[test]
fn example_is_found_and_opened_by_mouse() -> Result<()> {
    check(&link(SPLIT), |page| {
        page.find_starting("button", "Scenario")?.click()?;
        page.find("searchbox", "Search scenarios")?.type_text("10 pages")?;
        page.find_starting("button", "Write 10 pages of 64")?.click()?;
        expect_example(page)
    })
}

#[test]
fn empty_script_is_begun_by_mouse() -> Result<()> {
    check(&link(SPLIT), |page| {
        page.find_starting("button", "Scenario")?.click()?;
        page.find_starting("button", "Empty script")?.click()?;
        page.wait_until("the empty stage", |page| Ok(page.try_find("button", "Insert a first example")?.is_some()))?;
        ensure!(script(page)?.is_empty(), "the script is {}", script(page)?);
        page.click_button("Insert a first example")?;
        ready(page)
    })
}

#[test]
fn example_is_found_and_opened_by_keyboard() -> Result<()> {
    check(&link(SPLIT), |page| {
        ready(page)?;
        page.press("g")?;
        let search = page.find("searchbox", "Search scenarios")?;
        page.wait_until("the focus in the search", |_| search.has_focus())?;
        page.type_text("64 10")?;
        let found = page.find_starting("button", "Write 10 pages of 64")?;
        page.press("Tab")?;
        page.wait_until("the focus on what was found", |_| found.has_focus())?;
        page.press("Enter")?;
        expect_example(page)
    })
}

#[test]
fn search_without_a_match_says_so() -> Result<()> {
    check(&link(SPLIT), |page| {
        page.find_starting("button", "Scenario")?.click()?;
        page.find("searchbox", "Search scenarios")?.type_text("zebra")?;
        page.wait_until("words", |page| {
            Ok(page.find("dialog", "Scenarios")?.text()?.contains("No scenario matches."))
        })?;
        // The first empties the search.
        page.press("Escape")?;
        page.press("Escape")?;
        page.wait_until("the gallery to close", |page| Ok(page.try_find("dialog", "Scenarios")?.is_none()))
    })
}

#[test]
fn answer_is_shown_when_it_is_asked_for() -> Result<()> {
    check(&format!("?step=4{}", link(QUESTION)), |page| {
        ready(page)?;
        let answer = page.find("textbox", "Your answer")?;
        answer.type_text("2")?;
        page.press("Enter")?;
        page.click_button("Show the answer")?;
        page.find("heading", "It is 1")?;
        ensure!(answer.attribute("readonly")?.is_some(), "the answer can still be changed");
        page.click_button("Go on")
    })
}

#[test]
fn narrow_frame_leaves_room_to_answer_again() -> Result<()> {
    check(&format!("?embed=1&step=4{}", link(QUESTION)), |page| {
        ready(page)?;
        page.set_viewport(360, 520)?;
        let answer = page.find("textbox", "Your answer")?;
        answer.type_text("2")?;
        page.press("Enter")?;
        page.find("button", "Show the answer")?;
        let wide = page.run("return document.getElementById('ask-answer').offsetWidth", &[])?;
        ensure!(wide.as_u64().is_some_and(|wide| wide >= 120), "the field is {wide} pixels wide");
        Ok(())
    })
}

#[test]
fn next_question_of_the_script_is_found_by_key() -> Result<()> {
    with_script(&format!("{QUESTION}ask \"And now?\" 2\n"), |page| {
        page.press("Home")?;
        page.press("q")?;
        page.wait_until("the first question", |page| Ok(Position::of(page)?.command == 4))?;
        page.press("q")?;
        page.find("heading", "And now?").map(drop)
    })
}

#[test]
fn question_pauses_and_takes_an_answer() -> Result<()> {
    with_script(QUESTION, |page| {
        page.find("combobox", "Speed")?.type_text("8")?;
        page.click_button("First")?;
        page.click_button("Play")?;
        let answer = page.find("textbox", "Your answer")?;
        page.find("button", "Play")?;
        ensure!(Position::of(page)?.command == 4, "it paused at {:?}", Position::of(page)?);
        answer.type_text("2")?;
        page.click_button("Check")?;
        let question = page.find("region", "Question")?;
        page.wait_until("a no", |_| {
            Ok(question.text()?.contains("Not quite") && !question.text()?.contains("It is 1"))
        })?;
        answer.clear()?;
        answer.type_text("1")?;
        page.press("Enter")?;
        page.wait_until("a yes", |_| Ok(question.text()?.contains("Right, it is 1")))?;
        page.click_button("Go on")?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())
    })
}
