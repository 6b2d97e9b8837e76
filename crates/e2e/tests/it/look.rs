//! Policy and theme: what they change, by mouse and by keyboard.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, share_link, with_script, Picture, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, SiteOptions};

/// Whether the two processes share any frame.
fn share_frames(picture: &Picture) -> bool {
    picture.references_of("parent").contains(&"2")
}

/// Waits until a policy is the one that is chosen.
fn expect_policy(page: &Browser, word: &str) -> Result<()> {
    page.wait_until(&format!("policy {word}"), |page| {
        Ok(page.find("combobox", "Fork policy")?.property("value")? == word)
    })
}

#[test]
fn eager_policy_shares_nothing_and_goes_into_the_link() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        ensure!(share_frames(&Picture::of(page)?), "Linux shares nothing");
        page.find("combobox", "Fork policy")?.type_text("Eager copy")?;
        expect_policy(page, "eager")?;
        Picture::once(page, "a fork that copies everything", |picture| !share_frames(picture))?;
        let link = share_link(page)?;
        ensure!(link.contains("policy=eager"), "the link is {link}");
        let guest = Browser::open(&Options::default())?;
        guest.visit(&link)?;
        expect_policy(&guest, "eager")?;
        Picture::once(&guest, "the eager picture of the link", |picture| !share_frames(picture))?;
        guest.expect_quiet()
    })
}

#[test]
fn policy_is_switched_by_keys() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        for word in ["refcount", "mapcount", "on_demand", "textbook", "eager", "linux"] {
            page.press("y")?;
            expect_policy(page, word)?;
        }
        page.find("combobox", "Fork policy")?.type_text("Textbook")?;
        expect_policy(page, "textbook")?;
        page.press("ArrowDown")?;
        expect_policy(page, "eager")?;
        Picture::once(page, "a fork that copies everything", |picture| !share_frames(picture)).map(drop)
    })
}

/// How light the page is behind everything, from 0 to 255.
fn lightness(page: &Browser) -> Result<f64> {
    let colour =
        page.run("return getComputedStyle(document.body).backgroundColor.match(/[0-9.]+/g).map(Number)", &[])?;
    let channels: Vec<f64> = serde_json::from_value(colour)?;
    channels.get(..3).map(|rgb| rgb.iter().sum::<f64>() / 3.0).context("the page has no background")
}

/// Waits until the theme button says a word and the page is light or dark.
fn expect_theme(page: &Browser, word: &str, dark: bool) -> Result<()> {
    page.find("button", &format!("Theme: {word}"))?;
    page.wait_until(&format!("theme {word}, dark: {dark}"), |page| Ok((lightness(page)? < 128.0) == dark))
}

#[test]
fn theme_turns_by_mouse_and_by_keyboard() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_media(&[("prefers-color-scheme", "dark")])?;
        expect_theme(page, "auto", true)?;
        page.click_button("Theme: auto")?;
        expect_theme(page, "light", false)?;
        page.click_button("Theme: light")?;
        expect_theme(page, "dark", true)?;
        page.press("t")?;
        expect_theme(page, "auto", true)?;
        page.set_media(&[("prefers-color-scheme", "light")])?;
        expect_theme(page, "auto", false)?;
        page.press("t")?;
        page.press("t")?;
        expect_theme(page, "dark", true)
    })
}

#[test]
fn theme_is_kept_and_a_link_may_ask_for_another() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&link(SPLIT)))?;
        ready(page)?;
        page.click_button("Theme: auto")?;
        page.click_button("Theme: light")?;
        expect_theme(page, "dark", true)?;
        page.reload()?;
        expect_theme(page, "dark", true)?;
        page.visit(&site.url(&format!("?theme=light{}", link(SPLIT))))?;
        expect_theme(page, "light", false)
    })
}
