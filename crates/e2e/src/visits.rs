//! The visits that have to be light: how they begin, and what a person does there who looks at a scenario and steps through it.
//!
//! `cargo xtask visit` records what they run, and the browser tests hold them to that.

use crate::forkscope::{ready, Position};
use crate::{Browser, Site};
use anyhow::{Context, Result};
use serde_json::json;
use std::path::Path;

/// A kind of visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The page by its plain address, for the first time.
    Plain,
    /// A link to a scenario.
    Link,
    /// A scenario in a frame of another page.
    Embed,
}

/// Scenarios of the gallery that stand for those that are linked and embedded. Their words are the ordinary ones of `web/boot/boot.js`.
pub const TYPICAL: [&str; 14] = [
    "fork-then-write",
    "two-steps-of-a-write-fault",
    "static-variable",
    "string-buffer",
    "six-pages",
    "zero-page",
    "last-sharer",
    "pages-of-4k",
    "fork-then-exec",
    "three-generations",
    "parent-exits-first",
    "shared-and-private",
    "daemon",
    "what-smaps-says",
];

/// A scenario of the gallery as an address carries it, by the name of its file.
pub fn packed(name: &str) -> Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name).with_extension("fork");
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(format!("#{}", forkscope_scenario::link::encode(&text)?))
}

impl Kind {
    /// Opens the page and waits until it stands still; `fragment` is the script of a link or an embed.
    pub fn open(self, page: &Browser, site: &Site, fragment: &str) -> Result<()> {
        match self {
            Self::Plain => {
                page.visit(&site.url(""))?;
                return Position::after_tour(page).map(drop);
            }
            Self::Link => page.visit(&site.url(fragment))?,
            Self::Embed => {
                let html = host_page(&site.url(&format!("?embed=1{fragment}")));
                page.visit(&Site::host_page(html)?.url_on_localhost(""))?;
                page.enter_frame(&page.find("Iframe", "Forkscope")?)?;
            }
        }
        page.wait_until_started()?;
        ready(page)
    }
}

/// A course page with the embed that fills it.
fn host_page(src: &str) -> String {
    format!(
        "<!doctype html><html lang=en><link rel=icon href=data:,><title>Course</title>
        <iframe title=Forkscope style='position:fixed;inset:0;width:100%;height:100%;border:0' src=\"{src}\"></iframe>"
    )
}

/// Presses keys, each until the position stands or something is there, and waits for each picture.
const WALK: &str = "
    const [keys, most, end] = arguments;
    const slider = () => document.querySelector('[role=slider]');
    const place = () => slider().getAttribute('aria-valuetext');
    const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const walk = async () => {
        for (const key of keys) {
            for (let turn = 0, before; turn < most && before !== place(); turn++) {
                if (end && document.querySelector(end)) return;
                before = place();
                document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
                await frame();
                await frame();
            }
        }
    };
    return walk();";

/// What the mouse is moved over: the first of each.
const LOOKED_AT: [&str; 5] = [".card", ".vrow", ".tile", ".chart", ".why"];

/// An embed leaves its address as it is.
const RESTS: &str = "return ['embed=1', 'step='].some(option => location.search.includes(option))";

/// Steps through a scenario with keys and buttons, looks at what the mouse is over, and answers the first question.
pub fn step_through(page: &Browser) -> Result<()> {
    page.run(WALK, &[json!([".", "<", ".", ",", "End", "Home", ">"]), json!(80), json!(null)])?;
    for button in page.select_all(".transport__button:not(.transport__button--play)")? {
        if button.is_displayed()? {
            button.click()?;
        }
    }
    for place in LOOKED_AT {
        if let Some(element) = page.try_select(place)? {
            page.hover(&element)?;
        }
    }
    page.press("Home")?;
    page.click_button("Play")?;
    page.wait_until("a step that plays", |page| Ok(Position::of(page)?.step > 0))?;
    page.click_button("Pause")?;
    answer(page)?;
    page.wait_until("the address to say where it stands", |page| Ok(page.run(RESTS, &[])? == true))
}

/// Goes to the first question, if there is one, and answers it, first wrongly.
fn answer(page: &Browser) -> Result<()> {
    page.run(WALK, &[json!(["Home", ">"]), json!(100), json!(".ask")])?;
    if page.try_select(".ask")?.is_none() {
        return Ok(());
    }
    for (given, reply) in [("12345", "Not quite"), ("", "Right, it is ")] {
        let field = page.find("textbox", "Your answer")?;
        field.clear()?;
        field.type_text(if given.is_empty() { "2" } else { given })?;
        page.click_button("Check")?;
        page.wait_until("a reply", |page| {
            Ok(page.find("region", "Question")?.text()?.contains(reply) || given.is_empty())
        })?;
    }
    page.click_button("Go on")?;
    page.click_button("Pause")
}
