//! New address spaces, and the segments of a program (`load_elf_binary`).
//!
//! # Simplification: four segments, no loader
//! A program is text, data, bss and stack. There is no dynamic linker, no vDSO, no address randomisation, and of the stack the kernel
//! writes one page, the last, with the arguments. A real process starts with some 17 faults before its first statement; this one with none.

use super::alloc::table_frame;
use super::zap::insert_vma;
use super::{fault, Who};
use crate::addr::{PageRange, Vpn};
use crate::command::Program;
use crate::effect::{Effect, Fill};
use crate::errno::Errno;
use crate::machine::Tx;
use crate::mm::MmId;
use crate::note::{Access, Note, Segment};
use crate::tables::Level;
use crate::task::Pid;
use crate::vma::{Backing, VmFlags, Vma};

/// What the arguments' page starts with.
const ARGUMENTS: &[u8] = b"argv";

/// Makes an empty address space: a PGD and nothing in it.
pub(crate) fn new_mm(tx: &mut Tx, pid: Pid) -> Result<MmId, Errno> {
    let mm = tx.next_mm();
    let pgd = table_frame(tx, Who { pid, mm }, Level::Pgd)?;
    tx.emit(Effect::MmCreated { mm, pgd });
    Ok(mm)
}

/// Maps the segments of a program into an empty address space and copies the arguments to its stack.
///
/// # Errors
/// ENOMEM when no frames are left for the argument page and its tables.
pub(crate) fn load_program(tx: &mut Tx, who: Who, program: &Program) -> Result<(), Errno> {
    copy_arguments(tx, who, program)?;
    let (r, w, x) = (VmFlags::READ, VmFlags::WRITE, VmFlags::EXEC);
    let image = Backing::File(program.image);
    segment(tx, who, Segment::Text, program.text_range(tx.page_size()), r | x, image, 0);
    segment(tx, who, Segment::Data, program.data_range(tx.page_size()), r | w | VmFlags::ACCOUNT, image, program.text);
    let bss = program.bss_range(tx.page_size());
    segment(tx, who, Segment::Bss, bss, r | w | VmFlags::ACCOUNT, Backing::Anon, bss.start.0);
    if let Some(from) = tx.mm(who.mm).map(|mm| mm.brk) {
        tx.emit(Effect::BrkMoved { mm: who.mm, from, to: PageRange::new(bss.end.plus(256), 0) });
    }
    Ok(())
}

fn segment(tx: &mut Tx, who: Who, segment: Segment, range: PageRange, flags: VmFlags, backing: Backing, pgoff: u64) {
    if range.is_empty() {
        return;
    }
    tx.note(Note::LoadingSegment { pid: who.pid, segment, range });
    let vma = Vma { start: range.start, end: range.end, flags, backing, pgoff, anon_vma: None };
    insert_vma(tx, who.mm, vma);
}

fn copy_arguments(tx: &mut Tx, who: Who, program: &Program) -> Result<(), Errno> {
    let stack = program.stack_range(tx.page_size());
    if stack.is_empty() {
        return Ok(());
    }
    if tx.frames().free_count() < 4 || tx.frames().next_user().is_none() {
        return Err(Errno::ENOMEM);
    }
    let flags = VmFlags::READ | VmFlags::WRITE | VmFlags::ACCOUNT;
    segment(tx, who, Segment::Stack, stack, flags, Backing::Anon, stack.start.0);
    let top = Vpn(stack.end.0 - 1);
    tx.note(Note::CopyingArguments { pid: who.pid, vpn: top });
    let Some(vma) = tx.mm(who.mm).and_then(|mm| mm.vma(top)).copied() else { return Err(Errno::ENOMEM) };
    fault::resolve(tx, who, Access::Write, &vma, top).map_err(|_| Errno::ENOMEM)?;
    let Some(pfn) = tx.mm(who.mm).and_then(|mm| mm.tables.get(top).pfn()) else { return Err(Errno::ENOMEM) };
    if let Some(from) = tx.frame(pfn).map(|frame| frame.contents.clone()) {
        let to = from.with_bytes(tx.page_size(), 0, ARGUMENTS);
        let how = Fill::Stored { offset: 0, len: ARGUMENTS.len() as u32 };
        tx.emit(Effect::ContentsChanged { pfn, from, to, how });
    }
    Ok(())
}
