//! The helpers on a page of their own: what they promise, and how they are used.

use anyhow::{ensure, Result};
use forkscope_e2e::{check::dist, Browser, Options, Site};

const PAGE: &str = r#"<!doctype html><html lang="en"><title>Helpers</title><link rel="icon" href="data:,">
<h1>Helpers</h1>
<button onclick="count.value++">Step</button><button aria-label="Step back" onclick="count.value--">-1</button>
<output id="count" aria-label="Steps taken">0</output>
<label>Note <input></label>
<p id="key"></p>
<script>
  addEventListener("keydown", e => key.textContent = (e.ctrlKey ? "ctrl " : "") + e.key);
</script>"#;

fn on_helpers(story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    if dist().is_none() {
        return Ok(());
    }
    let site = Site::host_page(PAGE.to_owned())?;
    let browser = Browser::open(&Options::default())?;
    browser.visit(&site.url(""))?;
    story(&browser)
}

#[test]
fn elements_are_found_by_role_and_name() -> Result<()> {
    on_helpers(|page| {
        page.click_button("Step")?;
        page.click_button("Step")?;
        page.click_button("Step back")?;
        page.wait_for_text("status", "Steps taken", "1")?;
        ensure!(page.names_of("button")? == ["Step", "Step back"]);
        ensure!(page.try_find("button", "Play")?.is_none());
        ensure!(page.text_of("heading", "Helpers")? == "Helpers");
        page.expect_quiet()
    })
}

#[test]
fn keys_go_to_what_has_the_focus() -> Result<()> {
    on_helpers(|page| {
        let field = page.find("textbox", "Note")?;
        field.click()?;
        page.type_text("a page")?;
        ensure!(field.property("value")? == "a page" && field.has_focus()?);
        page.press("Control+k")?;
        page.wait_until("the key to arrive", |page| Ok(page.select("#key")?.text()? == "ctrl k"))?;
        page.press("Shift+Tab")?;
        ensure!(page.find("button", "Step back")?.has_focus()?);
        page.press("Enter")?;
        page.wait_for_text("status", "Steps taken", "-1")
    })
}

#[test]
fn errors_in_frames_of_other_sites_are_heard() -> Result<()> {
    if dist().is_none() {
        return Ok(());
    }
    let loud = Site::host_page(
        "<!doctype html><link rel=icon href=data:,><script>console.error('heard')</script>".to_owned(),
    )?;
    let host = Site::host_page(format!(
        "<!doctype html><link rel=icon href=data:,><iframe src=\"{}\"></iframe>",
        loud.url("")
    ))?;
    let browser = Browser::open(&Options::default())?;
    browser.visit(&host.url_on_localhost(""))?;
    let mut said = Vec::new();
    browser.wait_until("the frame's error", |browser| {
        said.extend(browser.take_console()?);
        Ok(said.iter().any(|entry| entry.level == "SEVERE" && entry.message.contains("heard")))
    })
}
