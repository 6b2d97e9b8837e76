//! The words of the language: one table for parser, documentation and completion.
//!
//! Key types: [`WordInfo`] for the words that start a line, [`VerbInfo`] for what processes do. The keys of `machine` have a
//! table of their own, [`crate::machine_key`].
//! A new verb is a row here, a variant of [`Act`] with its arms in printer and world, and a function in the parser.

use crate::ast::{Act, Advice, Perm, Statement};
use crate::parser::{act, bound, file, statement, Cursor, Parse};

/// A word that starts a line.
#[derive(Clone, Copy, Debug)]
pub struct WordInfo {
    /// The word.
    pub name: &'static str,
    /// How the line is written.
    pub usage: &'static str,
    /// What it does, in a phrase.
    pub summary: &'static str,
    /// What follows the word, for completion.
    pub slots: &'static [Slot],
    pub(crate) parse: fn(&mut Cursor<'_>) -> Parse<Statement>,
}

/// A word for what a process does.
#[derive(Clone, Copy, Debug)]
pub struct VerbInfo {
    /// The word.
    pub name: &'static str,
    /// How the act is written, without the process.
    pub usage: &'static str,
    /// What it does, in a phrase.
    pub summary: &'static str,
    /// What follows the word, for completion.
    pub slots: &'static [Slot],
    pub(crate) parse: fn(&mut Cursor<'_>) -> Parse<Act>,
}

/// What may stand in a place behind a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// A name that the line gives.
    NewName,
    /// A process.
    Process,
    /// A program.
    Program,
    /// A control group.
    Group,
    /// A part of a mapping.
    Range,
    /// A file.
    File,
    /// A part of a file.
    FileRange,
    /// A text, a byte, or a part of a mapping.
    Payload,
    /// An amount of memory.
    Size,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Any of these, in any order; `KEY=` stands for a key that takes a value.
    Options(&'static [&'static str]),
    /// A text between quotes.
    Text,
    /// A text or a byte.
    Value,
    /// A number.
    Number,
    /// Something that holds or does not hold.
    Expression,
    /// `KEY=VALUE` of the machine.
    Settings,
}

/// The words that start a line.
pub const WORDS: &[WordInfo] = &[
    WordInfo {
        name: "title",
        usage: "title \"...\"",
        summary: "names the scenario",
        slots: &[Slot::Text],
        parse: statement::title,
    },
    WordInfo {
        name: "machine",
        usage: "machine KEY=VALUE ...",
        summary: "sets up the machine; every key has a default",
        slots: &[Slot::Settings],
        parse: statement::machine,
    },
    WordInfo {
        name: "program",
        usage: "program NAME text=SIZE data=SIZE bss=SIZE stack=SIZE",
        summary: "describes what `process`, `exec` and `spawn` load",
        slots: &[Slot::NewName, Slot::Options(&["text=", "data=", "bss=", "stack="])],
        parse: statement::program,
    },
    WordInfo {
        name: "process",
        usage: "process NAME [PROGRAM]",
        summary: "starts a process; without a program its address space is empty",
        slots: &[Slot::NewName, Slot::Program],
        parse: statement::process,
    },
    WordInfo {
        name: "file",
        usage: "file NAME SIZE [cold] [ro]",
        summary: "makes a file; its pages are in the page cache unless it is cold; `ro` opens it for reading only",
        slots: &[Slot::NewName, Slot::Size, Slot::Options(FILE_OPTIONS)],
        parse: statement::file,
    },
    WordInfo {
        name: "memfd",
        usage: "memfd NAME SIZE",
        summary: "makes a file in shared memory, filled with zeros",
        slots: &[Slot::NewName, Slot::Size],
        parse: statement::memfd,
    },
    WordInfo {
        name: "drop_caches",
        usage: "drop_caches",
        summary: "drops the clean pages of files that nobody maps, as /proc/sys/vm/drop_caches does",
        slots: &[],
        parse: statement::drop_caches,
    },
    WordInfo {
        name: "cgroup",
        usage: "cgroup NAME [limit=SIZE] [pids=N]",
        summary: "makes a control group: how much memory it may be charged for, and how many processes it may have",
        slots: &[Slot::NewName, Slot::Options(&["limit=", "pids="])],
        parse: bound::group,
    },
    WordInfo {
        name: "reclaim",
        usage: "reclaim SIZE",
        summary: "makes the kernel free memory, as if it were short",
        slots: &[Slot::Size],
        parse: statement::reclaim,
    },
    WordInfo {
        name: "ksm",
        usage: "ksm",
        summary: "lets ksmd merge equal pages of mergeable memory",
        slots: &[],
        parse: statement::ksm,
    },
    WordInfo {
        name: "note",
        usage: "note \"...\"",
        summary: "says something at this point of the run",
        slots: &[Slot::Text],
        parse: statement::note,
    },
    WordInfo {
        name: "ask",
        usage: "ask \"...\" ANSWER",
        summary: "asks something at this point of the run",
        slots: &[Slot::Text, Slot::Expression],
        parse: statement::ask,
    },
    WordInfo {
        name: "expect",
        usage: "expect [not] TERM [OP TERM]",
        summary: "holds the scenario to something",
        slots: &[Slot::Expression],
        parse: statement::expect,
    },
];

/// What may stand behind the size of a file.
pub(crate) const FILE_OPTIONS: &[&str] = &["cold", "ro"];
/// The names of a program's mappings.
pub const PROGRAM_VMAS: [&str; 4] = ["text", "data", "bss", "stack"];
/// The name of what `brk` maps.
pub const BRK_VMA: &str = "brk";

/// The word that opens a block; it is not in [`WORDS`] because it is more than a line.
pub const REPEAT: &str = "repeat";
/// How a `repeat` is written.
pub const REPEAT_USAGE: &str = "repeat N as i { ... }";
/// What a `repeat` does.
pub const REPEAT_SUMMARY: &str = "runs the lines inside N times; `{i}` counts the rounds from 0";

/// What processes do.
pub const VERBS: &[VerbInfo] = &[
    VerbInfo {
        name: "mmap",
        usage: "mmap NAME SIZE [private|shared] [anon|file=F[@PAGE]] [r|rw|rx|rwx|none] [noreserve] [at=WHERE]",
        summary: "maps memory under a new name",
        slots: &[
            Slot::NewName,
            Slot::Size,
            Slot::Options(&["private", "shared", "anon", "file=", "r", "rw", "rx", "rwx", "none", "noreserve", "at="]),
        ],
        parse: act::mmap,
    },
    VerbInfo {
        name: "munmap",
        usage: "munmap RANGE",
        summary: "unmaps pages",
        slots: &[Slot::Range],
        parse: act::munmap,
    },
    VerbInfo {
        name: "mremap",
        usage: "mremap RANGE [-> NAME] [SIZE] [at=WHERE]",
        summary: "moves pages, or makes a mapping longer or shorter",
        slots: &[Slot::Range, Slot::Options(&["at="])],
        parse: act::mremap,
    },
    VerbInfo {
        name: "mprotect",
        usage: "mprotect RANGE PERM",
        summary: "changes what may be done with pages",
        slots: &[Slot::Range, Slot::Choice(Perm::SPELLINGS)],
        parse: act::mprotect,
    },
    VerbInfo {
        name: "madvise",
        usage: "madvise RANGE ADVICE",
        summary: "tells the kernel what will become of pages",
        slots: &[Slot::Range, Slot::Choice(Advice::SPELLINGS)],
        parse: act::madvise,
    },
    VerbInfo {
        name: "mlock",
        usage: "mlock RANGE",
        summary: "keeps pages in memory, faulting them in",
        slots: &[Slot::Range],
        parse: act::mlock,
    },
    VerbInfo {
        name: "munlock",
        usage: "munlock RANGE",
        summary: "lets pages go that `mlock` kept",
        slots: &[Slot::Range],
        parse: act::munlock,
    },
    VerbInfo {
        name: "pread",
        usage: "pread FILE[..] [-> RANGE]",
        summary: "reads pages of a file, into memory if it says so; `value` is the first byte",
        slots: &[Slot::FileRange],
        parse: file::pread,
    },
    VerbInfo {
        name: "pwrite",
        usage: "pwrite FILE[..] [VALUE|RANGE]",
        summary: "writes a text, a byte or memory to pages of a file, which grows if need be",
        slots: &[Slot::FileRange, Slot::Payload],
        parse: file::pwrite,
    },
    VerbInfo {
        name: "fsync",
        usage: "fsync FILE",
        summary: "writes the dirty pages of a file to disk",
        slots: &[Slot::File],
        parse: file::fsync,
    },
    VerbInfo {
        name: "msync",
        usage: "msync RANGE",
        summary: "writes what shared mappings show to disk (MS_SYNC)",
        slots: &[Slot::Range],
        parse: file::msync,
    },
    VerbInfo {
        name: "ftruncate",
        usage: "ftruncate FILE SIZE",
        summary: "makes a file shorter, or longer by a hole",
        slots: &[Slot::File, Slot::Size],
        parse: file::ftruncate,
    },
    VerbInfo {
        name: "memread",
        usage: "memread RANGE",
        summary: "reads through /proc/self/mem, whatever the permissions are",
        slots: &[Slot::Range],
        parse: file::memread,
    },
    VerbInfo {
        name: "memwrite",
        usage: "memwrite RANGE [VALUE]",
        summary: "writes through /proc/self/mem, whatever the permissions are",
        slots: &[Slot::Range, Slot::Value],
        parse: file::memwrite,
    },
    VerbInfo {
        name: "vmsplice",
        usage: "vmsplice RANGE",
        summary: "puts pages into the process's pipe, by reference",
        slots: &[Slot::Range],
        parse: act::vmsplice,
    },
    VerbInfo {
        name: "unsplice",
        usage: "unsplice",
        summary: "reads the pipe empty; `value` is the first byte",
        slots: &[],
        parse: act::unsplice,
    },
    VerbInfo {
        name: "pin",
        usage: "pin RANGE",
        summary: "registers pages as a buffer that a device may write (io_uring)",
        slots: &[Slot::Range],
        parse: act::pin,
    },
    VerbInfo {
        name: "unpin",
        usage: "unpin",
        summary: "lets all pinned pages of the process go",
        slots: &[],
        parse: act::unpin,
    },
    VerbInfo {
        name: "dma",
        usage: "dma VALUE",
        summary: "lets a device write to the pinned pages, past the page tables",
        slots: &[Slot::Value],
        parse: act::dma,
    },
    VerbInfo {
        name: "brk",
        usage: "brk SIZE",
        summary: "sets the size of the brk area",
        slots: &[Slot::Size],
        parse: act::brk,
    },
    VerbInfo {
        name: "prlimit",
        usage: "prlimit as=SIZE|data=SIZE|nproc=N",
        summary: "limits the address space, the private writable memory, or the number of processes",
        slots: &[Slot::Options(&["as=", "data=", "nproc="])],
        parse: bound::prlimit,
    },
    VerbInfo {
        name: "oom_score_adj",
        usage: "oom_score_adj N",
        summary: "sets what is added to its OOM score, in thousandths of all memory: -1000 to 1000",
        slots: &[Slot::Number],
        parse: bound::oom_score_adj,
    },
    VerbInfo {
        name: "cgroup",
        usage: "cgroup NAME",
        summary: "joins a control group",
        slots: &[Slot::Group],
        parse: bound::join,
    },
    VerbInfo { name: "read", usage: "read RANGE", summary: "reads", slots: &[Slot::Range], parse: act::read },
    VerbInfo {
        name: "write",
        usage: "write RANGE [VALUE]",
        summary: "writes a text at the start of the range, or fills the range with a byte",
        slots: &[Slot::Range, Slot::Value],
        parse: act::write,
    },
    VerbInfo {
        name: "touch",
        usage: "touch RANGE [N%] [seed=N]",
        summary: "writes one byte in each page, or in a random part of the pages",
        slots: &[Slot::Range, Slot::Options(&["seed="])],
        parse: act::touch,
    },
    VerbInfo { name: "fork", usage: "fork NAME", summary: "makes a child", slots: &[Slot::NewName], parse: act::fork },
    VerbInfo {
        name: "vfork",
        usage: "vfork NAME",
        summary: "makes a child that runs in this address space, and sleeps until it calls exec or ends",
        slots: &[Slot::NewName],
        parse: act::vfork,
    },
    VerbInfo {
        name: "spawn",
        usage: "spawn NAME PROGRAM",
        summary: "makes a child that runs a program, copying nothing (posix_spawn)",
        slots: &[Slot::NewName, Slot::Program],
        parse: act::spawn,
    },
    VerbInfo {
        name: "thread",
        usage: "thread NAME",
        summary: "makes a thread of this process",
        slots: &[Slot::NewName],
        parse: act::thread,
    },
    VerbInfo {
        name: "exec",
        usage: "exec PROGRAM",
        summary: "replaces the address space by that of a program",
        slots: &[Slot::Program],
        parse: act::exec,
    },
    VerbInfo {
        name: "exit",
        usage: "exit [STATUS]",
        summary: "ends the process, with all its threads (exit_group)",
        slots: &[Slot::Number],
        parse: act::exit,
    },
    VerbInfo {
        name: "pthread_exit",
        usage: "pthread_exit",
        summary: "ends this thread alone",
        slots: &[],
        parse: act::pthread_exit,
    },
    VerbInfo {
        name: "wait",
        usage: "wait NAME",
        summary: "waits for a child to end",
        slots: &[Slot::Process],
        parse: act::wait,
    },
    VerbInfo {
        name: "kill",
        usage: "kill NAME",
        summary: "ends another process (SIGKILL)",
        slots: &[Slot::Process],
        parse: act::kill,
    },
];

/// Words that start a line in the language, but not in this version.
pub const LATER_WORDS: &[&str] = &[];
/// Verbs of the language that this version cannot run.
pub const LATER_VERBS: &[&str] = &[];
/// Advice of the language that this version cannot run.
pub const LATER_ADVICE: &[&str] = &[
    "collapse",
    "guard_install",
    "guard_remove",
    "willneed",
    "sequential",
    "random",
    "normal",
    "dontdump",
    "dodump",
    "hwpoison",
    "soft_offline",
];

/// The row of a word that starts a line.
pub fn word(name: &str) -> Option<&'static WordInfo> {
    WORDS.iter().find(|info| info.name == name)
}

/// The row of a verb.
pub fn verb(name: &str) -> Option<&'static VerbInfo> {
    VERBS.iter().find(|info| info.name == name)
}

/// The names of all verbs of this version.
pub fn verb_names() -> Vec<&'static str> {
    VERBS.iter().map(|info| info.name).collect()
}

/// The words that start a line in this version, `repeat` among them.
pub fn word_names() -> Vec<&'static str> {
    let names = WORDS.iter().map(|info| info.name);
    names.chain([REPEAT]).collect()
}
