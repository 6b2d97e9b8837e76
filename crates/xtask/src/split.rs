//! The page's wasm in three parts: what every visit needs, what links, embeds and whoever steps need beside it, and the rest.
//!
//! `web/visit.txt` says what light visits run, crates/split does the splitting, and `web/boot/later.js` the loading. That crate is
//! called as a program: `cargo xtask serve` has no use for it and should not wait for what it is built of.

use crate::tools::wasm_opt;
use crate::{proc, project, say};
use anyhow::{ensure, Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The list of what light visits run, in the checkout.
pub(crate) const VISIT: &str = "web/visit.txt";

/// The end of the name that Trunk gives to the wasm.
const WASM: &str = "_bg.wasm";

/// The one line of wasm-bindgen's glue that has to be another: its list of imports gets a member.
const LIST: &str = "function __wbg_get_imports() {";
const OWN_LIST: &str = "function getOwnImports() {";

/// Splits the wasm of a page that Trunk has built, in place; `target` is where cargo built it.
pub(crate) fn cut(dist: &Path, target: &Path) -> Result<()> {
    let old = stem(dist)?;
    let (bound, script) = (dist.join(format!("{old}{WASM}")), dist.join(format!("{old}.js")));
    let [first, next, later] = split(&bound, target)?;
    let loader = read(&project::root().join("web/boot/later.js"))?;
    let glue = with_loader(&read(&script)?, &loader).context("wasm-bindgen writes another glue than we know")?;
    let names = read(&first.with_file_name("names.txt"))?;
    let glue = squeezed(&with_names(&glue, &names).context("wasm-bindgen's glue lacks an import")?);
    let new = renamed(&old, &[&fs::read(&first)?, &fs::read(&next)?, &fs::read(&later)?, glue.as_bytes()])?;
    let [next_name, later_name] = ["next", "later"].map(|part| format!("{new}_{part}.wasm"));
    fs::copy(&first, dist.join(format!("{new}{WASM}"))).context("cannot copy the first part")?;
    fs::copy(&next, dist.join(&next_name)).context("cannot copy the next part")?;
    fs::copy(&later, dist.join(&later_name)).context("cannot copy the later part")?;
    let glue = glue.replace("NEXT_FILE", &next_name).replace("LATER_FILE", &later_name);
    write(&dist.join(format!("{new}.js")), &glue)?;
    let index = dist.join("index.html");
    write(&index, &read(&index)?.replace(&old, &new))?;
    for file in [bound, script].iter().filter(|_| old != new) {
        fs::remove_file(file).with_context(|| format!("cannot remove {}", file.display()))?;
    }
    Ok(())
}

/// What wasm-bindgen made of it, in a page that Trunk has built.
pub(crate) fn bound(dist: &Path) -> Result<PathBuf> {
    Ok(dist.join(format!("{}{WASM}", stem(dist)?)))
}

/// The parts as files of their own.
fn split(bound: &Path, target: &Path) -> Result<[PathBuf; 3]> {
    let linked = target.join("wasm32-unknown-unknown/release/forkscope-web.wasm");
    let out = project::root().join("target/page");
    say::heading("Splitting the page's wasm");
    proc::run(splitter().args([&linked, bound, Path::new(VISIT), &out]))?;
    let parts = ["first.wasm", "next.wasm", "later.wasm"].map(|name| out.join(name));
    for part in &parts {
        wasm_opt::shrink(part)?;
    }
    Ok(parts)
}

/// crates/split, as a command whose arguments come yet.
pub(crate) fn splitter() -> Command {
    let mut splitter = proc::cargo();
    splitter.current_dir(project::root()).args(["run", "--quiet", "-p", "forkscope-split", "--"]);
    splitter
}

/// The name that the page's files begin with, hash and all.
fn stem(dist: &Path) -> Result<String> {
    let entries = fs::read_dir(dist).with_context(|| format!("cannot read {}", dist.display()))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()));
    let names = names.collect::<std::io::Result<Vec<_>>>()?;
    let mut stems = names.iter().filter_map(|name| name.strip_suffix(WASM));
    let stem = stems.next().context("Trunk built no wasm")?;
    ensure!(stems.next().is_none(), "there is more than one wasm in {}", dist.display());
    Ok(stem.to_owned())
}

/// Puts the loader behind the glue; none if the glue is not as expected.
fn with_loader(glue: &str, loader: &str) -> Option<String> {
    let (before, after) = glue.split_once(LIST)?;
    (!after.contains(LIST)).then(|| format!("{before}{OWN_LIST}{after}\n{loader}"))
}

/// Gives functions the names by which the parts import them; none if one is not there.
fn with_names(glue: &str, names: &str) -> Option<String> {
    names.lines().filter_map(|line| line.split_once(' ')).try_fold(glue.to_owned(), |glue, (old, new)| {
        let (old, new) = (format!("{old}: "), format!("{new}: "));
        glue.contains(&old).then(|| glue.replace(&old, &new))
    })
}

/// A script without comments and indentation, which a visitor has no use for; one with text over several lines is left as it is.
fn squeezed(script: &str) -> String {
    if script.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return script.to_owned();
    }
    let mut in_comment = false;
    let mut lines = String::with_capacity(script.len());
    for line in script.lines().map(str::trim) {
        in_comment |= line.starts_with("/*");
        if !in_comment && !line.is_empty() && !line.starts_with("//") {
            lines += line;
            lines.push('\n');
        }
        in_comment &= !line.ends_with("*/");
    }
    lines
}

/// A name with the hash of some files in the place of Trunk's: files that belong together change their names together.
fn renamed(stem: &str, files: &[&[u8]]) -> Result<String> {
    let (name, _) = stem.rsplit_once('-').context("Trunk names files without a hash")?;
    // FNV-1a: the same on every machine, and nobody attacks it here.
    let bytes = files.iter().flat_map(|file| file.iter());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    Ok(format!("{name}-{hash:016x}"))
}

fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::write(file, text).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loader_takes_the_place_of_the_list_of_imports() {
        let glue = "let wasm;\nfunction __wbg_get_imports() {\n  return {};\n}\nexport { init };";
        let patched = with_loader(glue, "// loader").unwrap_or_default();
        assert_eq!(patched, "let wasm;\nfunction getOwnImports() {\n  return {};\n}\nexport { init };\n// loader");
    }

    #[test]
    fn glue_that_is_not_as_expected_is_refused() {
        assert_eq!(with_loader("", "// loader"), None);
        assert_eq!(with_loader(&format!("{LIST}}}{LIST}}}"), "// loader"), None);
    }

    #[test]
    fn imports_get_their_names() {
        let glue = "return {\n__wbg_now_0123456789abcdef: function() {},\n};";
        let named = with_names(glue, "__wbg_now_0123456789abcdef $7\n").unwrap_or_default();
        assert_eq!(named, "return {\n$7: function() {},\n};");
        assert_eq!(with_names(glue, "__wbg_then_0123456789abcdef $7\n"), None);
    }

    #[test]
    fn comments_and_indentation_go() {
        let script =
            "/**\n * Adds.\n */\nfunction add(a) {\n\n    // one\n    return a + 1; // more\n}\n/* no */\nadd();";
        assert_eq!(squeezed(script), "function add(a) {\nreturn a + 1; // more\n}\nadd();\n");
        assert_eq!(squeezed("let a = `\n  b`;"), "let a = `\n  b`;");
    }

    #[test]
    fn names_follow_the_contents() {
        let name = |files: &[&[u8]]| renamed("page-0123456789abcdef", files).unwrap_or_default();
        assert_eq!(name(&[b"a"]), "page-af63dc4c8601ec8c");
        assert_ne!(name(&[b"a"]), name(&[b"b"]));
    }
}
