//! What the forms of the inspector do: each shows its line first, and writes it, by mouse and by keyboard.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, script, with_script, SPLIT};
use forkscope_e2e::Browser;

/// What is chosen, what is typed into its field, and the line after the process.
const FORMS: [(&str, Option<&str>, &str); 6] = [
    ("Read the page", None, "read VP[1]"),
    ("Write to the page", Some("Z"), "write VP[1] \"Z\""),
    ("Fork", Some("third"), "fork third"),
    ("Execute a program", Some("other"), "exec other"),
    ("Map anonymous memory", Some("more 2 pages"), "mmap more 2 pages"),
    ("Exit", Some("3"), "exit 3"),
];

/// Fills every form, and takes back what it wrote. `fill` chooses a form, types, and hands back how to write the line.
fn check(
    open: fn(&Browser) -> Result<()>,
    fill: fn(&Browser, &str, Option<&str>) -> Result<()>,
    write: &str,
) -> Result<()> {
    let before = format!("program sh text=1 page\nprogram other text=1 page\n{SPLIT}");
    with_script(&before, |page| {
        for (name, value, line) in FORMS {
            go_to_end(page)?;
            open(page)?;
            fill(page, name, value)?;
            let dialog = page.find("dialog", "Address translation")?;
            let line = format!("parent: {line}");
            page.wait_until(&format!("`{line}` to be shown"), |_| Ok(dialog.text()?.contains(&line)))?;
            let written = page.select("#script-text")?.property("value")?;
            ensure!(written == before, "`{line}` is written before anyone asked for it");
            match write {
                "mouse" => page.click_button("Write the line")?,
                keys => page.press(keys)?,
            }
            page.wait_until(&format!("`{line}` in the script"), |page| {
                Ok(script(page)? == format!("{before}{line}\n"))
            })?;
            page.wait_until("the dialog to close", |page| {
                Ok(page.try_find("dialog", "Address translation")?.is_none())
            })?;
            page.press("Control+z")?;
            page.wait_until("the script as it was", |page| Ok(script(page)? == before))?;
        }
        Ok(())
    })
}

#[test]
fn forms_are_filled_by_mouse() -> Result<()> {
    let open = |page: &Browser| {
        page.find_starting("button", "parent VP[1]")?.click()?;
        page.click_button("Inspect i")
    };
    let fill = |page: &Browser, name: &str, value: Option<&str>| {
        page.find("option", name)?.click()?;
        let Some(value) = value else { return Ok(()) };
        page.select(".act__field input")?.click()?;
        page.press("Control+a")?;
        page.type_text(value)
    };
    check(open, fill, "mouse")
}

#[test]
fn forms_are_filled_by_keyboard() -> Result<()> {
    let open = |page: &Browser| {
        page.press("i")?;
        page.find("dialog", "Address translation")?;
        page.tab_to(&page.find("textbox", "address")?)?;
        page.press("Control+a")?;
        page.type_text("VP[1]")?;
        page.press("Enter")?;
        page.wait_until("the page", |page| Ok(page.text_of("dialog", "Address translation")?.contains("parent, VP[1]")))
    };
    let fill = |page: &Browser, name: &str, value: Option<&str>| {
        page.tab_to(&page.find("combobox", "What parent does")?)?;
        page.type_text(name)?;
        page.press("Tab")?;
        let Some(value) = value else { return Ok(()) };
        page.press("Control+a")?;
        page.type_text(value)
    };
    check(open, fill, "Enter")
}
