//! 下一次访问会遇到什么。

use forkscope_sim::policy::WpVerdict;
use forkscope_sim::Outlook;

/// 用一两句话说明。
pub(crate) fn outlook(outlook: Outlook) -> String {
    let settled = match outlook {
        Outlook::Unmapped => "没有 VMA 覆盖该地址：任何访问都以 SIGSEGV、SEGV_MAPERR 告终。",
        Outlook::Swapped(slot) => {
            return format!("不在内存：其余各位由内核使用，表示交换槽位 {slot}。任何访问都引起缺页异常，把该页取回来。")
        }
        Outlook::NoAccess => "VMA 什么都不允许（PROT_NONE）：任何访问都以 SIGSEGV、SEGV_ACCERR 告终。",
        Outlook::Empty => "表项为空：第一次访问引起缺页异常，内核按 VMA 找到该页。",
        Outlook::Writable => "表项允许读写：硬件直接完成，不需要内核。",
        Outlook::ReadOnly => "VMA 和表项都不允许写：写以 SIGSEGV、SEGV_ACCERR 告终。",
        Outlook::SharedMapping => "映射是共享的：写引起一次缺页异常，把页标为脏，什么都不复制。",
        Outlook::WriteProtected(verdict) => return write_protected(verdict),
    };
    settled.to_owned()
}

fn write_protected(verdict: Option<WpVerdict>) -> String {
    let next = match verdict {
        Some(WpVerdict::Copy(_)) => "复制该页",
        Some(WpVerdict::Reuse(_)) | None => "判断出页帧能重用",
    };
    format!("没有哪一位表示写时复制：VMA 允许写，而表项不允许。写会陷入内核，由内核{next}。")
}
