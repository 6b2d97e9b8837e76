//! The parts of the page that light visits do without, and how they come when they are needed.

use crate::embed::check_hosted;
use anyhow::{ensure, Result};
use forkscope_e2e::check::dist;
use forkscope_e2e::forkscope::{link, Position, SPLIT};
use forkscope_e2e::visits::{packed, step_through, Kind, TYPICAL};
use forkscope_e2e::weight::{weigh, Weight};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions};
use serde_json::json;
use std::sync::OnceLock;

/// What a link or an embed may load, in bytes after brotli: as in `crates/xtask/src/test/phases.rs`, and a quarter more for pages that were built
/// without wasm-opt.
const LIGHT: usize = 350_000 / 4 * 5;

/// A scenario with words that are not for every visit.
const RARE: &str = "machine thp=always\nprocess p\np: mmap heap 4M\np: madvise heap hugepage\np: write heap[0] 1\n";

/// Clicks as a script does, with no sign before it that anyone is about to.
const CLICK: &str = "
    const named = button => [button.getAttribute('aria-label'), button.textContent.trim()].includes(arguments[0]);
    [...document.querySelectorAll('button')].find(named).click()";

/// Why parts came.
const MARKS: &str = "return performance.getEntriesByType('mark').map(mark => mark.name).join(', ')";

/// Goes to the end by its key.
const END: &str = "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true }))";

/// What called a part before it was there, by its slots.
const CALLS: &str = "
    const marks = performance.getEntriesByType('mark').map(mark => mark.name);
    return marks.filter(name => name.includes(': slot ')).join(', ')";

/// How often a part was asked for.
fn asked(site: &Site, part: &str) -> usize {
    site.asked().iter().filter(|path| path.ends_with(&format!("_{part}.wasm"))).count()
}

/// The functions that called a part before it was there, as far as the build that they belong to is at hand.
fn callers(page: &Browser) -> Result<String> {
    let calls = page.run(CALLS, &[])?.as_str().unwrap_or_default().to_owned();
    let stubs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/page/stubs.txt");
    let stubs = std::fs::read_to_string(stubs).unwrap_or_default();
    let slots: Vec<&str> =
        calls.split(", ").filter_map(|call| call.split_once(": slot ")).map(|(_, slot)| slot).collect();
    let called = stubs.lines().filter(|line| line.split(' ').next().is_some_and(|slot| slots.contains(&slot)));
    Ok(called.collect::<Vec<_>>().join(", "))
}

/// The files of the page, weighed once for all tests.
fn files() -> Option<&'static [Weight]> {
    static FILES: OnceLock<Option<Vec<Weight>>> = OnceLock::new();
    FILES.get_or_init(|| weigh(&dist()?).ok()).as_deref()
}

/// What was asked for is what a visit of a kind may load: `weigh` counts the same, and the later part is not among it.
fn expect_light(page: &Browser, site: &Site, kind: Kind) -> Result<()> {
    let called = callers(page)?;
    let hint = "`cargo xtask visit` records what light visits run";
    ensure!(called.is_empty(), "these were not there when they were called: {called}; {hint}");
    let Some(files) = files() else { return Ok(()) };
    let mut sum = 0;
    for path in site.asked() {
        let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
        let file = files.iter().find(|file| file.name == name && file.is_for(kind));
        ensure!(file.is_some(), "{path} is not for {kind:?}; it came with {}", page.run(MARKS, &[])?);
        sum += file.map_or(0, |file| file.brotli);
    }
    ensure!(sum <= LIGHT, "{sum} bytes were loaded");
    Ok(())
}

#[test]
fn first_visit_loads_the_first_part_alone() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        expect_tour(page, site)
    })
}

#[test]
fn first_visit_by_phone_loads_the_first_part_alone() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.set_viewport(390, 844)?;
        page.visit(&site.url(""))?;
        expect_tour(page, site)
    })
}

/// Watches the tour to its end; no other part is asked for.
fn expect_tour(page: &Browser, site: &Site) -> Result<()> {
    let place = Position::after_tour(page)?;
    expect_light(page, site, Kind::Plain)?;
    ensure!(place.command > 0, "nothing was played: {place:?}");
    Ok(())
}

/// Opens a scenario and steps through it; the later part is not asked for, and the next came by itself.
fn expect_stepped(kind: Kind, size: (u32, u32), name: &str) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.set_viewport(size.0, size.1)?;
        kind.open(page, site, &packed(name)?)?;
        expect_light(page, site, kind)?;
        step_through(page)?;
        expect_light(page, site, kind)?;
        ensure!(asked(site, "next") == 1, "the next part was asked for {} times", asked(site, "next"));
        // Browsers let nothing in a frame of another site take the focus by itself, and say so.
        page.take_console().map(drop)
    })
}

#[test]
fn link_is_stepped_through_without_the_later_part() -> Result<()> {
    expect_stepped(Kind::Link, (1280, 800), "fork-then-write")
}

#[test]
fn link_on_a_phone_is_stepped_through_without_the_later_part() -> Result<()> {
    expect_stepped(Kind::Link, (390, 844), "last-sharer")
}

#[test]
fn embed_is_stepped_through_without_the_later_part() -> Result<()> {
    expect_stepped(Kind::Embed, (760, 480), "fork-then-write")
}

#[test]
fn small_embed_is_stepped_through_without_the_later_part() -> Result<()> {
    expect_stepped(Kind::Embed, (400, 600), "three-generations")
}

#[test]
fn typical_scenarios_are_shown_without_the_later_part() -> Result<()> {
    for (name, kind) in TYPICAL.into_iter().zip([Kind::Embed, Kind::Link].into_iter().cycle()) {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            kind.open(page, site, &packed(name)?)?;
            page.run(END, &[])?;
            page.wait_until("the end", |page| Position::of(page)?.is_at_end())?;
            expect_light(page, site, kind)
        })?;
    }
    Ok(())
}

#[test]
fn rare_scenarios_bring_the_later_part_with_them() -> Result<()> {
    for (kind, fragment) in [(Kind::Link, link(RARE)), (Kind::Embed, packed("swap-out-and-in")?)] {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            kind.open(page, site, &fragment)?;
            ensure!(asked(site, "later") == 1 && callers(page)?.is_empty(), "{} waited for it", callers(page)?);
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn host_may_show_what_needs_the_later_part() -> Result<()> {
    check_hosted(|page| {
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until_started()?;
        ensure!(callers(page)?.is_empty(), "{} waited", callers(page)?);
        page.leave_frames()?;
        let message = json!({ "ns": "forkscope", "v": 1, "type": "load", "script": RARE });
        page.run("frames[0].postMessage(arguments[0], '*')", &[message])?;
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until("the other script", |page| Ok(Position::of(page)?.commands == 4))?;
        ensure!(callers(page)?.is_empty(), "{} waited", callers(page)?);
        Ok(())
    })
}

#[test]
fn first_thing_done_may_need_the_later_part() -> Result<()> {
    for (button, dialog) in [("Share", "Share"), ("Embed", "Embed in a page")] {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            Kind::Link.open(page, site, &link(SPLIT))?;
            page.find("button", button)?;
            ensure!(asked(site, "later") == 0, "the later part was there before: the test shows nothing");
            expect_dialog(page, button, dialog)?;
            ensure!(asked(site, "later") == 1, "the later part was asked for {} times", asked(site, "later"));
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn parts_come_in_a_frame_with_an_opaque_origin() -> Result<()> {
    let serve = SiteOptions { cors: true, folder: "/courses/os-1/".to_owned(), ..SiteOptions::default() };
    check_with(&Options::default(), &serve, |page, site| {
        let frame = format!(
            "<iframe title=Forkscope width=1200 height=700 sandbox=allow-scripts src=\"{}\"></iframe>",
            site.url("")
        );
        let html = format!("<!doctype html><html lang=en><link rel=icon href=data:,><title>Course</title>{frame}");
        page.visit(&Site::host_page(html)?.url_on_localhost(""))?;
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until_started()?;
        expect_dialog(page, "Share", "Share")?;
        // Browsers let nothing in such a frame take the focus by itself, and say so.
        page.take_console().map(drop)
    })
}

/// Clicks a button, and waits for the dialog that only the later part can show.
fn expect_dialog(page: &Browser, button: &str, dialog: &str) -> Result<()> {
    page.find("button", button)?;
    page.run(CLICK, &[json!(button)])?;
    page.find("dialog", dialog).map(drop)
}

#[test]
fn looks_bring_nothing_and_a_press_brings_the_later_part() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        Kind::Link.open(page, site, &link(SPLIT))?;
        page.hover(&page.find_starting("table", "Physical memory")?)?;
        expect_light(page, site, Kind::Link)?;
        page.click_button("Share")?;
        page.find("dialog", "Share")?;
        ensure!(asked(site, "later") == 1, "the later part was asked for {} times", asked(site, "later"));
        ensure!(callers(page)?.is_empty(), "the page stood still while it came: {}", callers(page)?);
        Ok(())
    })
}

#[test]
fn page_offers_to_try_again_when_the_later_part_cannot_be_loaded() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        let block = |what: &str| page.cdp("Network.setBlockedURLs", &json!({ "urls": [what] }));
        page.cdp("Network.enable", &json!({}))?;
        block("*_later.wasm")?;
        page.visit(&site.url(&link(SPLIT)))?;
        page.wait_until_started()?;
        page.find("button", "Share")?;
        page.run(CLICK, &[json!("Share")])?;
        page.find("alertdialog", "A part of Forkscope could not be loaded")?;
        page.click_button("Not now")?;
        page.click_button("Step forward")?;
        page.run(CLICK, &[json!("Share")])?;
        page.find("alertdialog", "A part of Forkscope could not be loaded")?;
        block("*nothing")?;
        page.click_button("Try again")?;
        page.find("dialog", "Share")?;
        ensure!(page.try_find("alertdialog", "A part of Forkscope could not be loaded")?.is_none(), "it still says so");
        page.take_console().map(drop)
    })
}

#[test]
fn page_says_so_when_what_it_opens_with_cannot_be_loaded() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.cdp("Network.enable", &json!({}))?;
        page.cdp("Network.setBlockedURLs", &json!({ "urls": ["*_later.wasm"] }))?;
        page.visit(&site.url(&link(RARE)))?;
        page.find("alertdialog", "A part of Forkscope could not be loaded")?;
        page.find("button", "Reload")?;
        page.take_console().map(drop)
    })
}

/// Presses keys, one right after the other.
const PRESS: &str = "
    for (const key of arguments) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))";

#[test]
fn what_is_done_while_the_later_part_comes_is_done_in_order() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&link(SPLIT)))?;
        page.wait_until_started()?;
        page.press("End")?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())?;
        ensure!(asked(site, "later") == 0, "the later part is there already");
        page.run(PRESS, &["<", "m", "End", "d"].map(|key| json!(key)))?;
        page.find("dialog", "What changed")?;
        page.click_button("Step 4")?;
        page.wait_until("the bookmark", |page| Ok(Position::of(page)?.command == 4))
    })
}
