//! Changes of the machine, in Chinese.

use forkscope_sim::contents::Contents;
use forkscope_sim::effect::{Fill, FrameChange, Holder, Tally};
use forkscope_sim::file::FileKind;
use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::tables::Level;
use forkscope_sim::tlb::TlbScope;
use forkscope_sim::{Effect, MmId, Pfn, TaskState, Vma};

use super::limit;
use super::phrase::{exit_status, pages};
use crate::context::Cx;
use crate::en::effect::{pte, rss_word};
use crate::en::limit::event_word;

/// "页帧 5 的引用计数：2 → 1".
#[inline(never)]
#[expect(clippy::too_many_lines, reason = "one arm per effect")]
pub(crate) fn effect(cx: Cx<'_>, effect: &Effect) -> String {
    match effect {
        Effect::FrameAllocated { pfn, kind } => format!("页帧 {pfn} 被取用：{}", use_of(cx, *kind).trim_start()),
        Effect::FrameFreed { pfn, kind } => format!("页帧 {pfn} 空闲，原为{}", use_of(cx, *kind)),
        Effect::ContentsChanged { pfn, to, how, .. } => contents(*pfn, to, *how),
        Effect::RefcountChanged { pfn, from, to, holder } => {
            format!("页帧 {pfn} 的引用计数：{from} → {to}（{}）", holder_word(*holder))
        }
        Effect::HoldTaken { hold } => {
            format!("页帧 {} 被 {} 的{}持有", hold.pfn, cx.process(hold.pid), holds_word(hold.kind))
        }
        Effect::HoldDropped { hold } => {
            format!("页帧 {} 不再被 {} 的{}持有", hold.pfn, cx.process(hold.pid), holds_word(hold.kind))
        }
        Effect::MapcountChanged { pfn, from, to, .. } => format!("页帧 {pfn} 的映射计数：{from} → {to}"),
        Effect::FolioAllocated { .. }
        | Effect::FolioFreed { .. }
        | Effect::FolioSplit { .. }
        | Effect::FolioChanged { .. }
        | Effect::MapcountsChanged { .. }
        | Effect::ExclusiveChanged { .. }
        | Effect::FolioCopied { .. }
        | Effect::HugePmdChanged { .. } => super::huge::effect(cx, effect).unwrap_or_default(),
        Effect::MlocksChanged { pfn, from, to } => format!("页帧 {pfn} 的锁定映射数：{from} → {to}"),
        Effect::FlagsChanged { pfn, from, to } => format!("页帧 {pfn} 的标志：{} → {}", flags(*from), flags(*to)),
        Effect::FramesMapped { pfn, frames, by } => format!("从 {pfn} 起 {frames} 个页帧：映射计数各 {by:+}"),
        Effect::FramesChanged { pfn, frames, change } => frames_changed(cx, *pfn, *frames, change),

        Effect::TablesAllocated { mm, level, tables, .. } => {
            format!("为 {} 建立 {tables} 个{}", cx.mm(*mm), level_word(*level))
        }
        Effect::TablesFreed { mm, level, tables, .. } => {
            format!("{} 的 {tables} 个{}消失", cx.mm(*mm), level_word(*level))
        }
        Effect::TableAllocated { mm, level, pfn, .. } => {
            format!("在页帧 {pfn} 中建立 {} 的{}", cx.mm(*mm), level_word(*level))
        }
        Effect::TableFreed { mm, level, pfn, .. } => {
            format!("页帧 {pfn} 中 {} 的{}消失", cx.mm(*mm), level_word(*level))
        }
        Effect::TableShared { mm, from, pfn, .. } => {
            format!("{} 也使用 {} 在页帧 {pfn} 中的页表", cx.mm(*mm), cx.mm(*from))
        }
        Effect::TableUnshared { mm, from, to, .. } => {
            format!("{} 的页表：用页帧 {to} 代替共享的页帧 {from}", cx.mm(*mm))
        }
        Effect::TableLeft { mm, pfn, .. } => format!("{} 不再使用页帧 {pfn} 中的页表", cx.mm(*mm)),
        Effect::PmdChanged { mm, base, to, .. } => {
            let now = if *to { "可写" } else { "只读" };
            format!("{} 在 {} 的 PMD 表项{now}", cx.mm(*mm), base.addr(cx.page_size()))
        }
        Effect::PteChanged { mm, vpn, from, to } => {
            format!("{} 的 PTE：{} → {}", cx.mm_page(*mm, *vpn), entry(*from), entry(*to))
        }
        Effect::PtesChanged { mm, range, from, to } => {
            format!("{} 的 PTE：{} → {} 等", cx.mm_range(*mm, *range), entry(*from), entry(*to))
        }
        Effect::PagesUnmapped { mm, range, pages } => {
            format!("{} 的 PTE 已清空，{pages} 个页帧：映射计数各 -1", cx.mm_range(*mm, *range))
        }
        Effect::TlbFilled { entry: filled } => {
            format!("TLB 缓存 {}：{}", cx.mm_page(filled.mm, filled.vpn), entry(filled.pte))
        }
        Effect::TlbFlushed { scope } => tlb_flushed(cx, *scope),

        Effect::VmaInserted { mm, vma } => format!("加入 VMA {}，{}", cx.mm_range(*mm, vma.range()), vma.perms()),
        Effect::VmaRemoved { mm, vma } => format!("移除 VMA {}", cx.mm_range(*mm, vma.range())),
        Effect::VmaChanged { mm, from, to } => vma_changed(cx, *mm, from, to),
        Effect::AnonVmaCreated { anon_vma } => format!("建立 anon_vma {}", anon_vma.id),
        Effect::BrkMoved { mm, from, to } => {
            format!("{} 的堆：{} → {}", cx.mm(*mm), pages(from.pages()), pages(to.pages()))
        }
        Effect::MmCreated { mm, pgd } => format!("建立 mm {}，PGD 在页帧 {pgd}", mm.0),
        Effect::MmDestroyed { mm } => format!("mm {} 消失", mm.0),
        Effect::MmUsersChanged { mm, from, to } => format!("mm {} 的使用者：{from} → {to}", mm.0),
        Effect::RssChanged { mm, kind, from, to } => {
            format!("{} 的 {}：{from} → {}", cx.mm(*mm), rss_word(*kind), pages(*to))
        }

        Effect::TaskCreated { pid, tgid, .. } if pid != tgid => {
            format!("建立任务 {pid}，{} 的线程", cx.process(*tgid))
        }
        Effect::TaskCreated { pid, ppid, .. } => format!("建立任务 {pid}，{} 的子进程", cx.process(*ppid)),
        Effect::TaskMmChanged { pid, from, to } => {
            format!("{} 的 mm：{} → {}", cx.process(*pid), mm_word(*from), mm_word(*to))
        }
        Effect::BoundsChanged { pid, from, to } => limit::bounds_changed(cx, *pid, *from, *to),
        Effect::StateChanged { pid, from, to } => {
            format!("{} 的状态：{} → {}", cx.process(*pid), state(cx, *from), state(cx, *to))
        }
        Effect::Reparented { pid, from, to } => {
            format!("{} 的父进程：{} → {}", cx.process(*pid), cx.process(*from), cx.process(*to))
        }
        Effect::TaskReaped { pid } => format!("任务 {pid} 消失"),
        Effect::FaultCounted { pid, major: false } => format!("{} 的次缺页：加一", cx.process(*pid)),
        Effect::FaultCounted { pid, major: true } => format!("{} 的主缺页：加一", cx.process(*pid)),
        Effect::FaultsCounted { pid, by } => format!("{} 的缺页异常：增加 {}", cx.process(*pid), by.faults),

        Effect::FileCreated { file, kind, pages: count, .. } => {
            format!("创建 {}：{}，{}", cx.file(*file), file_kind(*kind), pages(*count))
        }
        Effect::FileResized { file, from, to } => format!("{}：{} → {to}", cx.file(*file), pages(*from)),
        Effect::PageWrittenBack { file, index, .. } => format!("{} 的第 {index} 页已在磁盘上", cx.file(*file)),
        Effect::DiskCleared { file, pages: count, .. } => format!("{} 的 {} 成为空洞", cx.file(*file), pages(*count)),
        Effect::LastReadChanged { file, to, .. } => match to {
            Some(index) => format!("最近读的是 {} 的第 {index} 页", cx.file(*file)),
            None => format!("{} 没有被读过", cx.file(*file)),
        },
        Effect::FileDropped { file } => format!("{} 消失", cx.file(*file)),
        Effect::FileMappingsChanged { file, from, to } => format!("映射 {} 的 VMA 数：{from} → {to}", cx.file(*file)),
        Effect::PageCached { file, index, pfn } => format!("{} 的第 {index} 页缓存在页帧 {pfn}", cx.file(*file)),
        Effect::PageUncached { file, index, pfn } => {
            format!("{} 的第 {index} 页不再缓存在页帧 {pfn}", cx.file(*file))
        }
        Effect::GroupCreated { group, .. } => format!("建立控制组 {}", cx.group(*group)),
        Effect::FrameCharged { pfn, group, .. } => format!("页帧 {pfn} 记在 {} 账上", cx.group(*group)),
        Effect::GroupEventCounted { group, event } => {
            format!("{} 的 memory.events：{} 加一", cx.group(*group), event_word(*event))
        }
        Effect::SlotAllocated { slot } => format!("取用交换槽位 {slot}"),
        Effect::SlotFreed { slot } => format!("交换槽位 {slot} 空闲"),
        Effect::SwapEntriesChanged { slot, from, to } => format!("持有交换槽位 {slot} 的表项：{from} → {to}"),
        Effect::SwapWritten { slot, pfn } => format!("交换槽位 {slot} 存有页帧 {pfn} 的内容"),
        Effect::SwapCached { slot, pfn } => format!("页帧 {pfn} 进入交换缓存，槽位 {slot}"),
        Effect::SwapUncached { slot, pfn } => format!("页帧 {pfn} 离开交换缓存，槽位 {slot}"),
        Effect::ShmemSwapped { file, index, slot: Some(slot) } => {
            format!("{} 的第 {index} 页在交换槽位 {slot}", cx.file(*file))
        }
        Effect::ShmemSwapped { file, index, slot: None } => format!("{} 的第 {index} 页回来了", cx.file(*file)),
        Effect::KindChanged { pfn, to, .. } => format!("页帧 {pfn} 现在是{}", use_of(cx, *to)),
        Effect::ReclaimHandMoved { to } => format!("回收从页帧 {to} 之后继续"),
        Effect::Tallied(tally) => tallied(*tally),
    }
}

/// A PTE, as English writes it.
pub(super) fn entry(of: forkscope_sim::Pte) -> String {
    if let Some(slot) = of.swap_slot() {
        return format!("交换槽位 {slot}{}", if of.is_swap_exclusive() { " 独占" } else { "" });
    }
    of.pfn().map_or_else(|| "空".to_owned(), |_| pte(of))
}

fn frames_changed(cx: Cx<'_>, pfn: Pfn, frames: u32, FrameChange { from, to }: &FrameChange) -> String {
    let all = format!("从 {pfn} 起 {frames} 个页帧");
    match (from, to) {
        (Some(from), Some(to)) => {
            let (refs, maps) = ((from.refcount, to.refcount), (from.mapcount, to.mapcount));
            format!("{all}：引用计数 {} → {}，映射计数 {} → {}", refs.0, refs.1, maps.0, maps.1)
        }
        (None, Some(to)) => format!("{all}被取用：{}", use_of(cx, to.kind).trim_start()),
        (Some(from), None) => format!("{all}空闲，原为{}", use_of(cx, from.kind)),
        (None, None) => all,
    }
}

fn use_of(cx: Cx<'_>, kind: FrameKind) -> String {
    match kind {
        FrameKind::Zero => "零页".to_owned(),
        FrameKind::Anon => "匿名内存".to_owned(),
        FrameKind::Ksm => "合并的内存".to_owned(),
        FrameKind::File { file, index } | FrameKind::Shmem { file, index } => {
            format!(" {} 的第 {index} 页", cx.file(file))
        }
        FrameKind::Table { mm, level } => format!(" {} 的{}", cx.mm(mm), level_word(level)),
    }
}

fn contents(pfn: Pfn, to: &Contents, how: Fill) -> String {
    match how {
        Fill::Zeroed => format!("页帧 {pfn} 清零"),
        Fill::Dma => format!("设备写入页帧 {pfn}"),
        Fill::FromDisk => format!("页帧 {pfn} 从磁盘读入"),
        Fill::FromSwap(slot) => format!("页帧 {pfn} 从交换槽位 {slot} 读入"),
        Fill::CopiedFrom(from) => format!("页帧 {pfn} 的内容来自页帧 {from}"),
        Fill::Stored { offset, len: 1 } => {
            format!("页帧 {pfn} 第 {offset} 字节：写入 {:#04x}", to.byte(offset as usize))
        }
        Fill::Stored { offset, len } => {
            format!("页帧 {pfn} 从第 {offset} 字节起：写入 {len} 字节，首字节 {:#04x}", to.byte(offset as usize))
        }
    }
}

fn holder_word(holder: Holder) -> &'static str {
    match holder {
        Holder::Mapping => "映射",
        Holder::PageCache => "页缓存",
        Holder::SwapCache => "交换缓存",
        Holder::Buffers => "文件系统的缓冲区",
        Holder::PageTable => "页表",
        Holder::Process(HoldKind::Pipe) => "管道",
        Holder::Process(HoldKind::Pin) => "钉住一次算 1024",
    }
}

fn holds_word(kind: HoldKind) -> &'static str {
    match kind {
        HoldKind::Pipe => "管道",
        HoldKind::Pin => "钉住",
    }
}

fn flags(flags: FrameFlags) -> String {
    let names = [
        (FrameFlags::EXCLUSIVE, "独占"),
        (FrameFlags::DIRTY, "脏"),
        (FrameFlags::PRIVATE, "private"),
        (FrameFlags::REFERENCED, "被引用"),
        (FrameFlags::ACTIVE, "活跃"),
        (FrameFlags::LAZYFREE, "已放弃"),
        (FrameFlags::SWAPCACHE, "在交换缓存中"),
    ];
    let set: Vec<&str> = names.into_iter().filter(|(flag, _)| flags.contains(*flag)).map(|(_, name)| name).collect();
    match set.len() {
        0 => "无".to_owned(),
        _ => set.join("+"),
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Pgd => " PGD",
        Level::Pud => " PUD 表",
        Level::Pmd => " PMD 表",
        Level::Pte => " PTE 表",
    }
}

fn tlb_flushed(cx: Cx<'_>, scope: TlbScope) -> String {
    match scope {
        TlbScope::Page(mm, vpn) => format!("刷新 {} 的 TLB 表项", cx.mm_page(mm, vpn)),
        TlbScope::Mm(mm) => format!("刷新 {} 的全部 TLB 表项", cx.mm(mm)),
    }
}

fn vma_changed(cx: Cx<'_>, mm: MmId, from: &Vma, to: &Vma) -> String {
    let range = cx.mm_range(mm, to.range());
    if from.range() != to.range() {
        format!("VMA {}：现在是 {range}", cx.mm_range(mm, from.range()))
    } else if from.perms() != to.perms() {
        format!("VMA {range}：{} → {}", from.perms(), to.perms())
    } else if from.anon_vma != to.anon_vma {
        format!("VMA {range}：现在可以含有匿名页（anon_vma）")
    } else {
        format!("VMA {range}：标志改变")
    }
}

fn mm_word(mm: Option<MmId>) -> String {
    mm.map_or_else(|| "无".to_owned(), |mm| format!("mm {}", mm.0))
}

fn state(cx: Cx<'_>, state: TaskState) -> String {
    match state {
        TaskState::Running => "运行".to_owned(),
        TaskState::Waiting(child) => format!("等待 {}", cx.process(child)),
        TaskState::Suspended(child) => format!("在 vfork 中挂起，直到 {} 调用 exec 或结束", cx.process(child)),
        TaskState::Zombie(status) => format!("僵尸进程，{}", exit_status(status)),
    }
}

fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Regular => "文件",
        FileKind::Memfd => "memfd",
        FileKind::SharedAnon => "共享匿名内存",
    }
}

fn tallied(tally: Tally) -> String {
    match tally {
        Tally::CowCopy => "又一次写缺页复制了页".to_owned(),
        Tally::CowReuse => "又一次写缺页重用了页帧".to_owned(),
        Tally::SwapIn => "又从交换区读入一页".to_owned(),
        Tally::SwapOut => "又向交换区写出一页".to_owned(),
        Tally::ForkCopy => "fork 又复制了一页".to_owned(),
        Tally::Entries(entries) => format!("fork 又复制了 {entries} 个页表项"),
        Tally::Zeroed(frames) => format!("又清零了 {frames} 个页帧"),
        Tally::ThpFaultAlloc => "又一次缺页异常分配了大页".to_owned(),
        Tally::ThpFaultFallback => "又一次缺页异常没有得到大页".to_owned(),
        Tally::ThpCollapseAlloc => "MADV_COLLAPSE 又分配了一个大页".to_owned(),
        Tally::ThpCollapseAllocFailed => "MADV_COLLAPSE 又一次没有得到大页".to_owned(),
        Tally::ThpSplitPmd => "又拆分了一个 PMD 表项".to_owned(),
        Tally::ThpSplitPage => "又拆分了一个大页".to_owned(),
        Tally::ThpDeferredSplit => "又有一个大页排队等待拆分".to_owned(),
    }
}
