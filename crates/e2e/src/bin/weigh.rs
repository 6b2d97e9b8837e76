//! `weigh DIST LIMIT`: prints what each file of the built page weighs, and fails if a first visit loads more bytes after brotli than a limit.

use anyhow::{ensure, Context, Result};
use forkscope_e2e::weight::{weigh, Weight};
use std::path::Path;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let dist = args.next().context("usage: weigh DIST LIMIT")?;
    let limit: usize = args.next().context("usage: weigh DIST LIMIT")?.parse().context("LIMIT is a number of bytes")?;
    let (first, later): (Vec<_>, Vec<_>) = weigh(Path::new(&dist))?.into_iter().partition(Weight::is_first);
    println!("{:>10} {:>10}", "raw", "brotli");
    let visit = print(&first, &format!("for a first visit; {limit} after brotli are allowed"));
    print(&later, "later, when someone begins to use the page");
    ensure!(visit <= limit, "a first visit weighs {visit} bytes after brotli, {} more than allowed", visit - limit);
    Ok(())
}

/// Prints files and their sum, which it gives back.
fn print(files: &[Weight], title: &str) -> usize {
    for file in files {
        println!("{:>10} {:>10}  {}", file.raw, file.brotli, file.name);
    }
    let (raw, brotli) = files.iter().fold((0, 0), |(raw, brotli), file| (raw + file.raw, brotli + file.brotli));
    println!("{raw:>10} {brotli:>10}  {title}");
    brotli
}
