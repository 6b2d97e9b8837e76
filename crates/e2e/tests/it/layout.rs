//! Every size and both themes: nothing beside the page, nothing over another thing, nothing too small or nameless.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script};
use forkscope_e2e::{check, Browser, Rect};
use serde_json::json;

/// The second is a window of 1280×720 in which everything is twice as large.
const SIZES: [(u32, u32); 8] =
    [(390, 844), (640, 360), (760, 480), (768, 1024), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)];

/// The dialogs that have keys.
const DIALOGS: [(&str, &str); 8] = [
    ("g", "Scenarios"),
    ("s", "Share"),
    ("?", "Help and keys"),
    ("w", "Glossary"),
    ("d", "What changed"),
    ("o", "Memory over time"),
    ("x", "Pictures and data"),
    ("Control+k", "Command palette"),
];

const FAMILY: &str = "\
process parent
parent: mmap VP 3 pages
parent: write VP[0..3] 0x41
parent: fork child
parent: write VP[1] 0x58
child: fork grandchild
child: write VP[2] 0x59
grandchild: write VP[0] 0x5a
";

/// What moves or takes its time right now.
const MOVING: &str = "
    const travels = ['transform', 'translate', 'scale', 'left', 'top', 'offsetDistance', 'strokeDashoffset'];
    const moves = ({ effect }) => effect.getComputedTiming().endTime > 200
        || effect.getKeyframes().some(frame => travels.some(name => name in frame));
    const name = ({ animationName, transitionProperty, effect }) =>
        `${animationName || transitionProperty} on ${effect.target.className}`;
    return document.getAnimations().filter(({ playState }) => playState === 'running').filter(moves).map(name);";

/// Pieces of text that show and are smaller than 11 pixels.
const SMALL_TEXT: &str = "
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const small = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const size = parseFloat(getComputedStyle(node.parentElement).fontSize);
        const shown = node.data.trim() && node.parentElement.checkVisibility() && node.parentElement.offsetWidth !== 1;
        if (shown && size < 10.99) small.push(`${node.data.trim().slice(0, 40)} (${size} px)`);
    }
    return small;";

fn expect_no_overflow(page: &Browser) -> Result<()> {
    let widths = page.run("return [document.documentElement.scrollWidth, innerWidth]", &[])?;
    ensure!(widths[0].as_u64() <= widths[1].as_u64(), "the page is wider than the window: {widths}");
    Ok(())
}

/// Boxes of one kind do not lie over each other.
fn expect_apart(what: &str, boxes: &[(String, Rect)]) -> Result<()> {
    ensure!(!boxes.is_empty(), "there are no {what}");
    for (index, (name, rect)) in boxes.iter().enumerate() {
        let over = boxes[index + 1..].iter().find(|(_, other)| rect.overlaps(other));
        ensure!(over.is_none(), "{what}: `{name}` {rect:?} lies over {over:?}");
    }
    Ok(())
}

/// The boxes of the elements of a role whose names begin with some words.
fn boxes(page: &Browser, role: &str, start: &str) -> Result<Vec<(String, Rect)>> {
    let all = page.all(role)?.into_iter().filter(|(name, _)| name.starts_with(start));
    all.map(|(name, element)| Ok((name, element.rect()?))).collect()
}

fn expect_tidy(page: &Browser) -> Result<()> {
    expect_no_overflow(page)?;
    let cards = boxes(page, "article", "")?;
    let tiles = boxes(page, "button", "frame")?;
    expect_apart("cards", &cards)?;
    expect_apart("frames", &tiles)?;
    expect_apart("cards and frames", &[cards, tiles].concat())?;
    let nameless = page.names_of("button")?.iter().filter(|name| name.trim().is_empty()).count();
    ensure!(nameless == 0, "{nameless} buttons have no name");
    let small = page.run(SMALL_TEXT, &[])?;
    ensure!(small == json!([]), "text below 11 px: {small}");
    Ok(())
}

/// Gives the window a size, and the page the time to take it.
fn set_size(page: &Browser, width: u32, height: u32) -> Result<()> {
    page.set_viewport(width, height)?;
    page.wait_until("the size", |page| Ok(page.run("return innerWidth", &[])? == width))?;
    page.run("return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))", &[]).map(drop)
}

/// Looks at a family of three at every size.
fn check_sizes(scheme: &str) -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        let mut wrong = Vec::new();
        for (width, height) in SIZES {
            set_size(page, width, height)?;
            wrong.extend(expect_tidy(page).err().map(|error| format!("{width}×{height}: {error}")));
        }
        ensure!(wrong.is_empty(), "{scheme}:\n  {}", wrong.join("\n  "));
        Ok(())
    })
}

#[test]
fn page_is_tidy_at_every_size_in_light() -> Result<()> {
    check_sizes("light")
}

#[test]
fn page_is_tidy_at_every_size_in_dark() -> Result<()> {
    check_sizes("dark")
}

/// What can be tapped and is smaller than 24 pixels either way (WCAG 2.2, target size); a box within a label is as large as the label.
const SMALL_TARGETS: &str = "
    const all = document.querySelectorAll('button, a[href], input, select, textarea, [role=tab], [role=slider], [tabindex=\"0\"]');
    const shown = [...all].filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.matches('.skip') && !e.closest('.sr'));
    const boxes = shown.map(e => [e, (e.closest('label') || e).getBoundingClientRect()]);
    const small = boxes.filter(([, { width, height }]) => width > 1 && (width < 23.5 || height < 23.5));
    return small.map(([e, { width, height }]) => `${e.getAttribute('aria-label') || e.textContent || e.className} (${width}×${height})`);";

#[test]
fn everything_can_be_hit_with_a_finger() -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        page.set_viewport(390, 844)?;
        for tab in ["Stage", "Steps", "Script"] {
            page.find("tab", tab)?.click()?;
            let small = page.run(SMALL_TARGETS, &[])?;
            ensure!(small == json!([]), "{tab}: below 24 px: {small}");
        }
        Ok(())
    })
}

/// Texts whose colour does not stand out from what is behind them by 4.5:1, or by 3:1 where they are large.
const FAINT: &str = "
    // Where a colour is inherited, the end of one transition begins the next.
    for (let depth = 0; depth < 8; depth++) document.getAnimations().forEach(animation => animation.finish());
    const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const parse = text => { const [r, g, b, a = 1] = text.match(/[0-9.]+/g).map(Number); return [r, g, b, a]; };
    const over = ([r, g, b, a], under) => [r, g, b].map((value, at) => value * a + under[at] * (1 - a));
    const behind = e => e ? over(parse(getComputedStyle(e).backgroundColor), behind(e.parentElement)) : [255, 255, 255];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), faint = [];
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
        const e = node.parentElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
        const seen = node.data.trim() && e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1;
        if (!seen || e.closest('svg, [disabled], [aria-disabled=true], .sr, .skip, textarea')) continue;
        const under = behind(e), [a, b] = [light(over(parse(style.color), under)), light(under)];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
        if (ratio < (large ? 3 : 4.5) - 0.01) faint.push(`${node.data.trim().slice(0, 40)} (${ratio.toFixed(2)}, ${e.className})`);
    }
    return faint;";

fn check_contrast(scheme: &str) -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        for step in 0..8 {
            let faint = page.run(FAINT, &[])?;
            ensure!(faint == json!([]), "{scheme}, {step} steps back: {faint}");
            page.press(",")?;
        }
        Ok(())
    })
}

#[test]
fn all_text_stands_out_in_light() -> Result<()> {
    check_contrast("light")
}

#[test]
fn all_text_stands_out_in_dark() -> Result<()> {
    check_contrast("dark")
}

#[test]
fn dialogs_fit_a_phone() -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_viewport(390, 844)?;
        for (key, name) in DIALOGS {
            page.press(key)?;
            let rect = page.find("dialog", name)?.rect()?;
            ensure!(rect.x >= 0.0 && rect.x + rect.width <= 390.0, "`{name}` is at {rect:?}");
            expect_no_overflow(page)?;
            page.press("Escape")?;
            page.wait_until("the dialog to close", |page| Ok(page.try_find("dialog", name)?.is_none()))?;
        }
        Ok(())
    })
}

#[test]
fn compared_policies_are_tidy_at_every_size() -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        page.press("c")?;
        page.find("region", "Eager copy")?;
        let mut wrong = Vec::new();
        for (width, height) in SIZES {
            set_size(page, width, height)?;
            wrong.extend(expect_no_overflow(page).err().map(|error| format!("{width}×{height}: {error}")));
        }
        ensure!(wrong.is_empty(), "{}", wrong.join("\n  "));
        Ok(())
    })
}

#[test]
fn nothing_moves_where_less_motion_is_wanted() -> Result<()> {
    with_script(FAMILY, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        page.click_button("First")?;
        for _ in 0..4 {
            page.press(">")?;
        }
        for _ in 0..12 {
            page.press(".")?;
            let found = page.run(MOVING, &[])?;
            ensure!(found == json!([]), "these move: {found}");
        }
        Ok(())
    })
}

#[test]
fn first_visit_plays_nothing_where_less_motion_is_wanted() -> Result<()> {
    check("", |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        page.reload()?;
        page.wait_until_started()?;
        page.find("button", "Play")?;
        page.find_starting("table", "Physical memory").map(drop)
    })
}

/// Whether the heading of the frames shows, and is not there only for those who hear it.
const HEADED: &str = "return document.querySelector('.stage__head').getBoundingClientRect().height > 20";

#[test]
fn both_sides_of_the_stage_have_their_heading_in_every_window() -> Result<()> {
    with_script(FAMILY, |page| {
        for (width, height) in SIZES.into_iter().filter(|(_, height)| *height > 700).chain([(1200, 700)]) {
            set_size(page, width, height)?;
            ensure!(page.run(HEADED, &[])? == true, "{width}×{height}: no heading");
        }
        Ok(())
    })
}
