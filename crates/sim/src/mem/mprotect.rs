//! mprotect(2).

use super::commit::{charge, may_expand_vm, with_account};
use super::huge_map::{change_pmds, merged};
use super::merge::modify_flags;
use super::mlock::populate_vma;
use super::{share, Who};
use crate::addr::PageRange;
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::frame::FrameKind;
use crate::machine::{Piece, Tx};
use crate::note::Note;
use crate::pte::Pte;
use crate::tables::PteRun;
use crate::tlb::TlbScope;
use crate::vma::{VmFlags, Vma};

/// Changes the permissions of a range.
///
/// # Errors
/// EACCES where a shared mapping of a file that is open for reading only would become writable; ENOMEM at a hole, or when private memory that becomes
/// writable is more than RLIMIT_DATA or the overcommit policy grants. What lies before that place in the range has its new permissions, as in Linux.
#[inline(never)]
pub(crate) fn mprotect(tx: &mut Tx, who: Who, range: PageRange, access: VmFlags) -> Result<Ret, Errno> {
    let mut at = range.start;
    while at < range.end {
        let vma = tx.mm(who.mm).and_then(|mm| mm.vma(at)).copied().ok_or(Errno::ENOMEM)?;
        if access.contains(VmFlags::WRITE) && !may_write(tx, &vma) {
            return Err(Errno::EACCES);
        }
        let part = vma.range().intersect(PageRange { start: at, end: range.end });
        fixup(tx, who, vma, part, access & VmFlags::ACCESS)?;
        at = part.end;
    }
    Ok(Ret::Done)
}

/// Whether a mapping may ever be writable (VM_MAYWRITE).
pub(super) fn may_write(tx: &Tx, vma: &Vma) -> bool {
    !vma.is_shared() || vma.file().and_then(|id| tx.file(id)).is_none_or(|file| file.is_writable())
}

fn fixup(tx: &mut Tx, who: Who, vma: Vma, part: PageRange, access: VmFlags) -> Result<(), Errno> {
    let flags = (vma.flags - VmFlags::ACCESS) | access;
    if flags == vma.flags {
        return Ok(());
    }
    let flags = charged(flags, &vma);
    // Only where the new flags are what makes the difference.
    if flags.contains(VmFlags::WRITE) && tx.limit_in_the_way(who.pid, vma.flags, part.pages()).is_none() {
        may_expand_vm(tx, who, flags, part.pages())?;
    }
    if flags.contains(VmFlags::ACCOUNT) && !vma.flags.contains(VmFlags::ACCOUNT) {
        charge(tx, who, part.pages())?;
    }
    share::unshare_range(tx, who, part)?;
    tx.note(Note::ChangingAccess { pid: who.pid, vma: vma.clipped(part), to: flags });
    modify_flags(tx, who, vma, part, flags);
    change_ptes(tx, who, part);
    if vma.is_locked() && !vma.is_shared() && !vma.is_writable() && flags.contains(VmFlags::WRITE) {
        // What is locked must not fault later: copy-on-write is broken now, and a failure shows at the access.
        let _ = populate_vma(tx, who, &Vma { flags, ..vma }, part);
    }
    Ok(())
}

/// Private memory is charged when it becomes writable; only memory that never held an anonymous page gives the charge back.
fn charged(flags: VmFlags, old: &Vma) -> VmFlags {
    let writable = flags.contains(VmFlags::WRITE);
    match old.flags.contains(VmFlags::ACCOUNT) {
        false if writable && !old.is_writable() => with_account(flags),
        true if !writable && old.is_anonymous() && old.anon_vma.is_none() => flags - VmFlags::ACCOUNT,
        true | false => flags,
    }
}

fn change_ptes(tx: &mut Tx, who: Who, range: PageRange) {
    let Some(mm) = tx.mm(who.mm) else { return };
    let Some(vma) = mm.vma(range.start).copied() else { return };
    let pieces = tx.pieces(mm, range).filter(|piece| piece.pte.is_present() && !piece.pte.is_huge());
    let old: Vec<PteRun> = pieces.map(|Piece { range, pte, .. }| PteRun { range, pte }).collect();
    let huge = change_pmds(tx, who, &vma, range, |tx, pmd| changed_pte(tx, &vma, pmd));
    let changed = |run: PteRun| (run, changed_pte(tx, &vma, run.pte));
    let changed: Vec<(PteRun, Pte)> = merged(tx, old).into_iter().map(changed).collect();
    if changed.is_empty() {
        if huge {
            tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
        }
        return;
    }
    let pages = changed.iter().map(|(run, _)| run.range.pages()).sum();
    let writable = changed.iter().filter(|(_, to)| to.is_writable()).map(|(run, _)| run.range.pages()).sum();
    tx.note(Note::ChangingPtes { pid: who.pid, range, pages, writable });
    for (PteRun { range, pte }, to) in changed {
        if tx.changes_at_once(range.pages()) && pte.is_plain() {
            tx.set_ptes(who.mm, range, pte, to);
            continue;
        }
        for (offset, vpn) in (0..).zip(range.iter()) {
            tx.set_pte(who.mm, vpn, to.at(offset));
        }
    }
    tx.emit(Effect::TlbFlushed { scope: TlbScope::Mm(who.mm) });
}

fn changed_pte(tx: &Tx, vma: &Vma, pte: Pte) -> Pte {
    let new = pte.modify(vma.is_accessible(), vma.flags.contains(VmFlags::EXEC));
    if vma.is_writable() && is_writable_at_once(tx, vma, pte) {
        new.mkwrite()
    } else {
        new
    }
}

/// Whether an entry may be written without a fault (`can_change_pte_writable`): a page that is exclusive, shared memory, or a file's page that is
/// dirty already.
fn is_writable_at_once(tx: &Tx, vma: &Vma, pte: Pte) -> bool {
    let Some(frame) = pte.pfn().and_then(|pfn| tx.frame_view(pfn)) else { return false };
    match frame.kind {
        FrameKind::Anon => frame.exclusive,
        FrameKind::Shmem { .. } => vma.is_shared(),
        FrameKind::File { .. } => vma.is_shared() && pte.is_dirty(),
        FrameKind::Zero | FrameKind::Ksm | FrameKind::Table { .. } => false,
    }
}
