//! `weigh DIST LIMIT`: prints what each file of the built page weighs and fails above a limit of bytes after brotli.

use anyhow::{ensure, Context, Result};
use std::path::Path;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let dist = args.next().context("usage: weigh DIST LIMIT")?;
    let limit: usize = args.next().context("usage: weigh DIST LIMIT")?.parse().context("LIMIT is a number of bytes")?;
    let files = forkscope_e2e::weight::weigh(Path::new(&dist))?;
    println!("{:>10} {:>10}", "raw", "brotli");
    for file in &files {
        println!("{:>10} {:>10}  {}", file.raw, file.brotli, file.name);
    }
    let (raw, brotli) = files.iter().fold((0, 0), |(raw, brotli), file| (raw + file.raw, brotli + file.brotli));
    println!("{raw:>10} {brotli:>10}  in all; {limit} after brotli are allowed");
    ensure!(brotli <= limit, "the page weighs {brotli} bytes after brotli, {} more than allowed", brotli - limit);
    Ok(())
}
