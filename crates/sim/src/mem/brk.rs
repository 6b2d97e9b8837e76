//! brk(2): the heap that ends where a process says.

use super::commit::expand;
use super::map::unmap;
use super::merge::insert_or_merge;
use super::{share, Who};
use crate::addr::PageRange;
use crate::command::Ret;
use crate::effect::Effect;
use crate::errno::Errno;
use crate::machine::Tx;
use crate::note::Note;
use crate::vma::{Backing, VmFlags, Vma};

/// Makes the heap `pages` long.
///
/// # Errors
/// ENOMEM when another mapping is in the way, a limit of the process is reached, or the overcommit policy does not grant it.
pub(crate) fn brk(tx: &mut Tx, who: Who, pages: u64) -> Result<Ret, Errno> {
    let Some(from) = tx.mm(who.mm).map(|mm| mm.brk) else { return Err(Errno::ENOMEM) };
    let to = PageRange::new(from.start, pages);
    if to.end > from.end {
        grow(tx, who, PageRange { start: from.end, end: to.end })?;
    }
    if to.end < from.end {
        share::prepare_unmap(tx, who, PageRange { start: to.end, end: from.end })?;
    }
    tx.note(Note::MovingBrk { pid: who.pid, from, to });
    tx.emit(Effect::BrkMoved { mm: who.mm, from, to });
    if to.end < from.end {
        unmap(tx, who, PageRange { start: to.end, end: from.end });
    }
    Ok(Ret::Addr(to.end.addr(tx.page_size())))
}

fn grow(tx: &mut Tx, who: Who, added: PageRange) -> Result<(), Errno> {
    // A page stays free between the heap and the next mapping.
    let guarded = PageRange { start: added.start, end: added.end.plus(1) };
    let taken = tx.mm(who.mm).is_some_and(|mm| !mm.vmas_in(guarded).is_empty());
    if taken || added.end > tx.page_size().task_size() {
        return Err(Errno::ENOMEM);
    }
    let flags = VmFlags::READ | VmFlags::WRITE | VmFlags::ACCOUNT;
    expand(tx, who, flags, added.pages())?;
    let vma =
        Vma { start: added.start, end: added.end, flags, backing: Backing::Anon, pgoff: added.start.0, anon_vma: None };
    insert_or_merge(tx, who, vma);
    Ok(())
}
