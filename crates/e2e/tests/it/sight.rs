//! What is told apart where colours are the system's, and what lights up together.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script, SPLIT};
use forkscope_e2e::Browser;
use serde_json::{json, Value};

/// The names of cells and frames that stand out, edges that do, and edges that step back, as the eye has them.
const LIT: &str = "
    const name = e => e.querySelector('.sr').textContent;
    const rings = e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; };
    const named = (kind, lit) => [...document.querySelectorAll(`.${kind}`)].filter(e => e.matches(`.${kind}--hot`) && rings(e) === lit).map(name).sort();
    const edges = [...document.querySelectorAll('.edge')].map(e => +getComputedStyle(e).opacity);
    return { cells: named('pte', true), tiles: named('tile', true), dull: named('pte', false).concat(named('tile', false)),
        bright: edges.filter(o => o === 1).length, faint: edges.filter(o => o < 0.5).length };";

/// Expects that these cells and this frame are lit with their edges, and no other edge is.
fn expect_lit(page: &Browser, cells: &[&str], tile: &str) -> Result<()> {
    page.wait_until("the frame and its pages to light up", |page| {
        let lit = page.run(LIT, &[])?;
        let starts = |list: &Value, wanted: &[&str]| {
            let names: Vec<&str> = list.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            names.len() == wanted.len() && names.iter().zip(wanted).all(|(name, start)| name.starts_with(start))
        };
        let edges = lit["bright"] == cells.len() && lit["faint"].as_u64() > Some(0);
        Ok(starts(&lit["cells"], cells) && starts(&lit["tiles"], &[tile]) && lit["dull"] == json!([]) && edges)
    })
    .with_context(|| format!("{tile} with {cells:?}, but {:?} are", page.run(LIT, &[])))
}

fn expect_dark(page: &Browser) -> Result<()> {
    page.wait_until("nothing to be lit", |page| {
        let lit = page.run(LIT, &[])?;
        Ok(lit["cells"] == json!([]) && lit["tiles"] == json!([]) && lit["faint"] == 0)
    })
}

fn check_lights(forced: &str) -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_media(&[("forced-colors", forced), ("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        let mappers = ["child VP[0]", "parent VP[0]"];
        page.hover(&page.find_starting("button", "frame 1,")?)?;
        expect_lit(page, &mappers, "frame 1,")?;
        page.hover(&page.find_starting("button", "child VP[1]")?)?;
        expect_lit(page, &["child VP[1]"], "frame 2,")?;
        page.hover(&page.find("button", "Play")?)?;
        expect_dark(page)?;
        let cell = page.find_starting("button", "parent VP[0]")?;
        page.run("arguments[0].focus()", &[json!({ "element-6066-11e4-a52e-4f735466cecf": cell.id() })])?;
        expect_lit(page, &mappers[1..], "frame 1,")?;
        page.press("ArrowRight")?;
        ensure!(page.find_starting("button", "frame 1,")?.has_focus()?, "the focus does not go along the edge");
        expect_lit(page, &mappers, "frame 1,")
    })
}

#[test]
fn a_frame_and_all_pages_that_map_it_light_up_by_mouse_and_by_key() -> Result<()> {
    check_lights("none")
}

#[test]
fn what_lights_up_stands_out_in_system_colours_too() -> Result<()> {
    check_lights("active")
}

/// What shapes, lines and borders say on the stage, colours apart: marks of processes, dashes and colours of edges, how thick borders are.
const SHAPES: &str = "
    const all = selector => [...document.querySelectorAll(selector)];
    const { color: ink, backgroundColor: paper } = getComputedStyle(document.body);
    const channel = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = colour => { const [r, g, b] = colour.match(/[0-9.]+/g).map(Number); return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b); };
    const contrast = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
    const border = e => parseFloat(getComputedStyle(e).borderTopWidth);
    const lines = all('.edge__line').map(e => getComputedStyle(e));
    return {
        forced: matchMedia('(forced-colors: active)').matches,
        marks: all('.card__head .glyph').map(e => e.firstElementChild.outerHTML),
        faint: all('.card__head .glyph > *, .tile__marks .glyph > *').map(e => getComputedStyle(e)).filter(s => contrast(s.fill === 'none' ? s.stroke : s.fill, paper) < 3).length,
        dashes: [...new Set(lines.map(s => s.strokeDasharray))].length,
        strokes: [...new Set(lines.map(s => contrast(s.stroke, paper) >= 3))],
        fault: all('.pte--fault').map(border), cells: all('.pte:not(.pte--fault)').map(border),
        cards: all('.card').map(border), chips: all('.pte__chip').filter(e => e.textContent).map(e => getComputedStyle(e).backgroundColor === ink && e.textContent === 'RW' || border(e) > 0),
        step: all('.step--current').map(e => getComputedStyle(e).outlineStyle), ink, paper,
    };";

fn check_shapes(scheme: &str) -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_media(&[
            ("forced-colors", "active"),
            ("prefers-color-scheme", scheme),
            ("prefers-reduced-motion", "reduce"),
        ])?;
        go_to_end(page)?;
        for _ in 0..4 {
            page.press(",")?;
        }
        page.find_starting("button", "parent VP[1], read-only, copy-on-write, frame 2, shared by 2, write fault")?;
        let seen = page.run(SHAPES, &[])?;
        ensure!(seen["forced"] == true, "the browser keeps the page's colours");
        let marks = seen["marks"].as_array().context("there are no marks")?;
        ensure!(marks.len() == 2 && marks[0] != marks[1], "both processes look alike: {marks:?}");
        ensure!(seen["faint"] == 0, "marks are hard to see: {seen}");
        ensure!(seen["strokes"] == json!([true]), "edges are hard to see: {seen}");
        ensure!(seen["dashes"].as_u64() >= Some(2), "the edge to come looks as those that are there: {seen}");
        ensure!(seen["fault"] == json!([2]), "the page that faults has no border of its own: {seen}");
        let thin = |list: &str| seen[list].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(|w| *w == 1));
        ensure!(thin("cells"), "the other pages have no thin border: {seen}");
        ensure!(seen["cards"] == json!([2, 1]), "the card on the CPU looks as the other: {seen}");
        ensure!(seen["chips"].as_array().is_some_and(|all| all.iter().all(|boxed| *boxed == true)), "chips: {seen}");
        ensure!(seen["step"] == json!(["solid"]), "the current step looks as the others: {seen}");
        Ok(())
    })
}

#[test]
fn shapes_and_lines_tell_in_system_colours_what_colours_told_in_light() -> Result<()> {
    check_shapes("light")
}

#[test]
fn shapes_and_lines_tell_in_system_colours_what_colours_told_in_dark() -> Result<()> {
    check_shapes("dark")
}

/// Waits until these frames are lit, and no other.
fn expect_frames(page: &Browser, frames: &[&str]) -> Result<()> {
    let starts: Vec<String> = frames.iter().map(|frame| format!("frame {frame},")).collect();
    page.wait_until(&format!("frames {frames:?} to be lit"), |page| {
        let lit = page.run(LIT, &[])?;
        let tiles: Vec<&str> = lit["tiles"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        Ok(tiles.len() == starts.len() && tiles.iter().zip(&starts).all(|(tile, start)| tile.starts_with(start)))
    })
    .with_context(|| format!("{:?} are", page.run(LIT, &[])))
}

#[test]
fn a_process_lights_up_all_it_maps_by_mouse_and_by_key() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        let child = page.find_starting("button", "child, pid 2")?;
        page.hover(&child)?;
        expect_frames(page, &["1", "2", "3"])?;
        page.hover(&page.find("button", "Play")?)?;
        expect_dark(page)?;
        page.tab_to(&page.find_starting("button", "parent, pid 1")?)?;
        expect_frames(page, &["1", "3", "4"])?;
        for _ in 0..4 {
            page.press("ArrowDown")?;
        }
        page.wait_until("the focus on the child", |_| child.has_focus())?;
        expect_frames(page, &["1", "2", "3"])
    })
}

#[test]
fn a_step_lights_up_the_frames_that_it_names_by_mouse_and_by_key() -> Result<()> {
    with_script(SPLIT, |page| {
        page.set_media(&[("prefers-reduced-motion", "reduce")])?;
        go_to_end(page)?;
        page.press(",")?;
        let copies = page.find("button", "Copy 4096 bytes")?;
        page.hover(&copies)?;
        expect_frames(page, &["2", "4"])?;
        page.hover(&page.find("button", "Play")?)?;
        expect_dark(page)?;
        page.tab_to(&page.find("button", "Allocate frame 4")?)?;
        expect_frames(page, &["4"])?;
        page.press("Tab")?;
        page.wait_until("the focus on the copying", |_| copies.has_focus())?;
        expect_frames(page, &["2", "4"])
    })
}
