//! An access: what the CPU finds, the trap, the permission check, the signal.

use forkscope_sim::errno::Signal;
use forkscope_sim::note::{Access, AccessVerdict, FaultCode, Found};
use forkscope_sim::{Pte, VirtAddr, Vma};

use super::phrase::{fault_bits, instruction, verb};
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

pub(super) fn translated(page: &str, access: Access, pte: Pte, from_tlb: bool, found: Found) -> Explanation {
    match found {
        Found::Allowed => allowed(access, pte, from_tlb),
        Found::NotPresent if pte.is_present() => Explanation::new(
            "CPU finds the PTE not usable",
            "PROT_NONE: a frame is mapped, but no access is let through.",
        ),
        Found::NotPresent => Explanation::new("CPU finds no PTE", format!("The entry for {page} is empty so far.")),
        Found::ReadOnly => read_only(pte),
    }
    .term(Term::Pte)
}

fn allowed(access: Access, pte: Pte, from_tlb: bool) -> Explanation {
    let verb = verb(access);
    let title = match pte.pfn() {
        Some(_) if pte.is_zero_page() => format!("CPU {verb}s the zero page"),
        Some(pfn) => format!("CPU {verb}s frame {pfn}"),
        None => format!("CPU {verb}s"),
    };
    let why = if from_tlb {
        "The TLB still has the translation: no walk is needed."
    } else {
        "The PTE allows it: no fault. The TLB caches the entry."
    };
    Explanation::new(title, why).term(Term::Tlb)
}

fn read_only(pte: Pte) -> Explanation {
    let why = if pte.is_zero_page() {
        "It maps the zero page, which nobody may write to."
    } else {
        "R/W is clear: a load would pass, a store traps."
    };
    Explanation::new("CPU finds the PTE read-only", why)
}

pub(super) fn retried(access: Access, pte: Pte) -> Explanation {
    let place = match pte.pfn() {
        Some(_) if pte.is_zero_page() => "the zero page".to_owned(),
        Some(pfn) => format!("frame {pfn}"),
        None => "the page".to_owned(),
    };
    let why = format!("The {} runs again and goes to {place}.", instruction(access));
    Explanation::new(format!("Retry the {}", verb(access)), why).term(Term::Fault)
}

pub(super) fn trapped(addr: VirtAddr, error: FaultCode) -> Explanation {
    let title = format!("Page fault trap, error {:#x}", error.bits());
    let why = format!("The CPU saves {addr} in CR2 and traps. The error says: {}.", fault_bits(error));
    Explanation::new(title, why).tone(Tone::Fault).term(Term::Fault)
}

pub(super) fn vma_checked(access: Access, vma: Option<Vma>, verdict: AccessVerdict) -> Explanation {
    let verb = verb(access);
    let perms = vma.map_or_else(|| "unknown".to_owned(), |vma| vma.perms());
    match verdict {
        AccessVerdict::Permitted => {
            let why = format!("Its permissions are {perms}, so this is no SIGSEGV.");
            Explanation::new(format!("VMA allows {verb}s"), why).tone(Tone::Decision)
        }
        AccessVerdict::NoVma => {
            Explanation::new("No VMA covers the address", "Nothing is mapped there: a SIGSEGV follows.")
                .tone(Tone::Failure)
        }
        AccessVerdict::Forbidden => {
            let why = format!("Its permissions are {perms}: a SIGSEGV follows.");
            Explanation::new(format!("VMA forbids {verb}s"), why).tone(Tone::Failure)
        }
        AccessVerdict::BeyondFile => {
            let why = "The VMA allows it, but the file ends earlier: a SIGBUS follows.";
            Explanation::new("No page of the file is there", why).tone(Tone::Failure)
        }
    }
    .term(Term::Vma)
}

pub(super) fn signalled(signal: Signal) -> Explanation {
    let (title, why) = match signal {
        Signal::SegvMapErr(at) => {
            (format!("SIGSEGV, SEGV_MAPERR at {at}"), "No mapping is there. Such a fault is not counted.")
        }
        Signal::SegvAccErr(at) => {
            (format!("SIGSEGV, SEGV_ACCERR at {at}"), "The mapping forbids the access. Such a fault is not counted.")
        }
        Signal::BusAdrErr(at) => (
            format!("SIGBUS, BUS_ADRERR at {at}"),
            "The page lies behind the end of the file. Such a fault is not counted.",
        ),
        Signal::Kill => ("SIGKILL".to_owned(), "It cannot be caught, blocked or ignored."),
        Signal::OomKill => {
            ("SIGKILL from the OOM killer".to_owned(), "Memory ran out, and the score chose this process.")
        }
    };
    Explanation::new(title, why).tone(Tone::Failure).man("signal", 7)
}
