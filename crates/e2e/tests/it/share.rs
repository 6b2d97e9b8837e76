//! Dialogs: share, embed, help; where the focus goes when they close.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, with_script, SPLIT};
use forkscope_e2e::{check, Browser};

/// Waits until a dialog is gone and a button has the focus.
fn expect_closed(page: &Browser, dialog: &str, button: &str) -> Result<()> {
    page.wait_until("the dialog to close", |page| Ok(page.try_find("dialog", dialog)?.is_none()))?;
    page.wait_until(&format!("the focus on `{button}`"), |page| page.find("button", button)?.has_focus())
}

#[test]
fn share_gives_a_link_and_copies_it() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_clipboard(true)?;
        go_to_end(page)?;
        page.click_button("Share")?;
        let link = page.find("textbox", "Link")?.property("value")?;
        ensure!(link.as_str().is_some_and(|link| link.contains("?step=5#v1:d:")), "the link is {link}");
        page.click_button("Copy link")?;
        let dialog = page.find("dialog", "Share")?;
        page.wait_until("a word about it", |_| Ok(dialog.text()?.contains("Copied")))?;
        page.press("Escape")?;
        expect_closed(page, "Share", "Share")
    })
}

#[test]
fn share_selects_the_link_where_copying_is_refused() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_clipboard(false)?;
        page.click_button("Share")?;
        page.click_button("Copy link")?;
        let dialog = page.find("dialog", "Share")?;
        page.wait_until("a word about it", |_| Ok(dialog.text()?.contains("press Ctrl+C")))?;
        let field = page.find("textbox", "Link")?;
        let length = field.property("value")?.as_str().map_or(0, str::len);
        ensure!(field.has_focus()? && field.property("selectionEnd")? == length, "the link is not selected");
        Ok(())
    })
}

#[test]
fn embed_gives_a_frame_to_paste() -> Result<()> {
    with_script(SPLIT, |page| {
        page.click_button("Embed")?;
        let html = page.find("textbox", "HTML")?.property("value")?;
        let html = html.as_str().unwrap_or_default();
        ensure!(html.starts_with("<iframe ") && html.contains("embed=1") && html.contains("title="), "it is {html}");
        page.find("button", "Copy HTML")?;
        page.find("checkbox", "Predict: readers are asked before each command")?.click()?;
        page.wait_until("a frame that asks", |page| {
            let html = page.find("textbox", "HTML")?.property("value")?;
            Ok(html.as_str().is_some_and(|html| html.contains("predict=1")))
        })?;
        page.press("Escape")?;
        expect_closed(page, "Embed in a page", "Embed")
    })
}

#[test]
fn help_lists_the_keys() -> Result<()> {
    check(&link(SPLIT), |page| {
        ready(page)?;
        page.press("?")?;
        let text = page.text_of("dialog", "Help and keys")?;
        for key in ["Space", ".", ",", ">", "<", "Home", "End", "/", "y", "t", "?", "Esc"] {
            ensure!(text.lines().any(|line| line.split_whitespace().any(|word| word == key)), "no {key} in {text}");
        }
        page.press("Escape")?;
        page.wait_until("help to close", |page| Ok(page.try_find("dialog", "Help and keys")?.is_none()))?;
        page.click_button("Help and keys")?;
        page.find("dialog", "Help and keys")?;
        page.press("Escape")?;
        expect_closed(page, "Help and keys", "Help and keys")
    })
}
