//! The inspector: an address taken apart, and lines written by form.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, script, with_script, SPLIT};
use forkscope_e2e::Browser;

const DIALOG: &str = "Address translation";

/// Waits until the inspector says something.
fn expect_said(page: &Browser, words: &str) -> Result<()> {
    page.wait_until(words, |page| Ok(page.find("dialog", DIALOG)?.text()?.contains(words)))
}

fn go_to(page: &Browser, address: &str) -> Result<()> {
    let field = page.find("textbox", "address")?;
    field.click()?;
    page.press("Control+a")?;
    page.type_text(address)?;
    page.press("Enter")
}

#[test]
fn a_page_is_inspected_by_mouse() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.find_starting("button", "parent VP[1], read-write")?.click()?;
        page.click_button("Inspect i")?;
        expect_said(page, "parent, VP[1]")?;
        let rows = page.find("table", "Contents")?.rows()?;
        ensure!(rows.first().is_some_and(|row| row.contains(&"58".to_owned())), "the bytes are {rows:?}");
        let frame = page.find("region", "Frame")?.text()?;
        ensure!(frame.contains("parent VP[1], read-write"), "the frame is {frame}");
        page.click_button("Close")
    })
}

#[test]
fn the_step_at_hand_is_inspected_by_keyboard_and_addresses_are_typed() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("i")?;
        expect_said(page, "Page walk").or_else(|_| expect_said(page, "PGD"))?;
        go_to(page, "VP[0]+0x10")?;
        expect_said(page, "parent, VP[0]")?;
        expect_said(page, "No bit says copy-on-write")?;
        go_to(page, "nowhere")?;
        expect_said(page, "nothing is called nowhere here")?;
        go_to(page, "0x10")?;
        expect_said(page, "No VMA covers the address")
    })
}

#[test]
fn a_form_shows_its_line_and_writes_it() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.find_starting("button", "child VP[2], read-only")?.click()?;
        page.click_button("Inspect i")?;
        page.find("combobox", "What child does")?.type_text("Write")?;
        expect_said(page, "child: write VP[2] \"X\"")?;
        page.click_button("Write the line")?;
        page.wait_until("the line in the script", |page| Ok(script(page)?.contains("child: write VP[2] \"X\"")))
    })
}

#[test]
fn nothing_of_the_inspector_scrolls_sideways_on_a_phone() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_viewport(390, 844)?;
        page.press("End")?;
        page.press("i")?;
        expect_said(page, "PGD")?;
        let wider = page.run(
            "return [...document.querySelectorAll('dialog[open] *')].filter(e => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX)).map(e => e.className)",
            &[],
        )?;
        ensure!(wider == serde_json::json!([]), "these are wider than the window: {wider}");
        expect_said(page, "no instruction fetch")
    })
}
