//! How long things take, and how much is sent: printed, and held only to what no machine should miss.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{link, with_script, SPLIT};
use forkscope_e2e::visits::Kind;
use forkscope_e2e::weight::{of_visit, weigh};
use forkscope_e2e::{check::dist, check_with, Options, SiteOptions};

const PAGES: &str = "\
process parent
parent: mmap heap 64 pages
parent: write heap[0..64] 1
parent: fork child
repeat 10 as i {
  child: write heap[{i}] 2
}
";

/// Presses the key of a step up to the end, and measures from the key until the new picture is laid out.
const STEPS: &str = "
    const walk = async most => {
        const slider = document.querySelector('[role=slider]');
        const value = () => slider.getAttribute('aria-valuenow');
        const press = key => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
        press('Home');
        await frame();
        press('>');
        await frame();
        const times = [];
        while (times.length < most && value() !== slider.getAttribute('aria-valuemax')) {
            const [before, start] = [value(), performance.now()];
            press('.');
            for (let turns = 0; turns < 1000 && value() === before; turns++) await null;
            document.body.getBoundingClientRect();
            times.push(performance.now() - start);
            await frame();
        }
        return times;
    };
    return walk(arguments[0]);";

#[test]
fn steps_of_64_pages_are_quick() -> Result<()> {
    let _turn = crate::alone();
    with_script(PAGES, |page| {
        let mut times: Vec<f64> = serde_json::from_value(page.run(STEPS, &[250.into()])?)?;
        times.sort_by(f64::total_cmp);
        let part = |percent: usize| times.get(times.len() * percent / 100).copied().context("no step was taken");
        println!("64 pages: {} steps, median {:.1} ms, 95 % within {:.1} ms", times.len(), part(50)?, part(95)?);
        ensure!(times.len() > 50, "only {} steps", times.len());
        ensure!(part(95)? < 500.0, "a step takes {:.0} ms", part(95)?);
        Ok(())
    })
}

/// Notes when the first step can be taken.
const USABLE: &str = "
    const look = () => {
        const button = document.querySelector('button[aria-label=\"Step forward\"]');
        const steps = document.querySelector('[role=slider]')?.getAttribute('aria-valuemax') ?? '0';
        const usable = button?.getAttribute('aria-disabled') === 'false' && steps !== '0';
        usable ? window.usable = performance.now() : requestAnimationFrame(look);
    };
    requestAnimationFrame(look);";

#[test]
fn page_can_be_used_soon() -> Result<()> {
    expect_usable(Kind::Link, PAGES)
}

#[test]
fn embed_can_be_used_soon() -> Result<()> {
    expect_usable(Kind::Embed, SPLIT)
}

/// Opens the page with a script, and waits until a step can be taken.
fn expect_usable(kind: Kind, script: &str) -> Result<()> {
    let _turn = crate::alone();
    let serve = SiteOptions { brotli: true, ..SiteOptions::default() };
    check_with(&Options::default(), &serve, |page, site| {
        page.cdp("Page.addScriptToEvaluateOnNewDocument", &serde_json::json!({ "source": USABLE }))?;
        kind.open(page, site, &link(script))?;
        let usable = page.wait_for("the first step", |page| Ok(page.run("return window.usable", &[])?.as_f64()))?;
        println!("{kind:?} usable after {usable:.0} ms");
        ensure!(usable < 10_000.0, "it takes {usable:.0} ms");
        Ok(())
    })
}

#[test]
fn page_is_light() -> Result<()> {
    let _turn = crate::alone();
    let Some(dist) = dist() else { return Ok(()) };
    let files = weigh(&dist)?;
    for kind in [Kind::Plain, Kind::Link, Kind::Embed] {
        let total = of_visit(&files, kind);
        println!("{kind:?}: {total} bytes after brotli at its best");
        ensure!(total < 1_000_000, "a visit weighs {total} bytes");
    }
    Ok(())
}
