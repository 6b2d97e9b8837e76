//! `forkscope glossary`

use crate::tool::forkscope;

fn check(arguments: &[&str], entry: &str) {
    let ran = forkscope(arguments, "");
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains(entry), "{}", ran.out);
}

#[test]
fn words_are_explained_in_one_sentence() {
    check(&["glossary"], "frame\n    A page-sized piece of physical memory; the PFN is its number.\n");
}

#[test]
fn single_words_are_looked_up() {
    let ran = forkscope(&["glossary", "Refcount", "pss"], "");
    let words: Vec<&str> = ran.out.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!((ran.status, words), (0, vec!["refcount", "PSS"]));
    let missing = forkscope(&["glossary", "spoon"], "");
    assert_eq!(missing.status, 2);
    assert!(missing.err.contains("no word `spoon`"), "{missing:?}");
}

#[test]
fn words_are_explained_in_chinese() {
    check(&["--lang", "zh", "glossary"], "页帧\n    物理内存中一页大小的一块；PFN 是它的编号。\n");
}

#[test]
fn what_a_step_cites_can_be_looked_up() {
    let script = "process p\np: mmap heap 1 page\np: write heap 1\np: fork c\np: write heap 2\n";
    let (told, words) = (forkscope(&["explain", "-v", "-"], script).out, forkscope(&["glossary"], "").out);
    let cited = told.lines().filter_map(|line| line.trim_start().strip_prefix("see "));
    let cited: Vec<&str> = cited.flat_map(|line| line.split(", ")).filter(|word| !word.ends_with(')')).collect();
    assert!(cited.contains(&"refcount") && cited.contains(&"copy-on-write"), "{cited:?}");
    for word in cited {
        assert!(words.lines().any(|line| line == word), "{word}");
    }
}
