//! Questions about commands: what is asked, what is offered, what is right.

use std::fs;
use std::path::Path;

use forkscope_explain::Lang;
use forkscope_scenario::{parse, Plan};
use forkscope_timeline::Timeline;
use forkscope_view::predict::{question, Question};

fn run(script: &str) -> Timeline<Plan> {
    let plan = parse(script).plan;
    let lines = plan.lines().len();
    let mut run = Timeline::new(plan);
    while !run.progress().is_finished() {
        run.advance(lines.max(1));
    }
    run
}

fn asked(run: &Timeline<Plan>, act: usize, turn: usize) -> Option<Question> {
    let world = run.world_after(act);
    question(world.machine(), &run.run().command(act, &world)?, turn, Lang::En)
}

/// The last line of a script after a usual beginning: the answers, the right one in brackets.
fn check(last: &str, turn: usize, text: &str, answers: &str) {
    let begin = "process p\np: mmap heap 3 pages\np: write heap[0..2] 65\np: fork c\nc: mmap ro 1 page r\n";
    let run = run(&format!("{begin}{last}\n"));
    let question = asked(&run, 5, turn).unwrap_or_else(|| panic!("nothing is asked about {last}"));
    let shown = question.choices.iter().enumerate().map(|(at, choice)| match at == question.right {
        true => format!("[{}]", choice.lead),
        false => choice.lead.clone(),
    });
    assert_eq!((question.text.as_str(), shown.collect::<Vec<_>>().join(" ").as_str()), (text, answers), "{last}");
}

#[test]
fn a_write_is_asked_about_by_what_it_comes_to() {
    let text = "What will this write come to?";
    check("p: write heap[0] \"X\"", 0, text, "[Copy] Reuse New No fault SIGSEGV");
    check("p: write heap[2] \"X\"", 0, text, "Copy Reuse [New] No fault SIGSEGV");
    check("c: write ro[0] \"X\"", 0, text, "Copy Reuse New No fault [SIGSEGV]");
}

#[test]
fn every_other_write_is_asked_about_by_its_refcount() {
    let run = run(
        "process p\np: mmap heap 1 page\np: write heap \"A\"\np: fork c\np: write heap \"B\"\nc: write heap \"C\"\n",
    );
    let shown = |act| {
        let question = asked(&run, act, 1).expect("a question");
        (question.choices[question.right].lead.clone(), question.hint, question.frame.is_some())
    };
    assert_eq!(shown(4), ("1".to_owned(), "It is 2 now.".to_owned(), true));
    assert_eq!(shown(5), ("1".to_owned(), "It is 1 now.".to_owned(), true));
}

#[test]
fn calls_are_asked_about_by_figures() {
    check("p: fork d", 0, "How many pages will this fork copy?", "[0] 1 2 3");
    check("p: mmap more 5 pages", 0, "How many frames will this mmap take for pages?", "[0] 1 5 6");
    check("c: exit", 0, "After this exit, how many frames does nobody map any more?", "[0] 1 2 3");
    check("p: write heap[0..3] 66", 0, "How many page faults will this write take?", "0 1 [3] 4");
}

#[test]
fn every_scenario_asks_questions_that_can_be_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    let mut asked_in_all = 0;
    for file in fs::read_dir(folder).expect("scenarios").filter_map(|entry| Some(entry.ok()?.path())) {
        if file.extension().is_none_or(|kind| kind != "fork") {
            continue;
        }
        let run = run(&fs::read_to_string(&file).expect("a scenario"));
        for act in 0..run.progress().done.min(60) {
            let Some(question) = asked(&run, act, act) else { continue };
            let keys: Vec<char> = question.choices.iter().map(|choice| choice.key).collect();
            let mut apart = keys.clone();
            apart.sort_unstable();
            apart.dedup();
            assert!(
                question.right < keys.len() && keys.len() > 1 && apart.len() == keys.len(),
                "{file:?}: {question:?}"
            );
            asked_in_all += 1;
        }
    }
    assert!(asked_in_all > 100, "only {asked_in_all} questions");
}

#[test]
fn questions_are_asked_in_chinese() {
    let chinese = |text: &str| text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
    let script = "process p\np: mmap heap 3 pages\np: write heap[0..2] 65\np: fork c\np: write heap[0] 66\nc: read heap[1]\nc: exit\n";
    let run = run(script);
    for act in 1..run.progress().done {
        for turn in 0..2 {
            let world = run.world_after(act);
            let Some(command) = run.run().command(act, &world) else { continue };
            let asked =
                question(world.machine(), &command, turn, Lang::Zh).unwrap_or_else(|| panic!("no question {act}"));
            assert!(chinese(&asked.text) && chinese(&asked.hint), "{asked:?}");
            let english = |text: &str| text.contains(' ') && text.is_ascii();
            assert!(asked.choices.iter().all(|choice| !english(&choice.lead) && !english(choice.text)), "{asked:?}");
        }
    }
}
