//! The palette and the keys: what they reach, and what they keep away from.

use crate::embed::check_hosted;
use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, script, with_script, Position, SPLIT};
use forkscope_e2e::{check, Browser};
use serde_json::json;

/// What is typed into fields: letters and signs that are keys elsewhere.
const LETTERS: &str = "gesdoxiftmcyplqw?/.,<>{}[] ";

/// Types into a field; nothing else happens. Some fields take no blank at the start.
fn expect_kept(page: &Browser, role: &str, name: &str) -> Result<()> {
    let field = page.find(role, name)?;
    field.click()?;
    page.press("Control+a")?;
    let before = (Position::of(page)?, page.find("combobox", "Fork policy")?.property("value")?);
    page.type_text(LETTERS)?;
    let value = field.property("value")?;
    ensure!(value == LETTERS, "`{name}` holds {value}");
    let after = (Position::of(page)?, page.find("combobox", "Fork policy")?.property("value")?);
    ensure!(before == after, "typing into `{name}` leads from {before:?} to {after:?}");
    Ok(())
}

#[test]
fn keys_take_nothing_from_fields() -> Result<()> {
    let asks = "process p\np: mmap heap 1 page\nask \"How many?\" 0\np: write heap[0] 1\n";
    check(&format!("?step=3{}", link(asks)), |page| {
        ready(page)?;
        expect_kept(page, "textbox", "Your answer")?;
        expect_kept(page, "combobox", "Command")?;
        ensure!(page.try_select("dialog[open]")?.is_none(), "a dialog is open");
        expect_kept(page, "textbox", "Script")?;
        page.press("Control+z")?;
        for (key, role, name) in [
            ("g", "searchbox", "Search scenarios"),
            ("w", "searchbox", "Search the glossary"),
            ("Control+k", "combobox", "Action"),
        ] {
            page.click_button("First")?;
            page.press(key)?;
            let field = page.find(role, name)?;
            page.wait_until("the focus in it", |_| field.has_focus())?;
            page.type_text("gesdoxi")?;
            ensure!(field.property("value")? == "gesdoxi", "`{name}` holds {}", field.property("value")?);
            ensure!(page.select_all("dialog[open]")?.len() == 1, "another dialog is open");
            page.press("Escape")?;
            page.press("Escape")?;
            page.wait_until("no dialog", |page| Ok(page.try_select("dialog[open]")?.is_none()))?;
        }
        Ok(())
    })
}

#[test]
fn single_keys_can_be_switched_off() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("?")?;
        page.find("checkbox", "Single keys act while nothing is being typed")?.click()?;
        page.press("Escape")?;
        page.wait_until("no dialog", |page| Ok(page.try_select("dialog[open]")?.is_none()))?;
        let before = Position::of(page)?;
        for key in [".", "g", "c", "Home"] {
            page.press(key)?;
        }
        ensure!(Position::of(page)? == before && page.try_select("dialog[open]")?.is_none(), "single keys still act");
        page.press("Control+k")?;
        page.find("dialog", "Command palette").map(drop)
    })
}

/// Keys that the page acts on and a frame of it has no use for, and keys that a frame acts on too.
const KEYS: &str = "
    const press = (key, ctrlKey) => {
        const event = new KeyboardEvent('keydown', { key, ctrlKey, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
        return event.defaultPrevented;
    };
    const left = [['k', true], ['s', true], ['o', true], ['b', true], ['g', false], ['?', false], ['/', false], ['e', false], ['w', false]];
    return [left.filter(([key, ctrl]) => press(key, ctrl)).map(([key]) => key), ['.', ','].filter(key => !press(key, false))];";

#[test]
fn a_frame_leaves_keys_alone_that_it_has_no_use_for() -> Result<()> {
    check(&format!("?embed=1&step=4{}", link(SPLIT)), |page| {
        ready(page)?;
        let taken = page.run(KEYS, &[])?;
        ensure!(taken[0] == json!([]), "these do nothing, and are taken from the browser: {}", taken[0]);
        ensure!(taken[1] == json!([]), "these are left alone: {}", taken[1]);
        Ok(())
    })
}

#[test]
fn keys_around_a_frame_are_the_hosts() -> Result<()> {
    check_hosted(|host| {
        host.enter_frame(&host.find("Iframe", "Forkscope")?)?;
        host.wait_until_started()?;
        ready(host)?;
        let before = Position::of(host)?;
        host.leave_frames()?;
        host.run("document.body.insertAdjacentHTML('afterbegin', '<textarea aria-label=Notes></textarea>')", &[])?;
        host.run("document.querySelector('textarea').focus()", &[])?;
        host.type_text(".,>< g")?;
        ensure!(
            host.find("textbox", "Notes")?.property("value")? == ".,>< g",
            "the frame took what was typed beside it"
        );
        host.enter_frame(&host.find("Iframe", "Forkscope")?)?;
        ensure!(Position::of(host)? == before, "the frame moved by what was typed beside it");
        host.leave_frames()
    })
}

/// Opens the palette and looks for an action.
fn look_for(page: &Browser, words: &str) -> Result<()> {
    page.press("Control+k")?;
    page.find("combobox", "Action")?;
    page.type_text(words)
}

#[test]
fn the_palette_acts_by_mouse_and_by_arrows() -> Result<()> {
    with_script(SPLIT, |page| {
        look_for(page, "go")?;
        page.press("Escape")?;
        look_for(page, "3")?;
        page.find_starting("option", "Go to step 3")?.click()?;
        page.wait_until("the step", |page| Ok(Position::of(page)?.command == 3))?;
        look_for(page, "to ")?;
        let chosen = |page: &Browser| page.select("[role=option][aria-selected=true]")?.text();
        let first = chosen(page)?;
        page.press("ArrowDown")?;
        page.wait_until("the next", |page| Ok(chosen(page)? != first))?;
        page.press("ArrowUp")?;
        page.wait_until("the first again", |page| Ok(chosen(page)? == first))
    })
}

#[test]
fn more_is_a_list_for_the_mouse() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        for (name, title) in [
            ("What changed", "What changed"),
            ("Memory over time", "Memory over time"),
            ("Pictures and data", "Pictures and data"),
            ("Inspector", "Address translation"),
            ("Glossary", "Glossary"),
            ("Help", "Help and keys"),
        ] {
            page.click_button("More")?;
            page.find("dialog", "More")?;
            let items = page.select_all(".more__item")?;
            let item = items.into_iter().find(|item| item.name().is_ok_and(|found| found.starts_with(name)));
            item.ok_or_else(|| anyhow::anyhow!("no `{name}` in the list"))?.click()?;
            page.find("dialog", title)?;
            page.click_button("Close")?;
            page.wait_until("no dialog", |page| Ok(page.try_select("dialog[open]")?.is_none()))?;
        }
        ensure!(script(page)? == SPLIT, "the script is now {}", script(page)?);
        Ok(())
    })
}
