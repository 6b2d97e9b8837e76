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
