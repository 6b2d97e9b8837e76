//! An access, in Chinese.

use forkscope_sim::errno::Signal;
use forkscope_sim::note::{Access, AccessVerdict, FaultCode, Found};
use forkscope_sim::{Pte, VirtAddr, Vma};

use super::phrase::{fault_bits, verb};
use super::{words, Words};
use crate::en::phrase::instruction;

pub(super) fn translated(page: &str, access: Access, pte: Pte, from_tlb: bool, found: Found) -> Words {
    match found {
        Found::Allowed => allowed(access, pte, from_tlb),
        Found::NotPresent if pte.is_present() => {
            words("CPU 发现 PTE 不可用", "PROT_NONE：映射着页帧，但不放行任何访问。")
        }
        Found::NotPresent => words("CPU 没有找到 PTE", format!("{page} 的页表项目前为空。")),
        Found::ReadOnly => read_only(pte),
    }
}

fn allowed(access: Access, pte: Pte, from_tlb: bool) -> Words {
    let why = if from_tlb {
        "TLB 里还有这个转换：不必遍历页表。"
    } else {
        "PTE 允许访问：没有缺页异常。TLB 缓存该表项。"
    };
    words(format!("CPU {}{}", verb(access), place(pte)), why)
}

/// What an entry points at, behind a verb.
fn place(pte: Pte) -> String {
    match pte.pfn() {
        Some(_) if pte.is_zero_page() => "零页".to_owned(),
        Some(pfn) => format!("页帧 {pfn}"),
        None => "该页".to_owned(),
    }
}

fn read_only(pte: Pte) -> Words {
    let why = if pte.is_zero_page() {
        "它映射零页，而零页谁都不能写。"
    } else {
        "R/W 位为 0：读可以通过，写会陷入内核。"
    };
    words("CPU 发现 PTE 只读", why)
}

pub(super) fn retried(access: Access, pte: Pte) -> Words {
    let why = format!("{} 指令重新执行，访问{}。", instruction(access), place(pte));
    words(format!("重试{}操作", verb(access)), why)
}

pub(super) fn trapped(addr: VirtAddr, error: FaultCode) -> Words {
    let why = format!("CPU 把 {addr} 存入 CR2 并陷入内核。错误码表示：{}。", fault_bits(error));
    words(format!("缺页异常，错误码 {:#x}", error.bits()), why)
}

pub(super) fn vma_checked(access: Access, vma: Option<Vma>, verdict: AccessVerdict) -> Words {
    let verb = verb(access);
    let perms = vma.map_or_else(|| "未知".to_owned(), |vma| vma.perms());
    match verdict {
        AccessVerdict::Permitted => words(format!("VMA 允许{verb}"), format!("其权限为 {perms}，所以不是 SIGSEGV。")),
        AccessVerdict::NoVma => words("没有 VMA 覆盖该地址", "那里没有任何映射：随后是 SIGSEGV。"),
        AccessVerdict::Forbidden => words(format!("VMA 禁止{verb}"), format!("其权限为 {perms}：随后是 SIGSEGV。")),
        AccessVerdict::BeyondFile => words("那里没有文件的页", "VMA 允许访问，但文件在此之前就结束了：随后是 SIGBUS。"),
    }
}

pub(super) fn signalled(signal: Signal) -> Words {
    match signal {
        Signal::SegvMapErr(at) => {
            words(format!("SIGSEGV，SEGV_MAPERR，地址 {at}"), "那里没有映射。这样的缺页异常不计数。")
        }
        Signal::SegvAccErr(at) => {
            words(format!("SIGSEGV，SEGV_ACCERR，地址 {at}"), "映射禁止这种访问。这样的缺页异常不计数。")
        }
        Signal::BusAdrErr(at) => {
            words(format!("SIGBUS，BUS_ADRERR，地址 {at}"), "该页在文件末尾之后。这样的缺页异常不计数。")
        }
        Signal::Kill => words("收到 SIGKILL", "它不能被捕获、阻塞或忽略。"),
        Signal::OomKill => words("OOM killer 发来 SIGKILL", "内存耗尽，按得分选中了这个进程。"),
    }
}
