//! References that are no mappings, in Chinese.

use forkscope_sim::hold::HoldKind;
use forkscope_sim::Pfn;

use super::phrase::pages;
use super::{words, Words};

pub(super) fn taking(range: &str, kind: HoldKind) -> Words {
    match kind {
        HoldKind::Pipe => {
            words(format!("把 {range} 按引用放进管道"), "每个页帧多一个引用。不复制一个字节，也不改变 PTE。")
        }
        HoldKind::Pin => words(format!("为设备钉住 {range}"), "钉住一次算 1024 个引用：fork 由此认出被钉住的页。"),
    }
}

pub(super) fn reading_pipe(pfn: Pfn, count: u64) -> Words {
    words(format!("从管道读出 {}", pages(count)), format!("读出来的是页帧 {pfn} 此刻的内容。"))
}

pub(super) fn device_writing(pfn: Pfn, count: u64) -> Words {
    words(format!("设备写入 {}", pages(count)), format!("它按物理地址认得页帧 {pfn}，不认得任何页表。"))
}

pub(super) fn dropping(kind: HoldKind, count: u64) -> Words {
    let pages = pages(count);
    match kind {
        HoldKind::Pipe => words(format!("从管道放掉 {pages}"), "每个页帧少一个引用。"),
        HoldKind::Pin => words(format!("取消钉住 {pages}"), "每个页帧少 1024 个引用。"),
    }
}
