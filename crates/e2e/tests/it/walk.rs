//! Walking: step by step, command by command, to both ends, by buttons and by keys; playing and pausing.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script, Picture, Position, SPLIT};
use forkscope_e2e::Browser;

/// Goes somewhere, and waits until the slider or the stage says something else than before.
fn moved(page: &Browser, go: impl FnOnce() -> Result<()>) -> Result<Position> {
    let said = |page: &Browser| Ok::<_, anyhow::Error>((Position::of(page)?, page.text_of("main", "Stage")?));
    let before = said(page)?;
    go()?;
    page.wait_for("another position", |page| Ok(Some(said(page)?).filter(|now| *now != before))).map(|(now, _)| now)
}

/// The number of the step that the narration marks, and how many it lists.
fn narrated(page: &Browser) -> Result<(usize, usize)> {
    let steps = page.run(
        "const all = [...document.querySelectorAll('[aria-label=\"Kernel steps\"] > ol > li')];
         return [all.findIndex(step => step.getAttribute('aria-current') === 'step') + 1, all.length];",
        &[],
    )?;
    let number = |at: usize| steps[at].as_u64().and_then(|number| usize::try_from(number).ok());
    number(0).zip(number(1)).context("the narration has no steps")
}

#[test]
fn buttons_and_keys_walk_alike() -> Result<()> {
    with_script(SPLIT, |page| {
        for (button, key) in [
            ("Step forward", "."),
            ("Next command", ">"),
            ("Step back", ","),
            ("Previous command", "<"),
            ("Last", "End"),
            ("First", "Home"),
        ] {
            let from = if matches!(button, "First" | "Step back" | "Previous command") { "Last" } else { "First" };
            page.click_button(from)?;
            let by_button = moved(page, || page.click_button(button)).with_context(|| format!("`{button}`"))?;
            page.click_button(from)?;
            let by_key = moved(page, || page.press(key)).with_context(|| format!("`{key}`"))?;
            ensure!(by_button == by_key, "`{button}` leads to {by_button:?}, `{key}` to {by_key:?}");
        }
        Ok(())
    })
}

#[test]
fn slider_says_something_else_at_every_step() -> Result<()> {
    with_script("process p\np: mmap a 1 page\np: fork c\n", |page| {
        page.click_button("First")?;
        let mut said = vec![];
        loop {
            let text = page.find("slider", "Position")?.attribute("aria-valuetext")?.unwrap_or_default();
            ensure!(!said.contains(&text), "the slider says `{text}` at two places: {said:?}");
            said.push(text);
            if Position::of(page)?.is_at_end()? {
                return Ok(());
            }
            moved(page, || page.press("."))?;
        }
    })
}

#[test]
fn narration_and_slider_name_the_same_step() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        moved(page, || page.press("<"))?;
        loop {
            let position = moved(page, || page.press("."))?;
            let told = narrated(page)?;
            ensure!(told == (position.step, position.steps), "{position:?}, but the narration is at {told:?}");
            if position.is_at_end()? {
                return Ok(());
            }
        }
    })
}

#[test]
fn stage_without_processes_says_whether_they_come_or_have_gone() -> Result<()> {
    with_script("process p\np: exit\n", |page| {
        page.press("End")?;
        page.find("heading", "No process any more")?;
        page.click_button("Go back")?;
        page.find("button", "p, pid 1, ready")?;
        page.press("Home")?;
        page.find("heading", "No process yet").map(drop)
    })
}

#[test]
fn steps_back_and_forth_lead_to_equal_pictures() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        moved(page, || page.press("<"))?;
        let mut seen = vec![(Position::of(page)?, Picture::of(page)?)];
        while !seen.last().is_some_and(|(position, _)| position.is_at_end().unwrap_or(true)) {
            seen.push((moved(page, || page.press("."))?, Picture::of(page)?));
        }
        for (position, picture) in seen.iter().rev().skip(1) {
            let there = moved(page, || page.press(","))?;
            ensure!(there == *position, "back leads to {there:?} instead of {position:?}");
            ensure!(Picture::of(page)? == *picture, "going back changes the picture at {position:?}");
        }
        go_to_end(page)?;
        ensure!(Some(Picture::of(page)?) == seen.pop().map(|(_, picture)| picture), "the end is another");
        Ok(())
    })
}

#[test]
fn space_plays_and_pauses() -> Result<()> {
    with_script(SPLIT, |page| {
        page.press("Home")?;
        moved(page, || page.press("Space"))?;
        page.find("button", "Pause")?;
        page.press("Space")?;
        page.find("button", "Play")?;
        let rest = Position::of(page)?;
        page.press("Space")?;
        page.wait_until("playing to go on", |page| Ok(Position::of(page)? != rest))?;
        page.click_button("Pause")?;
        page.find("button", "Play").map(drop)
    })
}

#[test]
fn playing_ends_at_the_end_and_begins_again() -> Result<()> {
    with_script("process p\np: mmap a 1 page\np: write a[0] 1\n", |page| {
        page.find("combobox", "Speed")?.type_text("8")?;
        page.click_button("First")?;
        page.click_button("Play")?;
        page.find("button", "Play")?;
        page.wait_until("the end", |page| Position::of(page)?.is_at_end())?;
        moved(page, || page.click_button("Play")).map(drop)
    })
}

#[test]
fn slider_walks_by_its_own_keys() -> Result<()> {
    with_script(SPLIT, |page| {
        page.find("slider", "Position")?.click()?;
        page.press("Home")?;
        let start = Position::of(page)?;
        moved(page, || page.press("ArrowRight"))?;
        let back = moved(page, || page.press("ArrowLeft"))?;
        ensure!(back == start, "right and left lead to {back:?}");
        moved(page, || page.press("PageUp"))?;
        moved(page, || page.press("End"))?;
        ensure!(Position::of(page)?.is_at_end()?, "End leads to {:?}", Position::of(page)?);
        Ok(())
    })
}
