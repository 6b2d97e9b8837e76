//! The panel "As /proc shows it".

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script, SPLIT};
use forkscope_e2e::{Browser, Element};

const PANEL: &str = "As /proc shows it";

/// Waits until the file that is shown has a line, however its blanks are told.
fn expect_line(file: &Element<'_>, page: &Browser, line: &str) -> Result<()> {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    page.wait_until(&format!("`{line}`"), |_| Ok(file.text()?.lines().any(|other| words(other) == words(line))))
}

#[test]
fn smaps_follows_the_cursor_of_the_timeline() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("f")?;
        page.find("complementary", PANEL)?;
        let smaps = page.find("listbox", "/proc/1/smaps")?;
        expect_line(&smaps, page, "Shared_Dirty: 8 kB")?;
        expect_line(&smaps, page, "Private_Dirty: 4 kB")?;
        page.press("<")?;
        expect_line(&smaps, page, "Shared_Dirty: 12 kB")?;
        page.press("Escape")?;
        page.wait_until("the steps to be back", |page| Ok(page.try_find("complementary", "Why")?.is_some()))
    })
}

#[test]
fn a_process_opens_its_files_from_its_menu() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.find_starting("button", "child")?.click()?;
        page.find_starting("menuitem", PANEL)?.click()?;
        page.find("listbox", "/proc/2/smaps")?;
        page.find("combobox", "File")?.type_text("status")?;
        let status = page.find("listbox", "/proc/2/status")?;
        expect_line(&status, page, "VmRSS: 12 kB")?;
        page.find("combobox", "Process")?.type_text("parent")?;
        page.find("listbox", "/proc/1/status")?;
        page.click_button("Close /proc")?;
        page.wait_until("the panel to go", |page| Ok(page.try_find("complementary", PANEL)?.is_none()))
    })
}

#[test]
fn a_chosen_figure_lights_up_its_frames() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("f")?;
        let smaps = page.find("listbox", "/proc/1/smaps")?;
        page.wait_until("the focus in the text", |_| smaps.has_focus())?;
        for _ in 0..10 {
            page.press("ArrowDown")?;
        }
        let chosen = page.find_starting("option", "Private_Dirty:")?;
        page.wait_until(
            "the line to be chosen",
            |_| Ok(chosen.attribute("aria-selected")?.as_deref() == Some("true")),
        )?;
        let lit = |page: &Browser| {
            let found = page.run("return document.querySelectorAll('.tile--hot').length", &[])?;
            Ok(found == 1)
        };
        page.wait_until("one frame to be lit", lit)
    })
}

#[test]
fn a_file_is_copied_as_text() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_clipboard(true)?;
        page.press("f")?;
        let panel = page.find("complementary", PANEL)?;
        page.click_button("Copy this file")?;
        page.wait_until("a word about it", |_| Ok(panel.text()?.contains("Copied")))?;
        ensure!(page.find("listbox", "/proc/1/smaps")?.is_displayed()?, "the panel is gone");
        Ok(())
    })
}
