//! The table of the words that start a line.

use super::{Slot, WordInfo, FILE_OPTIONS};
use crate::parser::{bound, statement};

/// The words that start a line.
pub const WORDS: &[WordInfo] = &[
    WordInfo {
        name: "title",
        usage: "title \"...\"",
        summary: text!("names the scenario"),
        slots: &[Slot::Text],
        parse: statement::title,
    },
    WordInfo {
        name: "machine",
        usage: "machine KEY=VALUE ...",
        summary: text!("sets up the machine; every key has a default"),
        slots: &[Slot::Settings],
        parse: statement::machine,
    },
    WordInfo {
        name: "program",
        usage: "program NAME text=SIZE data=SIZE bss=SIZE stack=SIZE",
        summary: text!("describes what `process`, `exec` and `spawn` load"),
        slots: &[Slot::NewName, Slot::Options(&["text=", "data=", "bss=", "stack="])],
        parse: statement::program,
    },
    WordInfo {
        name: "process",
        usage: "process NAME [PROGRAM]",
        summary: text!("starts a process; without a program its address space is empty"),
        slots: &[Slot::NewName, Slot::Program],
        parse: statement::process,
    },
    WordInfo {
        name: "file",
        usage: "file NAME SIZE [cold] [ro]",
        summary: text!(
            "makes a file; its pages are in the page cache unless it is cold; `ro` opens it for reading only"
        ),
        slots: &[Slot::NewName, Slot::Size, Slot::Options(FILE_OPTIONS)],
        parse: statement::file,
    },
    WordInfo {
        name: "memfd",
        usage: "memfd NAME SIZE",
        summary: text!("makes a file in shared memory, filled with zeros"),
        slots: &[Slot::NewName, Slot::Size],
        parse: statement::memfd,
    },
    WordInfo {
        name: "drop_caches",
        usage: "drop_caches",
        summary: text!("drops the clean pages of files that nobody maps, as /proc/sys/vm/drop_caches does"),
        slots: &[],
        parse: statement::drop_caches,
    },
    WordInfo {
        name: "cgroup",
        usage: "cgroup NAME [limit=SIZE] [pids=N]",
        summary: text!(
            "makes a control group: how much memory it may be charged for, and how many processes it may have"
        ),
        slots: &[Slot::NewName, Slot::Options(&["limit=", "pids="])],
        parse: bound::group,
    },
    WordInfo {
        name: "reclaim",
        usage: "reclaim SIZE",
        summary: text!("makes the kernel free memory, as if it were short"),
        slots: &[Slot::Size],
        parse: statement::reclaim,
    },
    WordInfo {
        name: "ksm",
        usage: "ksm",
        summary: text!("lets ksmd merge equal pages of mergeable memory"),
        slots: &[],
        parse: statement::ksm,
    },
    WordInfo {
        name: "khugepaged",
        usage: "khugepaged",
        summary: text!("lets khugepaged make huge pages of small ones"),
        slots: &[],
        parse: statement::khugepaged,
    },
    WordInfo {
        name: "note",
        usage: "note \"...\"",
        summary: text!("says something at this point of the run"),
        slots: &[Slot::Text],
        parse: statement::note,
    },
    WordInfo {
        name: "ask",
        usage: "ask \"...\" ANSWER",
        summary: text!("asks something at this point of the run"),
        slots: &[Slot::Text, Slot::Expression],
        parse: statement::ask,
    },
    WordInfo {
        name: "expect",
        usage: "expect [not] TERM [OP TERM]",
        summary: text!("holds the scenario to something"),
        slots: &[Slot::Expression],
        parse: statement::expect,
    },
];
