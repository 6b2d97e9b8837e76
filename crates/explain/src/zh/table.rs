//! Page tables that on-demand fork shares, in Chinese.

use forkscope_sim::Pfn;

use super::phrase::{count_of, pages};
use super::{words, Words};

pub(super) fn sharing(child: &str, count: u64, sharers: u32) -> Words {
    let title = format!("让 {child} 使用这 {}的页表", pages(count));
    words(title, format!("不复制 PTE。该页表有 {sharers} 个使用者，它们的 PMD 表项只读。"))
}

pub(super) fn unsharing(from: Pfn, count: u64) -> Words {
    let title = format!("复制共享的页表，{}", count_of(count, "个 PTE"));
    words(title, format!("页帧 {from} 中的页表留给其他使用者。它的页现在成为写时复制的。"))
}

pub(super) fn keeping(pfn: Pfn) -> Words {
    words("让 PMD 表项重新可写", format!("没有别人再使用页帧 {pfn} 中的页表：什么都不必复制。"))
}

pub(super) fn leaving(tables: u64) -> Words {
    let title = format!("把 {}留给别人", count_of(tables, "个共享的页表"));
    words(title, "其中的页仍然映射：只是每个页表的使用者少一个。")
}
