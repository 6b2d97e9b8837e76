//! A fault that the kernel resolves, in Chinese.

use forkscope_sim::frame::FrameView;
use forkscope_sim::note::Fault;
use forkscope_sim::policy::{CopyReason, ReuseReason, WpVerdict};
use forkscope_sim::Pfn;

use super::phrase::{count_of, pages};
use super::{words, Words};
use crate::context::Cx;

pub(super) fn tables_missing(cx: Cx<'_>, page: &str, tables: u8) -> Words {
    match tables {
        1 => {
            let entries = cx.page_size().table_entries();
            let maps = format!("一个页表映射 {entries} 页：{}。", cx.size(entries));
            words("分配一个页表", format!("还没有页表覆盖 {page}。{maps}"))
        }
        _ => words(
            format!("分配 {}", count_of(tables.into(), "个页表")),
            format!("从 PGD 到 {page} 的路上还缺几级页表。"),
        ),
    }
}

pub(super) fn handled(page: &str, fault: Fault) -> Words {
    match fault {
        Fault::ZeroPage => words("第一次读：零页就够了", "没有碰过的内存读出来是零。不为它花费页帧。"),
        Fault::HugeZeroPage => {
            words("第一次读：全零大页就够了", "一个 PMD 表项让整个 2 MiB 读出来是零。不为它花费页帧。")
        }
        Fault::HugeDemandZero => {
            words("第一次写：这里放得下一个大页", "VMA 覆盖周围整个 2 MiB，那里还没有页表：一次缺页异常解决 512 页。")
        }
        Fault::HugeWriteProtect => words("写一个写保护的大页", "一个 PMD 表项映射 512 页：重用、拆分，还是复制？"),
        Fault::DemandZero => words("第一次写：需要一个页帧", format!("此前 {page} 只是一个承诺：第一次写才让它成真。")),
        Fault::FileRead => words("读文件的一页", "映射使用页缓存自己的页帧。什么都不复制。"),
        Fault::FileCow => words("第一次写私有文件页", "它还没有映射：内容直接进入一个自己的页帧。"),
        Fault::FileShared => words("共享映射的一页", "写入直接到达对象自己的页帧。永远不复制。"),
        Fault::SwapIn => words("该页已换出", "PTE 里是它在交换区的槽位号。"),
        Fault::WriteProtect => words("写一个写保护的页", "映射是私有的：复制页帧，还是重用它？"),
        Fault::Unshare => words(
            "要钉住的页不是独占的",
            "以后的写入会让这一页搬到副本里，离开钉住的一方。所以现在就复制，除非没有人共享它。",
        ),
        Fault::SharedWriteProtect => words("写一个写保护的共享页", "映射是共享的：同一个页帧变为可写。"),
    }
}

pub(super) fn write_decided(frame: FrameView, verdict: WpVerdict) -> Words {
    match verdict {
        WpVerdict::Reuse(reason) => reuse(frame, reason),
        WpVerdict::Copy(reason) => copy(frame, reason),
    }
}

fn reuse(frame: FrameView, reason: ReuseReason) -> Words {
    let pfn = frame.pfn;
    match reason {
        ReuseReason::Exclusive => {
            words(format!("页帧 {pfn} 是独占的，所以重用"), "PageAnonExclusive：它只属于这一个地址空间。")
        }
        ReuseReason::LastReference => {
            words("引用计数是 1，所以重用", format!("没有别人持有页帧 {pfn}：不必为别人保留什么。"))
        }
        ReuseReason::OnlyAddressSpace => words(
            "只有这个地址空间映射这个 folio，所以重用",
            format!("它的 {} 个引用都来自自己的 PTE。", frame.refcount),
        ),
        ReuseReason::OnlyMapping => words("映射计数是 1，所以重用", only_mapping(frame)),
    }
}

/// Up to 5.7: who holds the frame without mapping it was not asked.
fn only_mapping(FrameView { pfn, refcount, .. }: FrameView) -> String {
    match refcount {
        0 | 1 => format!("没有别的 PTE 映射页帧 {pfn}。Linux 5.7 及以前只问这一点。"),
        _ => format!("引用计数是 {refcount}：还持有页帧 {pfn} 的人会看到这次写入。Linux 5.7 视而不见。"),
    }
}

fn copy(frame: FrameView, reason: CopyReason) -> Words {
    let pfn = frame.pfn;
    match reason {
        CopyReason::Shared => shared(frame),
        CopyReason::MappedElsewhere => words(
            format!("映射计数是 {}，所以复制", frame.mapcount),
            format!("另一个 PTE 也映射页帧 {pfn}：它看到的内容必须保持不变。"),
        ),
        CopyReason::LastPage => words(
            "这是 folio 中最后一个被映射的页，所以复制",
            format!("复制页帧 {pfn} 之后，folio 的其他页帧都空闲了。"),
        ),
        CopyReason::ZeroPage => words("这是零页，所以另取一个页帧", "人人都读它，谁都不能写它。零不需要复制。"),
        CopyReason::Ksm => {
            words(format!("页帧 {pfn} 是合并的，所以复制"), "KSM 页帧从不就地写，最后一个使用者也不行。")
        }
        CopyReason::PageCache => {
            words(format!("页帧 {pfn} 属于页缓存，所以复制"), "映射是私有的：文件不能看到这次写入。")
        }
    }
}

fn shared(frame: FrameView) -> Words {
    let FrameView { pfn, refcount, mapcount, .. } = frame;
    if let Some(folio) = frame.folio {
        return super::huge::shared_folio(&folio);
    }
    let why = match mapcount {
        1 => format!("只有这个 PTE 映射页帧 {pfn}，但还有别处持有它。"),
        _ => format!("如果是 1，内核会原样重用页帧 {pfn}。"),
    };
    words(format!("引用计数是 {refcount}，所以复制"), why)
}

pub(super) fn page_cache_lookup(file: &str, index: u64, cached: Option<Pfn>) -> Words {
    match cached {
        Some(pfn) => words(format!("{file} 的第 {index} 页在缓存中"), format!("页缓存的页帧 {pfn} 已经存有它。")),
        None => words(format!("{file} 的第 {index} 页不在缓存中"), "还没有页帧存有它。"),
    }
}

pub(super) fn reading_disk(file: &str, count: u64) -> Words {
    let title = format!("从磁盘读取 {file} 的 {}", pages(count));
    words(title, "要等待存储设备。等待它的缺页是一次主缺页。")
}

pub(super) fn mapping_around(file: &str, count: u64) -> Words {
    let title = format!("顺便映射 {file} 的 {}", pages(count));
    words(title, "它们就在附近而且已缓存：现在映射可以省去以后的缺页异常。")
}

pub(super) fn making_writable(pfn: Pfn) -> Words {
    words(format!("告诉文件系统页帧 {pfn} 要变脏"), "它必须知道哪些页要写回磁盘。")
}
