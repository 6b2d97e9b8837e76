//! Figures of pages.

use forkscope_sim::contents::Contents;
use forkscope_sim::frame::{FrameKind, FrameView};
use forkscope_sim::tables::Level;
use forkscope_sim::{PageSize, Pid, Pte, VirtAddr, Vpn};

use super::value::Value;
use super::Computed;
use crate::ast::PageRef;
use crate::functions::PageFunction;
use crate::wording::{Message, Template};
use crate::world::World;

impl World {
    pub(super) fn figure_of_page(&self, function: PageFunction, page: &PageRef) -> Computed {
        let (pid, at) = self.find(page)?;
        let pte = self.machine().pte(pid, at.vpn(self.page_size()));
        match function {
            PageFunction::Present => Ok(Value::Flag(pte.is_present())),
            PageFunction::Writable => Ok(Value::Flag(pte.is_writable())),
            PageFunction::Accessed => Ok(Value::Flag(pte.is_accessed())),
            PageFunction::Dirty => Ok(Value::Flag(pte.is_dirty())),
            PageFunction::Huge => Ok(Value::Flag(pte.is_huge())),
            PageFunction::Zero => Ok(Value::Flag(pte.is_zero_page())),
            PageFunction::Swapped => Ok(Value::Flag(pte.swap_slot().is_some())),
            PageFunction::Merged => Ok(Value::Flag(self.is_merged(pte))),
            PageFunction::Exclusive => Ok(Value::Flag(self.machine().is_exclusive(pte))),
            PageFunction::Frame => {
                let pfn = pte.pfn().ok_or(NOT_PRESENT)?;
                Ok(Value::Count(u64::from(pfn.0)))
            }
            PageFunction::Refcount => self.counted(pte).map(|frame| Value::Count(u64::from(frame.refcount))),
            PageFunction::Mapcount => self.counted(pte).map(|frame| Value::Count(u64::from(frame.mapcount))),
            PageFunction::TableRefcount => {
                let table =
                    self.machine().mm_of(pid).and_then(|(_, mm)| mm.tables.table(Level::Pte, at.vpn(self.page_size())));
                let frame =
                    table.and_then(|pfn| self.machine().frame(pfn)).ok_or(text!("no page table spans the page"))?;
                Ok(Value::Count(u64::from(frame.refcount)))
            }
            PageFunction::Byte => self
                .contents(pid, at.vpn(self.page_size()))
                .map(|contents| Value::Byte(contents.byte(at.offset(self.page_size())))),
            PageFunction::Text => self
                .contents(pid, at.vpn(self.page_size()))
                .map(|contents| Value::Memory(rest_of_page(self.page_size(), &contents, at))),
        }
    }

    /// Whether two pages are mapped to one frame.
    pub(super) fn same_frame(&self, one: &PageRef, other: &PageRef) -> Computed {
        let frame = |page| {
            let (pid, at) = self.find(page)?;
            Ok::<_, Message>(self.machine().pte(pid, at.vpn(self.page_size())).pfn())
        };
        let (one, other) = (frame(one)?, frame(other)?);
        Ok(Value::Flag(one.is_some() && one == other))
    }

    fn find(&self, page: &PageRef) -> Result<(Pid, VirtAddr), Message> {
        let pid = self.pid(&page.process.text)?;
        if self.machine().mm_of(pid).is_none() {
            return Err(message!("`{}` has no memory any more", page.process.text.as_str()));
        }
        Ok((pid, self.bytes(pid, &page.range)?.at))
    }

    fn is_merged(&self, pte: Pte) -> bool {
        let frame = pte.pfn().and_then(|pfn| self.machine().frame(pfn));
        frame.is_some_and(|frame| frame.kind == FrameKind::Ksm)
    }

    fn counted(&self, pte: Pte) -> Result<FrameView, Message> {
        if pte.is_zero_page() {
            return Err(text!("it is mapped to the zero page, which the kernel does not count").into());
        }
        let frame = pte.pfn().and_then(|pfn| self.machine().frame_view(pfn));
        frame.ok_or_else(|| NOT_PRESENT.into())
    }

    /// What a read of the page would find; nothing is touched by looking.
    fn contents(&self, pid: Pid, vpn: Vpn) -> Result<Contents, Message> {
        let machine = self.machine();
        let frame = |pfn| machine.frame(pfn).map(|frame| frame.contents.clone());
        if let Some(contents) = machine.pte(pid, vpn).pfn().and_then(frame) {
            return Ok(contents);
        }
        let swapped = |slot| machine.swap().get(slot).map(|slot| slot.contents.clone());
        if let Some(contents) = machine.pte(pid, vpn).swap_slot().and_then(swapped) {
            return Ok(contents);
        }
        let vma = machine.vma(pid, vpn).ok_or(text!("nothing is mapped there"))?;
        let Some(file) = vma.file().and_then(|file| machine.file(file)) else {
            return Ok(Contents::ZERO);
        };
        let index = vma.pgoff_of(vpn);
        if index >= file.pages {
            return Err(text!("it lies behind the end of the file").into());
        }
        if let Some(contents) = file.swapped.get(&index).copied().and_then(swapped) {
            return Ok(contents);
        }
        let cached = file.cache.get(&index).copied().and_then(frame);
        Ok(cached.unwrap_or_else(|| file.on_disk(index)))
    }
}

const NOT_PRESENT: &Template = text!("the page has no frame");

/// The bytes from an address to the end of its page.
fn rest_of_page(page: PageSize, contents: &Contents, at: VirtAddr) -> Vec<u8> {
    (at.offset(page)..page.bytes() as usize).map(|offset| contents.byte(offset)).collect()
}
