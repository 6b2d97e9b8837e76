//! What is large: noise, endless scripts, endless memory. The page stays awake, says what is wrong, and keeps the text.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, ready, replace_script, script, with_script, Picture, Position, SPLIT};
use forkscope_e2e::Browser;
use std::time::Duration;

/// No longer than this the page may be without a frame, beyond what the browser itself takes for a text so long.
const LONGEST: Duration = Duration::from_millis(300);
/// Another program on the same machine may hold a page up; the page itself would do it every time.
const TRIES: usize = 3;

/// Does something and waits for its end; the page must draw frames all the while.
fn stays_awake(page: &Browser, what: &str, text: &str, mut act: impl FnMut() -> Result<()>) -> Result<()> {
    let mut best = Duration::MAX;
    for _ in 0..TRIES {
        let bare = pause_of_bare_field(page, text)?;
        page.start_heart()?;
        act()?;
        let pause = page.longest_pause()?;
        println!("{what}: {} ms without a frame, a bare text field {} ms", pause.as_millis(), bare.as_millis());
        best = best.min(pause.saturating_sub(bare));
        if best <= LONGEST {
            return Ok(());
        }
    }
    anyhow::bail!("{what}: {} ms without a frame more than a bare text field, {TRIES} times", best.as_millis())
}

/// How long a text field with nothing around it is without a frame when a text is pasted into it.
fn pause_of_bare_field(page: &Browser, text: &str) -> Result<Duration> {
    if text.is_empty() {
        return Ok(Duration::ZERO);
    }
    page.run(
        "const field = document.body.appendChild(document.createElement('textarea'));
         field.id = 'bare'; field.wrap = 'off'; field.spellcheck = false;
         field.style = 'position: fixed; inset: 0; z-index: 9'; field.focus();",
        &[],
    )?;
    page.start_heart()?;
    page.paste(text)?;
    page.wait_until("the bare field", |page| Ok(page.run("return bare.value.length", &[])? == text.len()))?;
    let pause = page.longest_pause();
    page.run("bare.remove()", &[])?;
    pause
}

/// Letters, digits and line ends without any sense, always the same.
fn noise(bytes: usize) -> String {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let letters = b"abcdefghijklmnopqrstuvwxyz0123456789:[]\"#=  \n";
        char::from(letters[(state >> 33) as usize % letters.len()])
    };
    (0..bytes).map(letter).collect()
}

/// A script of so many lines, most of which write.
fn endless(lines: usize) -> String {
    let head = "process p\np: mmap heap 64 pages\np: fork c\n".to_owned();
    (3..lines).fold(head, |text, line| text + &format!("p: write heap[{}] {}\n", line % 64, line % 256))
}

#[test]
fn megabyte_of_noise_is_refused_in_words() -> Result<()> {
    let _turn = crate::alone();
    with_script(SPLIT, |page| {
        let noise = noise(1 << 20);
        stays_awake(page, "1 MB of noise", &noise, || {
            replace_script(page, SPLIT)?;
            page.wait_until("the script before", |page| Ok(page.try_find("region", "Problems")?.is_none()))?;
            replace_script(page, &noise)?;
            page.find("region", "Problems").map(drop)
        })?;
        page.find_starting("button", "Error at line 1, column ")?;
        ensure!(script(page)? == noise, "the text is not what was pasted");
        Ok(())
    })
}

#[test]
fn script_of_ten_thousand_lines_runs() -> Result<()> {
    let _turn = crate::alone();
    with_script(SPLIT, |page| {
        let long = endless(10_000);
        stays_awake(page, "10,000 lines", &long, || {
            replace_script(page, SPLIT)?;
            page.wait_until("five commands", |page| Ok(Position::of(page)?.commands == 5))?;
            replace_script(page, &long)?;
            page.wait_until("10,000 commands", |page| Ok(Position::of(page)?.commands == 10_000))
        })?;
        ensure!(script(page)? == long, "the text is not what was pasted");
        stays_awake(page, "10,000 lines, to the end and back", "", || {
            go_to_end(page)?;
            page.click_button("Step back")?;
            page.click_button("First")?;
            page.wait_until("the start", |page| Ok(Position::of(page)?.command == 0))
        })
    })
}

#[test]
fn long_run_can_be_stopped() -> Result<()> {
    let _turn = crate::alone();
    with_script(SPLIT, |page| {
        let long = "process p\np: mmap heap 32M\n".to_owned()
            + &"p: touch heap 30% seed=7\np: madvise heap dontneed\n".repeat(3_000);
        replace_script(page, &long)?;
        page.click_button("Stop")?;
        page.wait_until("the run to stop", |page| Ok(page.try_find("button", "Stop")?.is_none()))?;
        let position = Position::of(page)?;
        ensure!(position.commands > 0, "nothing of it is shown");
        ensure!(script(page)? == long, "the text is not what was pasted");
        page.click_button("Last")?;
        page.wait_until("the end of what ran", |page| Position::of(page)?.is_at_end())
    })
}

#[test]
fn hundred_gigabytes_are_mapped_and_refused_in_words() -> Result<()> {
    let _turn = crate::alone();
    with_script("process p\n", |page| {
        stays_awake(page, "mmap heap 100G", "", || {
            replace_script(
                page,
                "machine overcommit=1\nprocess p\np: mmap heap 100G\np: write heap[0] 1\np: fork c\n",
            )?;
            page.wait_until("four commands", |page| Ok(Position::of(page)?.commands == 4))?;
            go_to_end(page)?;
            Picture::once(page, "both processes", |picture| picture.processes().len() == 2).map(drop)
        })?;
        replace_script(page, "process p\np: mmap heap 100G\n")?;
        page.wait_until("two commands", |page| Ok(Position::of(page)?.commands == 2))?;
        ready(page)?;
        go_to_end(page)?;
        page.wait_until("words", |page| Ok(page.text_of("complementary", "Why")?.contains("ENOMEM")))
    })
}
