//! Changes of the machine, one short line each.

use forkscope_sim::contents::Contents;
use forkscope_sim::effect::{Fill, FrameChange, Holder, Tally};
use forkscope_sim::file::FileKind;
use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::mm::RssKind;
use forkscope_sim::pte::PteFlags;
use forkscope_sim::tables::Level;
use forkscope_sim::tlb::TlbScope;
use forkscope_sim::{Effect, MmId, Pfn, Pte, TaskState, Vma};

use super::limit;
use super::phrase::{exit_status, pages};
use crate::context::Cx;

/// "refcount of frame 5: 2 → 1".
#[expect(clippy::too_many_lines, reason = "one arm per effect")]
pub(crate) fn effect(cx: Cx<'_>, effect: &Effect) -> String {
    match effect {
        Effect::FrameAllocated { pfn, kind } => format!("frame {pfn} taken for {}", use_of(cx, *kind)),
        Effect::FrameFreed { pfn, kind } => format!("frame {pfn} free, it was {}", use_of(cx, *kind)),
        Effect::ContentsChanged { pfn, to, how, .. } => contents(*pfn, to, *how),
        Effect::RefcountChanged { pfn, from, to, holder } => {
            format!("refcount of frame {pfn}: {from} → {to} ({})", holder_word(*holder))
        }
        Effect::HoldTaken { hold } => {
            format!("frame {} held by {} of {}", hold.pfn, holds_word(hold.kind), cx.process(hold.pid))
        }
        Effect::HoldDropped { hold } => {
            format!("frame {} no longer held by {} of {}", hold.pfn, holds_word(hold.kind), cx.process(hold.pid))
        }
        Effect::MapcountChanged { pfn, from, to, .. } => format!("mapcount of frame {pfn}: {from} → {to}"),
        Effect::FolioAllocated { .. }
        | Effect::FolioFreed { .. }
        | Effect::FolioSplit { .. }
        | Effect::FolioChanged { .. }
        | Effect::MapcountsChanged { .. }
        | Effect::ExclusiveChanged { .. }
        | Effect::FolioCopied { .. }
        | Effect::HugePmdChanged { .. } => super::huge::effect(cx, effect, pte).unwrap_or_default(),
        Effect::MlocksChanged { pfn, from, to } => format!("locked mappings of frame {pfn}: {from} → {to}"),
        Effect::FlagsChanged { pfn, from, to } => format!("flags of frame {pfn}: {} → {}", flags(*from), flags(*to)),
        Effect::FramesMapped { pfn, frames, by } => format!("{frames} frames from {pfn} on: mapcount {by:+} each"),
        Effect::FramesChanged { pfn, frames, change } => frames_changed(cx, *pfn, *frames, change),

        Effect::TablesAllocated { mm, level, tables, .. } => {
            format!("{tables} {}s of {} made", level_word(*level), cx.mm(*mm))
        }
        Effect::TablesFreed { mm, level, tables, .. } => {
            format!("{tables} {}s of {} gone", level_word(*level), cx.mm(*mm))
        }
        Effect::TableAllocated { mm, level, pfn, .. } => {
            format!("{} of {} made in frame {pfn}", level_word(*level), cx.mm(*mm))
        }
        Effect::TableFreed { mm, level, pfn, .. } => {
            format!("{} of {} gone from frame {pfn}", level_word(*level), cx.mm(*mm))
        }
        Effect::TableShared { mm, from, pfn, .. } => {
            format!("page table in frame {pfn} of {} used by {} too", cx.mm(*from), cx.mm(*mm))
        }
        Effect::TableUnshared { mm, from, to, .. } => {
            format!("page table of {}: frame {to} in place of the shared frame {from}", cx.mm(*mm))
        }
        Effect::TableLeft { mm, pfn, .. } => format!("page table in frame {pfn} no longer used by {}", cx.mm(*mm)),
        Effect::PmdChanged { mm, base, to, .. } => {
            let now = if *to { "writable" } else { "read-only" };
            format!("PMD entry of {} at {} {now}", cx.mm(*mm), base.addr(cx.page_size()))
        }
        Effect::PteChanged { mm, vpn, from, to } => {
            format!("PTE of {}: {} → {}", cx.mm_page(*mm, *vpn), pte(*from), pte(*to))
        }
        Effect::PtesChanged { mm, range, from, to } => {
            format!("PTEs of {}: {} → {} and on", cx.mm_range(*mm, *range), pte(*from), pte(*to))
        }
        Effect::PagesUnmapped { mm, range, pages: unmapped } => {
            format!("PTEs of {} emptied, {unmapped} frames: mapcount -1 each", cx.mm_range(*mm, *range))
        }
        Effect::TlbFilled { entry } => format!("TLB caches {}: {}", cx.mm_page(entry.mm, entry.vpn), pte(entry.pte)),
        Effect::TlbFlushed { scope } => tlb_flushed(cx, *scope),

        Effect::VmaInserted { mm, vma } => format!("VMA {} added, {}", cx.mm_range(*mm, vma.range()), vma.perms()),
        Effect::VmaRemoved { mm, vma } => format!("VMA {} removed", cx.mm_range(*mm, vma.range())),
        Effect::VmaChanged { mm, from, to } => vma_changed(cx, *mm, from, to),
        Effect::AnonVmaCreated { anon_vma } => format!("anon_vma {} made", anon_vma.id),
        Effect::BrkMoved { mm, from, to } => {
            format!("heap of {}: {} → {}", cx.mm(*mm), pages(from.pages()), pages(to.pages()))
        }
        Effect::MmCreated { mm, pgd } => format!("mm {} made, PGD in frame {pgd}", mm.0),
        Effect::MmDestroyed { mm } => format!("mm {} gone", mm.0),
        Effect::MmUsersChanged { mm, from, to } => format!("users of mm {}: {from} → {to}", mm.0),
        Effect::RssChanged { mm, kind, from, to } => {
            format!("{} of {}: {from} → {}", rss_word(*kind), cx.mm(*mm), pages(*to))
        }

        Effect::TaskCreated { pid, tgid, .. } if pid != tgid => {
            format!("task {pid} made, thread of {}", cx.process(*tgid))
        }
        Effect::TaskCreated { pid, ppid, .. } => format!("task {pid} made, child of {}", cx.process(*ppid)),
        Effect::TaskMmChanged { pid, from, to } => {
            format!("mm of {}: {} → {}", cx.process(*pid), mm_word(*from), mm_word(*to))
        }
        Effect::BoundsChanged { pid, from, to } => limit::bounds_changed(cx, *pid, *from, *to),
        Effect::StateChanged { pid, from, to } => {
            format!("state of {}: {} → {}", cx.process(*pid), state(cx, *from), state(cx, *to))
        }
        Effect::Reparented { pid, from, to } => {
            format!("parent of {}: {} → {}", cx.process(*pid), cx.process(*from), cx.process(*to))
        }
        Effect::TaskReaped { pid } => format!("task {pid} gone"),
        Effect::FaultCounted { pid, major: false } => format!("minor faults of {}: one more", cx.process(*pid)),
        Effect::FaultCounted { pid, major: true } => format!("major faults of {}: one more", cx.process(*pid)),
        Effect::FaultsCounted { pid, by } => format!("faults of {}: {} more", cx.process(*pid), by.faults),

        Effect::FileCreated { file, kind, pages: count, .. } => {
            format!("{} made: {}, {}", cx.file(*file), file_kind(*kind), pages(*count))
        }
        Effect::FileResized { file, from, to } => format!("{}: {} → {to}", cx.file(*file), pages(*from)),
        Effect::PageWrittenBack { file, index, .. } => format!("page {index} of {} is on disk", cx.file(*file)),
        Effect::DiskCleared { file, pages: count, .. } => {
            format!("{} of {} are a hole", pages(*count), cx.file(*file))
        }
        Effect::LastReadChanged { file, to, .. } => match to {
            Some(index) => format!("page {index} of {} was read last", cx.file(*file)),
            None => format!("{} was not read", cx.file(*file)),
        },
        Effect::FileDropped { file } => format!("{} gone", cx.file(*file)),
        Effect::FileMappingsChanged { file, from, to } => format!("VMAs that map {}: {from} → {to}", cx.file(*file)),
        Effect::PageCached { file, index, pfn } => format!("page {index} of {} cached in frame {pfn}", cx.file(*file)),
        Effect::PageUncached { file, index, pfn } => {
            format!("page {index} of {} no longer cached in frame {pfn}", cx.file(*file))
        }
        Effect::GroupCreated { group, .. } => format!("control group {} made", cx.group(*group)),
        Effect::FrameCharged { pfn, group, .. } => format!("frame {pfn} charged to {}", cx.group(*group)),
        Effect::GroupEventCounted { group, event } => {
            format!("memory.events of {}: one more {}", cx.group(*group), limit::event_word(*event))
        }
        Effect::SlotAllocated { slot } => format!("swap slot {slot} taken"),
        Effect::SlotFreed { slot } => format!("swap slot {slot} free"),
        Effect::SwapEntriesChanged { slot, from, to } => format!("entries that hold swap slot {slot}: {from} → {to}"),
        Effect::SwapWritten { slot, pfn } => format!("swap slot {slot} holds the bytes of frame {pfn}"),
        Effect::SwapCached { slot, pfn } => format!("frame {pfn} in the swap cache, for slot {slot}"),
        Effect::SwapUncached { slot, pfn } => format!("frame {pfn} no longer in the swap cache, for slot {slot}"),
        Effect::ShmemSwapped { file, index, slot: Some(slot) } => {
            format!("page {index} of {} is in swap slot {slot}", cx.file(*file))
        }
        Effect::ShmemSwapped { file, index, slot: None } => format!("page {index} of {} is back", cx.file(*file)),
        Effect::KindChanged { pfn, to, .. } => format!("frame {pfn} is {} now", use_of(cx, *to)),
        Effect::ReclaimHandMoved { to } => format!("reclaim goes on behind frame {to}"),
        Effect::Tallied(tally) => tallied(*tally),
    }
}

/// What frames that are alike are taken for, had been used for, or count.
fn frames_changed(cx: Cx<'_>, pfn: Pfn, frames: u32, FrameChange { from, to }: &FrameChange) -> String {
    let all = format!("{frames} frames from {pfn} on");
    match (from, to) {
        (Some(from), Some(to)) => {
            let (refs, maps) = ((from.refcount, to.refcount), (from.mapcount, to.mapcount));
            format!("{all}: refcount {} → {}, mapcount {} → {}", refs.0, refs.1, maps.0, maps.1)
        }
        (None, Some(to)) => format!("{all} taken for {}", use_of(cx, to.kind)),
        (Some(from), None) => format!("{all} free, they were {}", use_of(cx, from.kind)),
        (None, None) => all,
    }
}

fn use_of(cx: Cx<'_>, kind: FrameKind) -> String {
    match kind {
        FrameKind::Zero => "the zero page".to_owned(),
        FrameKind::Anon => "anonymous memory".to_owned(),
        FrameKind::Ksm => "merged memory".to_owned(),
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => {
            format!("page {index} of {}", cx.file(file))
        }
        FrameKind::Table { mm, level } => format!("a {} of {}", level_word(level), cx.mm(mm)),
    }
}

fn contents(pfn: Pfn, to: &Contents, how: Fill) -> String {
    match how {
        Fill::Zeroed => format!("frame {pfn} filled with zeros"),
        Fill::Dma => format!("frame {pfn} written to by a device"),
        Fill::FromDisk => format!("frame {pfn} read from disk"),
        Fill::FromSwap(slot) => format!("frame {pfn} read from swap slot {slot}"),
        Fill::CopiedFrom(from) => format!("frame {pfn} holds the bytes of frame {from}"),
        Fill::Stored { offset, len: 1 } => {
            format!("frame {pfn}, byte {offset}: {:#04x} stored", to.byte(offset as usize))
        }
        Fill::Stored { offset, len } => {
            format!("frame {pfn}, byte {offset}: {len} bytes stored, the first {:#04x}", to.byte(offset as usize))
        }
    }
}

fn holder_word(holder: Holder) -> &'static str {
    match holder {
        Holder::Mapping => "a mapping",
        Holder::PageCache => "the page cache",
        Holder::SwapCache => "the swap cache",
        Holder::Buffers => "the file system's buffers",
        Holder::PageTable => "a page table",
        Holder::Process(HoldKind::Pipe) => "a pipe",
        Holder::Process(HoldKind::Pin) => "a pin counts 1024",
    }
}

fn holds_word(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Pipe => "the pipe",
        HoldKind::Pin => "a pin",
    }
}

fn flags(flags: FrameFlags) -> String {
    let names = [
        (FrameFlags::EXCLUSIVE, "exclusive"),
        (FrameFlags::DIRTY, "dirty"),
        (FrameFlags::PRIVATE, "private"),
        (FrameFlags::REFERENCED, "referenced"),
        (FrameFlags::ACTIVE, "active"),
        (FrameFlags::LAZYFREE, "given up"),
        (FrameFlags::SWAPCACHE, "in the swap cache"),
    ];
    let set: Vec<&str> = names.into_iter().filter(|(flag, _)| flags.contains(*flag)).map(|(_, name)| name).collect();
    match set.len() {
        0 => "none".to_owned(),
        _ => set.join("+"),
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Pgd => "PGD",
        Level::Pud => "PUD table",
        Level::Pmd => "PMD table",
        Level::Pte => "PTE table",
    }
}

/// A PTE as frame and letters: present, writable, accessed, dirty.
pub(crate) fn pte(pte: Pte) -> String {
    if let Some(slot) = pte.swap_slot() {
        return format!("swap slot {slot}{}", if pte.is_swap_exclusive() { " exclusive" } else { "" });
    }
    let Some(pfn) = pte.pfn() else { return "none".to_owned() };
    let letters = [
        (pte.is_usable(), 'P'),
        (pte.is_writable(), 'W'),
        (pte.is_accessed(), 'A'),
        (pte.is_dirty(), 'D'),
        (!pte.flags().contains(PteFlags::NX), 'X'),
    ];
    let letters: String = letters.into_iter().map(|(on, letter)| if on { letter } else { '-' }).collect();
    format!("{pfn} {letters}")
}

fn tlb_flushed(cx: Cx<'_>, scope: TlbScope) -> String {
    match scope {
        TlbScope::Page(mm, vpn) => format!("TLB entry for {} flushed", cx.mm_page(mm, vpn)),
        TlbScope::Mm(mm) => format!("TLB entries of {} flushed", cx.mm(mm)),
    }
}

fn vma_changed(cx: Cx<'_>, mm: MmId, from: &Vma, to: &Vma) -> String {
    let range = cx.mm_range(mm, to.range());
    if from.range() != to.range() {
        format!("VMA {}: now {range}", cx.mm_range(mm, from.range()))
    } else if from.perms() != to.perms() {
        format!("VMA {range}: {} → {}", from.perms(), to.perms())
    } else if from.anon_vma != to.anon_vma {
        format!("VMA {range}: may hold anonymous pages now (anon_vma)")
    } else {
        format!("VMA {range}: other flags")
    }
}

pub(crate) fn rss_word(kind: RssKind) -> &'static str {
    match kind {
        RssKind::Anon => "RssAnon",
        RssKind::File => "RssFile",
        RssKind::Shmem => "RssShmem",
        RssKind::Swap => "VmSwap",
    }
}

fn mm_word(mm: Option<MmId>) -> String {
    mm.map_or_else(|| "none".to_owned(), |mm| format!("mm {}", mm.0))
}

fn state(cx: Cx<'_>, state: TaskState) -> String {
    match state {
        TaskState::Running => "running".to_owned(),
        TaskState::Waiting(child) => format!("waits for {}", cx.process(child)),
        TaskState::Suspended(child) => format!("suspended in vfork until {} calls exec or ends", cx.process(child)),
        TaskState::Zombie(status) => format!("zombie, {}", exit_status(status)),
    }
}

fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Regular => "a file",
        FileKind::Memfd => "a memfd",
        FileKind::SharedAnon => "shared anonymous memory",
    }
}

fn tallied(tally: Tally) -> String {
    match tally {
        Tally::CowCopy => "one more write fault that copied".to_owned(),
        Tally::CowReuse => "one more write fault that reused".to_owned(),
        Tally::ForkCopy => "one more page that fork copied".to_owned(),
        Tally::Entries(1) => "one more page table entry that fork copied".to_owned(),
        Tally::Entries(entries) => format!("{entries} more page table entries that fork copied"),
        Tally::SwapIn => "one more page read from swap".to_owned(),
        Tally::SwapOut => "one more page written to swap".to_owned(),
        Tally::Zeroed(frames) => format!("{frames} more frames filled with zeros"),
        Tally::ThpFaultAlloc => "one more huge page that a fault allocated".to_owned(),
        Tally::ThpFaultFallback => "one more fault that had to do without a huge page".to_owned(),
        Tally::ThpCollapseAlloc => "one more huge page that MADV_COLLAPSE allocated".to_owned(),
        Tally::ThpCollapseAllocFailed => "one more time that MADV_COLLAPSE found no huge page".to_owned(),
        Tally::ThpSplitPmd => "one more PMD entry split".to_owned(),
        Tally::ThpSplitPage => "one more huge page split".to_owned(),
        Tally::ThpDeferredSplit => "one more huge page queued to be split".to_owned(),
    }
}
