//! fork, in Chinese.

use forkscope_sim::note::VmaVerdict;
use forkscope_sim::policy::{PteVerdict, RangeVerdict};
use forkscope_sim::{Pid, Vma};

use super::phrase::pages;
use super::{words, Words};

pub(super) fn copying_process(child: &str) -> Words {
    words(format!("为 {child} 创建任务"), "它一开始是父进程的副本，但有自己的 pid。")
}

pub(super) fn copying_mm(child: &str) -> Words {
    words(format!("为 {child} 创建地址空间"), "一个新的 mm 和空的 PGD；随后是 VMA 和 PTE。")
}

pub(super) fn copying_vma(range: &str, vma: &Vma, verdict: VmaVerdict) -> Words {
    match verdict {
        VmaVerdict::Inherited => words(
            format!("复制 VMA {range}"),
            format!("子进程得到的也是 {}。fork 改变的是 PTE，不是权限。", vma.perms()),
        ),
        VmaVerdict::Wiped => {
            words(format!("复制 VMA {range}，但内容为空"), "MADV_WIPEONFORK：子进程得到这段地址，但没有其中的页。")
        }
        VmaVerdict::LeftOut => words(format!("略过 VMA {range}"), "MADV_DONTFORK：子进程在那里是一个空洞。"),
    }
}

pub(super) fn copying_range(range: &str, vma: &Vma, verdict: RangeVerdict) -> Words {
    match verdict {
        RangeVerdict::Copy if vma.anon_vma.is_some() => {
            words(format!("复制 {range} 的 PTE"), "它有 anon_vma：它的页可能别处没有。")
        }
        RangeVerdict::Copy => words(format!("复制 {range} 的 PTE"), "这种策略复制每个 VMA 的页表。"),
        RangeVerdict::ShareTables => {
            words(format!("共享 {range} 的页表"), "按需 fork：谁先写一个页表所覆盖的内存，谁那时才复制那个页表。")
        }
        RangeVerdict::LeaveToFaults => {
            words(format!("不复制 {range} 的 PTE"), "没有 anon_vma：子进程可以靠缺页异常重新得到一切。")
        }
    }
}

pub(super) fn copying_ptes(count: u64, verdict: PteVerdict) -> Words {
    let pages = pages(count);
    match verdict {
        PteVerdict::ShareWriteProtected => {
            words(format!("共享 {pages}，双方只读"), "两个 PTE 的 R/W 位都清零：谁先写，谁就陷入内核。")
        }
        PteVerdict::ShareAsIs => words(format!("共享 {pages}，权限不变"), "共享内存或零页：不需要保护。"),
        PteVerdict::ShareSwapEntry => {
            words(format!("共享已换出的 {pages}"), "双方都持有这些槽位，谁都不再独占地取回该页。")
        }
        PteVerdict::CopyNow => words(format!("现在就复制 {pages}"), "每一页都有第二个页帧，不管以后有没有人写。"),
        PteVerdict::CopyPinned => {
            words(format!("现在就复制 {pages}：已被钉住"), "设备可能写这个页帧：它留给父进程。子进程得到另一个。")
        }
    }
}

pub(super) fn flushing_tlb(parent: &str) -> Words {
    words(format!("刷新 {parent} 的 TLB"), "PTE 现在可能只读：缓存的表项不能还是旧的。")
}

pub(super) fn waking_child(parent: &str, pid: Pid, child: &str) -> Words {
    words(format!("唤醒 {child}"), format!("fork 返回两次：在 {parent} 中返回 {pid}，在 {child} 中返回 0。"))
}

pub(super) fn undoing_fork(child: &str) -> Words {
    words("页帧耗尽：撤销 fork", format!("为 {child} 创建的一切都收回。"))
}
