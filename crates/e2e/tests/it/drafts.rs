//! What the visitor wrote is kept: over a reload, beside a link, and when a link is broken.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{link, ready, replace_script, script, SPLIT};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions};

const DRAFT: &str = "process mine\nmine: mmap heap 5 pages\n";

/// Writes a draft on the page of a first visit, and tells a story after it.
fn with_draft(story: impl FnOnce(&Browser, &Site) -> Result<()>) -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        page.wait_until_started()?;
        replace_script(page, DRAFT)?;
        page.wait_until("the draft in the editor", |page| Ok(script(page)? == DRAFT))?;
        story(page, site)
    })
}

/// Goes to an address as from elsewhere, and waits until the app runs.
fn arrive(page: &Browser, url: &str) -> Result<()> {
    page.visit("about:blank")?;
    page.visit(url)?;
    page.wait_until_started()
}

fn expect_script(page: &Browser, want: &str) -> Result<()> {
    page.wait_until("the script", |page| Ok(script(page)? == want))
}

#[test]
fn draft_is_there_after_a_reload() -> Result<()> {
    with_draft(|page, site| {
        page.reload()?;
        expect_script(page, DRAFT)?;
        arrive(page, &site.url(""))?;
        expect_script(page, DRAFT)
    })
}

#[test]
fn link_leaves_the_draft_alone_and_offers_it() -> Result<()> {
    with_draft(|page, site| {
        arrive(page, &site.url(&link(SPLIT)))?;
        expect_script(page, SPLIT)?;
        page.click_button("Open my draft")?;
        expect_script(page, DRAFT)?;
        arrive(page, &site.url(&link(SPLIT)))?;
        page.click_button("Dismiss")?;
        arrive(page, &site.url(""))?;
        expect_script(page, DRAFT)
    })
}

#[test]
fn changed_link_becomes_a_draft_of_its_own() -> Result<()> {
    with_draft(|page, site| {
        arrive(page, &site.url(&link(SPLIT)))?;
        ready(page)?;
        replace_script(page, "process other\n")?;
        page.reload()?;
        arrive(page, &site.url(""))?;
        expect_script(page, "process other\n")?;
        page.press("g")?;
        page.find_starting("button", "process mine")?.click()?;
        expect_script(page, DRAFT)
    })
}

#[test]
fn link_to_another_script_on_the_same_page_is_opened() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(&link(SPLIT)))?;
        ready(page)?;
        page.visit(&site.url(&link("process other\n")))?;
        expect_script(page, "process other\n")
    })
}

#[test]
fn plain_address_behind_a_link_is_gone_back_to() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url(""))?;
        ready(page)?;
        let own = script(page)?;
        page.visit(&site.url(&link("process other\n")))?;
        expect_script(page, "process other\n")?;
        page.run("history.back()", &[])?;
        expect_script(page, &own)
    })
}

/// Opens a broken link with a draft kept; what is wrong is said, and the draft stays.
fn check_broken(fragment: &str, says: &str) -> Result<()> {
    with_draft(|page, site| {
        arrive(page, &site.url(fragment))?;
        let notice = page.find("status", "Notice")?.text()?;
        ensure!(notice.contains("This link cannot be opened") && notice.contains(says), "the notice says `{notice}`");
        expect_script(page, DRAFT)?;
        arrive(page, &site.url(""))?;
        expect_script(page, DRAFT)
    })
}

#[test]
fn damaged_link_is_said_to_be_damaged() -> Result<()> {
    check_broken("#v1:d:KyjKT04t!!YoSCxKzSvhAgA", "damaged")
}

#[test]
fn link_of_an_unknown_version_is_said_to_be_one() -> Result<()> {
    check_broken("#v9:d:KyjKT04tLlYoSCxKzSvhAgA", "version v9")
}

#[test]
fn link_with_too_large_a_script_is_said_to_be_too_large() -> Result<()> {
    check_broken(&link(&"# too long\n".repeat(30_000)), "larger than 256 KiB")
}

#[test]
fn place_on_the_page_is_no_broken_link() -> Result<()> {
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.visit(&site.url("#stage"))?;
        ready(page)?;
        let said = page.try_find("status", "Notice")?.map(|notice| notice.text()).transpose()?;
        ensure!(said.is_none_or(|said| said.is_empty()), "the page complains about its own address");
        Ok(())
    })
}
