//! Huge pages and other large folios, in Chinese.

use forkscope_sim::folio::{Folio, PMD_ORDER};
use forkscope_sim::frame::FrameView;
use forkscope_sim::policy::{PteVerdict, ReuseReason};
use forkscope_sim::thp::{CollapseVerdict, HugeVerdict};
use forkscope_sim::{Effect, PageSize, Pfn, Pte};

use super::effect::entry;
use super::phrase::{count_of, pages};
use super::{words, Words};
use crate::context::Cx;
use crate::en::phrase::size_of_pages;

pub(super) fn write_decided(frame: FrameView, verdict: HugeVerdict) -> Words {
    let refcount = frame.refcount;
    match verdict {
        HugeVerdict::Reuse(ReuseReason::Exclusive) => {
            words("大页是独占的，所以重用", "第一页的 PageAnonExclusive 代表全部 512 页。")
        }
        HugeVerdict::Reuse(ReuseReason::LastReference | ReuseReason::OnlyAddressSpace | ReuseReason::OnlyMapping) => {
            words("引用计数是 1，所以重用整个 2 MiB", "只有这个 PMD 表项持有大页：512 页一次变为可写。")
        }
        HugeVerdict::Allocate => words("这是全零大页，所以另取一个", "人人都读它，谁都不能写它。零不需要复制。"),
        HugeVerdict::Split => words(
            format!("引用计数是 {refcount}，所以拆分 PMD 表项"),
            "还有别人映射这个大页。512 页中只复制被写的那一页。",
        ),
        HugeVerdict::Copy => words(
            format!("引用计数是 {refcount}，所以复制整个 2 MiB"),
            "Linux 5.7 及以前，写者得到一个自己的大页，不管写了多少。",
        ),
    }
}

pub(super) fn shared_folio(folio: &Folio) -> Words {
    let Folio { refcount, large_mapcount, .. } = folio;
    if folio.maybe_shared {
        return words("它的 folio 是共享的，所以复制", "另一个地址空间映射其中一些页。是哪些页，内核不问。");
    }
    let why = format!("其中 {large_mapcount} 个来自它的 PTE：还有别处持有这个 folio。");
    words(format!("这个 folio 有 {refcount} 个引用，所以复制"), why)
}

pub(super) fn allocating(head: Pfn, order: u8) -> Words {
    let count = 1_u64 << order;
    words(
        format!("分配页帧 {head} 到 {}", u64::from(head.0) + count - 1),
        format!("{}连续并清零：一个 {} 的 folio。", count_of(count, "个页帧"), size_of_pages(PageSize::K4, count)),
    )
}

pub(super) fn unavailable(order: u8, group_full: bool) -> Words {
    let count = pages(1 << order);
    if group_full {
        return words(format!("控制组放不下 {count}"), "不会为这么大的 folio 杀死谁：只好用小页。");
    }
    words(format!("没有连续空闲的 {count}"), "空闲的页帧也许很多，但是分散：只好用小页。")
}

pub(super) fn setting_pmd(pmd: Pte) -> Words {
    let title = match pmd.pfn() {
        Some(_) if pmd.is_zero_page() => "让 PMD 表项指向全零大页".to_owned(),
        Some(head) => format!("让 PMD 表项指向页帧 {head}"),
        None => "让 PMD 表项保持为空".to_owned(),
    };
    words(title, "它一次映射 512 页。另外备好一个 PTE 表，以便将来拆分。")
}

pub(super) fn setting_ptes(range: &str, count: u64) -> Words {
    words(format!("设置 {}的 PTE", pages(count)), format!("一次缺页异常映射整个 {range}。"))
}

pub(super) fn splitting_pmd(head: Pfn) -> Words {
    words("把 PMD 表项拆成 512 个 PTE", format!("页表早已备好。页帧不变：从页帧 {head} 起仍是一个 folio。"))
}

pub(super) fn copying(from: Pfn, to: Pfn) -> Words {
    words("复制 2 MiB", format!("从页帧 {from} 起到页帧 {to} 起：为一次写入复制 512 页。"))
}

pub(super) fn khugepaged_scanning(range: &str) -> Words {
    words(format!("khugepaged 查看 {range}"), "它查看其中每一块有小页的 2 MiB。")
}

/// What MADV_COLLAPSE or khugepaged does with a piece of memory.
pub(super) fn collapse_scanned(range: &str, verdict: CollapseVerdict) -> Words {
    match verdict {
        CollapseVerdict::Collapse { pages: found } => words(
            format!("把 {range} 合并成一个大页"),
            format!("这里有 {}。缺多少、换出多少、共享多少都不要紧。", pages(found)),
        ),
        CollapseVerdict::AlreadyHuge => words(format!("{range} 已经是大页"), "没有要做的。"),
        CollapseVerdict::NoTable => words(format!("没有 PMD 通向 {range}"), "没有可合并的：轮到下一块。"),
        CollapseVerdict::NoEntry => {
            words(format!("{range} 的 PMD 表项是空的"), "没有可合并的；MADV_COLLAPSE 到此为止。")
        }
        CollapseVerdict::Empty => words(format!("{range} 里只有零"), "khugepaged 至少要有一页。"),
        CollapseVerdict::TooManySwapped => {
            words(format!("{range} 换出的太多"), "khugepaged 最多取回 64 页（max_ptes_swap）。")
        }
        CollapseVerdict::TooManyShared => {
            words(format!("{range} 共享的太多"), "别人也映射的页，khugepaged 最多复制 256 页（max_ptes_shared）。")
        }
        CollapseVerdict::Unused => {
            words(format!("{range} 最近没有用过"), "khugepaged 要看到已访问位；有页换出时要有一半。")
        }
        CollapseVerdict::Held(pfn) => {
            words(format!("{range} 的页帧 {pfn} 被持有"), "管道或设备持有它，会一直用旧页帧：轮到下一块。")
        }
    }
}

pub(super) fn collapse_allocating(head: Option<Pfn>, group_full: bool) -> Words {
    let count = 1_u64 << PMD_ORDER;
    match head {
        _ if group_full => words("控制组放不下一个大页", "有一段时间新旧两份页同时存在。"),
        Some(head) => words(
            format!("分配页帧 {head} 到 {}", u64::from(head.0) + count - 1),
            "一个新的大页：原有的页帧是分散的，还可能被共享。",
        ),
        None => words(format!("没有连续空闲的 {}", pages(count)), "空闲的页帧也许很多，但是分散：小页保留。"),
    }
}

pub(super) fn collapsing(zeroed: u64, head: Pfn, copied: u64) -> Words {
    let gone = "旧页的表项逐个去掉，没有别人映射的页帧随之释放。";
    let why = match zeroed {
        0 => gone.to_owned(),
        _ => format!("其余 {}填零。{gone}", pages(zeroed)),
    };
    words(format!("把 {}复制到页帧 {head} 处的大页", pages(copied)), why)
}

pub(super) fn splitting_folio(head: Pfn, count: u64, freed: u64) -> Words {
    let why = format!("它变成 {}；其中 {}没有人映射：空闲。", pages(count), pages(freed));
    words(format!("拆分页帧 {head} 处的 folio"), why)
}

pub(super) fn copying_pmd(verdict: PteVerdict) -> Words {
    match verdict {
        PteVerdict::ShareWriteProtected => words("共享一个大页，双方只读", "复制一个 PMD 表项，代替 512 个 PTE。"),
        // PMD entries hold no swap slots.
        PteVerdict::ShareAsIs | PteVerdict::ShareSwapEntry => words("共享全零大页", "它本来就只读：没有要保护的。"),
        PteVerdict::CopyNow | PteVerdict::CopyPinned => words("现在就复制大页", "先拆分 PMD 表项：子进程得到小页。"),
    }
}

pub(super) fn moving_pmd(to: &str) -> Words {
    words(format!("把一个 PMD 表项移到 {to}"), "新位置同样对齐：512 页一次移动。")
}

/// Changes of folios and PMD entries, one short line each; none for other changes.
pub(super) fn effect(cx: Cx<'_>, effect: &Effect) -> Option<String> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "`effect::effect` words all others, exhaustively")]
    Some(match effect {
        Effect::FolioAllocated { head, order } => format!("从页帧 {head} 起取用 {}的 folio", pages(1 << order)),
        Effect::FolioFreed { head, order } => format!("页帧 {head} 处 {}的 folio 空闲", pages(1 << order)),
        Effect::FolioSplit { head, from } => format!("页帧 {head} 处的 folio 现在是 {}", pages(from.pages())),
        Effect::FolioChanged { head, from, to } if from.refcount != to.refcount => {
            format!("页帧 {head} 处 folio 的引用计数：{} → {}", from.refcount, to.refcount)
        }
        Effect::FolioChanged { head, from, to } if from.large_mapcount != to.large_mapcount => {
            format!("页帧 {head} 处 folio 的映射计数：{} → {}", from.large_mapcount, to.large_mapcount)
        }
        Effect::FolioChanged { head, to, .. } if to.partially_mapped => format!("页帧 {head} 处的 folio 排队等待拆分"),
        Effect::FolioChanged { head, .. } => format!("页帧 {head} 处 folio 的标志改变"),
        Effect::MapcountsChanged { head, pages: count, more } => {
            format!("从页帧 {head} 起 {}：映射计数各{}", pages(*count), if *more { "加一" } else { "减一" })
        }
        Effect::ExclusiveChanged { head, pages: count, exclusive } => {
            format!("从页帧 {head} 起 {}：{}", pages(*count), if *exclusive { "独占" } else { "不再独占" })
        }
        Effect::FolioCopied { from, to, pages: count } => {
            format!("从页帧 {to} 起 {}存有从页帧 {from} 起的内容", pages(*count))
        }
        Effect::HugePmdChanged { mm, vpn, from, to } => {
            let shown = |of: Pte| if of.is_huge() || of.is_none() { entry(of) } else { "512 个 PTE".to_owned() };
            format!("{} 的 PMD 表项：{} → {}", cx.mm_page(*mm, *vpn), shown(*from), shown(*to))
        }
        _ => return None,
    })
}
