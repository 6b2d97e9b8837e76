//! What is said about scripts in Chinese: everything that is said in English, and nothing of it in English.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use expect_test::{expect, Expect};
use forkscope_lang::Lang;
use forkscope_scenario::functions::STATES;
use forkscope_scenario::link::{decode, LinkOptions};
use forkscope_scenario::render::render_all_in;
use forkscope_scenario::{parse, run, CommandResult};

use crate::diagnostics::{HEAD, MACHINES, RULES};

/// Latin words that Chinese sentences hold without backquotes: units, names of the kernel, words that are the same in every language.
const LATIN: &[&str] =
    &["KiB", "TiB", "memfd", "folio", "vfork", "exec", "ECHILD", "ENOMEM", "overcommit", "ratio", "step", "SIGSEGV"];

/// The words of a sentence that are English: Latin letters outside of backquotes and quotes, but for names.
fn english(said: &str) -> Vec<&str> {
    let open = said.split('`').step_by(2).flat_map(|part| part.split('"').step_by(2));
    let words = open.flat_map(|part| part.split(|c: char| !c.is_ascii_alphanumeric()));
    let words = words.filter(|word| word.len() > 2 && !word.contains(|c: char| c.is_ascii_digit()));
    words.filter(|word| !LATIN.contains(word) && !STATES.contains(word)).collect()
}

/// Everything that is said of a script in Chinese.
fn said(script: &str) -> Vec<String> {
    let parsed = parse(script);
    let list = parsed.diagnostics.list().iter();
    let texts = list.flat_map(|diagnostic| {
        let help = diagnostic.help.as_ref().map(|help| help.text.clone());
        [Some(diagnostic.message.clone()), diagnostic.expectation(), help]
    });
    texts.flatten().map(|text| text.say(Lang::Zh)).collect()
}

fn expect_chinese(script: &str) {
    for said in said(script) {
        let is_chinese = said.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(is_chinese && english(&said).is_empty(), "{said}\n{script}");
    }
}

fn check(script: &str, drawn: &Expect) {
    drawn.assert_eq(&render_all_in(Lang::Zh, script, &parse(script).diagnostics));
}

#[test]
fn every_rule_is_told_in_chinese() {
    for (line, _) in RULES {
        let script = format!("{HEAD}{line}\n");
        assert!(!said(&script).is_empty(), "{line}");
        expect_chinese(&script);
    }
    for (line, _) in MACHINES {
        expect_chinese(line);
    }
}

/// The lines of the gallery, each once.
fn lines() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let entries = std::fs::read_dir(folder).expect("the gallery is there");
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let scenarios: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "fork")).collect();
    let texts = scenarios.iter().map(|path| std::fs::read_to_string(path).expect("a scenario"));
    texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A line with something else in the place of one of its words.
fn mistakes(line: &str) -> Vec<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let mut mistakes = Vec::new();
    for at in 0..words.len() {
        for wrong in ["", "?", "1", "99999999999999999999", "0 pages", "\"", "xyzzy", "{i}", "a[2..1]+9"] {
            let mut words = words.clone();
            words[at] = wrong;
            mistakes.push(words.join(" "));
        }
    }
    mistakes
}

#[test]
fn every_mistake_is_told_in_chinese() {
    let mistakes: BTreeSet<String> = lines().iter().flat_map(|line| mistakes(line)).collect();
    for mistake in &mistakes {
        expect_chinese(mistake);
    }
    assert!(mistakes.len() > 10_000);
}

#[test]
fn a_mistake_is_drawn_in_chinese() {
    check(
        "process parent\nparent: mmap heap 3 pages\nfile F 1 page colt\nparent: mmap heap\nparent: read haep[0]\n",
        &expect![[r#"
            错误[unknown-option]：`colt` 不是 `file` 的选项
             --> 第 3 行，第 15 列
              |
            3 | file F 1 page colt
              |               ^^^^ 应为 `cold` 或 `ro`
              = 帮助：是不是想写 `cold`？
            错误[unexpected]：这里应为一个大小，如 `3 pages` 或 `64K`，却是行尾
             --> 第 4 行，第 18 列
              |
            4 | parent: mmap heap
              |                  ^
            错误[unknown-vma]：这个进程没有映射 `haep`
             --> 第 5 行，第 14 列
              |
            5 | parent: read haep[0]
              |              ^^^^
              = 帮助：是不是想写 `heap`？
        "#]],
    );
}

#[test]
fn figures_and_refusals_are_told_in_chinese() {
    const SCRIPT: &str = "machine ram=256K\nprocess p\np: mmap a 3 pages\np: mmap a 1 page\np: fork c\np: wait c\np: read a\n\
        expect text(p.a[0]) == \"B\"\nexpect refcount(p.a[0]) == 1\nexpect bytes_copied == 1K\nexpect byte(p.a[9]) == 0\n\
        expect state(p) == running\nc: exit 3\nc: exit\n";
    let run = run(&parse(SCRIPT).plan, None);
    let mut told = String::new();
    for step in &run.steps {
        if let Some(CommandResult::Refused(why)) = &step.result {
            told += &format!("{}: {}\n", step.line, why.say(Lang::Zh));
        }
        if let Some(expectation) = step.expect() {
            told += &format!("{}: {}\n", step.line, expectation.figures(Lang::Zh));
        }
    }
    expect![[r#"
        4: `p` 已经映射了 `a`：请先解除映射，或者给新映射另起名字
        7: `p` 在睡眠，直到 `c` 结束
        8: text(p.a[0]) 是 ""
        9: refcount(p.a[0]) 没有值：该页没有页帧
        10: bytes_copied 是 0 字节
        11: byte(p.a[9]) 没有值：那里没有映射
        12: state(p) 是 sleeping
        14: `c` 已经结束
    "#]]
    .assert_eq(&told);
}

#[test]
fn links_that_cannot_be_opened_are_told_in_chinese() {
    for link in ["#x", "#v2:d:abc", "#v1:z:abc", "#v1:d:a!", "#v1:d:abcde", "#v1:d:____", "#v1:t:%ff"] {
        let said = decode(link).expect_err(link).message().say(Lang::Zh);
        assert!(english(&said).is_empty(), "{said}");
    }
    let (_, problems) = LinkOptions::parse("embed=maybe&theme=pink&step=-1&policy=magic&lang=?&lock=2");
    let told: Vec<String> = problems.iter().map(|problem| problem.message().say(Lang::Zh)).collect();
    expect![[r#"
        链接中的 `embed=maybe` 被忽略：embed 应为 `0` 或 `1`
        链接中的 `theme=pink` 被忽略：theme 应为 `light`、`dark` 或 `auto`
        链接中的 `step=-1` 被忽略：step 应为一个数
        链接中的 `policy=magic` 被忽略：policy 应为 `linux`、`refcount`、`mapcount`、`on_demand`、`textbook` 或 `eager`
        链接中的 `lang=?` 被忽略：lang 应为一种语言，如 `en`
        链接中的 `lock=2` 被忽略：lock 应为 `0` 或 `1`"#]]
    .assert_eq(&told.join("\n"));
}
