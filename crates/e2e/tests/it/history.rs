//! Bookmarks, branches, what changed, and memory over time.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{command, go_to_end, script, with_script, Position, SPLIT};
use forkscope_e2e::Browser;

fn expect_said(page: &Browser, dialog: &str, words: &str) -> Result<()> {
    page.wait_until(words, |page| Ok(page.find("dialog", dialog)?.text()?.contains(words)))
}

#[test]
fn what_changed_since_the_start_and_since_a_bookmark() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("<")?;
        page.press("m")?;
        page.press("End")?;
        page.press("d")?;
        expect_said(page, "What changed", "parent VP[1]")?;
        let pages = page.find("dialog", "What changed")?.text()?;
        ensure!(pages.contains("RW") && pages.contains("frame"), "the pages are {pages}");
        page.click_button("Step 4")?;
        page.wait_until("the bookmark", |page| Ok(Position::of(page)?.command == 4))
    })
}

#[test]
fn an_edit_in_the_past_leaves_a_branch_to_return_to() -> Result<()> {
    with_script(SPLIT, |page| {
        let before = script(page)?;
        go_to_end(page)?;
        page.press("<")?;
        page.press("<")?;
        page.press("/")?;
        command(page, "parent: read VP[0]")?;
        page.press("Escape")?;
        page.wait_until("the edit", |page| Ok(script(page)? != before))?;
        page.press("d")?;
        page.click_button("Return to branch 1")?;
        page.wait_until("the old future", |page| Ok(script(page)?.trim_end() == before.trim_end()))
    })
}

#[test]
fn memory_over_time_has_a_line_and_a_figure_per_process() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("o")?;
        expect_said(page, "Memory over time", "parent, PSS")?;
        let rows = page.find("dialog", "Memory over time")?.text()?;
        ensure!(rows.contains("fork child") && rows.contains("KiB"), "the table is {rows}");
        Ok(())
    })
}

#[test]
fn the_wheel_steps_over_the_timeline() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("Home")?;
        let slider = page.find("slider", "Position")?;
        page.wheel(&slider, 120)?;
        page.wait_until("a step", |page| {
            Ok(Position::of(page)? != Position { command: 0, step: 0, ..Position::of(page)? })
        })
    })
}
