//! `forkscope-split LINKED BOUND VISIT OUT`: splits BOUND, which wasm-bindgen made of LINKED, by the list in VISIT. In the folder OUT it
//! writes `first.wasm`, `later.wasm`, `stubs.txt`: the slot and the name of each function through which the first calls the later, and
//! `names.txt`: the names of imported functions and what the halves call them.
//!
//! `forkscope-split trace BOUND OUT` writes a module that remembers what ran, and prints where and for how many functions;
//! `forkscope-split record BOUND VISIT RAN` writes VISIT anew, when the bytes read from there are in RAN.

use anyhow::{bail, Context, Result};
use forkscope_split::trace::trace;
use forkscope_split::visit::{record, Visit};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["trace", bound, out] => print_traced(bound, out),
        ["record", bound, visit, ran] => write_visit(bound, visit, ran),
        [linked, bound, visit, out] => split(linked, bound, visit, Path::new(out)),
        _ => bail!("usage: forkscope-split LINKED BOUND VISIT OUT"),
    }
}

fn print_traced(bound: &str, out: &str) -> Result<()> {
    let traced = trace(&read(bound)?)?;
    println!("{} {}", traced.at, traced.count);
    fs::write(out, traced.wasm).with_context(|| format!("cannot write {out}"))
}

fn write_visit(bound: &str, visit: &str, ran: &str) -> Result<()> {
    let old = text(visit)?;
    let new = record(&read(bound)?, &old, &read(ran)?)?;
    let [old_lines, new_lines] = [&old, &new].map(|list| list.lines().collect::<BTreeSet<_>>());
    let [come, gone] =
        [(&new_lines, &old_lines), (&old_lines, &new_lines)].map(|(these, those)| these.difference(those).count());
    println!("{} functions ran: {come} are new in {visit}, {gone} are gone", new_lines.len());
    fs::write(visit, new).with_context(|| format!("cannot write {visit}"))
}

fn split(linked: &str, bound: &str, visit: &str, out: &Path) -> Result<()> {
    let halves = forkscope_split::split(&read(linked)?, &read(bound)?, &Visit::parse(&text(visit)?))?;
    if halves.idle > 0 {
        // No error: a compiler of another version inlines other functions.
        println!("{} lines of {visit} are about no function", halves.idle);
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

fn text(file: &str) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {file}"))
}

fn read(file: &str) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("cannot read {file}"))
}
