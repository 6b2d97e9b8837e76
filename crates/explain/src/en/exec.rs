//! exec: a new address space for an old process.

use forkscope_sim::note::Segment;

use super::phrase::pages;
use crate::explanation::Explanation;
use crate::glossary::Term;

#[inline(never)]
pub(super) fn replacing_mm(others: u32) -> Explanation {
    let why = match others {
        0 => "Nothing of it survives exec. Frames shared with others stay theirs.",
        _ => "exec leaves it to the others that use it, and starts anew.",
    };
    Explanation::new("Drop the old address space", why).term(Term::Mm).man("execve", 2)
}

#[inline(never)]
pub(super) fn loading_segment(segment: Segment, count: u64) -> Explanation {
    let (name, why) = match segment {
        Segment::Text => ("text", "From the program's file, r-xp: frames come with the faults."),
        Segment::Data => ("data", "From the program's file, private: a store copies the page."),
        Segment::Bss => ("bss", "Anonymous memory: zeros that cost no frame until written."),
        Segment::Stack => ("stack", "Anonymous memory; its top will hold the arguments."),
    };
    Explanation::new(format!("Map the {name}, {}", pages(count)), why).term(Term::Vma).man("execve", 2)
}

#[inline(never)]
pub(super) fn copying_arguments() -> Explanation {
    Explanation::new(
        "Copy the arguments to the stack",
        "The program finds argv and envp there. The write takes a frame.",
    )
    .man("execve", 2)
}
