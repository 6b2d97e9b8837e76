//! Predicting: a command is asked about before it runs, by mouse and by keyboard, on the page and in a frame.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{link, ready, with_script, Position, SPLIT};
use forkscope_e2e::{check, check_with, Browser, Options, Site, SiteOptions};

/// What is right for the last line of `SPLIT`.
const RIGHT: &str = "Copy: a new frame with the same bytes";

fn expect_question(page: &Browser) -> Result<()> {
    page.find("heading", "What will this write come to?")?;
    ensure!(page.try_find("region", "Kernel steps")?.is_none(), "the steps are not hidden");
    Ok(())
}

#[test]
fn next_command_is_asked_about_and_answered_by_mouse() -> Result<()> {
    check(&format!("?predict=1&step=4{}", link(SPLIT)), |page| {
        ready(page)?;
        expect_question(page)?;
        let count = page.select(".tile--hot .tile__count")?;
        ensure!(count.text()?.contains("2→?"), "the count to foretell is `{}`", count.text()?);
        page.click_button("Step forward")?;
        ensure!(Position::of(page)?.command == 4, "an open question lets steps be taken");
        page.click_button("Reuse: a fault, but the frame stays: only its PTE changes")?;
        page.wait_until("what is right", |page| {
            Ok(page.text_of("complementary", "Predict")?.contains("Not quite: copy"))
        })?;
        ensure!(page.text_of("complementary", "Predict")?.contains("because its refcount is 2"), "no reason is given");
        page.find("button", &format!("{RIGHT}, right"))?;
        page.find_starting("button", "Watch the")?.click()?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())
    })
}

#[test]
fn next_command_is_asked_about_and_answered_by_keys() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("p")?;
        page.press("Home")?;
        page.press(">")?;
        page.find("heading", "How many frames will this mmap take for pages?")?;
        page.press("0")?;
        page.find("heading", "Right: 0")?;
        page.press("q")?;
        page.press("q")?;
        page.find("heading", "How many pages will this fork copy?")?;
        page.press("p")?;
        page.wait_until("the end of asking", |page| Ok(page.try_find("complementary", "Predict")?.is_none()))
    })
}

#[test]
fn values_to_come_are_covered_in_the_script() -> Result<()> {
    let script = format!("{SPLIT}expect refcount(child.VP[1]) == 1\n");
    check(&format!("?predict=1&step=4{}", link(&script)), |page| {
        ready(page)?;
        expect_question(page)?;
        let covered = page.select(".tok--masked")?;
        ensure!(covered.text()? == "1", "covered is `{}`", covered.text()?);
        page.press("1")?;
        page.click_button("Last")?;
        page.wait_until("the expectation", |page| Position::of(page)?.is_at_end())?;
        page.wait_until("its value", |page| Ok(page.try_select(".tok--masked")?.is_none()))
    })
}

#[test]
fn frame_tells_its_host_what_was_answered() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        let src = site.url(&format!("?embed=1&predict=1&step=4{}", link(SPLIT)));
        let html = format!(
            "<!doctype html><html lang=en><link rel=icon href=data:,><title>Course</title>
            <script>window.heard = []; addEventListener('message', event => heard.push(event.data))</script>
            <iframe title=Forkscope width=760 height=480 src=\"{src}\"></iframe>"
        );
        page.visit(&Site::host_page(html)?.url_on_localhost(""))?;
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until_started()?;
        expect_question(page)?;
        page.click_button(RIGHT)?;
        page.find("heading", "Right: copy")?;
        page.leave_frames()?;
        page.wait_until("the answer", |page| {
            let heard = page.run("return window.heard.filter(message => message.type === 'answer')", &[])?;
            Ok(heard[0]["right"] == true && heard[0]["given"] == "Copy")
        })?;
        let score = page.run("return window.heard.find(message => message.type === 'score')", &[])?;
        ensure!(score["right"] == 1 && score["answered"] == 1, "the score is {score}");
        Ok(())
    })
}
