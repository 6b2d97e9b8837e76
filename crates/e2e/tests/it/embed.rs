//! The page in frames of other people's pages, the worst of them included.

use anyhow::{ensure, Result};
use forkscope_e2e::{check_with, Browser, Options, Site, SiteOptions, ThirdPartyStorage};
use serde_json::json;

/// Opens a host page on another site with the page in a frame, and goes into the frame once the app runs there.
fn check_frame(
    options: &Options,
    serve: &SiteOptions,
    attributes: &str,
    story: impl FnOnce(&Browser) -> Result<()>,
) -> Result<()> {
    check_with(options, serve, |page, site| {
        let frame = format!(
            "<iframe title=\"Forkscope\" width=760 height=480 src=\"{}\" {attributes}></iframe>",
            site.url("?embed=1")
        );
        let host = Site::host_page(format!("<!doctype html><link rel=icon href=data:,><title>Course</title>{frame}"))?;
        page.visit(&host.url_on_localhost(""))?;
        page.enter_frame(&page.select("iframe")?)?;
        page.wait_until_started()?;
        story(page)
    })
}

fn storage(page: &Browser) -> Result<serde_json::Value> {
    page.run("try { localStorage.setItem('a', 'b'); return 'stores' } catch (error) { return error.name }", &[])
}

#[test]
fn frame_on_another_site_works() -> Result<()> {
    check_frame(&Options::default(), &SiteOptions::default(), "", |page| {
        ensure!(storage(page)? == json!("stores"));
        Ok(())
    })
}

#[test]
fn frame_works_where_third_parties_may_store_nothing() -> Result<()> {
    let options = Options { third_party_storage: ThirdPartyStorage::Blocked, ..Options::default() };
    check_frame(&options, &SiteOptions::default(), "", |page| {
        ensure!(storage(page)? == json!("SecurityError"), "storage is not blocked: the test shows nothing");
        Ok(())
    })
}

#[test]
fn frame_works_with_an_opaque_origin_if_the_host_allows_all_origins() -> Result<()> {
    let options = Options { third_party_storage: ThirdPartyStorage::Blocked, ..Options::default() };
    let serve = SiteOptions { cors: true, ..SiteOptions::default() };
    check_frame(&options, &serve, "sandbox=\"allow-scripts\"", |page| {
        ensure!(page.run("return origin", &[])? == json!("null"));
        ensure!(storage(page)? == json!("SecurityError"));
        Ok(())
    })
}
