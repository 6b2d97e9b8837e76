//! Scenarios that run.

use std::fmt::Write;
use std::path::PathBuf;

use expect_test::{expect, Expect};
use forkscope_lang::Lang;
use forkscope_scenario::{parse, render::render_all, run, CommandResult, Plan, Run, Runner, Said, StepResult};

use crate::K4;

fn plan(text: &str) -> Plan {
    let parsed = parse(text);
    assert!(!parsed.diagnostics.has_errors(), "{}", render_all(text, &parsed.diagnostics));
    parsed.plan
}

/// One line per step: what it came to.
fn draw(run: &Run) -> String {
    let mut drawn = String::new();
    for step in &run.steps {
        let _ = writeln!(drawn, "{}: {}", step.line, draw_step(step));
    }
    drawn
}

fn draw_step(step: &StepResult) -> String {
    let mut drawn = match &step.result {
        Some(CommandResult::Refused(why)) => format!("refused: {why}"),
        Some(result) => result.to_string(),
        None => String::new(),
    };
    for (name, faults) in [("minflt", step.minflt), ("majflt", step.majflt)] {
        if faults > 0 {
            let _ = write!(drawn, " {name}={faults}");
        }
    }
    if let Some(value) = step.value {
        let _ = write!(drawn, " value={value:#x}");
    }
    match &step.said {
        Some(Said::Note(text)) => drawn.push_str(text),
        Some(Said::Ask { question, answer }) => drawn = format!("{question} {}", answer.text(Lang::En)),
        Some(Said::Expect(expectation)) => {
            let held = if expectation.held { "held" } else { "FAILED" };
            drawn = format!("{held}: {} ({})", expectation.text, expectation.figures(Lang::En));
        }
        None => {}
    }
    drawn
}

fn check(text: &str, drawn: &Expect) {
    drawn.assert_eq(&draw(&run(&plan(text), None)));
}

#[test]
fn the_scenario_of_the_reference_runs() {
    check(
        r#"process parent
parent: mmap heap 3 pages
parent: write heap[0] "A"
parent: write heap[1]+0x10 "hello"
parent: fork child
child: read heap[1]
note "Both map the same frames, read-only."
ask "How many frames hold a copy of page 1 now?" 1
parent: write heap[1] "X"
expect same(parent.heap[0], child.heap[0])
expect refcount(parent.heap[1]) == 1
expect not same(parent.heap[1], child.heap[1])
expect text(child.heap[1]+0x10) == "hello"
expect text(child.heap[1]) != text(parent.heap[1])
child: exit 0
parent: wait child
expect state(child) == gone
"#,
        &expect![[r#"
            1: ok
            2: ok
            3: ok minflt=1
            4: ok minflt=1
            5: ok
            6: ok value=0x0
            7: Both map the same frames, read-only.
            8: How many frames hold a copy of page 1 now? 1
            9: ok minflt=1
            10: held: same(parent.heap[0], child.heap[0]) (same(parent.heap[0], child.heap[0]) is yes)
            11: held: refcount(parent.heap[1]) == 1 (refcount(parent.heap[1]) is 1)
            12: held: not same(parent.heap[1], child.heap[1]) (same(parent.heap[1], child.heap[1]) is no)
            13: held: text(child.heap[1]+0x10) == "hello" (text(child.heap[1]+0x10) is "hello")
            14: held: text(child.heap[1]) != text(parent.heap[1]) (text(child.heap[1]) is "", text(parent.heap[1]) is "X")
            15: ok
            16: ok
            17: held: state(child) == gone (state(child) is gone)
        "#]],
    );
}

#[test]
fn what_cannot_be_done_is_refused_and_the_run_goes_on() {
    check(
        r#"process p
p: fork c
p: mmap h 1 page
p: mmap h 2 pages
p: kill c
c: brk 1 page
p: wait c
p: wait c
c: brk 1 page
p: fork d
p: wait d
p: read h
d: kill p
d: read h[9]
expect result == SIGSEGV
expect state(d) == gone
expect pid(d) == 3
"#,
        &expect![[r#"
            1: ok
            2: ok
            3: ok
            4: refused: `h` is mapped in `p` already: unmap it first, or give the new mapping another name
            5: ok
            6: refused: `c` has ended and is a zombie
            7: ok
            8: ECHILD
            9: refused: `c` has ended
            10: ok
            11: sleeping
            12: refused: `p` sleeps until `d` ends
            13: ok
            14: SIGSEGV/SEGV_MAPERR
            15: held: result == SIGSEGV (result is SIGSEGV/SEGV_MAPERR)
            16: held: state(d) == gone (state(d) is gone)
            17: held: pid(d) == 3 (pid(d) is 3)
        "#]],
    );
}

#[test]
fn what_has_no_value_holds_neither_way() {
    check(
        r#"process p
p: mmap h 2 pages
expect frame(p.h[0]) == 0
expect not frame(p.h[0]) == 0
expect byte(p.h[0]) == 0
expect byte(p.h[7]) == 0
expect not present(p.h[0])
p: read h[1]
expect refcount(p.h[1]) == 1
expect zero(p.h[1])
expect value == 0
expect result != refused
"#,
        &expect![[r#"
            1: ok
            2: ok
            3: FAILED: frame(p.h[0]) == 0 (frame(p.h[0]) has no value: the page has no frame)
            4: FAILED: not frame(p.h[0]) == 0 (frame(p.h[0]) has no value: the page has no frame)
            5: held: byte(p.h[0]) == 0 (byte(p.h[0]) is 0x00)
            6: FAILED: byte(p.h[7]) == 0 (byte(p.h[7]) has no value: nothing is mapped there)
            7: held: not present(p.h[0]) (present(p.h[0]) is no)
            8: ok minflt=1 value=0x0
            9: FAILED: refcount(p.h[1]) == 1 (refcount(p.h[1]) has no value: it is mapped to the zero page, which the kernel does not count)
            10: held: zero(p.h[1]) (zero(p.h[1]) is yes)
            11: held: value == 0 (value is 0x00)
            12: held: result != refused (result is ok)
        "#]],
    );
}

#[test]
fn programs_bring_their_mappings_and_exec_takes_the_old_ones() {
    check(
        r#"program sh text=2 pages data=1 page bss=1 page stack=2 pages
program cat.out text=1 page stack=1 page
process p sh
p: read text[1]
p: mmap heap 1 page
p: write heap 'h'
p: brk 2 pages
p: write brk[1] 'b'
expect text(p.stack[1]) == "argv"
expect byte(p.data[0]) == 3
p: exec cat.out
p: read heap
p: read brk
expect vmas(p) == 0
"#,
        &expect![[r#"
            1: ok
            2: ok
            3: ok minflt=1
            4: ok minflt=1 value=0x2
            5: ok
            6: ok minflt=1
            7: ok
            8: ok minflt=1
            9: held: text(p.stack[1]) == "argv" (text(p.stack[1]) is "argv")
            10: held: byte(p.data[0]) == 3 (byte(p.data[0]) is 0x03)
            11: ok minflt=1
            12: SIGSEGV/SEGV_MAPERR
            13: refused: `p` has no mapping `brk`
            14: FAILED: vmas(p) == 0 (vmas(p) has no value: `p` is gone)
        "#]],
    );
}

#[test]
fn names_are_placed_in_gigabytes_of_their_own() {
    let plan =
        plan("process p\np: mmap a 1 page\np: mmap b 1G\np: mmap c 1 page\np: mmap d 1 page at=b[3]\np: mmap a 2G\n");
    let base = |name| plan.layout().base(name).map(|base| format!("{}", base.addr(K4)));
    expect!["0x200000000000"].assert_eq(&base("a").unwrap());
    expect!["0x2000c0000000"].assert_eq(&base("b").unwrap());
    expect!["0x200140000000"].assert_eq(&base("c").unwrap());
    assert_eq!(base("d"), None);
}

#[test]
fn names_are_found_by_page_and_back() {
    let text = "process p\np: mmap a 3 pages\np: mmap b 1 page at=a[1]\np: munmap a[2]\np: fork c\n";
    let world = run(&plan(text), None).world;
    let names = world.names();
    let (p, c) = (names.pid("p").unwrap(), names.pid("c").unwrap());
    let start = names.range(p, "a").unwrap().start;
    let labels: Vec<_> = (0..4).map(|page| names.page_label(c, start.plus(page))).collect();
    assert_eq!(format!("{labels:?}"), r#"[Some("a[0]"), Some("b[0]"), Some("a[2]"), None]"#);
    assert_eq!((names.process(c), names.range(c, "b").unwrap().pages()), (Some("c"), 1));
}

#[test]
fn a_policy_may_be_put_in_the_place_of_the_scripts_own() {
    let plan = plan("machine policy=textbook\nprocess p\np: mmap h 3 pages\np: write h 1\np: fork c\n");
    let eager = plan.clone().with_policy(forkscope_sim::CopyPolicy::Eager);
    let used = |plan: &Plan| run(plan, None).world.machine().usage().mapped;
    assert_eq!((used(&plan), used(&eager)), (3, 6));
}

#[test]
fn a_run_may_stop_and_be_sliced() {
    let plan = plan("process p\np: mmap h 3 pages\np: write h 1\np: fork c\n");
    assert_eq!(run(&plan, Some(2)).steps.len(), 2);
    let mut runner = Runner::new(&plan);
    let first: Vec<StepResult> = runner.by_ref().take(3).collect();
    let rest: Vec<StepResult> = runner.by_ref().collect();
    assert_eq!([first, rest].concat(), run(&plan, None).steps);
    assert_eq!(runner.done(), 4);
}

#[test]
fn plans_share_their_beginning_up_to_the_first_difference() {
    let one = plan("process p\np: mmap a 1 page\np: mmap b 1 page\np: read a\n");
    let common = |text| one.common(&plan(text));
    assert_eq!(common("process p\np: mmap a 1 page\np: mmap b 1 page\np: read b\n"), 3);
    assert_eq!(common("process p\np: mmap a 1 page\np: mmap b 1 page\np: read a\np: mmap a 2G\n"), 2);
    assert_eq!(common("machine ram=1M\nprocess p\n"), 0);
    assert_eq!(common("# moved\nprocess p\n"), 0);
}

#[test]
fn answers_are_taken_in_any_spelling() {
    let text = "process p\np: mmap h 3 pages\np: write h \"B\"\nask \"a\" rss(p)\nask \"b\" text(p.h[0])\nask \"c\" present(p.h[1])\nask \"d\" 0x10\nask \"e\" state(p)\nask \"f\" byte(p.h[0])\n";
    let run = run(&plan(text), None);
    let answers: Vec<_> = run.steps.iter().filter_map(|step| step.said.as_ref()).collect();
    let accepted = |index: usize, typed| matches!(answers[index], Said::Ask { answer, .. } if answer.accepts(typed));
    let right: [&[&str]; 6] = [
        &["4096", " 4K", "1 page", "4 KB", "4kib", "4096 bytes"],
        &["B", "\"B\""],
        &["No", "n", "否"],
        &["16", "16 frames", "0x10 page frames"],
        &["running", "Running", "ready"],
        &["66", "'B'", "B", "0x42"],
    ];
    let wrong: [&[&str]; 6] = [
        &["4", "", "8 KB", "bytes", "b"],
        &["b", "\"A\""],
        &["yes", "y"],
        &["0x11", "rss(p)", "none", "17 frames", "16 + 1"],
        &["zombie", "run"],
        &["b", "2", "\"\""],
    ];
    for (index, (right, wrong)) in right.iter().zip(wrong).enumerate() {
        right.iter().for_each(|typed| assert!(accepted(index, typed), "{index} {typed}"));
        wrong.iter().for_each(|typed| assert!(!accepted(index, typed), "{index} {typed}"));
    }
}

#[test]
fn every_scenario_of_the_gallery_keeps_its_expectations() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    for path in paths.filter(|path| path.extension().is_some_and(|end| end == "fork")) {
        let run = run(&plan(&std::fs::read_to_string(&path).unwrap()), None);
        assert!(run.held(), "{}\n{}", path.display(), draw(&run));
    }
}
