//! The picture that everything is about: a write after fork splits a page. By mouse, by keyboard, by link.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{command, go_to_end, link, ready, share_link, Picture, Position, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions};

/// Pages 0 and 2 are shared; the parent has page 1 alone, on a new frame, and so has the child the old one.
fn expect_split(picture: &Picture, region: &str) -> Result<()> {
    let entry = |process: &str, page: usize| picture.entry(&format!("{process} {region}[{page}]"));
    for page in [0, 2] {
        let (parent, child) = (entry("parent", page)?, entry("child", page)?);
        ensure!(parent == child, "page {page} is not shared: {parent:?}, {child:?}");
        ensure!(parent.access == "R" && parent.references == "2", "page {page} of both: {parent:?}");
    }
    let (parent, child) = (entry("parent", 1)?, entry("child", 1)?);
    ensure!(parent.access == "RW" && parent.references == "1", "page 1 of the parent: {parent:?}");
    ensure!(child.access == "R" && child.references == "1", "page 1 of the child: {child:?}");
    ensure!(parent.frame != child.frame, "page 1 was not split: {parent:?}, {child:?}");
    ensure!(picture.processes() == ["parent", "child"], "the processes are {:?}", picture.processes());
    Ok(())
}

/// Opens the page with an empty script, builds the picture, and opens its share link in a fresh profile.
fn check_split(region: &str, build: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site: &Site| {
        page.visit(&site.url(&link("")))?;
        page.wait_until_started()?;
        build(page)?;
        let picture = Picture::of(page)?;
        expect_split(&picture, region)?;
        let guest = Browser::open(&Options::default())?;
        guest.visit(&share_link(page)?)?;
        guest.wait_until_started()?;
        let same = Picture::once(&guest, "the picture of the link", |shown| shown.processes().len() == 2)?;
        ensure!(same == picture, "the link shows {same:?}\ninstead of {picture:?}");
        guest.expect_quiet()
    })
}

/// Opens the menu of a page or a run of pages, and writes a value to it, all by mouse but the value.
fn write_by_mouse(page: &Browser, cell: &str, value: &str) -> Result<()> {
    page.find_starting("button", cell)?.click()?;
    let field = page.find_starting("textbox", "Write a text, or a byte such as 0x41")?;
    field.click()?;
    page.press("Control+a")?;
    page.type_text(value)?;
    page.click_button("Write")?;
    page.find_starting("button", &format!("{}, read-write", cell.split(',').next().unwrap_or_default()))?;
    ready(page)
}

#[test]
fn split_is_built_by_mouse_alone() -> Result<()> {
    check_split("heap", |page| {
        page.click_button("Insert a first example")?;
        ready(page)?;
        page.click_button("First")?;
        for _ in 0..3 {
            page.click_button("Next command")?;
        }
        write_by_mouse(page, "parent heap[1], not present", "0x41")?;
        write_by_mouse(page, "parent heap[2], not present", "0x41")?;
        go_to_end(page)?;
        write_by_mouse(page, "parent heap[1], read-only", "0x58")?;
        go_to_end(page)
    })
}

#[test]
fn split_is_built_by_keyboard_alone() -> Result<()> {
    check_split("VP", |page| {
        page.wait_until("the empty stage", |page| Ok(page.try_find("button", "Insert a first example")?.is_some()))?;
        page.press("/")?;
        for line in SPLIT.lines() {
            command(page, line)?;
        }
        page.press("Escape")?;
        page.press("End")?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())
    })
}

#[test]
fn split_is_built_in_the_editor() -> Result<()> {
    check_split("VP", |page| {
        page.press("e")?;
        page.type_text(SPLIT)?;
        page.wait_until("the script to run", |page| Ok(Position::of(page)?.commands == 5))?;
        go_to_end(page)
    })
}
