//! What the next access would meet.

use forkscope_sim::policy::WpVerdict;
use forkscope_sim::Outlook;

/// In one or two sentences.
pub(crate) fn outlook(outlook: Outlook) -> String {
    let settled = match outlook {
        Outlook::Unmapped => "No VMA covers the address: any access ends in SIGSEGV, SEGV_MAPERR.",
        Outlook::Swapped(slot) => {
            return format!(
                "Not present: all other bits are the kernel's, and say swap slot {slot}. Any access faults and brings the page back."
            )
        }
        Outlook::NoAccess => "The VMA allows nothing (PROT_NONE): any access ends in SIGSEGV, SEGV_ACCERR.",
        Outlook::Empty => "The entry is empty: the first access faults, and the kernel looks the page up by its VMA.",
        Outlook::Writable => "The entry allows reading and writing: the hardware does both without the kernel.",
        Outlook::ReadOnly => "Neither VMA nor entry allows writing: a write ends in SIGSEGV, SEGV_ACCERR.",
        Outlook::SharedMapping => {
            "The mapping is shared: a write faults once, to mark the page dirty, and copies nothing."
        }
        Outlook::WriteProtected(verdict) => return write_protected(verdict),
    };
    settled.to_owned()
}

fn write_protected(verdict: Option<WpVerdict>) -> String {
    let next = match verdict {
        Some(WpVerdict::Copy(_)) => "copies the page",
        Some(WpVerdict::Reuse(_)) | None => "finds that the frame can be reused",
    };
    format!("No bit says copy-on-write: the VMA allows writes and the entry does not. A write traps, and the kernel {next}.")
}
