//! The glossary, and what there is to read on about a step.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, with_script, SPLIT};
use forkscope_e2e::{check, Browser};

/// Waits until the glossary has a word that stands out.
fn expect_word(page: &Browser, word: &str) -> Result<()> {
    page.find("dialog", "Glossary")?;
    page.wait_until(word, |page| {
        let here = page.try_select("dialog[open] [aria-current=true]")?;
        Ok(here.is_some_and(|here| here.text().is_ok_and(|text| text.starts_with(word))))
    })
}

#[test]
fn words_are_looked_up_by_keyboard() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("w")?;
        let search = page.find("searchbox", "Search the glossary")?;
        page.wait_until("the focus in the search", |_| search.has_focus())?;
        let words = |page: &Browser| page.select_all("dialog[open] dt").map(|all| all.len());
        ensure!(words(page)? > 30, "there are {} words", words(page)?);
        page.type_text("divided by")?;
        page.wait_until("one word", |page| Ok(words(page)? == 1))?;
        ensure!(page.text_of("dialog", "Glossary")?.contains("PSS"), "another word is left");
        page.type_text(" zebra")?;
        page.wait_until("no word", |page| Ok(page.text_of("dialog", "Glossary")?.contains("No word matches.")))?;
        page.press("Escape")?;
        page.press("Escape")?;
        page.wait_until("the glossary to close", |page| Ok(page.try_find("dialog", "Glossary")?.is_none()))?;
        page.press("Control+k")?;
        page.find("combobox", "Action")?.type_text("refcount")?;
        page.find_starting("option", "What is refcount?")?;
        page.press("Enter")?;
        expect_word(page, "refcount")
    })
}

#[test]
fn a_step_names_its_source_and_its_words() -> Result<()> {
    check(&format!("?step=4.2{}", link(SPLIT)), |page| {
        ready(page)?;
        page.press("End")?;
        page.press(",")?;
        let list = page.find("list", "Read on")?;
        let source = page.select("[aria-label=\"Read on\"] a")?;
        let href = source.property("href")?;
        ensure!(
            source.text()?.ends_with(['c', 'h']) && href.as_str().is_some_and(|href| href.contains("/v6.18/")),
            "the source is `{}` at {href}",
            source.text()?
        );
        ensure!(
            source.attribute("rel")?.as_deref() == Some("noopener noreferrer"),
            "the source is told where it came from"
        );
        let mut words = list.text()?;
        for _ in 0..12 {
            if page.try_select("[aria-label=\"Read on\"] button")?.is_some() {
                break;
            }
            page.press(",")?;
            words = page.text_of("list", "Read on")?;
        }
        let word = page.select("[aria-label=\"Read on\"] button")?;
        let name = word.text()?;
        page.tab_to(&word)?;
        page.press("Enter")?;
        expect_word(page, &name).map_err(|error| error.context(words))
    })
}

#[test]
fn the_manual_is_named_where_a_call_begins() -> Result<()> {
    check(&format!("?step=3.1{}", link(SPLIT)), |page| {
        ready(page)?;
        let manual = page.find("link", "fork(2)")?.property("href")?;
        ensure!(manual == "https://man7.org/linux/man-pages/man2/fork.2.html", "the manual is at {manual}");
        Ok(())
    })
}

#[test]
fn the_inspector_comes_back_when_a_word_of_it_was_looked_up() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("i")?;
        page.find("dialog", "Address translation")?;
        page.find("button", "mapcount")?.click()?;
        expect_word(page, "mapcount")?;
        page.click_button("Close")?;
        page.find("dialog", "Address translation")?;
        page.press("Escape")?;
        page.wait_until("no dialog", |page| Ok(page.try_select("dialog[open]")?.is_none()))
    })
}
