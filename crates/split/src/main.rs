//! `forkscope-split LINKED BOUND CUTS OUT`: splits BOUND, which wasm-bindgen made of LINKED, by the list in CUTS. In the folder OUT it
//! writes `first.wasm`, `later.wasm`, and `stubs.txt`: the slot and the name of each function through which the first calls the later.

use anyhow::{bail, Context, Result};
use forkscope_split::cuts::Cuts;
use std::fs;
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [linked, bound, cuts, out] = &args[..] else {
        bail!("usage: forkscope-split LINKED BOUND CUTS OUT");
    };
    let read = |file: &String| fs::read(file).with_context(|| format!("cannot read {file}"));
    let text = fs::read_to_string(cuts).with_context(|| format!("cannot read {cuts}"))?;
    let halves = forkscope_split::split(&read(linked)?, &read(bound)?, &Cuts::parse(&text))?;
    if !halves.idle.is_empty() {
        // No error: a compiler of another version inlines other functions.
        eprintln!("{cuts}: no function has these names: {}", halves.idle.join(", "));
    }
    println!("{} functions come later; {} of them have a stub", halves.moved, halves.stubs.len());
    let stubs: String = halves.stubs.iter().map(|(slot, path)| format!("{slot} {path}\n")).collect();
    let files = [("first.wasm", &halves.first[..]), ("later.wasm", &halves.later), ("stubs.txt", stubs.as_bytes())];
    for (name, bytes) in files {
        let file = Path::new(out).join(name);
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}
