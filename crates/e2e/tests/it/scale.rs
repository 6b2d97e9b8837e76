//! The stage at scale: a mosaic in the place of tiles.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, script, with_script};
use forkscope_e2e::Browser;

/// 64 MiB that two processes share, with a stretch of copies.
/// A process that no picture of cells has room for.
pub(crate) const LARGE: &str = "\
machine ram=1G
process redis
redis: mmap heap 64M
redis: touch heap
redis: fork bgsave
redis: touch heap[100..228]
";

fn with_mosaic(story: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    with_script(LARGE, |page| {
        go_to_end(page)?;
        page.find("region", "Physical memory")?;
        story(page)
    })
}

/// Waits until a text is on the lens.
fn expect_lens(page: &Browser, text: &str) -> Result<()> {
    page.wait_until(&format!("`{text}` on the lens"), |page| Ok(page.text_of("region", "Lens")?.contains(text)))
}

/// Waits until cells are of so many frames.
fn expect_level(page: &Browser, name: &str) -> Result<()> {
    page.wait_until(name, |page| Ok(page.find("button", name)?.attribute("aria-pressed")?.as_deref() == Some("true")))
}

#[test]
fn keys_move_over_the_mosaic_and_zoom() -> Result<()> {
    with_mosaic(|page| {
        page.click_button("64 frames per cell")?;
        expect_level(page, "64 frames per cell")?;
        page.select("canvas")?.click()?;
        page.press("Enter")?;
        expect_level(page, "8 frames per cell")?;
        page.press("+")?;
        expect_level(page, "1 frame per cell")?;
        page.press("Escape")?;
        expect_level(page, "8 frames per cell")?;
        for _ in 0..40 {
            page.press("ArrowUp")?;
            page.press("ArrowLeft")?;
        }
        page.press("PageUp")?;
        expect_lens(page, "Frames 0–63")?;
        page.press("ArrowRight")?;
        page.wait_until("the next cell to be told", |page| {
            Ok(page.run("return document.querySelector('.mosaic [aria-live]').textContent", &[])?
                == "frames 8–15: 8 in use, 0 copied since")
        })
    })
}

#[test]
fn the_table_says_what_the_mosaic_shows() -> Result<()> {
    with_mosaic(|page| {
        let label = page.select("canvas")?.attribute("aria-label")?.unwrap_or_default();
        ensure!(label.contains("16,512 frames in use, 128 copied since fork, 128 private copies"), "{label}");
        let rows = page.find("table", "Physical memory, by bands")?.rows()?;
        ensure!(rows.iter().any(|row| row.get(2).is_some_and(|copied| copied == "128")), "{rows:?}");
        let facts = page.text_of("region", "Physical memory")?;
        ensure!(facts.contains("128 pages, 0.8 %") && facts.contains("16,384 entries of 8 bytes"), "{facts}");
        Ok(())
    })
}

#[test]
fn writes_go_on_and_leave_the_script_alone_until_it_is_asked_for() -> Result<()> {
    with_mosaic(|page| {
        let before = script(page)?;
        page.click_button("Go on writing")?;
        let region = "What if it goes on writing";
        page.wait_until("faults", |page| {
            let text = page.text_of("region", region)?;
            Ok(text.contains("faults/s") && !text.contains(" 0 faults/s") && !text.contains("\n0 faults/s"))
        })?;
        page.click_button("Stop writing")?;
        ensure!(script(page)? == before, "the script was changed");
        page.click_button("Write as a line")?;
        page.wait_until("the line", |page| Ok(script(page)?.contains("redis: touch heap ")))?;
        page.wait_until("the picture of the script", |page| Ok(!page.text_of("region", region)?.contains("faults/s")))
    })
}

/// What the mosaic says of the cell that is pointed at.
fn pointed(page: &Browser) -> Result<String> {
    Ok(page
        .run("return document.querySelector('.mosaic__cell').textContent", &[])?
        .as_str()
        .unwrap_or_default()
        .to_owned())
}

#[test]
fn the_mouse_points_zooms_and_pans() -> Result<()> {
    with_mosaic(|page| {
        page.click_button("8 frames per cell")?;
        expect_level(page, "8 frames per cell")?;
        let canvas = page.select("canvas")?;
        page.hover_at(&canvas, -60, -20)?;
        let here = page.wait_for("a cell", |page| Ok(Some(pointed(page)?).filter(|text| !text.is_empty())))?;
        page.hover_at(&canvas, 40, 20)?;
        page.wait_until("another cell", |page| Ok(pointed(page)? != here))?;
        page.wheel(&canvas, -120)?;
        expect_level(page, "1 frame per cell")?;
        let there = pointed(page)?;
        page.drag(&canvas, 0, -60)?;
        page.hover_at(&canvas, 0, 0)?;
        page.wait_until("other frames at the same place", |page| Ok(pointed(page)? != there))?;
        page.click_button("Zoom out")?;
        expect_level(page, "8 frames per cell")?;
        page.wheel(&canvas, 120)?;
        expect_level(page, "64 frames per cell")
    })
}

#[test]
fn zooming_is_reached_by_keyboard() -> Result<()> {
    with_mosaic(|page| {
        page.click_button("64 frames per cell")?;
        page.tab_to(&page.find("button", "Zoom in")?)?;
        page.press("Enter")?;
        expect_level(page, "8 frames per cell")
    })
}

/// So many lines that they take a while.
const LONG: &str = "process p\np: mmap heap 64 pages\nrepeat 150000 as i {\n  p: touch heap seed={i}\n}\n";

fn with_long_run(stop: impl FnOnce(&Browser) -> Result<()>) -> Result<()> {
    forkscope_e2e::check(&forkscope_e2e::forkscope::link(LONG), |page| {
        page.wait_until_started()?;
        page.find("progressbar", "Lines run")?;
        stop(page)?;
        page.wait_until("the end of running", |page| Ok(page.try_find("progressbar", "Lines run")?.is_none()))?;
        page.find_starting("button", "p, pid 1")?;
        page.find("button", "Play").map(drop)
    })
}

#[test]
fn a_long_run_is_stopped_by_mouse() -> Result<()> {
    with_long_run(|page| page.click_button("Stop"))
}

#[test]
fn a_long_run_is_stopped_by_keyboard() -> Result<()> {
    with_long_run(|page| {
        page.press("Control+k")?;
        page.find("combobox", "Action")?;
        page.type_text("stop the")?;
        page.find_starting("option", "Stop the run")?;
        page.press("Enter")
    })
}
