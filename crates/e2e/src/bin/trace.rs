//! `trace DIST AT COUNT OUT`: watches first visits to a page whose wasm remembers what ran (crates/split), and writes to OUT the bytes in which it
//! does so. A first visit has the window, the colours and the motion that its visitor likes.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::forkscope::Position;
use forkscope_e2e::{Browser, Options, Site, SiteOptions};
use serde_json::{json, Value};
use std::path::Path;

const SIZES: [(u32, u32); 7] =
    [(360, 640), (412, 915), (760, 480), (1024, 768), (1280, 720), (1440, 900), (1920, 1080)];
const LIKES: [[(&str, &str); 2]; 3] = [
    [("prefers-color-scheme", "light"), ("prefers-reduced-motion", "no-preference")],
    [("prefers-color-scheme", "dark"), ("prefers-reduced-motion", "no-preference")],
    [("prefers-color-scheme", "light"), ("prefers-reduced-motion", "reduce")],
];

const READ: &str = "
    const [at, count] = arguments;
    return import(document.getElementById('app-js').href)
        .then(app => app.default())
        .then(wasm => Array.from(new Uint8Array(wasm.memory.buffer, at, count)).join(''))";

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dist, at, count, out] = &args[..] else { anyhow::bail!("usage: trace DIST AT COUNT OUT") };
    let (at, count): (u32, usize) = (at.parse().context("AT")?, count.parse().context("COUNT")?);
    let site = Site::serve(Path::new(dist), SiteOptions::default())?;
    let mut ran = vec![0; count];
    for (width, height) in SIZES {
        for likes in LIKES {
            let browser = Browser::open(&Options::default())?;
            browser.set_viewport(width, height)?;
            browser.set_media(&likes)?;
            browser.visit(&site.url(""))?;
            Position::after_tour(&browser)?;
            let seen = browser.run(READ, &[json!(at), json!(count)])?;
            merge(&mut ran, &seen)?;
            println!("{width}×{height}, {}: {} of {count}", likes[0].1, ran.iter().filter(|byte| **byte == 1).count());
        }
    }
    std::fs::write(out, ran).with_context(|| format!("cannot write {out}"))
}

fn merge(ran: &mut [u8], seen: &Value) -> Result<()> {
    let seen = seen.as_str().context("the page handed back no text")?.as_bytes();
    ensure!(seen.len() == ran.len(), "{} bytes were read", seen.len());
    for (byte, digit) in ran.iter_mut().zip(seen) {
        *byte |= digit - b'0';
    }
    Ok(())
}
