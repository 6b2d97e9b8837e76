//! Swap, reclaim and merged pages, in Chinese.

use forkscope_sim::frame::FrameView;
use forkscope_sim::note::ReclaimVerdict;
use forkscope_sim::swap::Slot;
use forkscope_sim::Pfn;

use super::phrase::{count_of, pages};
use super::{words, Words};
use crate::context::Cx;

pub(super) fn swap_cache_lookup(page: &str, slot: Slot, cached: Option<Pfn>) -> Words {
    match cached {
        Some(pfn) => words(format!("槽位 {slot} 在交换缓存中"), format!("页帧 {pfn} 还存着该页：什么都不必读。")),
        None => words(format!("槽位 {slot} 不在交换缓存中"), format!("{page} 的内容只在交换区里。")),
    }
}

pub(super) fn reading_swap(slot: Slot, count: u64) -> Words {
    match count {
        0 | 1 => words(format!("读取槽位 {slot}"), "缺页处理必须等待存储设备：这是一次主缺页。"),
        _ => words(
            format!("读取槽位 {slot} 和附近的 {}", pages(count - 1)),
            "这是一次主缺页。预读的页可以省去以后的主缺页。",
        ),
    }
}

pub(super) fn freeing_entry(slot: Slot, entries: u32, exclusive: bool) -> Words {
    let why = match (entries, exclusive) {
        (0, true) => "该表项带有独占标记：这一页只属于这个进程。".to_owned(),
        (0, false) => "没有别的表项再持有该槽位。".to_owned(),
        (_, _) => format!("还有 {}持有它：那里的内容保留。", count_of(entries.into(), "个表项")),
    };
    words(format!("PTE 放弃槽位 {slot}"), why)
}

pub(super) fn dropping_swap_cache(pfn: Pfn, slot: Slot) -> Words {
    words(format!("交换缓存放掉页帧 {pfn}"), format!("没有谁再需要槽位 {slot}：它空闲了，引用也少一个。"))
}

pub(super) fn reclaiming(wanted: u64) -> Words {
    words(format!("回收 {}", count_of(wanted, "个页帧")), "内存紧张。损失最小的先走。")
}

pub(super) fn reclaim_decided(frame: FrameView, verdict: ReclaimVerdict) -> Words {
    let pfn = frame.pfn;
    let (title, why) = match verdict {
        ReclaimVerdict::Discard => {
            (format!("页帧 {pfn} 已被放弃，所以去掉"), "MADV_FREE，而且此后没有写过：没有人要它的内容。")
        }
        ReclaimVerdict::KeepRewritten => {
            (format!("页帧 {pfn} 留下：它又被写过"), "MADV_FREE 放弃过它，但有 PTE 是脏的：它又是在用的内存了。")
        }
        ReclaimVerdict::Evict => (format!("页帧 {pfn} 是干净的，所以去掉"), "它的内容可以从原处重新读取。"),
        ReclaimVerdict::SwapOut => (format!("页帧 {pfn} 换出到交换区"), "它的内容别处没有：必须先写出去。"),
        ReclaimVerdict::KeepNoSwap => {
            (format!("页帧 {pfn} 留下：没有空闲的交换槽位"), "它的内容别处没有，去掉就丢失了。")
        }
        ReclaimVerdict::KeepHeld => {
            (format!("页帧 {pfn} 留下：有人持有它"), "先解除它的映射：那时才看得出还有谁引用它。")
        }
        ReclaimVerdict::KeepDirty => {
            (format!("页帧 {pfn} 留下：它是脏的"), "它是文件的页：由刷写线程写回，而不是由回收写回。")
        }
    };
    words(title, why)
}

pub(super) fn taking_slot(pfn: Pfn, slot: Slot) -> Words {
    words(format!("取用交换槽位 {slot}"), format!("交换缓存为它持有页帧 {pfn}：现在缺页的进程会找到它。"))
}

pub(super) fn unmapping_frame(pfn: Pfn, ptes: u32) -> Words {
    let title = format!("从 {}取下页帧 {pfn}", count_of(ptes.into(), "个 PTE "));
    words(title, "从现在起谁碰这一页，谁就缺页。")
}

pub(super) fn writing_swap(cx: Cx<'_>, pfn: Pfn, slot: Slot, zeros: bool) -> Words {
    if zeros {
        return words(format!("把槽位 {slot} 标为全零"), format!("页帧 {pfn} 里只有零：没有什么要写的。"));
    }
    words(format!("把页帧 {pfn} 写到槽位 {slot}"), format!("{} 字节写入交换区。", cx.page_size().bytes()))
}

pub(super) fn evicting(pfn: Pfn) -> Words {
    words(format!("释放页帧 {pfn}"), "缓存放掉它：它的内容在别处是安全的。")
}

pub(super) fn making_cold(range: &str, count: u64) -> Words {
    let title = format!("把 {range} 的 {}标为不用", pages(count));
    words(title, "只限没有别人映射的页：其他的页共享者可能还需要。")
}

pub(super) fn ksm_scanning(count: u64) -> Words {
    words(format!("ksmd 查看 {}", pages(count)), "只看可合并的内存，而且只看其中的匿名页。")
}

pub(super) fn ksm_sharing(page: &str, pfn: Pfn) -> Words {
    words(format!("页帧 {pfn} 成为 KSM 页帧"), format!("{page} 有相同的一页：一个写保护的页帧就够了。"))
}

pub(super) fn ksm_merging(page: &str, from: Pfn, to: Pfn) -> Words {
    words(format!("让 {page} 指向页帧 {to}"), format!("页帧 {from} 的内容与它相同，少了一个映射。"))
}

pub(super) fn ksm_breaking(page: &str, pfn: Pfn) -> Words {
    words(format!("拆开 {page} 的合并"), format!("它不必写就得到 KSM 页帧 {pfn} 的一份副本。"))
}
