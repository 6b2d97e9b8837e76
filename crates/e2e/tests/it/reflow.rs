//! Narrow windows and large letters: nothing lies over another thing, nothing is out of reach.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script};
use forkscope_e2e::Browser;
use serde_json::{json, Value};

/// Phone, tablet, laptop, desk.
const SCREENS: [(u32, u32); 4] = [(390, 844), (768, 1024), (1280, 720), (1920, 1080)];
/// What is left of 1280×1024 when everything is twice as large, and four times (WCAG 2.2, reflow).
const ENLARGED: [(u32, u32); 3] = [(640, 512), (320, 640), (320, 256)];

const FAMILY: &str = include_str!("../../../../scenarios/fork-then-write.fork");
const SWAP: &str = include_str!("../../../../scenarios/swap-out-and-in.fork");
const HUGE: &str = include_str!("../../../../scenarios/huge-page-write.fork");

/// Texts and signs that lie over each other, as far as they show: where letters are, not the lines they stand in.
const OVER: &str = "
    const clip = (box, e) => {
        for (let up = e; up && up !== document.body; up = up.parentElement) {
            if (getComputedStyle(up).overflowX === 'visible' && getComputedStyle(up).overflowY === 'visible') continue;
            const edge = up.getBoundingClientRect();
            box = { l: Math.max(box.l, edge.left), t: Math.max(box.t, edge.top), r: Math.min(box.r, edge.right), b: Math.min(box.b, edge.bottom) };
        }
        return box;
    };
    const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('.sr, .skip, .mosaic__table, textarea, option, [aria-hidden=true].tile');
    const found = [];
    const add = (what, e, { left, top, right, bottom }, trim) => {
        const rim = (bottom - top) * trim;
        const box = clip({ l: Math.max(left, 0), t: Math.max(top + rim, 0), r: Math.min(right, innerWidth), b: Math.min(bottom - rim, innerHeight) }, e);
        if (box.r - box.l > 2 && box.b - box.t > 2) found.push([what, e, box]);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), range = document.createRange();
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        if (!node.data.trim() || !shown(node.parentElement)) continue;
        range.selectNodeContents(node);
        for (const rect of range.getClientRects()) add(node.data.trim().slice(0, 30), node.parentElement, rect, 0.22);
    }
    for (const e of document.querySelectorAll('.icon, .glyph, .pick__select, .btn')) if (shown(e)) add(e.getAttribute('aria-label') || e.className.baseVal || e.className, e, e.getBoundingClientRect(), 0);
    const over = [];
    found.forEach(([what, e, a], at) => found.slice(at + 1).forEach(([other, f, b]) => {
        const apart = Math.min(a.r, b.r) - Math.max(a.l, b.l) <= 1 || Math.min(a.b, b.b) - Math.max(a.t, b.t) <= 1;
        if (!apart && !e.contains(f) && !f.contains(e) && !(e.closest('.pick') && e.closest('.pick') === f.closest('.pick'))) over.push(`${what} / ${other}`);
    }));
    return over;";

/// Regions of the page that lie over each other, or over the window's edge.
const REGIONS: &str = "
    const all = ['.top', '.app__script', '.app__stage', '.app__why', '.app__time', '.app__tabs'].map(name => [name, document.querySelector(name)])
        .filter(([, e]) => e && e.checkVisibility({ visibilityProperty: true })).map(([name, e]) => [name, e.getBoundingClientRect()]);
    const wrong = all.filter(([, r]) => r.left < -1 || r.right > innerWidth + 1 || r.width < 1).map(([name]) => `${name} is out of the window`);
    all.forEach(([name, a], at) => all.slice(at + 1).forEach(([other, b]) => {
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1) wrong.push(`${name} / ${other}`);
    }));
    return wrong;";

/// Gives the window a size, and the page the time to take it.
fn set_size(page: &Browser, (width, height): (u32, u32)) -> Result<()> {
    page.set_viewport(width, height)?;
    page.wait_until("the size", |page| Ok(page.run("return innerWidth", &[])? == width))?;
    page.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))", &[]).map(drop)
}

/// What is wrong at these sizes, as scripts find it.
fn findings(page: &Browser, sizes: &[(u32, u32)], scripts: &[&str]) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for size in sizes {
        set_size(page, *size)?;
        for script in scripts {
            let found = page.run(script, &[])?;
            if found != json!([]) {
                all.push(format!("{}×{}: {found}", size.0, size.1));
            }
        }
    }
    Ok(all)
}

fn check_apart(script: &str, back: usize) -> Result<()> {
    with_script(script, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        let mut wrong = findings(page, &SCREENS, &[OVER, REGIONS])?;
        page.set_viewport(1280, 720)?;
        for _ in 0..back {
            page.press("<")?;
        }
        page.press(",")?;
        wrong.extend(findings(page, &SCREENS, &[OVER, REGIONS])?);
        ensure!(wrong.is_empty(), "these lie over each other:\n  {}", wrong.join("\n  "));
        Ok(())
    })
}

#[test]
fn texts_and_regions_lie_apart_at_every_size() -> Result<()> {
    check_apart(FAMILY, 8)
}

#[test]
fn texts_lie_apart_where_pages_are_swapped_out() -> Result<()> {
    check_apart(SWAP, 18)
}

#[test]
fn texts_lie_apart_beside_the_mosaic() -> Result<()> {
    check_apart(HUGE, 5)
}

/// Controls and parts of the stage that no scrolling brings into the window.
const OUT_OF_REACH: &str = "
    const all = [...document.querySelectorAll('button, select, input, textarea, a[href], [role=slider], .card, .tile, .step')];
    const shown = all.filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.sr, .skip, dialog'));
    const out = shown.filter(e => {
        const { width, height } = e.getBoundingClientRect();
        e.scrollIntoView({ block: height > innerHeight ? 'start' : 'nearest', inline: width > innerWidth ? 'start' : 'nearest', behavior: 'instant' });
        const r = e.getBoundingClientRect();
        return r.left < -1 || r.top < -1 || (r.right > innerWidth + 1 && width <= innerWidth) || r.top > innerHeight - 8;
    });
    scrollTo(0, 0);
    return out.map(e => (e.getAttribute('aria-label') || e.textContent || e.className).slice(0, 40));";

/// Whether the page itself is wider than the window: a list of what is wrong.
const WIDER: &str = "
    const { scrollWidth } = document.documentElement;
    return scrollWidth > innerWidth + 1 ? [`the page is ${scrollWidth} wide`] : [];";

fn check_reach(address: &str, tabs: &[&str]) -> Result<()> {
    forkscope_e2e::check(address, |page| {
        page.wait_until_started()?;
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        page.find("button", "Play")?;
        let mut wrong = Vec::new();
        for size in ENLARGED {
            set_size(page, size)?;
            for tab in tabs {
                page.find("tab", tab)?.click()?;
                let found = findings(page, &[size], &[WIDER, OUT_OF_REACH])?;
                wrong.extend(found.iter().map(|found| format!("{tab}, {found}")));
            }
            if tabs.is_empty() {
                wrong.extend(findings(page, &[size], &[WIDER, REGIONS, OUT_OF_REACH])?);
            }
        }
        ensure!(wrong.is_empty(), "out of reach:\n  {}", wrong.join("\n  "));
        Ok(())
    })
}

#[test]
fn everything_is_in_reach_when_all_is_two_or_four_times_as_large() -> Result<()> {
    check_reach(&forkscope_e2e::forkscope::link(FAMILY), &["Stage", "Steps", "Script"])
}

#[test]
fn narrow_embeds_have_everything_in_reach() -> Result<()> {
    let link = forkscope_e2e::forkscope::link(FAMILY);
    check_reach(&format!("?embed=1&step=13.7{link}"), &[])
}

#[test]
fn dialogs_fit_a_window_of_320_pixels() -> Result<()> {
    with_script(FAMILY, |page| {
        let keys = ["g", "s", "?", "w", "d", "o", "x", "i", "Control+k"];
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        set_size(page, (320, 640))?;
        for key in keys {
            page.press(key)?;
            let dialog = page.select("dialog[open]")?;
            let rect = dialog.rect()?;
            ensure!(rect.x >= 0.0 && rect.x + rect.width <= 320.0, "{key}: it is at {rect:?}");
            let over: Value = page.run("return document.querySelector('.dialog__body').scrollWidth - document.querySelector('.dialog__body').clientWidth", &[])?;
            ensure!(over.as_f64() <= Some(1.0), "{key}: its contents are {over} pixels wider");
            page.press("Escape")?;
            page.wait_until("the dialog to close", |page| Ok(page.try_select("dialog[open]")?.is_none()))?;
        }
        Ok(())
    })
}
