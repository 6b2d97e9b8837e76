//! The functions of `expect` and `ask`: one table for parser, documentation, completion and evaluation.

use crate::wording::Template;

/// What a function is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// A page of a process: `parent.heap[1]`.
    Page,
    /// A process.
    Process,
    /// A control group.
    Group,
    /// A file or memfd.
    File,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A whole number.
    Count,
    /// An amount of memory, in bytes.
    Bytes,
    /// Yes or no.
    Flag,
    /// A byte.
    Byte,
    /// A text.
    Text,
    /// The state of a process.
    State,
    /// How the last command ended.
    Outcome,
}

impl ValueType {
    /// The type in a few words.
    pub fn describe(self) -> &'static Template {
        match self {
            Self::Count => text!("a number"),
            Self::Bytes => text!("a size"),
            Self::Flag => text!("yes or no"),
            Self::Byte => text!("a byte"),
            Self::Text => text!("a text"),
            Self::State => text!("the state of a process"),
            Self::Outcome => text!("the result of a command"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionInfo {
    /// Its name.
    pub name: &'static str,
    /// What it is given; nothing for a figure of the whole machine or of the last command.
    pub params: &'static [Param],
    /// What it gives.
    pub gives: ValueType,
}

macro_rules! functions {
    ($(#[$doc:meta])* $type:ident of $params:expr => $($function:ident $name:literal -> $gives:ident, $summary:literal;)+) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $(#[doc = $summary] $function),+ }

        impl $type {
            /// All of them, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$function),+];

            /// Its row of the table.
            pub fn info(self) -> FunctionInfo {
                match self {
                    $(Self::$function => FunctionInfo {
                        name: $name,
                        params: $params,
                        gives: ValueType::$gives,
                    }),+
                }
            }

            /// What it computes, in a phrase.
            pub fn summary(self) -> &'static Template {
                match self { $(Self::$function => text!($summary)),+ }
            }
        }
    };
}

functions! {
    /// A function of a page.
    PageFunction of &[Param::Page] =>
    Refcount "refcount" -> Count, "everything that holds the frame of the page";
    Mapcount "mapcount" -> Count, "how many page table entries map the frame of the page";
    Frame "frame" -> Count, "the number of the frame of the page (PFN)";
    TableRefcount "table_refcount" -> Count, "how many address spaces use the page table of the page";
    Present "present" -> Flag, "whether the page table entry is present";
    Writable "writable" -> Flag, "whether the page table entry allows writing";
    Accessed "accessed" -> Flag, "whether the page table entry is marked accessed";
    Dirty "dirty" -> Flag, "whether the page table entry is marked dirty";
    Exclusive "exclusive" -> Flag, "whether the frame belongs to this one address space (PageAnonExclusive)";
    Huge "huge" -> Flag, "whether one PMD entry maps the page together with the 511 around it";
    Zero "zero" -> Flag, "whether the page is mapped to the zero page";
    Swapped "swapped" -> Flag, "whether the page is swapped out";
    Merged "merged" -> Flag, "whether the page is mapped to a frame that `ksm` merged";
    Text "text" -> Text, "the bytes that stand there; equal to a text that they begin with";
    Byte "byte" -> Byte, "the byte that stands there";
}

functions! {
    /// A function of a process.
    ProcessFunction of &[Param::Process] =>
    Rss "rss" -> Bytes, "resident set size: all pages that are mapped to frames";
    Pss "pss" -> Bytes, "proportional set size: each page divided by the number of its sharers";
    Uss "uss" -> Bytes, "unique set size: pages that are mapped nowhere else";
    SharedClean "shared_clean" -> Bytes, "pages mapped more than once, not written";
    SharedDirty "shared_dirty" -> Bytes, "pages mapped more than once, written";
    PrivateClean "private_clean" -> Bytes, "pages mapped once, not written";
    PrivateDirty "private_dirty" -> Bytes, "pages mapped once, written";
    Anonymous "anonymous" -> Bytes, "pages that belong to no file";
    AnonHuge "anon_huge" -> Bytes, "anonymous pages that are mapped as huge pages (AnonHugePages)";
    Ksm "ksm" -> Bytes, "pages that are mapped to merged frames";
    Swap "swap" -> Bytes, "pages that are swapped out";
    SwapPss "swap_pss" -> Bytes, "swapped-out pages, each divided by the number of entries that hold its slot";
    PageTables "page_tables" -> Bytes, "the page tables of the process (VmPTE)";
    VmSize "vm_size" -> Bytes, "the address space of the process, touched or not (VmSize)";
    OomScore "oom_score" -> Count, "how likely the OOM killer takes it, as /proc/PID/oom_score says";
    Minflt "minflt" -> Count, "minor faults of the process so far";
    Majflt "majflt" -> Count, "major faults of the process so far";
    Vmas "vmas" -> Count, "how many VMAs the process has";
    State "state" -> State, "`running`, `sleeping`, `suspended`, `zombie` or `gone`";
    Ppid "ppid" -> Count, "the process id of the parent";
    Pid "pid" -> Count, "the process id";
    Tgid "tgid" -> Count, "the process id of the process that a thread belongs to";
}

functions! {
    /// A figure of the whole machine, or of the last command.
    MachineFunction of &[] =>
    FramesUsed "frames_used" -> Count, "frames that at least one process maps";
    FramesFree "frames_free" -> Count, "frames that are free";
    FramesIfEager "frames_if_eager" -> Count, "frames that would be mapped if every process had copies of its own";
    Faults "faults" -> Count, "page faults so far, in all processes";
    CowCopies "cow_copies" -> Count, "write faults so far that copied a frame";
    CowReuses "cow_reuses" -> Count, "write faults so far that kept the frame";
    BytesCopied "bytes_copied" -> Bytes, "bytes copied so far, by forks and faults";
    Nanoseconds "nanoseconds" -> Count, "what all work so far would have cost, by a model from measured figures";
    CommittedAs "committed_as" -> Bytes, "what is promised to all processes, touched or not (Committed_AS)";
    CommitLimit "commit_limit" -> Bytes, "with overcommit=2, how much may be promised (CommitLimit)";
    SwapUsed "swap_used" -> Bytes, "swap space in use";
    SwapCached "swap_cached" -> Bytes, "frames in the swap cache";
    SwapIns "swap_ins" -> Count, "pages read from swap so far";
    SwapOuts "swap_outs" -> Count, "pages written to swap so far";
    KsmShared "ksm_shared" -> Count, "merged frames (pages_shared)";
    KsmSharing "ksm_sharing" -> Count, "pages mapped to merged frames beyond the first of each: frames saved (pages_sharing)";
    Result "result" -> Outcome, "how the last command ended: `ok`, an error such as `ENOMEM`, or a signal";
    Minflt "minflt" -> Count, "minor faults of the last command";
    Majflt "majflt" -> Count, "major faults of the last command";
    Value "value" -> Byte, "the first byte that the last command read";
}

functions! {
    /// A function of a control group, named after the file or line that shows it.
    GroupFunction of &[Param::Group] =>
    Current "memory_current" -> Bytes, "what the group is charged for (memory.current)";
    Max "memory_max" -> Bytes, "the most that it may be charged for (memory.max)";
    Anon "memory_anon" -> Bytes, "of that, anonymous memory (anon in memory.stat)";
    File "memory_file" -> Bytes, "of that, page cache and shared memory (file in memory.stat)";
    PageTables "memory_pagetables" -> Bytes, "of that, page tables (pagetables in memory.stat)";
    OomKill "oom_kill" -> Count, "how many of its processes were killed at the limit (oom_kill in memory.events)";
    Pids "pids_current" -> Count, "how many processes it has, zombies included (pids.current)";
}

functions! {
    /// A function of a file or memfd.
    FileFunction of &[Param::File] =>
    Pages "file_pages" -> Count, "how long the file is, in pages";
    Cached "cached_pages" -> Count, "pages of the file that are in the page cache";
    Dirty "dirty_pages" -> Count, "pages of the file in the page cache that differ from what is on disk";
}

/// A function of `expect` and `ask`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// Of a page.
    Page(PageFunction),
    /// `same`: of two pages.
    Same,
    /// Of a process.
    Process(ProcessFunction),
    /// Of a control group.
    Group(GroupFunction),
    /// Of a file.
    File(FileFunction),
    /// Of nothing in particular.
    Machine(MachineFunction),
}

/// The row of `same`.
const SAME: FunctionInfo = FunctionInfo { name: "same", params: &[Param::Page, Param::Page], gives: ValueType::Flag };

impl Function {
    /// All of them, in the order of the reference.
    pub fn all() -> impl Iterator<Item = Self> {
        let pages = PageFunction::ALL.iter().copied().map(Self::Page);
        let processes = ProcessFunction::ALL.iter().copied().map(Self::Process);
        let machine = MachineFunction::ALL.iter().copied().map(Self::Machine);
        let groups = GroupFunction::ALL.iter().copied().map(Self::Group);
        let files = FileFunction::ALL.iter().copied().map(Self::File);
        pages.chain([Self::Same]).chain(processes).chain(files).chain(groups).chain(machine)
    }

    /// Its row of the table.
    pub fn info(self) -> FunctionInfo {
        match self {
            Self::Page(function) => function.info(),
            Self::Same => SAME,
            Self::Process(function) => function.info(),
            Self::Group(function) => function.info(),
            Self::File(function) => function.info(),
            Self::Machine(function) => function.info(),
        }
    }

    /// What it computes, in a phrase.
    pub fn summary(self) -> &'static Template {
        match self {
            Self::Page(function) => function.summary(),
            Self::Same => text!("whether two pages are mapped to one frame"),
            Self::Process(function) => function.summary(),
            Self::Group(function) => function.summary(),
            Self::File(function) => function.summary(),
            Self::Machine(function) => function.summary(),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The function with this name, with or without arguments.
    pub fn find(name: &str, with_arguments: bool) -> Option<Self> {
        Self::all().find(|function| {
            let info = function.info();
            info.name == name && info.params.is_empty() != with_arguments
        })
    }
}

/// The states of a process, as `state` gives them.
pub const STATES: &[&str] = &["running", "sleeping", "suspended", "zombie", "gone"];

/// What a predicate may be compared with, and what may answer a question about one.
pub const FLAGS: &[&str] = &["yes", "no"];

/// The words for how a command ended. A signal may also be given exactly, as a text: `"SIGSEGV/SEGV_MAPERR"`.
pub const OUTCOMES: &[&str] = &[
    "ok", "sleeping", "refused", "EAGAIN", "EACCES", "EBADF", "EBUSY", "ECHILD", "EEXIST", "EFAULT", "EINTR", "EINVAL",
    "EIO", "ENODEV", "ENOENT", "ENOEXEC", "ENOMEM", "ENOSYS", "ENXIO", "EPERM", "ESRCH", "SIGSEGV", "SIGBUS",
    "SIGKILL",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_arity_is_there_once() {
        for function in Function::all() {
            let info = function.info();
            let found = Function::find(info.name, !info.params.is_empty());
            assert_eq!(found, Some(function));
        }
    }
}
