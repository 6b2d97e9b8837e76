//! `bench DIST SCENARIOS`: how quick the built page is in Chromium, as a table: from a key to its picture, while a long script runs, and at the start.

use anyhow::{Context, Result};
use forkscope_e2e::forkscope::{go_to_end, link, ready, Position};
use forkscope_e2e::{Browser, Options, Site, SiteOptions};
use serde_json::{json, Value};
use std::path::Path;

/// 64 pages, of which the child writes ten.
const SMALL: &str = "\
process parent
parent: mmap heap 64 pages
parent: write heap[0..64] 1
parent: fork child
repeat 10 as i { child: write heap[{i}] 2 }
";

/// Ten thousand pages in each of two processes.
const LARGE: &str = "\
machine ram=1GiB
process parent
parent: mmap heap 10000 pages
parent: write heap[0..10000] 1
parent: fork child
repeat 10 as i { child: write heap[{i}..5000] 2 }
";

/// Thousands of commands.
const LONG: &str = "\
process parent
parent: mmap heap 64 pages
parent: write heap[0..64] 1
parent: fork child
repeat 5000 { child: write heap[5] 2 }
";

/// Presses keys one after the other. Takes the time from each until the page is made anew and laid out, then until that is drawn. Ends after so
/// many keys or milliseconds.
const PRESS: &str = "
    const [keys, times, most] = arguments;
    const place = () => document.querySelector('[role=slider][aria-valuetext]').getAttribute('aria-valuetext');
    const drawn = () => new Promise(next => requestAnimationFrame(() => setTimeout(next)));
    return (async () => {
        const made = [], seen = [], begin = performance.now();
        for (let at = 0; at < times && performance.now() - begin < most; at++) {
            const before = place(), start = performance.now();
            const key = keys[at % keys.length];
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            for (let turn = 0; turn < 1000 && place() === before; turn++) await null;
            document.body.getBoundingClientRect();
            made.push(performance.now() - start);
            await drawn();
            if (place() === before) break;
            seen.push(performance.now() - start);
        }
        return [made, seen];
    })()";

/// Presses a key in every frame of the screen for so many milliseconds, there and back. Takes the times between frames in which the page shows where the
/// key led: a frame in which it still shows what it showed before makes the next one longer.
const SCRUB: &str = "
    const [there, back, most] = arguments;
    const place = () => document.querySelector('[role=slider][aria-valuetext]').getAttribute('aria-valuetext');
    return (async () => {
        const times = [], begin = performance.now();
        let last = begin, turn = 0;
        while (last - begin < most) {
            const key = turn++ % 100 < 50 ? there : back, before = place();
            document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
            let now = await new Promise(requestAnimationFrame);
            while (place() === before && now - last < 1000) now = await new Promise(requestAnimationFrame);
            times.push(now - last);
            last = now;
        }
        return times.slice(2);
    })()";

/// Times between the frames of so many milliseconds.
const FRAMES: &str = "
    return (async () => {
        const times = [], begin = performance.now();
        for (let last = begin; last - begin < arguments[0];) {
            const now = await new Promise(requestAnimationFrame);
            times.push(now - last);
            last = now;
        }
        return times.slice(2);
    })()";

/// Begins to watch before the page does anything.
const WATCH: &str = "
    window.tasks = [];
    new PerformanceObserver(list => list.getEntries().forEach(entry => window.tasks.push(entry.duration)))
        .observe({ type: 'longtask', buffered: true });
    const wait = () => {
        const boot = document.getElementById('boot');
        if (boot && boot.hidden) window.usable = performance.now(); else requestAnimationFrame(wait);
    };
    wait();";

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let dist = args.next().context("usage: bench DIST SCENARIOS")?;
    let scenarios = args.next().context("usage: bench DIST SCENARIOS")?;
    let site = Site::serve(Path::new(&dist), SiteOptions { brotli: false, ..SiteOptions::default() })?;
    println!("| what | half of them within | 95 of 100 within | bar |\n| --- | ---: | ---: | ---: |");
    steps(&site, "a step, 64 pages", SMALL, &["."], "16 ms")?;
    steps(&site, "a step, 10,000 pages", LARGE, &["."], "50 ms")?;
    let redis = Path::new(&scenarios).join("redis-10gb.fork");
    if let Ok(script) = std::fs::read_to_string(&redis) {
        steps(&site, "a step, 10 GB", &script, &["."], "")?;
        steps(&site, "from command to command, 10 GB", &script, &[">"], "")?;
        scrub(&site, "a frame while 10 GB are scrubbed", &script)?;
        goes_on(&site, "a frame while 10 GB go on being written, 100,000 pages a second", &script)?;
    }
    long_run(&site)?;
    start(&site)
}

/// A browser that watches itself, at an address.
fn open(site: &Site, address: &str) -> Result<Browser> {
    let browser = Browser::open(&Options::default())?;
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": WATCH }))?;
    browser.visit(&site.url(address))?;
    browser.wait_until_started()?;
    Ok(browser)
}

/// No row takes longer, in milliseconds: the driver waits half a minute for an answer.
const MOST: u32 = 12_000;

fn steps(site: &Site, what: &str, script: &str, keys: &[&str], bar: &str) -> Result<()> {
    let page = open(site, &link(script))?;
    ready(&page)?;
    page.press("Home")?;
    let took = page.run(PRESS, &[json!(keys), json!(60), json!(MOST)])?;
    row(&format!("{what}: until it is laid out"), &mut numbers(&took[0]), bar);
    row(&format!("{what}: until it is on the screen"), &mut numbers(&took[1]), "");
    Ok(())
}

fn scrub(site: &Site, what: &str, script: &str) -> Result<()> {
    let page = open(site, &link(script))?;
    ready(&page)?;
    go_to_end(&page)?;
    let took = page.run(SCRUB, &[json!(","), json!("."), json!(MOST / 2)])?;
    row(what, &mut numbers(&took), "16.7 ms");
    Ok(())
}

fn goes_on(site: &Site, what: &str, script: &str) -> Result<()> {
    let page = open(site, &link(script))?;
    ready(&page)?;
    go_to_end(&page)?;
    // Before the child has ended.
    (0..4).try_for_each(|_| page.click_button("Previous command"))?;
    page.find("slider", "Pages written per second")?.click()?;
    page.press("End")?;
    page.click_button("Go on writing")?;
    let took = page.run(FRAMES, &[json!(MOST / 2)])?;
    row(what, &mut numbers(&took), "16.7 ms");
    Ok(())
}

fn row(what: &str, took: &mut [f64], bar: &str) {
    println!("| {what} | {:.1} ms | {:.1} ms | {bar} |", within(took, 50), within(took, 95));
}

fn long_run(site: &Site) -> Result<()> {
    let page = open(site, &link(LONG))?;
    page.wait_until("5,000 commands", |page| Ok(Position::of(page)?.commands > 5_000))?;
    go_to_end(&page)?;
    let longest = numbers(&page.run("return window.tasks", &[])?).into_iter().fold(0.0, f64::max);
    let longest = if longest > 0.0 { format!("{longest:.0} ms") } else { "below 50 ms".to_owned() };
    println!("| the longest task while 5,000 commands run | | {longest} | 100 ms |");
    Ok(())
}

fn start(site: &Site) -> Result<()> {
    let mut usable = Vec::new();
    for _ in 0..5 {
        let page = open(site, "")?;
        usable.extend(page.run("return window.usable", &[])?.as_f64());
    }
    let (half, most) = (within(&mut usable, 50), within(&mut usable, 95));
    println!("| a first visit until the page can be used, from this machine | {half:.0} ms | {most:.0} ms | |");
    Ok(())
}

fn numbers(list: &Value) -> Vec<f64> {
    list.as_array().into_iter().flatten().filter_map(Value::as_f64).collect()
}

/// The time within which some in a hundred were done.
fn within(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get((times.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
