//! `forkscope-split LINKED BOUND VISIT OUT`: splits BOUND, which wasm-bindgen made of LINKED, by the list in VISIT. In the folder OUT it
//! writes `first.wasm`, `next.wasm`, `later.wasm`, `stubs.txt`: the slot, the part and the name of each function that has a stub, and
//! `names.txt`: the names of imported functions and what the parts call them.
//!
//! `forkscope-split trace BOUND OUT` writes a module that remembers what ran, and prints where and for how many functions;
//! `forkscope-split record BOUND VISIT FIRST NEXT` writes VISIT anew, when the bytes read from there are in FIRST after plain first visits, and
//! in NEXT after others.

use anyhow::{bail, Context, Result};
use forkscope_split::trace::trace;
use forkscope_split::visit::{record, Part, Visit};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["trace", bound, out] => print_traced(bound, out),
        ["record", bound, visit, first, next] => write_visit(bound, visit, [first, next]),
        [linked, bound, visit, out] => split(linked, bound, visit, Path::new(out)),
        _ => bail!("usage: forkscope-split LINKED BOUND VISIT OUT"),
    }
}

fn print_traced(bound: &str, out: &str) -> Result<()> {
    let traced = trace(&read(bound)?)?;
    println!("{} {}", traced.at, traced.count);
    fs::write(out, traced.wasm).with_context(|| format!("cannot write {out}"))
}

fn write_visit(bound: &str, visit: &str, [first, next]: [&str; 2]) -> Result<()> {
    let old = text(visit)?;
    let new = record(&read(bound)?, &old, &read(first)?, &read(next)?)?;
    let [old_lines, new_lines] = [&old, &new].map(|list| list.lines().collect::<BTreeSet<_>>());
    let [come, gone] =
        [(&new_lines, &old_lines), (&old_lines, &new_lines)].map(|(these, those)| these.difference(those).count());
    println!("{} functions ran: {come} are new in {visit}, {gone} are gone", new_lines.len());
    fs::write(visit, new).with_context(|| format!("cannot write {visit}"))
}

fn split(linked: &str, bound: &str, visit: &str, out: &Path) -> Result<()> {
    let parts = forkscope_split::split(&read(linked)?, &read(bound)?, &Visit::parse(&text(visit)?))?;
    if parts.idle > 0 {
        // No error: a compiler of another version inlines other functions.
        println!("{} lines of {visit} are about no function; `cargo xtask visit` records it anew", parts.idle);
    }
    let [next, later] = parts.moved;
    println!("{next} functions come next and {later} later; there are {} stubs", parts.stubs.len());
    let stub = |(slot, (part, path)): (&u32, &(Part, String))| format!("{slot} {part:?} {path}\n");
    let stubs: String = parts.stubs.iter().map(stub).collect();
    let names: String = parts.renamed.iter().map(|(old, new)| format!("{old} {new}\n")).collect();
    let files = [
        ("first.wasm", &parts.first[..]),
        ("next.wasm", &parts.next),
        ("later.wasm", &parts.later),
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
