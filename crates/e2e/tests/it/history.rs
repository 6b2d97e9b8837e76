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
fn what_comes_later_is_called_by_its_names() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("m")?;
        page.press("Home")?;
        page.press("d")?;
        expect_said(page, "What changed", "child VP[0]")
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

/// Opens something from the list of More, by mouse.
fn open_from_more(page: &Browser, name: &str) -> Result<()> {
    page.click_button("More")?;
    page.find("dialog", "More")?;
    page.find_starting("button", name)?.click()
}

#[test]
fn bookmarks_are_set_and_gone_to_by_mouse() -> Result<()> {
    with_script(SPLIT, |page| {
        page.click_button("First")?;
        page.click_button("Next command")?;
        page.click_button("Next command")?;
        open_from_more(page, "What changed")?;
        page.click_button("Bookmark this step")?;
        page.find("button", "Remove the bookmark here")?;
        page.click_button("Close")?;
        go_to_end(page)?;
        open_from_more(page, "What changed")?;
        page.find("option", "step 2, before parent: write VP[0..3] 0x41")?.click()?;
        expect_said(page, "What changed", "parent VP[1]")?;
        page.click_button("Step 2")?;
        page.wait_until("the bookmark", |page| Ok(Position::of(page)?.command == 2))
    })
}

#[test]
fn bookmarks_are_walked_by_keys() -> Result<()> {
    with_script(SPLIT, |page| {
        for place in ["Home", ">", ">"] {
            page.press(place)?;
        }
        page.press("m")?;
        page.press(">")?;
        page.press("m")?;
        page.press("Home")?;
        for (key, command) in [("}", 2), ("}", 3), ("{", 2)] {
            page.press(key)?;
            page.wait_until(&format!("command {command} by {key}"), |page| Ok(Position::of(page)?.command == command))?;
        }
        page.press("m")?;
        page.press("End")?;
        page.press("{")?;
        page.press("{")?;
        ensure!(Position::of(page)?.command == 3, "the bookmark that was taken away is still there");
        Ok(())
    })
}

#[test]
fn steps_are_compared_and_branches_returned_to_by_keyboard() -> Result<()> {
    with_script(SPLIT, |page| {
        let before = script(page)?;
        go_to_end(page)?;
        page.press("<")?;
        page.press("/")?;
        command(page, "parent: read VP[0]")?;
        page.press("Escape")?;
        page.press("d")?;
        let from = page.find("combobox", "From which step to here (step 5)")?;
        page.tab_to(&from)?;
        page.press("Home")?;
        expect_said(page, "What changed", "parent VP[1]")?;
        page.tab_to(&page.find("button", "Return to branch 1")?)?;
        page.press("Enter")?;
        page.wait_until("the old future", |page| Ok(script(page)?.trim_end() == before.trim_end()))
    })
}

#[test]
fn memory_over_time_is_opened_by_mouse_and_its_table_scrolls_by_keyboard() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        open_from_more(page, "Memory over time")?;
        let table = page.find("group", "Memory over time")?;
        page.tab_to(&table)?;
        ensure!(!page.find_starting("table", "")?.rows()?.is_empty(), "the table is empty");
        Ok(())
    })
}

#[test]
fn the_timeline_is_dragged() -> Result<()> {
    with_script(SPLIT, |page| {
        let slider = page.find("slider", "Position")?;
        page.click_at(&slider, -300, 20)?;
        let before = Position::of(page)?;
        page.drag(&slider, 200, 0)?;
        let dragged = Position::of(page)?;
        page.click_at(&slider, 0, 0)?;
        let middle = Position::of(page)?;
        let far = |one: &Position, other: &Position| (one.command, one.step) > (other.command, other.step);
        ensure!(
            far(&middle, &before) && far(&dragged, &middle),
            "{before:?}, dragged to {dragged:?}, beyond {middle:?}"
        );
        Ok(())
    })
}

#[test]
fn the_speed_is_chosen_by_mouse_and_by_keys() -> Result<()> {
    with_script(SPLIT, |page| {
        let speed = page.find("combobox", "Speed")?;
        let is = |value: &str| page.wait_until(&format!("speed {value}"), |_| Ok(speed.property("value")? == value));
        page.find_starting("option", "4")?.click()?;
        is("4")?;
        page.click_button("First")?;
        page.press("]")?;
        is("8")?;
        page.press("[")?;
        page.press("[")?;
        is("2")
    })
}
