//! The main paths once more in Firefox.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{command, go_to_end, link, ready, share_link, Picture, Position, SPLIT};
use forkscope_e2e::{check_with, has_firefox, Browser, Engine, Options, Site, SiteOptions};

const FIREFOX: Options =
    Options { engine: Engine::Firefox, third_party_storage: forkscope_e2e::ThirdPartyStorage::Allowed, language: None };

/// Serves the page and opens Firefox, if it is there; at the end its console is quiet.
fn in_firefox(story: impl FnOnce(&Browser, &Site) -> Result<()>) -> Result<()> {
    if !has_firefox() {
        return Ok(());
    }
    check_with(&FIREFOX, &SiteOptions::default(), story)
}

#[test]
fn first_visit_plays_the_tour_in_firefox() -> Result<()> {
    in_firefox(|page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.wait_until("the tour to begin", |page| Ok(Position::of(page)?.command > 0))?;
        page.press("g")?;
        page.find("searchbox", "Search scenarios")?.type_text("10 pages")?;
        page.find_starting("button", "Write 10 pages of 64")?.click()?;
        ready(page)?;
        go_to_end(page)?;
        let picture = Picture::once(page, "both processes", |picture| picture.processes().len() == 2)?;
        ensure!(picture.processes() == ["parent", "child"], "the processes are {:?}", picture.processes());
        Ok(())
    })
}

#[test]
fn split_is_built_by_keyboard_and_shared_in_firefox() -> Result<()> {
    in_firefox(|page, site| {
        page.visit(&site.url(&link("")))?;
        page.find("button", "Insert a first example")?;
        page.press("/")?;
        for line in SPLIT.lines() {
            command(page, line)?;
        }
        page.press("Escape")?;
        page.press("End")?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())?;
        let picture = Picture::of(page)?;
        let (parent, child) = (picture.entry("parent VP[1]")?, picture.entry("child VP[1]")?);
        ensure!(parent.frame != child.frame && parent.access == "RW", "page 1 was not split: {parent:?}, {child:?}");
        let guest = Browser::open(&FIREFOX)?;
        guest.visit(&share_link(page)?)?;
        guest.wait_until_started()?;
        let same = Picture::once(&guest, "the picture of the link", |shown| shown.processes().len() == 2)?;
        ensure!(same == picture, "the link shows {same:?}\ninstead of {picture:?}");
        guest.expect_quiet()
    })
}

#[test]
fn keys_step_through_a_command_in_firefox() -> Result<()> {
    in_firefox(|page, site| {
        page.visit(&site.url(&link(SPLIT)))?;
        ready(page)?;
        page.press("Home")?;
        for _ in 0..4 {
            page.press(">")?;
        }
        page.wait_until("the fourth command", |page| Ok(Position::of(page)?.command == 4))?;
        page.press(".")?;
        page.wait_until("its successor's first step", |page| Ok(Position::of(page)?.command == 5))?;
        page.press(",")?;
        page.wait_until("the step back", |page| Ok(Position::of(page)?.command == 4))
    })
}

#[test]
fn errors_are_heard_in_firefox() -> Result<()> {
    in_firefox(|page, _| {
        let script = "<script>console.error('heard'); setTimeout(() => { throw new Error('thrown'); })</script>";
        let loud = Site::host_page(format!("<!doctype html><link rel=icon href=data:,>{script}"))?;
        page.visit(&loud.url(""))?;
        let mut said = Vec::new();
        page.wait_until("both errors", |page| {
            said.extend(page.take_console()?);
            Ok(["heard", "thrown"].iter().all(|word| said.iter().any(|entry| entry.message.contains(word))))
        })
    })
}
