//! `forkscope-split LINKED BOUND CUTS OUT`: splits BOUND, which wasm-bindgen made of LINKED, by the list in CUTS. In the folder OUT it
//! writes `first.wasm`, `later.wasm`, `stubs.txt`: the slot and the name of each function through which the first calls the later, and
//! `names.txt`: the names of imported functions and what the halves call them.
//!
//! `forkscope-split trace BOUND OUT` writes a module that remembers what ran, and prints where and for how many functions;
//! `forkscope-split propose LINKED BOUND CUTS RAN` prints lines for CUTS, when the bytes read from there are in RAN.

use anyhow::{bail, Context, Result};
use forkscope_split::cuts::Cuts;
use forkscope_split::propose::propose;
use forkscope_split::trace::trace;
use std::fs;
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["trace", bound, out] => print_traced(bound, out),
        ["propose", linked, bound, cuts, ran] => print_proposals(linked, bound, cuts, ran),
        [linked, bound, cuts, out] => split(linked, bound, cuts, Path::new(out)),
        _ => bail!("usage: forkscope-split LINKED BOUND CUTS OUT"),
    }
}

fn print_traced(bound: &str, out: &str) -> Result<()> {
    let traced = trace(&read(bound)?)?;
    println!("{} {}", traced.at, traced.count);
    fs::write(out, traced.wasm).with_context(|| format!("cannot write {out}"))
}

fn print_proposals(linked: &str, bound: &str, cuts: &str, ran: &str) -> Result<()> {
    for proposal in propose(&read(linked)?, &read(bound)?, &list(cuts)?, &read(ran)?)? {
        println!("{:>7} {}", proposal.bytes, proposal.rule);
    }
    Ok(())
}

fn split(linked: &str, bound: &str, cuts: &str, out: &Path) -> Result<()> {
    let halves = forkscope_split::split(&read(linked)?, &read(bound)?, &list(cuts)?)?;
    if !halves.idle.is_empty() {
        // No error: a compiler of another version inlines other functions.
        eprintln!("{cuts}: no function has these names: {}", halves.idle.join(", "));
    }
    println!("{} functions come later; {} of them have a stub", halves.moved, halves.stubs.len());
    let stubs: String = halves.stubs.iter().map(|(slot, path)| format!("{slot} {path}\n")).collect();
    let names: String = halves.renamed.iter().map(|(old, new)| format!("{old} {new}\n")).collect();
    let files = [
        ("first.wasm", &halves.first[..]),
        ("later.wasm", &halves.later),
        ("stubs.txt", stubs.as_bytes()),
        ("names.txt", names.as_bytes()),
    ];
    for (name, bytes) in files {
        let file = out.join(name);
        fs::write(&file, bytes).with_context(|| format!("cannot write {}", file.display()))?;
    }
    Ok(())
}

fn list(cuts: &str) -> Result<Cuts> {
    let text = fs::read_to_string(cuts).with_context(|| format!("cannot read {cuts}"))?;
    Ok(Cuts::parse(&text))
}

fn read(file: &str) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {file}"))
}
