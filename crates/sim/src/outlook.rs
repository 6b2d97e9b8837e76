//! What the next access to an address would meet, worked out without doing it.

use crate::addr::Vpn;
use crate::machine::Machine;
use crate::policy::WpVerdict;
use crate::swap::Slot;
use crate::task::Pid;

/// What stands at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// No VMA covers it.
    Unmapped,
    /// The page is in this slot of the swap area.
    Swapped(Slot),
    /// The VMA allows nothing (`PROT_NONE`).
    NoAccess,
    /// The entry is empty.
    Empty,
    /// The entry allows stores.
    Writable,
    /// Neither VMA nor entry allows stores.
    ReadOnly,
    /// A store to a shared mapping would mark the page dirty first.
    SharedMapping,
    /// A store would trap, and the policy would decide this; none where the entry is mapped to no frame in use.
    WriteProtected(Option<WpVerdict>),
}

impl Machine {
    /// What the next access of a process to a page would meet.
    pub fn outlook(&self, pid: Pid, vpn: Vpn) -> Outlook {
        let (pte, Some(vma)) = (self.pte(pid, vpn), self.vma(pid, vpn)) else { return Outlook::Unmapped };
        if let Some(slot) = pte.swap_slot() {
            Outlook::Swapped(slot)
        } else if !vma.is_accessible() {
            Outlook::NoAccess
        } else if pte.is_none() {
            Outlook::Empty
        } else if pte.is_writable() {
            Outlook::Writable
        } else if !vma.is_writable() {
            Outlook::ReadOnly
        } else if vma.is_shared() {
            Outlook::SharedMapping
        } else {
            let frame = pte.pfn().and_then(|pfn| self.frame_view(pfn));
            Outlook::WriteProtected(frame.map(|frame| self.config().copy.on_write_protected(frame)))
        }
    }
}
