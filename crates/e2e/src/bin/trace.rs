//! `trace DIST AT COUNT FIRST NEXT`: watches light visits to a page whose wasm remembers what ran (crates/split), and writes the bytes in which it
//! does so: to FIRST those of plain first visits, in the window, the colours and the motion that their visitors like, and to NEXT those of links
//! and embeds whose scenarios are stepped through.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::{link, Position, SPLIT};
use forkscope_e2e::visits::{packed, step_through, Kind, TYPICAL};
use forkscope_e2e::{Browser, Options, Site, SiteOptions};
use serde_json::json;
use std::path::Path;

const SIZES: [(u32, u32); 7] =
    [(360, 640), (412, 915), (760, 480), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)];
const LIKES: [[(&str, &str); 2]; 3] = [
    [("prefers-color-scheme", "light"), ("prefers-reduced-motion", "no-preference")],
    [("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "no-preference")],
    [("prefers-color-scheme", "light"), ("prefers-reduced-motion", "reduce")],
];

/// Where typical scenarios are shown; the first of them everywhere, the others in turn.
const SHOWN: [(Kind, (u32, u32)); 6] = [
    (Kind::Embed, (760, 480)),
    (Kind::Link, (1280, 720)),
    (Kind::Embed, (1200, 700)),
    (Kind::Link, (412, 915)),
    (Kind::Embed, (360, 640)),
    (Kind::Link, (1920, 1080)),
];

const READ: &str = "
    const [at, count] = arguments;
    return import(document.getElementById('app-js').href)
        .then(app => app.default())
        .then(wasm => Array.from(new Uint8Array(wasm.memory.buffer, at, count)).join(''))";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dist, at, count, first, next] = &args[..] else { anyhow::bail!("usage: trace DIST AT COUNT FIRST NEXT") };
    let site = Site::serve(Path::new(dist), SiteOptions::default())?;
    let watch = Watch { site, at: at.parse().context("AT")?, count: count.parse().context("COUNT")? };
    std::fs::write(first, watch.plain_visits()?).with_context(|| format!("cannot write {first}"))?;
    std::fs::write(next, watch.typical_visits()?).with_context(|| format!("cannot write {next}"))
}

/// A page that is watched: where its bytes are, and how many.
struct Watch {
    site: Site,
    at: u32,
    count: usize,
}

impl Watch {
    /// What plain first visits run.
    fn plain_visits(&self) -> Result<Vec<u8>> {
        let mut ran = vec![0; self.count];
        for ((width, height), likes) in SIZES.into_iter().flat_map(|size| LIKES.map(|likes| (size, likes))) {
            let browser = Browser::open(&Options::default())?;
            browser.set_viewport(width, height)?;
            browser.set_media(&likes)?;
            browser.visit(&self.site.url(""))?;
            Position::after_tour(&browser)?;
            self.look(&browser, &mut ran, &format!("{width}×{height}, {}", likes[0].1))?;
        }
        Ok(ran)
    }

    /// What links and embeds run.
    fn typical_visits(&self) -> Result<Vec<u8>> {
        let mut ran = vec![0; self.count];
        let everywhere = SHOWN.into_iter().map(|shown| (TYPICAL[0], shown));
        let in_turn = TYPICAL.into_iter().skip(1).zip(SHOWN.into_iter().cycle());
        for (name, (kind, (width, height))) in everywhere.chain(in_turn) {
            let title = format!("{kind:?} of {name}, {width}×{height}");
            self.step(kind, (width, height), &packed(name)?, &mut ran, &title)?;
        }
        for kind in [Kind::Embed, Kind::Link] {
            self.step(kind, (1024, 768), &link(SPLIT), &mut ran, &format!("{kind:?} written by hand"))?;
        }
        Ok(ran)
    }

    /// Steps through a script, and adds what ran.
    fn step(&self, kind: Kind, size: (u32, u32), fragment: &str, ran: &mut [u8], title: &str) -> Result<()> {
        let browser = Browser::open(&Options::default())?;
        browser.set_viewport(size.0, size.1)?;
        kind.open(&browser, &self.site, fragment)?;
        step_through(&browser).with_context(|| title.to_owned())?;
        self.look(&browser, ran, title)
    }

    /// Adds what ran in a window.
    fn look(&self, browser: &Browser, ran: &mut [u8], title: &str) -> Result<()> {
        let seen = browser.run(READ, &[json!(self.at), json!(self.count)])?;
        let seen = seen.as_str().context("the page handed back no text")?.as_bytes();
        ensure!(seen.len() == ran.len(), "{} bytes were read", seen.len());
        for (byte, digit) in ran.iter_mut().zip(seen) {
            *byte |= digit - b'0';
        }
        println!("{title}: {} of {}", ran.iter().filter(|byte| **byte == 1).count(), self.count);
        Ok(())
    }
}
