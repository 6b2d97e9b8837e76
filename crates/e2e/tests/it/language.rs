//! Chinese: by the button, by the address, kept, and handed on in links.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{link, ready, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, SiteOptions};

/// Waits until the root of the document and of the page say a language.
fn expect_language(page: &Browser, root: &str) -> Result<()> {
    page.wait_until(&format!("the page in {root}"), |page| {
        let said = page.run("return [document.documentElement.lang, document.querySelector('.app').lang]", &[])?;
        Ok(said[0] == root && said[1] == root.split('-').next().unwrap_or_default())
    })
}

/// Whether there is Chinese in a part of the page.
fn is_chinese(page: &Browser, selector: &str) -> Result<bool> {
    let text = page.run(&format!("return document.querySelector('{selector}').textContent"), &[])?;
    Ok(text.as_str().is_some_and(|text| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))))
}

#[test]
fn the_button_turns_to_chinese_and_the_choice_is_kept() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&format!("?step=4.2{}", link(SPLIT))))?;
        ready(page)?;
        expect_language(page, "en")?;
        page.select("#language")?.click()?;
        expect_language(page, "zh-CN")?;
        for part in [".top", ".narration", ".stage__head", ".timeline", ".console"] {
            ensure!(is_chinese(page, part)?, "{part} is not Chinese");
        }
        page.reload()?;
        expect_language(page, "zh-CN")?;
        page.select("#language")?.click()?;
        expect_language(page, "en")
    })
}

#[test]
fn an_address_asks_for_chinese_and_links_carry_it() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&format!("?lang=zh-CN{}", link(SPLIT))))?;
        expect_language(page, "zh-CN")?;
        page.click_button("分享")?;
        let shared = page.find("textbox", "链接")?.property("value")?;
        ensure!(shared.as_str().is_some_and(|link| link.contains("lang=zh")), "the link is {shared}");
        page.press("Escape")?;
        page.press("l")?;
        expect_language(page, "en")?;
        ensure!(page.url()?.contains("lang=en"), "the address still asks for Chinese: {}", page.url()?);
        page.reload()?;
        expect_language(page, "en")
    })
}

/// Pieces of text, and names, that hold two English words in a row: neither code nor what the script itself says, with the numbers of its lines or without.
const ENGLISH: &str = "
    const own = 'code, kbd, pre, textarea, script, style, [lang=en], .editor, .top__pick, h1, .timeline__source, .band__label';
    const english = text => /[a-z]{3,} [a-z]{3,}/i.test(text) && !/^[0-9]+: /.test(text) && !/[\\u4e00-\\u9fff]/.test(text);
    const found = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const element = node.parentElement;
        if (english(node.data) && !element.closest(own) && !element.closest('#boot, [hidden]')) found.push(node.data.trim());
    }
    for (const element of document.querySelectorAll('[aria-label], [placeholder], [title]')) {
        if (element.closest(own) || element.closest('#boot, [hidden]')) continue;
        const names = ['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name) ?? '');
        found.push(...names.filter(english));
    }
    return found;";

fn expect_no_english(page: &Browser, what: &str) -> Result<()> {
    let found = page.run(ENGLISH, &[])?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "{what} says {found}");
    Ok(())
}

#[test]
fn nothing_is_english_on_the_chinese_page() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&format!("?lang=zh&predict=1&step=4{}", link(SPLIT))))?;
        page.wait_until_started()?;
        page.wait_until("a question", |page| Ok(page.try_select(".predict__question")?.is_some()))?;
        expect_no_english(page, "a question")?;
        page.press("p")?;
        for key in ["?", "s", "d", "o", "x", "i", "w", "Control+k"] {
            page.press(key)?;
            page.wait_until("a dialog", |page| Ok(page.try_select("dialog[open]")?.is_some()))?;
            expect_no_english(page, &format!("the dialog of {key}"))?;
            page.press("Escape")?;
            page.wait_until("no dialog", |page| Ok(page.try_select("dialog[open]")?.is_none()))?;
        }
        page.press("End")?;
        expect_no_english(page, "the end")?;
        page.visit(&site.url(&format!("?lang=zh{}", link(LARGE))))?;
        page.wait_until_started()?;
        page.select(".mosaic__canvas")?;
        expect_no_english(page, "the mosaic")
    })
}

/// Enough frames for a mosaic.
const LARGE: &str = "process p\np: mmap heap 8M\np: touch heap\np: fork c\n";
