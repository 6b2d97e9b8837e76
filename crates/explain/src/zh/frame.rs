//! What a fault does to frames and to the PTE, in Chinese.

use forkscope_sim::note::Purpose;
use forkscope_sim::{Pfn, Pte};

use super::{words, Words};
use crate::context::Cx;

pub(super) fn allocating(pfn: Pfn, purpose: Purpose) -> Words {
    let why = match purpose {
        Purpose::Zeroed => "它被清零：谁都不能看到里面原来的内容。",
        Purpose::Copy => "它离开空闲链表；副本将放在那里。",
        Purpose::SwapIn => "该页从交换区回到这里。",
        Purpose::Shmem => "它属于共享对象，供所有映射它的进程使用。",
    };
    words(format!("分配页帧 {pfn}"), why)
}

pub(super) fn copying(cx: Cx<'_>, from: Pfn, to: Pfn) -> Words {
    let title = format!("复制 {} 字节", cx.page_size().bytes());
    words(title, format!("从页帧 {from} 到页帧 {to}：只有这一页，没有别的。"))
}

pub(super) fn clearing_pte() -> Words {
    words("清除 PTE，刷新 TLB 表项", "新表项设置之后，任何 TLB 里都不能还有旧表项。")
}

pub(super) fn setting_pte(page: &str, pte: Pte) -> Words {
    let title = match pte.pfn() {
        Some(_) if pte.is_zero_page() => "让 PTE 指向零页".to_owned(),
        Some(pfn) => format!("让 PTE 指向页帧 {pfn}"),
        None => "让 PTE 保持为空".to_owned(),
    };
    let why = if pte.is_writable() {
        format!("{page} 从现在起可读写。")
    } else {
        format!("{page} 暂时只读：写入会陷入内核。")
    };
    words(title, why)
}

pub(super) fn reusing(pfn: Pfn) -> Words {
    words("让 PTE 可写", format!("页帧 {pfn} 不变：有一次缺页异常，但没有分配，也没有复制。"))
}

pub(super) fn dropping(pfn: Pfn, remaining: u32) -> Words {
    let why = match remaining {
        0 => format!("没有谁再持有页帧 {pfn}：它空闲了。"),
        _ => format!("页帧 {pfn} 的引用计数从 {} 变为 {remaining}。", remaining.saturating_add(1)),
    };
    words("放掉旧的页帧", why)
}
