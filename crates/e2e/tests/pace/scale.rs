//! 10 GB: what a second of writes costs, and that nothing holds the page up.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script};

const REDIS: &str = include_str!("../../../../scenarios/redis-10gb.fork");

/// Times between the frames of so many milliseconds, shortest first.
const FRAMES: &str = "
    const times = [];
    let last = performance.now();
    const end = last + arguments[0];
    await new Promise(done => {
        const next = () => {
            const now = performance.now();
            times.push(now - last);
            last = now;
            if (now < end) { requestAnimationFrame(next); } else { done(); }
        };
        requestAnimationFrame(next);
    });
    return times.sort((a, b) => a - b);";

#[test]
fn ten_gigabytes_are_written_at_a_hundred_thousand_pages_a_second() -> Result<()> {
    let _turn = crate::alone();
    with_script(REDIS, |page| {
        page.start_heart()?;
        go_to_end(page)?;
        // Before the child has ended.
        (0..4).try_for_each(|_| page.click_button("Previous command"))?;
        println!("10 GB, to the end and back: {} ms without a frame", page.longest_pause()?.as_millis());
        page.find("region", "Physical memory")?;
        let slider = page.find("slider", "Pages written per second")?;
        slider.click()?;
        page.press("End")?;
        page.click_button("Go on writing")?;
        let times: Vec<f64> = serde_json::from_value(page.run(FRAMES, &[10_000.into()])?)?;
        let part = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or_default();
        println!(
            "10 GB, 100,000 pages a second: {} frames, half within {:.1} ms, 95 % within {:.1} ms",
            times.len(),
            part(50),
            part(95)
        );
        println!("{}", page.text_of("region", "What if it goes on writing")?.replace('\n', " "));
        ensure!(part(50) < 100.0, "the page stands still");
        page.click_button("Stop writing")
    })
}
