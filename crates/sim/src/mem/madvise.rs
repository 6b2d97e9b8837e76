//! madvise(2).

use super::merge::modify_flags;
use super::zap::{populated, reclaim_tables, zap};
use super::Who;
use crate::addr::PageRange;
use crate::command::{Advice, Ret};
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::vma::{VmFlags, Vma};

/// Takes advice for the VMAs of a range.
///
/// # Errors
/// EINVAL where the advice is not for such memory; ENOMEM if the range has a hole, after the mapped parts were done, as in Linux.
pub(crate) fn madvise(tx: &mut Tx, who: Who, range: PageRange, advice: Advice) -> Result<Ret, Errno> {
    let holes = tx.mm(who.mm).is_some_and(|mm| !mm.covers(range));
    let vmas = tx.mm(who.mm).map_or(Vec::new(), |mm| mm.vmas_in(range));
    for vma in vmas {
        // An earlier part may have joined this VMA to a neighbour: look again.
        let part = vma.range().intersect(range);
        let Some(vma) = tx.mm(who.mm).and_then(|mm| mm.vma(part.start)).copied() else { continue };
        advise(tx, who, vma, part, advice)?;
    }
    if holes {
        Err(Errno::ENOMEM)
    } else {
        Ok(Ret::Done)
    }
}

fn advise(tx: &mut Tx, who: Who, vma: Vma, part: PageRange, advice: Advice) -> Result<(), Errno> {
    let flags = match advice {
        Advice::DontNeed => {
            drop_pages(tx, who, part);
            return Ok(());
        }
        Advice::DontFork => vma.flags | VmFlags::DONTCOPY,
        Advice::DoFork => vma.flags - VmFlags::DONTCOPY,
        Advice::WipeOnFork if !vma.is_anonymous() => return Err(Errno::EINVAL),
        Advice::WipeOnFork => vma.flags | VmFlags::WIPEONFORK,
        Advice::KeepOnFork => vma.flags - VmFlags::WIPEONFORK,
    };
    tx.note(Note::Advising { pid: who.pid, range: part, advice });
    if flags != vma.flags {
        modify_flags(tx, who, vma, part, flags);
    }
    Ok(())
}

fn drop_pages(tx: &mut Tx, who: Who, part: PageRange) {
    tx.note(Note::Advising { pid: who.pid, range: part, advice: Advice::DontNeed });
    let pages = populated(tx, who.mm, part);
    tx.note(Note::Zapping { pid: who.pid, range: part, pages });
    zap(tx, who.mm, part);
    reclaim_tables(tx, who.mm, part);
}
