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

/// Pieces of text below an element, and names, that hold two English words in a row: neither code nor what the script itself says, with the numbers
/// of its lines or without. Where it is asked for, a piece with Chinese in it may not hold them either.
const ENGLISH: &str = "
    const [below, strict] = arguments;
    const own = 'code, kbd, pre, textarea, script, style, [lang=en], .editor, .top__pick, h1, .timeline__source, .band__label';
    const english = text => /[a-z]{3,} [a-z]{3,}/i.test(text.replaceAll('OOM killer', '')) && !/^[0-9]+: /.test(text) && (strict || !/[\\u4e00-\\u9fff]/.test(text));
    const found = [];
    const texts = document.createTreeWalker(document.querySelector(below), NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const element = node.parentElement;
        if (english(node.data) && !element.closest(own) && !element.closest('#boot, [hidden]')) found.push(node.data.trim());
    }
    for (const element of document.querySelector(below).querySelectorAll('[aria-label], [placeholder], [title]')) {
        if (element.closest(own) || element.closest('#boot, [hidden]')) continue;
        const names = ['aria-label', 'placeholder', 'title'].map(name => element.getAttribute(name) ?? '');
        found.push(...names.filter(english));
    }
    return found;";

fn expect_no_english(page: &Browser, what: &str) -> Result<()> {
    let found = page.run(ENGLISH, &["body".into(), false.into()])?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "{what} says {found}");
    Ok(())
}

/// A part of the page is there, speaks Chinese, and mixes no English into it.
fn expect_chinese(page: &Browser, part: &str) -> Result<()> {
    page.wait_until(&format!("{part} in Chinese"), |page| {
        Ok(page.try_select(part)?.is_some() && is_chinese(page, part)?)
    })?;
    let found = page.run(ENGLISH, &[part.into(), true.into()])?;
    ensure!(found.as_array().is_some_and(Vec::is_empty), "{part} says {found}");
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
        for key in ["?", "g", "s", "d", "o", "x", "i", "w", "Control+k"] {
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
const LARGE: &str = "process p\np: mmap heap 32M\np: touch heap\np: fork c\n";

/// One line that nobody can run, one expectation that holds, and one that does not.
const TOLD: &str = "\
process p
p: mmap heap 2 pages
p: mmap heap 1 page
p: write heap[0] \"A\"
expect text(p.heap[0]) == \"A\"
expect refcount(p.heap[1]) == 1
";

#[test]
fn mistakes_and_expectations_are_told_in_chinese() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(
            &site.url(&format!("?lang=zh{}", link("process p\np: frok c\np: mmap heap 4096\np: mmap heap\nx: exit\n"))),
        )?;
        for _ in 0..4 {
            expect_chinese(page, ".problem")?;
            page.click_button("下一个问题")?;
        }
        page.visit(&site.url(&format!("?lang=zh{}", link(TOLD))))?;
        page.wait_until_started()?;
        page.press("End")?;
        page.wait_until("what there was", |page| Ok(page.try_select(".tok--actual")?.is_some()))?;
        let actual = page.select(".tok--actual")?.text()?;
        ensure!(actual.contains("没有值"), "there was {actual}");
        expect_chinese(page, ".note--expect")?;
        page.press("/")?;
        page.type_text("expect ")?;
        expect_chinese(page, "#prompt-options")?;
        page.type_text("faults = 1\n")?;
        page.type_text("p: mmap heap 1 page\n")?;
        page.wait_until("both answers", |page| Ok(page.select_all(".console__out")?.len() == 2))?;
        expect_chinese(page, ".console__log")?;
        page.visit("about:blank")?;
        page.visit(&site.url("?lang=zh#v2:d:abc"))?;
        expect_chinese(page, ".app__notice")?;
        page.visit(&site.url(&format!("?lang=zh&theme=pink&step=x{}", link(SPLIT))))?;
        expect_chinese(page, ".app__notice")?;
        page.visit("about:blank")?;
        page.visit(&site.url(&format!("?embed=1&lang=zh{}", link("process p\np: frok c\n"))))?;
        let told = page.select(".empty p")?.text()?;
        ensure!(told.contains("frok") && !told.contains("verb"), "an embed says {told}");
        Ok(())
    })
}
