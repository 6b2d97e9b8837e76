//! Scripts as files: opened by button, key and drop, refused in words, saved; and drafts with names.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{link, ready, replace_script, script, with_script, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, SiteOptions};
use serde_json::json;

const OTHER: &str = "process other\r\nother: mmap heap 2 pages\r\n";

/// Drops a file on the page as a file manager does.
const DROP: &str = "
    const [kind, name, text] = arguments;
    const data = new DataTransfer();
    data.items.add(new File([text], name));
    document.body.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))";

fn drag(page: &Browser, kind: &str, name: &str, text: &str) -> Result<()> {
    page.run(DROP, &[json!(kind), json!(name), json!(text)]).map(drop)
}

#[test]
fn file_is_dropped_on_the_page() -> Result<()> {
    with_script(SPLIT, |page| {
        drag(page, "dragover", "other.fork", OTHER)?;
        page.wait_until("the zone", |page| Ok(page.try_select(".drop")?.is_some()))?;
        drag(page, "drop", "other.fork", OTHER)?;
        page.wait_until("the script", |page| Ok(script(page)? == OTHER.replace('\r', "")))?;
        ensure!(page.try_select(".drop")?.is_none(), "the zone still shows");
        ensure!(page.text_of("status", "Notice")?.contains("Opened other.fork"), "nothing is said");
        Ok(())
    })
}

/// A file is refused in words, and the script stays.
fn check_refused(name: &str, text: &str, says: &str) -> Result<()> {
    with_script(SPLIT, |page| {
        drag(page, "drop", name, text)?;
        page.wait_until("a word", |page| Ok(page.try_find("status", "Notice")?.is_some()))?;
        let notice = page.text_of("status", "Notice")?;
        ensure!(notice.contains(says), "the notice says `{notice}`");
        ensure!(script(page)? == SPLIT, "the script is now {}", script(page)?);
        Ok(())
    })
}

#[test]
fn file_that_is_no_script_is_refused() -> Result<()> {
    check_refused("photo.png", "x", "ends in .fork")?;
    check_refused("photo.fork", "\0\0", "not text")?;
    check_refused("large.fork", &"# long\n".repeat(40_000), "at most 256 KiB")
}

#[test]
fn file_is_chosen_from_the_palette() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("chosen.fork");
    std::fs::write(&path, OTHER)?;
    with_script(SPLIT, |page| {
        page.select("#script-file")?.type_text(&path.to_string_lossy())?;
        page.wait_until("the script", |page| Ok(script(page)?.starts_with("process other")))?;
        page.press("Control+k")?;
        page.find("combobox", "Action")?.type_text("open a file")?;
        page.find_starting("option", "Open a file").map(drop)
    })
}

#[test]
fn script_is_saved_as_a_file_by_key() -> Result<()> {
    with_script(SPLIT, |page| {
        let saved = page.download("process-parent.fork", |page| page.press("Control+s"))?;
        ensure!(saved == SPLIT.as_bytes(), "saved is {}", String::from_utf8_lossy(&saved));
        Ok(())
    })
}

/// Two drafts, of which the second is open; the gallery shows both.
fn with_drafts(story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&link(SPLIT)))?;
        page.wait_until_started()?;
        ready(page)?;
        replace_script(page, "process first\n")?;
        page.wait_until(
            "the first draft",
            |page| Ok(page.run("return localStorage['forkscope.drafts']", &[])? == "1"),
        )?;
        page.visit("about:blank")?;
        page.visit(&site.url(&link(SPLIT)))?;
        page.wait_until_started()?;
        replace_script(page, "process second\n")?;
        page.wait_until("the second draft", |page| {
            Ok(page.run("return localStorage['forkscope.drafts']", &[])? == "2,1")
        })?;
        page.find_starting("button", "Scenario")?.click()?;
        page.find("region", "Your drafts")?;
        story(page)
    })
}

#[test]
fn draft_is_named_deleted_and_brought_back() -> Result<()> {
    with_drafts(|page| {
        page.click_button("Rename")?;
        let field = page.find("textbox", "Name of the draft")?;
        page.wait_until("the focus in the field", |_| field.has_focus())?;
        page.press("Control+a")?;
        page.type_text("Lesson two\n")?;
        page.find_starting("button", "Lesson two")?;
        page.click_button("Delete")?;
        page.wait_until("one draft", |page| Ok(page.try_find("button", "Lesson two1 line")?.is_none()))?;
        let back = page.find("button", "Bring it back")?;
        page.wait_until("the focus on the way back", |_| back.has_focus())?;
        page.press("Enter")?;
        page.find_starting("button", "Lesson two").map(drop)
    })
}

#[test]
fn opened_draft_is_gone_on_with_and_not_written_twice() -> Result<()> {
    with_drafts(|page| {
        page.find_starting("button", "process first")?.click()?;
        page.wait_until("the first draft", |page| Ok(script(page)? == "process first\n"))?;
        replace_script(page, "process first\n# more\n")?;
        page.wait_until("it is kept", |page| Ok(page.run("return localStorage['forkscope.drafts']", &[])? == "1,2"))
    })
}

#[test]
fn draft_that_another_window_changed_is_not_written_over() -> Result<()> {
    with_drafts(|page| {
        page.press("Escape")?;
        page.run("localStorage['forkscope.draft.2'] = 'process elsewhere'", &[])?;
        replace_script(page, "process here\n")?;
        page.wait_until("a draft of its own", |page| {
            Ok(page.run("return localStorage['forkscope.drafts']", &[])? == "3,2,1")
        })?;
        ensure!(
            page.run("return localStorage['forkscope.draft.2']", &[])? == "process elsewhere",
            "it was written over"
        );
        Ok(())
    })
}

#[test]
fn script_is_saved_as_a_file_by_mouse() -> Result<()> {
    with_script(SPLIT, |page| {
        page.find_starting("button", "Scenario")?.click()?;
        let saved = page.download("process-parent.fork", |page| page.click_button("Save as a file"))?;
        ensure!(saved == SPLIT.as_bytes(), "saved is {}", String::from_utf8_lossy(&saved));
        Ok(())
    })
}

#[test]
fn drafts_are_opened_and_named_by_keyboard() -> Result<()> {
    with_drafts(|page| {
        page.tab_to(&page.find("button", "Rename")?)?;
        page.press("Enter")?;
        let field = page.find("textbox", "Name of the draft")?;
        page.wait_until("the focus in the field", |_| field.has_focus())?;
        page.press("Control+a")?;
        page.type_text("By keys\n")?;
        page.find_starting("button", "By keys")?;
        page.tab_to(&page.find_starting("button", "process first")?)?;
        page.press("Enter")?;
        page.wait_until("the first draft", |page| Ok(script(page)? == "process first\n"))
    })
}
