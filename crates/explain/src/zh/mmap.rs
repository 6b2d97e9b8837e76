//! mmap and its relatives, in Chinese.

use forkscope_sim::command::Advice;
use forkscope_sim::note::Access;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::Vma;

use super::phrase::{count_of, pages};
use super::{words, Words};
use crate::en::phrase::{access_bits, number};

pub(super) fn mapping(range: &str, vma: &Vma, merged: bool) -> Words {
    if merged {
        words(format!("把 VMA 扩展到 {range}"), "权限相同，后备相同：一个 VMA 就够了。")
    } else {
        words(format!("映射 {range}，{}", vma.perms()), "只有一个 VMA：页被碰到时才有页帧。")
    }
}

pub(super) fn splitting(at: &str) -> Words {
    words(format!("在 {at} 处拆分 VMA"), "调用只涉及其中一部分，而一个 VMA 只有一组标志。")
}

pub(super) fn merging(range: &str) -> Words {
    words(format!("合并 {range} 的 VMA"), "它们相邻而且不再有区别：一个就够了。")
}

pub(super) fn unmapping(range: &str, present: u64) -> Words {
    let title = format!("解除映射 {range}：{}在内存中", pages(present));
    words(title, "每个 PTE 放掉自己的引用。无人再持有的页帧变为空闲。")
}

pub(super) fn changing_access(range: &str, vma: &Vma, to: VmFlags) -> Words {
    let (before, after) = (access_bits(vma.flags), access_bits(to));
    words(format!("{range}：{before} 变为 {after}"), "缺页异常按 VMA 检查。先改 VMA，再改 PTE。")
}

pub(super) fn changing_ptes(count: u64, writable: u64) -> Words {
    let ptes = count_of(count, "个 PTE");
    match (count, writable) {
        (0, _) => words("没有 PTE 要改", "范围内没有页在内存中。"),
        (_, 0) => words(format!("修改 {ptes}，没有变为可写的"), "PTE 允许的可以比 VMA 少，但不能多。"),
        _ => words(
            format!("修改 {ptes}，其中 {} 个变为可写", number(writable)),
            "独占的页不需要缺页异常。其他的可能仍然写保护。",
        ),
    }
}

pub(super) fn advising(range: &str, advice: Advice) -> Words {
    let why = match advice {
        Advice::DontNeed => "这些页可以马上去掉；VMA 保留。",
        Advice::DontFork => "从现在起 fork 略过这段地址。",
        Advice::DoFork => "从现在起 fork 又把这段地址给子进程。",
        Advice::WipeOnFork => "从现在起子进程得到这段地址，但没有其中的页。",
        Advice::KeepOnFork => "从现在起子进程又得到这段地址和其中的页。",
        Advice::HugePage => "从现在起第一次写可以得到大页。",
        Advice::NoHugePage => "从现在起每次第一次写得到小页。",
        Advice::Collapse => "这些小页现在就合并成大页。",
        Advice::Free => "内存紧张时这些页可以去掉，除非又被写过。",
        Advice::Cold => "内存紧张时这些页最先走。",
        Advice::PageOut => "这些页现在就走：去交换区，或者回到文件。",
        Advice::Mergeable => "从现在起 ksmd 可以把这些页与相同的页合并。",
        Advice::Unmergeable => "合并的页又得到自己的页帧。",
        Advice::Remove => "对象得到一个空洞：谁映射它都读到零。",
        Advice::PopulateRead => "这些页现在就映射，如同每一页都被读过。",
        Advice::PopulateWrite => "这些页现在就映射，如同每一页都被写过。",
    };
    words(format!("对 {range} 使用 {}", advice.name()), why)
}

pub(super) fn zapping(range: &str, count: u64) -> Words {
    words(format!("去掉 {range} 的 {}", pages(count)), "下一次访问会缺页。私有匿名内存那时全是零。")
}

pub(super) fn marking_lazy_free(count: u64) -> Words {
    let title = format!("把 {}标为干净、可回收", count_of(count, "个 PTE "));
    words(title, "以后的写入会再次设置脏位，这样就保住了该页。")
}

pub(super) fn populating(range: &str, access: Access) -> Words {
    match access {
        Access::Read => words(format!("为读取预先填充 {range}"), "以后读那里不会再缺页。"),
        Access::Write => words(format!("为写入预先填充 {range}"), "仍被共享的页现在就复制，而不是以后。"),
    }
}

pub(super) fn locking(range: &str, locked: bool) -> Words {
    match locked {
        true => words(format!("把 {range} 锁在内存中"), "VM_LOCKED：它的页帧永远不会被回收。"),
        false => words(format!("解锁 {range}"), "它的页帧又可以被回收了。"),
    }
}

pub(super) fn moving_ptes(to: &str, count: u64) -> Words {
    words(format!("把 {}移到 {to}", count_of(count, "个 PTE ")), "页帧、计数和标志位随之移动：什么都不复制。")
}

pub(super) fn moving_brk(from: u64, to: u64) -> Words {
    let (before, after) = (pages(from), pages(to));
    if to < from {
        words(format!("堆从 {before}缩小到 {after}"), "新末尾之后的部分被解除映射。")
    } else {
        words(format!("堆从 {before}增长到 {after}"), "mm->brk 上移；它下面的 VMA 已经增长。")
    }
}
