//! The page-fault handler: is the access one that the VMA permits, and which kind of fault is it (`handle_mm_fault`).

use super::{alloc, anon, cache, huge, share, swapin, wp, Who};
use crate::addr::{VirtAddr, Vpn};
use crate::effect::Effect;
use crate::errno::Signal;
use crate::machine::Tx;
use crate::note::{Access, AccessVerdict, Fault, FaultCode, Note};
use crate::pte::{Pte, PteFlags};
use crate::tables::Level;
use crate::task::Pid;
use crate::vma::{VmFlags, Vma};

/// Whether storage had to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Severity {
    Minor,
    Major,
}

/// Handles the fault of an access that the entry `pte` did not allow.
///
/// # Errors
/// The signal that the process gets. A fault that ends so is not counted.
pub(super) fn handle(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr, pte: Pte) -> Result<(), Signal> {
    trap(tx, who, access, addr, pte, true).map_err(|signal| {
        // The handler knows the page, the signal tells the address. Whom the OOM killer chose has got its signal already.
        let signal = if let Signal::BusAdrErr(_) = signal { Signal::BusAdrErr(addr) } else { signal };
        if signal != Signal::OomKill {
            tx.note(Note::Signalled { pid: who.pid, signal });
        }
        signal
    })
}

/// Handles the fault of a system call that reaches the memory of its caller. Nobody gets a signal (`fixup_exception`).
///
/// # Errors
/// The signal that a process would get.
pub(super) fn handle_from_kernel(
    tx: &mut Tx,
    who: Who,
    access: Access,
    addr: VirtAddr,
    pte: Pte,
) -> Result<(), Signal> {
    trap(tx, who, access, addr, pte, false)
}

fn trap(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr, pte: Pte, user: bool) -> Result<(), Signal> {
    let error = FaultCode { present: pte.is_usable(), write: access == Access::Write, user };
    tx.note(Note::Trapped { pid: who.pid, access, addr, error });
    check(tx, who, access, addr, pte).and_then(|vma| resolve(tx, who, access, &vma, addr.vpn(tx.page_size())))
}

/// What a fault does that has to wait for a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiskWait {
    /// It lets go of the lock, and is taken once more when the page is there: it counts as major (`FAULT_FLAG_TRIED`).
    TriesAgain,
    /// It lets go of the lock and is given up; only the next one counts, which finds the page there (`populate_vma_page_range`).
    StartsAnew,
    /// It keeps the lock.
    Waits,
}

/// Who takes a fault: the one that it counts for, who need not be the owner of the memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taker {
    pub(super) pid: Pid,
    pub(super) wait: DiskWait,
}

/// [`resolve_by`] as a fault of a process is resolved.
///
/// # Errors
/// As for [`resolve_by`].
pub(super) fn resolve(tx: &mut Tx, who: Who, access: Access, vma: &Vma, vpn: Vpn) -> Result<(), Signal> {
    resolve_by(tx, who, access, vma, vpn, Taker { pid: who.pid, wait: DiskWait::TriesAgain })
}

/// Makes a page present (and writable, for a write) as the handler does once the checks are passed.
///
/// # Errors
/// [`Signal::BusAdrErr`] behind the end of a file: what the handler does before it looks there stays done.
pub(super) fn resolve_by(
    tx: &mut Tx,
    who: Who,
    access: Access,
    vma: &Vma,
    vpn: Vpn,
    taker: Taker,
) -> Result<(), Signal> {
    if share::is_protected(tx, who.mm, vpn) {
        share::unshare_for_fault(tx, who, vpn)?;
    }
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    if access == Access::Write && pte.is_usable() && pte.is_writable() {
        // The table was all that held the store back.
        tx.emit(Effect::FaultCounted { pid: taker.pid, major: false });
        return Ok(());
    }
    if pte.is_none() && is_beyond_file(tx, vma, vpn) {
        return Err(cache::fault_beyond_file(tx, who, access, vma, vpn));
    }
    if huge::handle(tx, who, access, vma, vpn)? {
        tx.emit(Effect::FaultCounted { pid: taker.pid, major: false });
        return Ok(());
    }
    // The PMD entry may have been split.
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    alloc::tables_for_fault(tx, who, vpn, Level::Pte)?;
    let fault = classify(vma, access, pte);
    tx.note(Note::Handled { pid: who.pid, vpn, fault });
    let severity = match fault {
        Fault::ZeroPage => anon::map_zero_page(tx, who, vma, vpn),
        Fault::DemandZero => anon::map_zeroed(tx, who, vma, vpn)?,
        Fault::FileRead => cache::read_fault(tx, who, vma, vpn, taker.wait)?,
        Fault::FileCow => cache::cow_fault(tx, who, vma, vpn)?,
        Fault::FileShared => cache::shared_fault(tx, who, vma, vpn)?,
        Fault::SwapIn => swapin::swap_in(tx, who, access, vma, vpn, pte)?,
        // Those were done above, and unsharing is asked for by name.
        Fault::HugeZeroPage | Fault::HugeDemandZero | Fault::HugeWriteProtect | Fault::Unshare => Severity::Minor,
        Fault::WriteProtect => wp::private(tx, who, vma, vpn, pte)?,
        Fault::SharedWriteProtect => wp::shared(tx, who, vma, vpn, pte),
    };
    let major = severity == Severity::Major && taker.wait != DiskWait::StartsAnew;
    tx.emit(Effect::FaultCounted { pid: taker.pid, major });
    Ok(())
}

fn check(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr, pte: Pte) -> Result<Vma, Signal> {
    let vpn = addr.vpn(tx.page_size());
    let vma = tx.mm(who.mm).and_then(|mm| mm.vma(vpn)).copied();
    let verdict = match &vma {
        None => AccessVerdict::NoVma,
        Some(vma) if !permits(vma, access) => AccessVerdict::Forbidden,
        Some(vma) if pte.is_none() && is_beyond_file(tx, vma, vpn) => AccessVerdict::BeyondFile,
        Some(_) => AccessVerdict::Permitted,
    };
    tx.note(Note::VmaChecked { pid: who.pid, access, vpn, vma, verdict });
    let signal = match (verdict, vma) {
        (AccessVerdict::Permitted | AccessVerdict::BeyondFile, Some(vma)) => return Ok(vma),
        (AccessVerdict::Forbidden, _) => Signal::SegvAccErr(addr),
        (AccessVerdict::Permitted | AccessVerdict::BeyondFile | AccessVerdict::NoVma, _) => Signal::SegvMapErr(addr),
    };
    Err(signal)
}

/// Whether the VMA permits an access. On x86 whatever may be written or executed may be read.
fn permits(vma: &Vma, access: Access) -> bool {
    match access {
        Access::Read => vma.is_accessible(),
        Access::Write => vma.is_writable(),
    }
}

/// Whether a page of a mapping lies behind the end of its file.
fn is_beyond_file(tx: &Tx, vma: &Vma, vpn: Vpn) -> bool {
    vma.file().and_then(|id| tx.file(id)).is_some_and(|file| vma.pgoff_of(vpn) >= file.pages)
}

fn classify(vma: &Vma, access: Access, pte: Pte) -> Fault {
    if pte.swap_slot().is_some() {
        return Fault::SwapIn;
    }
    match (access, pte.is_none()) {
        (Access::Read, _) if vma.is_anonymous() => Fault::ZeroPage,
        (Access::Write, true) if vma.is_anonymous() => Fault::DemandZero,
        (Access::Read, _) => Fault::FileRead,
        (Access::Write, true) if vma.is_shared() => Fault::FileShared,
        (Access::Write, true) => Fault::FileCow,
        (Access::Write, false) if vma.is_shared() => Fault::SharedWriteProtect,
        (Access::Write, false) => Fault::WriteProtect,
    }
}

/// The entry for a frame newly mapped in a VMA; after a write it is writable (if the VMA is) and dirty. Where nobody may access the VMA only the
/// kernel gets here, for a debugger: the entry keeps everybody else out (`PAGE_NONE`).
pub(super) fn fresh_pte(vma: &Vma, pfn: crate::addr::Pfn, access: Access) -> Pte {
    let nx = if vma.flags.contains(VmFlags::EXEC) { PteFlags::empty() } else { PteFlags::NX };
    let usable = Pte::new(pfn, PteFlags::ACCESSED | nx);
    let pte = if vma.is_accessible() { usable } else { usable.modify(false, false) };
    match access {
        Access::Read => pte,
        Access::Write if vma.is_writable() => pte.mkwrite().mkdirty(),
        Access::Write => pte.mkdirty(),
    }
}
