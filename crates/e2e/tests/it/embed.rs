//! The page in frames of other people's pages, the worst of them included.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{link, ready, script, Position, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions, ThirdPartyStorage};
use serde_json::json;

/// A page of somebody else's around a frame: it keeps what it hears, and has another frame beside.
fn host_page(frame: &str) -> String {
    format!(
        "<!doctype html><html lang=en><link rel=icon href=data:,><title>Course</title>
        <script>window.heard = []; addEventListener('message', event => heard.push(event.data))</script>
        {frame}<iframe title=Neighbour srcdoc='<!doctype html><p>Notes</p>'></iframe>"
    )
}

/// Opens a host page on another site with the page in a frame, and stays in the host.
pub(crate) fn check_hosted(story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        let src = site.url("?embed=1");
        let frame = format!("<iframe title=Forkscope width=760 height=480 src=\"{src}\"></iframe>");
        page.visit(&Site::host_page(host_page(&frame))?.url_on_localhost(""))?;
        story(page)
    })
}

/// Opens a host page on another site with the page in a frame, and goes into the frame once the app runs there.
fn check_frame(
    options: &Options,
    serve: &SiteOptions,
    attributes: &str,
    story: impl FnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    check_with(options, serve, |page, site| {
        let src = site.url(&format!("?embed=1&policy=textbook&step=4.3{}", link(SPLIT)));
        let frame = format!("<iframe title=Forkscope width=760 height=480 src=\"{src}\" {attributes}></iframe>");
        page.visit(&Site::host_page(host_page(&frame))?.url_on_localhost(""))?;
        page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
        page.wait_until_started()?;
        ready(page)?;
        story(page)?;
        expect_embed(page)?;
        expect_way_out(page)
    })
}

/// Stage, one line of narration and timeline are there, steps can be taken, and nothing else is in the way.
fn expect_embed(page: &Browser) -> Result<()> {
    page.find_starting("table", "Physical memory")?;
    let line = page.find("region", "Kernel step")?;
    ensure!(line.rect()?.height < 60.0, "the narration is {:?}", line.rect()?);
    let (before, words) = (Position::of(page)?, line.text()?);
    ensure!((before.command, before.step) == (5, 3), "it opens at {before:?}");
    page.click_button("Step forward")?;
    page.wait_until("the next step", |page| Ok(Position::of(page)?.step == 4 && line.text()? != words))?;
    page.press(",")?;
    page.wait_until("the step before", |page| Ok(Position::of(page)? == before && line.text()? == words))?;
    ensure!(page.try_find("textbox", "Script")?.is_none(), "an embed has an editor");
    let widths = page.run("return [document.documentElement.scrollWidth, innerWidth]", &[])?;
    ensure!(widths[0].as_u64() <= widths[1].as_u64(), "the embed is wider than its frame: {widths}");
    Ok(())
}

/// The link to the whole page carries script, step and policy.
fn expect_way_out(page: &Browser) -> Result<()> {
    let href = page.find("link", "Open in Forkscope")?.property("href")?;
    let href = href.as_str().unwrap_or_default().to_owned();
    ensure!(href.contains("step=4.3") && href.contains("policy=textbook"), "the link is {href}");
    ensure!(!href.contains("embed=1"), "the link is {href}");
    page.leave_frames()?;
    page.visit(&href)?;
    page.wait_until_started()?;
    page.wait_until("the place of the link", |page| Ok(Position::of(page)?.step == 3))?;
    ensure!(script(page)? == SPLIT, "the link carries {}", script(page)?);
    ensure!(page.find("combobox", "Fork policy")?.property("value")? == "textbook", "the link carries another policy");
    Ok(())
}

fn storage(page: &Browser) -> Result<serde_json::Value> {
    page.run("try { localStorage.setItem('a', 'b'); return 'stores' } catch (error) { return error.name }", &[])
}

#[test]
fn frame_on_another_site_works() -> Result<()> {
    check_frame(&Options::default(), &SiteOptions::default(), "", |page| {
        ensure!(storage(page)? == json!("stores"));
        Ok(())
    })
}

#[test]
fn frame_works_where_third_parties_may_store_nothing() -> Result<()> {
    let options = Options { third_party_storage: ThirdPartyStorage::Blocked, ..Options::default() };
    check_frame(&options, &SiteOptions::default(), "", |page| {
        ensure!(storage(page)? == json!("SecurityError"), "storage is not blocked: the test shows nothing");
        Ok(())
    })
}

#[test]
fn frame_works_with_an_opaque_origin_if_the_host_allows_all_origins() -> Result<()> {
    let options = Options { third_party_storage: ThirdPartyStorage::Blocked, ..Options::default() };
    let serve = SiteOptions { cors: true, ..SiteOptions::default() };
    check_frame(&options, &serve, "sandbox=\"allow-scripts\"", |page| {
        ensure!(page.run("return origin", &[])? == json!("null"));
        ensure!(storage(page)? == json!("SecurityError"));
        Ok(())
    })
}

/// Where the stage, what is said of the step, and the transport are, as shares of the window that they lie in.
const PARTS: &str = "
    const parts = ['.app__stage', '.caption', '.transport__button--play', '.bar__slider'];
    const shown = parts.map(name => document.querySelector(name).getBoundingClientRect());
    return shown.map(({ top, bottom }) => Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0)) / (bottom - top));";

#[test]
fn small_frames_show_what_happens_and_how_to_go_on() -> Result<()> {
    forkscope_e2e::check(&format!("?embed=1&step=4.3{}", link(SPLIT)), |page| {
        page.wait_until_started()?;
        for (width, height) in [(800, 450), (760, 360), (640, 360), (390, 500), (360, 400)] {
            page.set_viewport(width, height)?;
            page.wait_until("the size", |page| Ok(page.run("return innerWidth", &[])? == width))?;
            let tall = page.run("return document.querySelector('.app__stage').offsetHeight", &[])?.as_u64();
            ensure!(tall >= Some(u64::from(height) * 2 / 5), "{width}×{height}: the stage is {tall:?} high");
            let shares = page.run(PARTS, &[])?;
            ensure!(shares == json!([1, 1, 1, 1]), "{width}×{height}: out of the window: {shares}");
        }
        Ok(())
    })
}
