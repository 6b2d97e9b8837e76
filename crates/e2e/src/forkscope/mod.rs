//! Forkscope as a visitor meets it: what the stage says, where the timeline stands, what is typed where.

mod picture;
mod position;

pub use picture::Picture;
pub use position::Position;

use crate::{check, Browser, Element};
use anyhow::{ensure, Result};

/// Three pages, a fork, and a write that splits the one in the middle.
pub const SPLIT: &str = "\
process parent
parent: mmap VP 3 pages
parent: write VP[0..3] 0x41
parent: fork child
parent: write VP[1] 0x58
";

/// The end of an address that opens a script, written as people write it by hand.
pub fn link(script: &str) -> String {
    let escaped = script.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("#v1:t:{}", escaped.collect::<String>())
}

/// Opens the page with a script, and tells a story with it.
pub fn with_script(script: &str, story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    check(&link(script), |page| {
        ready(page)?;
        story(page)
    })
}

/// Waits until the page stands still: the script has run and nothing plays.
pub fn ready(page: &Browser) -> Result<()> {
    page.find("button", "Play")?;
    page.wait_until("the script to have run", |page| Ok(Position::of(page)?.commands > 0))
}

/// Goes to the end of the script by the button.
pub fn go_to_end(page: &Browser) -> Result<()> {
    page.click_button("Last")?;
    page.wait_until("the end", |page| Position::of(page)?.is_at_end())
}

/// The script as it stands in the editor.
pub fn script(page: &Browser) -> Result<String> {
    Ok(page.find("textbox", "Script")?.property("value")?.as_str().unwrap_or_default().to_owned())
}

/// Puts another script in the place of the one in the editor, by selecting all and pasting.
pub fn replace_script(page: &Browser, text: &str) -> Result<()> {
    let editor = page.find("textbox", "Script")?;
    editor.click()?;
    page.press("Control+a")?;
    page.paste(text)
}

/// Types a line at the console's prompt and waits for its answer.
pub fn command<'a>(page: &'a Browser, line: &str) -> Result<Element<'a>> {
    let prompt = page.find("combobox", "Command")?;
    ensure!(prompt.has_focus()?, "the prompt has no focus for `{line}`");
    page.type_text(line)?;
    page.press("Enter")?;
    let log = page.find("log", "Console output")?;
    page.wait_until(&format!("an answer to `{line}`"), |_| {
        let text = log.text()?;
        let answer = text.rsplit_once(line).map(|(_, answer)| answer.trim()).unwrap_or_default();
        Ok(!answer.is_empty() && !answer.ends_with("running"))
    })?;
    Ok(log)
}

/// The link in the share dialog, which is opened and closed by mouse.
pub fn share_link(page: &Browser) -> Result<String> {
    page.click_button("Share")?;
    let link = page.find("textbox", "Link")?.property("value")?;
    page.click_button("Close")?;
    Ok(link.as_str().unwrap_or_default().to_owned())
}
