//! Loads and stores: translate, fault if need be, try again.
//!
//! # Simplification: no instruction fetches
//! Processes load and store, and fetch no instruction, so that a page without PROT_EXEC never stops one, and reads of `text` stand for running it. An
//! address that is not canonical, for which a processor raises a general protection fault instead of a page fault, cannot be given.

use super::bulk::{each_page, store_chosen, store_page};
use super::{fault, huge, Who};
use crate::addr::{PageRange, PageSize, Pfn, VirtAddr, Vpn};
use crate::command::{Data, Ret};
use crate::contents::Contents;
use crate::effect::{Effect, Fill};
use crate::errno::{Errno, Signal};
use crate::machine::Tx;
use crate::note::{Access, Found, Note};
use crate::pte::Pte;
use crate::tlb::TlbEntry;

/// Loads a byte from each page of the range; the value is the first byte's.
pub(crate) fn read(tx: &mut Tx, who: Who, at: VirtAddr, len: u64) -> Result<Ret, Signal> {
    let page = tx.page_size();
    let Some((first, _)) = pieces(page, at, len).next() else { return Ok(Ret::Done) };
    let pfn = reach(tx, who, Access::Read, first)?;
    let value = tx.frame(pfn).map(|frame| frame.contents.byte(first.offset(page)));
    let end = VirtAddr(at.0.saturating_add(len - 1)).vpn(page).plus(1);
    let others = PageRange { start: first.vpn(page).plus(1), end };
    each_page(tx, who, others, &mut |tx, vpn| reach(tx, who, Access::Read, vpn.addr(page)).map(|_| ()))?;
    Ok(value.map_or(Ret::Done, Ret::Value))
}

/// Stores to the range page by page.
pub(crate) fn write(tx: &mut Tx, who: Who, at: VirtAddr, len: u64, data: &Data) -> Result<Ret, Signal> {
    match data {
        Data::Bytes(bytes) => write_bytes(tx, who, at, &bytes[..bytes.len().min(len as usize)])?,
        Data::Fill(value) => fill(tx, who, at, len, *value)?,
    }
    Ok(Ret::Done)
}

fn write_bytes(tx: &mut Tx, who: Who, at: VirtAddr, bytes: &[u8]) -> Result<(), Signal> {
    let page = tx.page_size();
    let mut done = 0;
    for (addr, piece) in pieces(page, at, bytes.len() as u64) {
        store_piece(tx, who, addr, piece, &|old| old.with_bytes(page, addr.offset(page), &bytes[done..done + piece]))?;
        done += piece;
    }
    Ok(())
}

/// Stores the same byte to all of a range.
fn fill(tx: &mut Tx, who: Who, at: VirtAddr, len: u64, value: u8) -> Result<(), Signal> {
    let page = tx.page_size();
    let end = VirtAddr(at.0.saturating_add(len));
    let whole = PageRange { start: VirtAddr(at.0.saturating_add(page.bytes() - 1)).vpn(page), end: end.vpn(page) };
    if whole.is_empty() {
        return pieces(page, at, len).try_for_each(|(addr, piece)| fill_piece(tx, who, addr, piece, value));
    }
    let (before, after) = (whole.start.addr(page).0 - at.0, end.offset(page));
    pieces(page, at, before).try_for_each(|(addr, piece)| fill_piece(tx, who, addr, piece, value))?;
    each_page(tx, who, whole, &mut |tx, vpn| fill_piece(tx, who, vpn.addr(page), page.bytes() as usize, value))?;
    pieces(page, whole.end.addr(page), after as u64)
        .try_for_each(|(addr, piece)| fill_piece(tx, who, addr, piece, value))
}

fn fill_piece(tx: &mut Tx, who: Who, addr: VirtAddr, len: usize, value: u8) -> Result<(), Signal> {
    let page = tx.page_size();
    store_piece(tx, who, addr, len, &|old| old.with_fill(page, addr.offset(page), len, value))
}

/// Stores to a part of a page.
fn store_piece(
    tx: &mut Tx,
    who: Who,
    addr: VirtAddr,
    len: usize,
    change: &dyn Fn(&Contents) -> Contents,
) -> Result<(), Signal> {
    let vpn = addr.vpn(tx.page_size());
    store_page(tx, who, vpn, change, &mut |tx| {
        let pfn = reach(tx, who, Access::Write, addr)?;
        store(tx, pfn, addr, len, change);
        Ok(())
    })
}

/// Stores one byte to the start of each page, or of `percent` of the pages that `seed` chooses.
#[inline(never)]
pub(crate) fn touch(tx: &mut Tx, who: Who, range: PageRange, pick: Pick, value: u8) -> Result<Ret, Signal> {
    let page = tx.page_size();
    let mut touch = |tx: &mut Tx, vpn: Vpn| fill_piece(tx, who, vpn.addr(page), 1, value);
    if pick.percent >= 100 {
        each_page(tx, who, range, &mut touch)?;
    } else {
        let change = |old: &Contents| old.with_fill(page, 0, 1, value);
        store_chosen(tx, who, &mut pick.pages(range), &change, &mut touch)?;
    }
    Ok(Ret::Done)
}

/// Which pages of a range: exactly this share of them, and always the same ones for one seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pick {
    pub(crate) percent: u8,
    pub(crate) seed: u64,
}

impl Pick {
    /// The chosen pages in order: selection sampling (Knuth, TAOCP 3.4.2, algorithm S) with splitmix64.
    pub(crate) fn pages(self, range: PageRange) -> impl Iterator<Item = Vpn> {
        let mut wanted = range.pages() * u64::from(self.percent.min(100)) / 100;
        let mut random = self.seed;
        range.iter().filter(move |vpn| {
            let left = range.end.0 - vpn.0;
            random = random.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let chosen = wanted == left || splitmix(random) % left < wanted;
            wanted -= u64::from(chosen);
            chosen
        })
    }
}

fn splitmix(state: u64) -> u64 {
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The part of each page that `len` bytes from `at` reach, as address and length.
pub(super) fn pieces(page: PageSize, at: VirtAddr, len: u64) -> impl Iterator<Item = (VirtAddr, usize)> {
    let end = at.0.saturating_add(len);
    let mut next = at.0;
    std::iter::from_fn(move || {
        let addr = VirtAddr(next);
        let piece = (page.bytes() - addr.offset(page) as u64).min(end.saturating_sub(next));
        next += piece;
        (piece > 0).then_some((addr, piece as usize))
    })
}

/// Loads a byte from each page, whose frame `find` knows; the value is the first byte. Where a later page is not to be had, the load ends short of it.
///
/// # Errors
/// Those of `find`, for the first page.
pub(super) fn load_each(
    tx: &mut Tx,
    (at, len): (VirtAddr, u64),
    mut find: impl FnMut(&mut Tx, Vpn) -> Result<Pfn, Errno>,
) -> Result<Ret, Errno> {
    let page = tx.page_size();
    let mut value = None;
    for (addr, _) in pieces(page, at, len) {
        match find(tx, addr.vpn(page)) {
            Err(_) if value.is_some() => break,
            found => {
                let pfn = found?;
                let byte = tx.frame(pfn).map_or(0, |frame| frame.contents.byte(addr.offset(page)));
                value.get_or_insert(byte);
            }
        }
    }
    Ok(value.map_or(Ret::Done, Ret::Value))
}

/// Makes the page accessible, by as many faults as it takes, and gives its frame.
pub(super) fn reach(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr) -> Result<Pfn, Signal> {
    reach_with(tx, who, access, addr, fault::handle)
}

/// The same for a system call that reads or writes the memory of its caller.
pub(super) fn reach_from_kernel(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr) -> Result<Pfn, Errno> {
    reach_with(tx, who, access, addr, fault::handle_from_kernel).map_err(|_| Errno::EFAULT)
}

type Handler = fn(&mut Tx, Who, Access, VirtAddr, Pte) -> Result<(), Signal>;

fn reach_with(tx: &mut Tx, who: Who, access: Access, addr: VirtAddr, handle: Handler) -> Result<Pfn, Signal> {
    let vpn = addr.vpn(tx.page_size());
    let (pte, from_tlb) = translate(tx, who, access, vpn);
    let found = classify(pte, access);
    tx.note(Note::Translated { pid: who.pid, access, vpn, pte, from_tlb, found });
    let mut pte = pte;
    while classify(pte, access) != Found::Allowed {
        handle(tx, who, access, addr, pte)?;
        pte = translate(tx, who, access, vpn).0;
        if classify(pte, access) == Found::Allowed {
            tx.note(Note::Retried { pid: who.pid, access, vpn, pte });
        }
    }
    Ok(use_entry(tx, who, access, vpn, pte))
}

fn translate(tx: &Tx, who: Who, access: Access, vpn: Vpn) -> (Pte, bool) {
    let cached = tx.tlb().get(who.mm, vpn).filter(|entry| classify(entry.pte, access) == Found::Allowed);
    match cached {
        Some(entry) => (entry.pte, true),
        None => (tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.effective(vpn)), false),
    }
}

fn classify(pte: Pte, access: Access) -> Found {
    match access {
        _ if !pte.is_usable() => Found::NotPresent,
        Access::Write if !pte.is_writable() => Found::ReadOnly,
        Access::Read | Access::Write => Found::Allowed,
    }
}

/// What the hardware does when an access goes through: accessed and dirty bits, and the TLB.
fn use_entry(tx: &mut Tx, who: Who, access: Access, vpn: Vpn, pte: Pte) -> Pfn {
    let used = match access {
        Access::Read => pte.mkyoung(),
        Access::Write => pte.mkyoung().mkdirty(),
    };
    let (at, cached) = match huge::pmd_at(tx, who.mm, vpn) {
        Some((base, pmd)) => {
            let pmd = if used == pte { pmd } else { huge::as_used(pmd, used) };
            huge::set_pmd(tx, who.mm, base, pmd);
            (base, pmd)
        }
        None => {
            if used != pte {
                set_used(tx, who, access, vpn);
            }
            (vpn, used)
        }
    };
    let entry = TlbEntry { mm: who.mm, vpn: at, pte: cached };
    if tx.tlb().get(who.mm, at) != Some(entry) {
        tx.emit(Effect::TlbFilled { entry });
    }
    used.pfn().unwrap_or(Pfn::ZERO_PAGE)
}

/// Sets the bits in the entry itself, which may allow more than its PMD entry does.
fn set_used(tx: &mut Tx, who: Who, access: Access, vpn: Vpn) {
    let pte = tx.mm(who.mm).map_or(Pte::NONE, |mm| mm.tables.get(vpn));
    let used = match access {
        Access::Read => pte.mkyoung(),
        Access::Write => pte.mkyoung().mkdirty(),
    };
    tx.set_pte(who.mm, vpn, used);
}

/// Changes bytes of a frame.
pub(super) fn store(tx: &mut Tx, pfn: Pfn, addr: VirtAddr, len: usize, change: impl FnOnce(&Contents) -> Contents) {
    let Some(from) = tx.frame(pfn).map(|frame| frame.contents.clone()) else { return };
    let to = change(&from);
    let how = Fill::Stored { offset: addr.offset(tx.page_size()) as u32, len: len as u32 };
    tx.emit(Effect::ContentsChanged { pfn, from, to, how });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn touch_chooses_exactly_the_share_and_the_same_pages_for_a_seed() {
        let range = PageRange::new(Vpn(100), 1000);
        let pick = |seed| Pick { percent: 5, seed }.pages(range).collect::<Vec<_>>();
        assert_eq!((pick(1).len(), pick(1) == pick(1), pick(1) == pick(2)), (50, true, false));
        assert_eq!(Pick { percent: 100, seed: 7 }.pages(range).count(), 1000);
    }

    #[test]
    fn a_range_is_cut_at_page_ends() {
        let got: Vec<_> = pieces(PageSize::K4, VirtAddr(4090), 4110).map(|(addr, len)| (addr.0, len)).collect();
        assert_eq!(got, [(4090, 6), (4096, 4096), (8192, 8)]);
    }
}
