//! Chinese: everything is said in it, at the same length, and with the same names.

use expect_test::expect_file;
use forkscope_explain::{explain, outcome, summary, Digest, Lang, Names, Plain, Term};
use forkscope_explain::{MAX_BRIEF, MAX_TITLE, MAX_WHY};
use forkscope_sim::cgroup::GroupId;
use forkscope_sim::file::FileId;
use forkscope_sim::{Errno, Machine, Outcome, PageRange, Pid, Refused, Vpn};

use crate::fixture::Family;
use crate::runs::{linux, story, told_with};
use crate::sentences::{all, Long};

/// Names, spoken of in Chinese.
pub(crate) struct Chinese<'n>(pub(crate) &'n dyn Names);

impl Names for Chinese<'_> {
    fn lang(&self) -> Lang {
        Lang::Zh
    }

    fn process(&self, pid: Pid) -> String {
        self.0.process(pid)
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        self.0.page(pid, vpn)
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        self.0.range(pid, range)
    }

    fn file(&self, file: FileId) -> String {
        self.0.file(file)
    }

    fn group(&self, group: GroupId) -> String {
        self.0.group(group)
    }
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// Words of the English sentences that no Chinese one should hold: names of the kernel's things stay, verbs and nouns do not.
fn has_english(text: &str) -> bool {
    let words =
        ["frame ", "page ", "pages", " the ", " is ", " of ", " and ", "fault ", "copied", "mapped", "refcount is"];
    words.iter().any(|word| text.contains(word))
}

#[test]
fn every_step_is_told_in_chinese() {
    for note in all() {
        let said = explain(&note, &Chinese(&Family));
        for text in [&said.title, &said.why] {
            assert!(is_chinese(text) && !has_english(text), "{note:?}: {text}");
        }
        assert!(said.why.ends_with(['。', '？']) && !said.title.ends_with('。'), "{said:?}");
    }
}

#[test]
fn no_chinese_sentence_is_too_long() {
    let names: [&dyn Names; 3] = [&Plain, &Family, &Long];
    for (note, names) in all().iter().flat_map(|note| names.map(|names| (note, names))) {
        let said = explain(note, &Chinese(names));
        let lengths = [&said.title, said.brief(), &said.why].map(|text: &str| text.chars().count());
        let within = lengths.iter().zip([MAX_TITLE, MAX_BRIEF, MAX_WHY]).all(|(length, limit)| *length <= limit);
        assert!(within, "{lengths:?}: {said:?}");
    }
}

#[test]
fn the_languages_name_the_same_numbers() {
    let digits = |text: &str| {
        let mut digits: Vec<char> = text.chars().filter(char::is_ascii_digit).collect();
        digits.sort_unstable();
        digits
    };
    for note in all() {
        let (en, zh) = (explain(&note, &Family), explain(&note, &Chinese(&Family)));
        let (told, wanted) = (digits(&zh.title), digits(&en.title));
        assert!(wanted.iter().all(|digit| told.contains(digit)), "{} | {}", en.title, zh.title);
        assert_eq!((en.tone, en.cites), (zh.tone, zh.cites));
    }
}

#[test]
fn the_glossary_is_chinese() {
    for term in Term::ALL {
        let definition = term.definition(Lang::Zh);
        assert!(
            is_chinese(definition) && definition.ends_with('。') && definition.matches('。').count() == 1,
            "{definition}"
        );
    }
}

/// A whole run: titles, steps, changes, ends and summaries.
#[test]
fn a_run_is_told_in_chinese() {
    let told = told_with(linux(), &story(), &Chinese(&Family), true);
    for line in told.lines().filter(|line| !line.trim().is_empty()) {
        assert!(is_chinese(line) && !has_english(line), "{line}");
    }
    expect_file!["narration/run_chinese.txt"].assert_eq(&told);
}

#[test]
fn errors_are_told_in_chinese() {
    let machine = Machine::boot(forkscope_sim::Config::default());
    let command = &story()[1];
    for errno in [Errno::ENOMEM, Errno::EINVAL, Errno::EAGAIN, Errno::EFAULT] {
        let ran: Result<Outcome, Refused> = Err(Refused::Errno(errno));
        let remark = outcome(command, &ran, &machine, &Chinese(&Family)).expect("an error is told");
        assert!(is_chinese(&remark.what) && is_chinese(&remark.why), "{remark:?}");
        let summed = summary(command, &ran, &Digest::default(), &Chinese(&Family));
        assert!(is_chinese(&summed), "{summed}");
    }
}
