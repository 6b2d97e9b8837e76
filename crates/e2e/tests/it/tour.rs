//! The first minute: something happens by itself, three clicks split a frame and tell why, and there is a tour that can be left.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{link, ready, Picture, Position, SPLIT};
use forkscope_e2e::{check, check_with, Browser, Options, SiteOptions};
use serde_json::json;

/// When the page was there, and when the position first changed after that, in milliseconds.
const WATCH: &str = "
    const times = window.times = {};
    new MutationObserver(list => {
        for (const { target, attributeName } of list) {
            if (attributeName === 'hidden' && target.id === 'boot') times.there ??= performance.now();
            if (attributeName === 'aria-valuetext' && times.there) times.moved ??= performance.now();
        }
    }).observe(document, { subtree: true, attributes: true, attributeFilter: ['hidden', 'aria-valuetext'] });";

const STOPS: [&str; 6] = [
    "Processes and their pages",
    "Frames and their counts",
    "Why it happened",
    "There and back in time",
    "It is all a script",
    "Take it with you",
];

/// What the visitor is told below the child, once it says some words.
fn invitation(page: &Browser, words: &str) -> Result<()> {
    let told = page.wait_until(words, |page| Ok(page.text_of("region", "Your turn")?.contains(words)));
    told.with_context(|| format!("it says {:?}", page.text_of("region", "Your turn")))
}

fn is_invited(page: &Browser) -> Result<bool> {
    Ok(page.try_find("region", "Your turn")?.is_some())
}

/// Waits for the card of a stop, which lies inside the window and beside what it is about.
fn expect_stop(page: &Browser, title: &str) -> Result<()> {
    let card = page.find("dialog", title)?;
    let window = page.run("return [innerWidth, innerHeight]", &[])?;
    let (width, height) = (window[0].as_f64().unwrap_or(0.0), window[1].as_f64().unwrap_or(0.0));
    let rect = card.rect()?;
    let inside = rect.x >= 0.0 && rect.y >= 0.0 && rect.x + rect.width <= width && rect.y + rect.height <= height;
    ensure!(inside, "`{title}` lies at {rect:?} in {window}");
    let marked = page.select_all("[data-tour]")?;
    ensure!(marked.len() == 1, "{} parts are marked", marked.len());
    ensure!(!marked[0].rect()?.overlaps(&rect), "`{title}` lies over what it is about");
    Ok(())
}

fn expect_no_tour(page: &Browser) -> Result<()> {
    page.wait_until("the end of the tour", |page| {
        Ok(page.try_select(".tour, [data-tour]")?.is_none() && page.select("#stage")?.has_focus()?)
    })
}

#[test]
fn something_happens_within_two_seconds() -> Result<()> {
    for motion in ["no-preference", "reduce"] {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            page.set_media(&[("prefers-reduced-motion", motion)])?;
            page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }))?;
            page.visit(&site.url(""))?;
            page.wait_until_started()?;
            page.wait_until("something to happen", |page| Ok(page.run("return window.times.moved", &[])?.is_number()))?;
            let took = page.run("return window.times.moved - window.times.there", &[])?;
            ensure!(took.as_f64().context("no time was taken")? < 2_000.0, "it took {took} ms ({motion})");
            ensure!(Picture::once(page, "a child", |picture| picture.processes().len() == 2).is_ok());
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn three_clicks_split_a_frame_and_tell_why() -> Result<()> {
    check("", |page| {
        invitation(page, "Click a page of child to write to it")?;
        let before = Picture::of(page)?.entry("child heap[1]")?;
        page.find_starting("button", "child heap[1]")?.click()?;
        page.click_button("Write")?;
        let split = |picture: &Picture| picture.entry("child heap[1]").is_ok_and(|entry| entry.access == "RW");
        let after = Picture::once(page, "the frame to split", split)?.entry("child heap[1]")?;
        ensure!(before.references == "2" && after.references == "1" && after.frame != before.frame, "{after:?}");
        ready(page)?;
        let steps = page.text_of("region", "Kernel steps")?;
        ensure!(steps.contains("Refcount is 2, so copy"), "the steps are `{steps}`");
        invitation(page, "because its refcount is 2")
    })
}

#[test]
fn first_click_ends_what_plays_by_itself() -> Result<()> {
    check("", |page| {
        page.find("button", "Pause")?;
        page.click_at(&page.find("main", "Stage")?, 0, 200)?;
        page.find("button", "Play")?;
        page.find("region", "Your turn")?;
        ensure!(Position::of(page)?.command == 10, "it stands at {:?}", Position::of(page)?);
        Ok(())
    })
}

#[test]
fn invitation_is_in_sight_on_a_phone() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.set_viewport(390, 844)?;
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        page.find("region", "Your turn")?;
        page.wait_until("the invitation to be in sight", |page| {
            let (hint, stage) = (page.find("region", "Your turn")?.rect()?, page.find("main", "Stage")?.rect()?);
            Ok(hint.y >= stage.y && hint.y + hint.height <= stage.y + stage.height)
        })?;
        page.click_button("Take the tour")?;
        for title in STOPS {
            expect_stop(page, title)?;
            page.select("#tour-on")?.click()?;
        }
        expect_no_tour(page)
    })
}

/// The page remembers that it was taken up or turned down.
fn expect_no_invitation_again(page: &Browser) -> Result<()> {
    page.reload()?;
    page.wait_until_started()?;
    ready(page)?;
    ensure!(!is_invited(page)?, "the invitation is there again");
    Ok(())
}

#[test]
fn tour_is_taken_by_mouse_and_not_offered_again() -> Result<()> {
    check("", |page| {
        page.find("region", "Your turn")?;
        page.click_button("Take the tour")?;
        for (index, title) in STOPS.into_iter().enumerate() {
            expect_stop(page, title)?;
            page.click_button(if index == 5 { "Done" } else { "Next stop" })?;
        }
        expect_no_tour(page)?;
        expect_no_invitation_again(page)
    })
}

#[test]
fn tour_is_taken_by_keyboard() -> Result<()> {
    check(&link(SPLIT), |page| {
        ready(page)?;
        page.press("Control+k")?;
        page.find("dialog", "Command palette")?;
        page.type_text("tour")?;
        page.press("Enter")?;
        expect_stop(page, STOPS[0])?;
        page.wait_until("the focus on the way on", |page| page.select("#tour-on")?.has_focus())?;
        page.press("Enter")?;
        expect_stop(page, STOPS[1])?;
        page.press("Shift+Tab")?;
        page.press("Enter")?;
        expect_stop(page, STOPS[0])?;
        page.press("Escape")?;
        expect_no_tour(page)
    })
}

#[test]
fn skipped_tour_is_remembered() -> Result<()> {
    check("", |page| {
        page.find("region", "Your turn")?;
        page.click_button("Dismiss")?;
        page.wait_until("no invitation", |page| Ok(!is_invited(page)?))?;
        expect_no_invitation_again(page)
    })
}

/// Counts how often the position changes from now on.
const COUNT: &str = "
    window.changes = 0;
    new MutationObserver(list => { window.changes += list.length })
        .observe(document, { subtree: true, attributes: true, attributeFilter: ['aria-valuetext'] });";

/// How long a first visit plays in all, in milliseconds, when nobody is in its way.
fn first_visit_plays_for() -> Result<f64> {
    let mut took = 0.0;
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }))?;
        page.visit(&site.url(""))?;
        Position::after_tour(page)?;
        let first = page.run("return window.times.moved - window.times.there", &[])?;
        took = page.run("return performance.now() - window.times.there", &[])?.as_f64().context("no time")?;
        ensure!(first.as_f64().is_some_and(|first| first < took), "a first visit moves at {first}, and ends at {took}");
        Ok(())
    })?;
    Ok(took)
}

#[test]
fn links_and_frames_neither_play_nor_invite() -> Result<()> {
    let long = first_visit_plays_for()?;
    for address in [link(SPLIT), format!("?embed=1{}", link(SPLIT)), "?embed=1".to_owned(), "?step=10".to_owned()] {
        check_with(&Options::default(), &SiteOptions::default(), |page, site| {
            page.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": COUNT }))?;
            page.visit(&site.url(&address))?;
            page.wait_until_started()?;
            ready(page)?;
            let (before, count) = (Position::of(page)?, page.run("return window.changes", &[])?);
            let start = page.run("return performance.now()", &[])?.as_f64().context("no time")?;
            page.wait_until("the time in which a first visit plays", |page| {
                Ok(page.run("return performance.now()", &[])?.as_f64() > Some(start + long))
            })?;
            ensure!(!is_invited(page)?, "{address} invites");
            let (after, changes) = (Position::of(page)?, page.run("return window.changes", &[])?);
            ensure!(
                after == before && changes == count,
                "{address} plays: {before:?} became {after:?} in {changes} changes"
            );
            Ok(())
        })?;
    }
    Ok(())
}

#[test]
fn three_keys_split_a_frame_and_tell_why() -> Result<()> {
    check("", |page| {
        invitation(page, "Click a page of child to write to it")?;
        page.tab_to(&page.find_starting("button", "parent, pid")?)?;
        let page_of_child = page.find_starting("button", "child heap[1]")?;
        for _ in 0..20 {
            if page_of_child.has_focus()? {
                break;
            }
            page.press("ArrowDown")?;
        }
        page.press("Enter")?;
        page.tab_to(&page.find("button", "Write")?)?;
        page.press("Enter")?;
        let split = |picture: &Picture| picture.entry("child heap[1]").is_ok_and(|entry| entry.access == "RW");
        Picture::once(page, "the frame to split", split)?;
        ready(page)?;
        invitation(page, "because its refcount is 2")
    })
}

#[test]
fn what_a_newcomer_wrote_is_not_called_wrong() -> Result<()> {
    check("", |page| {
        invitation(page, "Click a page of child to write to it")?;
        page.find_starting("button", "child heap[1]")?.click()?;
        page.click_button("Write")?;
        ready(page)?;
        page.press("Control+k")?;
        page.find("combobox", "Action")?;
        page.type_text("18")?;
        page.press("Enter")?;
        let why =
            |words: &str| page.wait_until(words, |page| Ok(page.text_of("complementary", "Why")?.contains(words)));
        why("It held before your change")?;
        why("What you did is not wrong")?;
        let failed = page.select_all(".editor__mark--failed, .band__mark--broken")?.len();
        ensure!(failed == 0, "{failed} lines are called wrong");
        page.press("Control+z")?;
        page.wait_until("the script as it was", |page| {
            Ok(!page.text_of("complementary", "Why")?.contains("before your change"))
        })
    })
}
