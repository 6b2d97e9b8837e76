//! `weigh DIST PLAIN LIGHT`: prints what each file of the built page weighs and what each kind of visit loads, and fails if a plain first visit
//! loads more bytes after brotli than PLAIN, or a link or an embed more than LIGHT.

use anyhow::{bail, ensure, Context, Result};
use forkscope_e2e::visits::Kind;
use forkscope_e2e::weight::{of_visit, weigh};
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dist, plain, light] = &args[..] else { bail!("usage: weigh DIST PLAIN LIGHT") };
    let [plain, light] = [plain, light].map(|limit| limit.parse::<usize>().context("a limit is a number of bytes"));
    let (plain, light) = (plain?, light?);
    let files = weigh(Path::new(dist))?;
    println!("{:>10} {:>10}", "raw", "brotli");
    for file in &files {
        println!("{:>10} {:>10}  {}", file.raw, file.brotli, file.name);
    }
    let kinds =
        [(Kind::Plain, "a first visit", plain), (Kind::Link, "a link", light), (Kind::Embed, "an embed", light)];
    for (kind, name, limit) in kinds {
        println!("{:>10} {:>10}  for {name}; {limit} are allowed", "", of_visit(&files, kind));
    }
    for (kind, name, limit) in kinds {
        let visit = of_visit(&files, kind);
        ensure!(visit <= limit, "{name} weighs {visit} bytes after brotli, {} more than allowed", visit - limit);
    }
    Ok(())
}
