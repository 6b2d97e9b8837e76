//! The sentences: how they read, how long they are, and what they must not say.

use expect_test::expect_file;
use forkscope_explain::{explain, Explanation, Lang, Names, Plain, Term, MAX_BRIEF, MAX_TITLE, MAX_WHY};
use forkscope_sim::cgroup::GroupId;
use forkscope_sim::file::FileId;
use forkscope_sim::{Note, PageRange, Pid, Vpn};

use crate::fixture::Family;

fn narration(notes: &[Note]) -> String {
    notes.iter().map(|note| line(&explain(note, &Family))).collect()
}

fn line(said: &Explanation) -> String {
    let cites: Vec<String> = said.cites.iter().map(|cite| cite.label(Lang::En)).collect();
    format!("{}\n    {}\n    {:?}: {}\n", said.title, said.why, said.tone, cites.join(", "))
}

pub(crate) fn all() -> Vec<Note> {
    [
        crate::fixture::cow_write(),
        crate::fixture::faults(),
        crate::fixture::processes(),
        crate::fixture::mappings(),
        crate::fixture::files(),
        crate::fixture::limits(),
        crate::fixture::swapping(),
    ]
    .concat()
}

#[test]
fn a_write_after_fork_reads_in_the_kernels_order() {
    expect_file!["narration/cow_write.txt"].assert_eq(&narration(&crate::fixture::cow_write()));
}

#[test]
fn every_kind_of_fault_has_its_words() {
    expect_file!["narration/faults.txt"].assert_eq(&narration(&crate::fixture::faults()));
}

#[test]
fn every_step_of_a_process_has_its_words() {
    expect_file!["narration/processes.txt"].assert_eq(&narration(&crate::fixture::processes()));
}

#[test]
fn every_step_of_a_mapping_has_its_words() {
    expect_file!["narration/mappings.txt"].assert_eq(&narration(&crate::fixture::mappings()));
}

#[test]
fn every_step_of_a_file_has_its_words() {
    expect_file!["narration/files.txt"].assert_eq(&narration(&crate::fixture::files()));
}

#[test]
fn every_limit_has_its_words() {
    expect_file!["narration/limits.txt"].assert_eq(&narration(&crate::fixture::limits()));
}

#[test]
fn every_step_of_swapping_has_its_words() {
    expect_file!["narration/swapping.txt"].assert_eq(&narration(&crate::fixture::swapping()));
}

/// Names that are as long as a script may make them.
pub(crate) struct Long;

impl Names for Long {
    fn process(&self, pid: Pid) -> String {
        format!("the_process_with_the_very_long_name_{pid}")
    }

    fn page(&self, _pid: Pid, vpn: Vpn) -> String {
        format!("the_mapping_with_the_very_long_name[{}]", vpn.0)
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        format!("{}..{}", self.page(pid, range.start), range.end.0)
    }

    fn file(&self, file: FileId) -> String {
        format!("the_file_with_the_very_long_name_{}", file.0)
    }

    fn group(&self, group: GroupId) -> String {
        format!("the_group_with_the_very_long_name_{}", group.0)
    }
}

#[test]
fn no_sentence_is_too_long() {
    let names: [&dyn Names; 3] = [&Plain, &Family, &Long];
    for (note, names) in all().iter().flat_map(|note| names.map(|names| (note, names))) {
        let said = explain(note, names);
        let lengths = [&said.title, said.brief(), &said.why].map(|text: &str| text.chars().count());
        let within = lengths.iter().zip([MAX_TITLE, MAX_BRIEF, MAX_WHY]).all(|(length, limit)| *length <= limit);
        assert!(within, "{lengths:?}: {said:?}");
    }
}

#[test]
fn titles_have_no_full_stop_and_reasons_end_with_one() {
    for note in all() {
        let said = explain(&note, &Family);
        assert!(!said.title.ends_with('.') && said.why.ends_with(['.', '?']), "{said:?}");
    }
}

#[test]
fn the_kernel_function_is_cited_first() {
    for note in all() {
        let said = explain(&note, &Family);
        assert_eq!(said.cites.first().map(|cite| cite.label(Lang::En)), Some(note.kernel_fn().name.to_owned()));
    }
}

/// Claims of well-known articles that are not true of Linux, as the words that would make them.
const FALSE_CLAIMS: &[&str] = &[
    "do_page_fault",
    "_count",
    "VM_SHARED",
    "VM_MAYWRITE",
    "without a fault",
    "without trapping",
    "microsecond",
    "major fault less",
    "Red Hat",
    "page-aligned",
];

#[test]
fn no_sentence_makes_a_claim_that_is_known_to_be_false() {
    let narration = narration(&all());
    let glossary: Vec<&str> = Term::ALL.iter().map(|term| term.definition(Lang::En)).collect();
    let text = format!("{narration}{}", glossary.join("\n"));
    let made: Vec<_> = FALSE_CLAIMS.iter().filter(|claim| text.contains(*claim)).collect();
    assert!(made.is_empty(), "{made:?}");
}

#[test]
fn glossary_entries_are_one_sentence() {
    for term in Term::ALL {
        let definition = term.definition(Lang::En);
        assert!(definition.ends_with('.') && definition.matches(". ").count() == 0, "{definition}");
    }
}

/// The numbers behind the word "frame" in a text. Of a range of frames, its first.
fn frames_in(text: &str) -> Vec<u32> {
    let words: Vec<&str> = text.split([' ', ',', '.', ':', ';']).collect();
    let behind = words.windows(2).filter(|pair| matches!(pair[0], "frame" | "Frame" | "frames" | "Frames"));
    behind.filter_map(|pair| pair[1].parse().ok()).collect()
}

#[test]
fn every_frame_that_a_sentence_names_is_one_that_the_step_is_about() {
    let (mut named, mut missing) = (0, Vec::new());
    for note in all() {
        let about: Vec<u32> = note.frames().map(|pfn| pfn.0).collect();
        let said = explain(&note, &Family);
        for frame in frames_in(&format!("{} {}", said.title, said.why)) {
            named += 1;
            if !about.contains(&frame) {
                missing.push(format!("{} ({about:?})", said.title));
            }
        }
    }
    assert_eq!(missing, Vec::<String>::new());
    assert!(named > 40, "only {named} frames are named");
}
