//! The functions of `expect` and `ask`: one table for parser, documentation, completion and evaluation.

/// What a function is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Param {
    /// A page of a process: `parent.heap[1]`.
    Page,
    /// A process.
    Process,
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
    pub fn describe(self) -> &'static str {
        match self {
            Self::Count => "a number",
            Self::Bytes => "a size",
            Self::Flag => "yes or no",
            Self::Byte => "a byte",
            Self::Text => "a text",
            Self::State => "the state of a process",
            Self::Outcome => "the result of a command",
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
    /// What it computes, in a phrase.
    pub summary: &'static str,
}

macro_rules! functions {
    ($($function:ident $name:literal ($($param:ident),*) -> $gives:ident, $summary:literal;)+) => {
        /// A function of `expect` and `ask`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Function { $(#[doc = $summary] $function),+ }

        impl Function {
            /// All of them, in the order of the reference.
            pub const ALL: &'static [Self] = &[$(Self::$function),+];

            /// Its row of the table.
            pub fn info(self) -> FunctionInfo {
                match self {
                    $(Self::$function => FunctionInfo {
                        name: $name,
                        params: &[$(Param::$param),*],
                        gives: ValueType::$gives,
                        summary: $summary,
                    }),+
                }
            }
        }
    };
}

functions! {
    Refcount "refcount"(Page) -> Count, "everything that holds the frame of the page";
    Mapcount "mapcount"(Page) -> Count, "how many page table entries map the frame of the page";
    Frame "frame"(Page) -> Count, "the number of the frame of the page (PFN)";
    Same "same"(Page, Page) -> Flag, "whether two pages are mapped to one frame";
    Present "present"(Page) -> Flag, "whether the page table entry is present";
    Writable "writable"(Page) -> Flag, "whether the page table entry allows writing";
    Accessed "accessed"(Page) -> Flag, "whether the page table entry is marked accessed";
    Dirty "dirty"(Page) -> Flag, "whether the page table entry is marked dirty";
    Exclusive "exclusive"(Page) -> Flag, "whether the frame belongs to this one address space (PageAnonExclusive)";
    Zero "zero"(Page) -> Flag, "whether the page is mapped to the zero page";
    Text "text"(Page) -> Text, "the bytes from there up to the first zero byte of the page";
    Byte "byte"(Page) -> Byte, "the byte that stands there";
    Rss "rss"(Process) -> Bytes, "resident set size: all pages that are mapped to frames";
    Pss "pss"(Process) -> Bytes, "proportional set size: each page divided by the number of its sharers";
    Uss "uss"(Process) -> Bytes, "unique set size: pages that are mapped nowhere else";
    SharedClean "shared_clean"(Process) -> Bytes, "pages mapped more than once, not written";
    SharedDirty "shared_dirty"(Process) -> Bytes, "pages mapped more than once, written";
    PrivateClean "private_clean"(Process) -> Bytes, "pages mapped once, not written";
    PrivateDirty "private_dirty"(Process) -> Bytes, "pages mapped once, written";
    Anonymous "anonymous"(Process) -> Bytes, "pages that belong to no file";
    PageTables "page_tables"(Process) -> Bytes, "the page tables of the process (VmPTE)";
    Minflt "minflt"(Process) -> Count, "minor faults of the process so far";
    Majflt "majflt"(Process) -> Count, "major faults of the process so far";
    Vmas "vmas"(Process) -> Count, "how many VMAs the process has";
    State "state"(Process) -> State, "`running`, `sleeping`, `zombie` or `gone`";
    Ppid "ppid"(Process) -> Count, "the process id of the parent";
    Pid "pid"(Process) -> Count, "the process id";
    FramesUsed "frames_used"() -> Count, "frames that hold user memory";
    FramesFree "frames_free"() -> Count, "frames that are free";
    FramesIfEager "frames_if_eager"() -> Count, "frames that would be used if every fork had copied everything";
    Faults "faults"() -> Count, "page faults so far, in all processes";
    CowCopies "cow_copies"() -> Count, "write faults so far that copied a frame";
    CowReuses "cow_reuses"() -> Count, "write faults so far that kept the frame";
    BytesCopied "bytes_copied"() -> Bytes, "bytes copied so far, by forks and faults";
    LastResult "result"() -> Outcome, "how the last command ended: `ok`, an error such as `ENOMEM`, or a signal";
    LastMinflt "minflt"() -> Count, "minor faults of the last command";
    LastMajflt "majflt"() -> Count, "major faults of the last command";
    LastValue "value"() -> Byte, "the first byte that the last command read";
}

impl Function {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The function with this name, with or without arguments.
    pub fn find(name: &str, with_arguments: bool) -> Option<Self> {
        Self::ALL.iter().copied().find(|function| {
            let info = function.info();
            info.name == name && info.params.is_empty() != with_arguments
        })
    }
}

/// The states of a process, as `state` gives them.
pub const STATES: &[&str] = &["running", "sleeping", "zombie", "gone"];

/// What a predicate may be compared with, and what may answer a question about one.
pub const FLAGS: &[&str] = &["yes", "no"];

/// The words for how a command ended. A signal may also be given exactly, as a text: `"SIGSEGV/SEGV_MAPERR"`.
pub const OUTCOMES: &[&str] = &[
    "ok", "refused", "EAGAIN", "EACCES", "EBADF", "EBUSY", "ECHILD", "EEXIST", "EFAULT", "EINTR", "EINVAL", "EIO",
    "ENODEV", "ENOENT", "ENOEXEC", "ENOMEM", "ENOSYS", "EPERM", "ESRCH", "SIGSEGV", "SIGBUS", "SIGKILL",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_and_arity_is_there_once() {
        for &function in Function::ALL {
            let info = function.info();
            let found = Function::find(info.name, !info.params.is_empty());
            assert_eq!(found, Some(function));
        }
    }
}
