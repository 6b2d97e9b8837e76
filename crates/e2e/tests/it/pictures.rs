//! Pictures and data to take away, and the palette that finds them.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script, Position, SPLIT};
use forkscope_e2e::Browser;

/// Opens the dialog by the palette.
fn open(page: &Browser) -> Result<()> {
    page.press("Control+k")?;
    page.find("combobox", "Action")?.type_text("svg")?;
    page.press("Enter")?;
    page.find("dialog", "Pictures and data").map(drop)
}

#[test]
fn pictures_and_data_are_saved() -> Result<()> {
    with_script(&format!("title \"A split\"\n{SPLIT}"), |page| {
        go_to_end(page)?;
        open(page)?;
        let place = page.text_of("dialog", "Pictures and data")?;
        let step = place.split("at step ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
        let svg = page.download(&format!("a-split-{step}.svg"), |page| page.click_button("SVG"))?;
        let svg = String::from_utf8(svg)?;
        ensure!(
            svg.contains(">A split<") && svg.contains(">parent<") && svg.contains("PFN"),
            "the picture is {svg:.400}"
        );
        let png = page.download(&format!("a-split-{step}.png"), |page| page.click_button("PNG"))?;
        ensure!(png.starts_with(b"\x89PNG") && png.len() > 10_000, "{} bytes are no picture", png.len());
        let json = page.download("a-split.json", |page| page.click_button("Run with every step, JSON"))?;
        let run: serde_json::Value = serde_json::from_slice(&json)?;
        ensure!(run["commands"].as_array().is_some_and(|all| all.len() >= 5), "the run is {run}");
        let csv = page.download("a-split-frames.csv", |page| page.click_button("Frames"))?;
        ensure!(String::from_utf8(csv)?.starts_with("Frame,"), "the table has no heads");
        Ok(())
    })
}

#[test]
fn the_palette_goes_to_a_step_and_closes() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("Control+k")?;
        page.find("combobox", "Action")?.type_text("2")?;
        page.press("Enter")?;
        page.wait_until("the step", |page| Ok(Position::of(page)?.command == 2))?;
        ensure!(page.try_find("dialog", "Command palette")?.is_none(), "the palette is still open");
        Ok(())
    })
}

#[test]
fn pictures_are_saved_and_printed_by_keyboard() -> Result<()> {
    with_script(&format!("title \"A split\"\n{SPLIT}"), |page| {
        go_to_end(page)?;
        page.press("x")?;
        page.find("dialog", "Pictures and data")?;
        let press = |name: &str| -> Result<()> {
            page.tab_to(&page.find("button", name)?)?;
            page.press("Enter")
        };
        let strip = page.download("a-split-all.svg", |_| press("Strip of all commands, SVG"))?;
        ensure!(String::from_utf8(strip)?.contains("child"), "the strip has no child");
        page.run("window.printed = 0; window.print = () => window.printed++", &[])?;
        press("Print")?;
        page.wait_until("the print dialog", |page| Ok(page.run("return window.printed", &[])? == 1))
    })
}
