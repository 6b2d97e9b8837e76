//! Frames for pages and for page tables.

use super::reclaim::make_room;
use super::{charge, Who};
use crate::addr::{Pfn, Vpn};
use crate::effect::{Effect, Holder};
use crate::errno::{Errno, Signal};
use crate::frame::{Frame, FrameKind};
use crate::machine::Tx;
use crate::note::{Note, Purpose};
use crate::proc::out_of_memory;
use crate::tables::Level;

/// Takes a frame for a page during a fault; memory that has run out is made by reclaim, or by the OOM killer.
///
/// # Errors
/// [`Signal::OomKill`] when the process itself was the OOM killer's choice.
pub(super) fn page(tx: &mut Tx, who: Who, vpn: Vpn, kind: FrameKind, purpose: Purpose) -> Result<Pfn, Signal> {
    let pfn = free_frame(tx, who, vpn)?;
    tx.note(Note::Allocating { pid: who.pid, vpn, pfn, purpose });
    tx.emit(Effect::FrameAllocated { pfn, kind });
    charge::charge_frame(tx, who.pid, pfn, kind);
    tx.get_frame(pfn, if kind.is_page_cache() { Holder::PageCache } else { Holder::Mapping });
    Ok(pfn)
}

/// Finds a free frame during a fault. When there is none, reclaim makes room; when it cannot, the OOM killer does.
///
/// # Errors
/// [`Signal::OomKill`] when the process itself was the OOM killer's choice.
pub(super) fn free_frame(tx: &mut Tx, who: Who, vpn: Vpn) -> Result<Pfn, Signal> {
    charge::make_room(tx, who.pid, 1)?;
    loop {
        match tx.frames().next_user() {
            Some(pfn) => return Ok(pfn),
            None if make_room(tx, who, vpn, 1) => {}
            None => out_of_memory(tx, who.pid)?,
        }
    }
}

/// Makes the tables on the way to `vpn` that are missing, down to the lowest level that is needed, during a fault.
pub(super) fn tables_for_fault(tx: &mut Tx, who: Who, vpn: Vpn, lowest: Level) -> Result<(), Signal> {
    let mut missing = missing_tables(tx, who, vpn);
    missing.retain(|level| *level <= lowest);
    if missing.is_empty() {
        return Ok(());
    }
    charge::make_room(tx, who.pid, missing.len() as u64)?;
    while tx.frames().free_count() < missing.len() as u32 {
        if !make_room(tx, who, vpn, missing.len() as u32) {
            out_of_memory(tx, who.pid)?;
        }
    }
    tx.note(Note::TablesMissing { pid: who.pid, vpn, tables: missing.len() as u8 });
    missing.into_iter().try_for_each(|level| table(tx, who, level, vpn)).map_err(|_| Signal::OomKill)
}

/// Makes the tables on the way to `vpn` that are missing, down to the lowest level that is needed, or fails.
///
/// # Simplification: no OOM killer for a system call
/// Linux would rather kill a process than fail the allocation of a page-table page. Here a system call fails with ENOMEM, as it does
/// in a memory cgroup that has reached its limit for kernel memory.
pub(super) fn tables(tx: &mut Tx, who: Who, vpn: Vpn, lowest: Level) -> Result<(), Errno> {
    let missing = missing_tables(tx, who, vpn);
    missing.into_iter().filter(|level| *level <= lowest).try_for_each(|level| table(tx, who, level, vpn))
}

fn missing_tables(tx: &Tx, who: Who, vpn: Vpn) -> Vec<Level> {
    let Some(mm) = tx.mm(who.mm) else { return Vec::new() };
    tx.page_size().levels_below_pgd().iter().copied().filter(|level| mm.tables.table(*level, vpn).is_none()).collect()
}

fn table(tx: &mut Tx, who: Who, level: Level, vpn: Vpn) -> Result<(), Errno> {
    if tx.frames().free_count() == 0 {
        make_room(tx, who, vpn, 1);
    }
    let pfn = table_frame(tx, who, level)?;
    tx.emit(Effect::TableAllocated { mm: who.mm, level, base: level.span(tx.page_size(), vpn).start, pfn });
    Ok(())
}

/// Makes PTE tables that follow one another, those that are missing; the upper tables are there.
pub(super) fn leaf_tables(tx: &mut Tx, who: Who, mut base: Vpn, mut tables: u64) -> Result<(), Errno> {
    let level = Level::Pte;
    let entries = tx.page_size().table_entries();
    while tables > 0 {
        if !tx.groups().is_empty() {
            // Each is charged by itself.
            self::tables(tx, who, base, level)?;
            (base, tables) = (base.plus(entries), tables - 1);
            continue;
        }
        let (pfn, frames) = tx.frames().next_tables().ok_or(Errno::ENOMEM)?;
        let missing = tx.mm(who.mm).is_some_and(|mm| mm.tables.table(level, base).is_none());
        let made = if missing { tables.min(frames.into()) } else { 1 };
        if missing {
            let to = Frame { refcount: 1, ..Frame::taken(FrameKind::Table { mm: who.mm, level }) };
            tx.change_frames(Pfn(pfn.0 + 1 - made as u32), made as u32, None, Some(to));
            tx.emit(Effect::TablesAllocated { mm: who.mm, level, base, pfn, tables: made });
        }
        base = base.plus(made * entries);
        tables -= made;
    }
    Ok(())
}

/// Takes a frame for a page-table page, with the kernel's reference.
pub(super) fn table_frame(tx: &mut Tx, who: Who, level: Level) -> Result<Pfn, Errno> {
    charge::find_room(tx, who.pid)?;
    let pfn = tx.frames().next_table().ok_or(Errno::ENOMEM)?;
    let kind = FrameKind::Table { mm: who.mm, level };
    tx.emit(Effect::FrameAllocated { pfn, kind });
    charge::charge_frame(tx, who.pid, pfn, kind);
    tx.get_frame(pfn, Holder::PageTable);
    Ok(pfn)
}
