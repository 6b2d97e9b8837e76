//! The glossary, in Chinese.

use crate::glossary::Term;

/// A word and its definition.
#[inline(never)]
pub(crate) fn entry(term: Term) -> (&'static str, &'static str) {
    match term {
        Term::Page => ("页", "虚拟地址空间中固定大小的一块：4 KiB，也有编译为 16 或 64 KiB 的 Linux。"),
        Term::Frame => ("页帧", "物理内存中一页大小的一块；PFN 是它的编号。"),
        Term::Folio => ("folio", "内核作为一个整体分配、计数和释放的连续页帧；大多数只有一个页帧。"),
        Term::HugePage => ("大页", "一个 PMD 表项就能映射的 2 MiB folio，代替 512 个 PTE（透明大页，THP）。"),
        Term::ZeroPage => ("零页", "一个全零的页帧，所有对未碰过内存的读取共用它；内核从不对它计数。"),
        Term::Pte => ("PTE", "页表项：一个页帧号和若干标志位（存在、可写、用户、已访问、脏、不可执行）。"),
        Term::Table => ("页表", "装满表项的页帧，4 KiB 装 512 个；各级是 PGD、PUD、PMD 和 PTE，逐级覆盖更小的范围。"),
        Term::Tlb => ("TLB", "CPU 缓存的地址转换；表项不再正确时必须通知它。"),
        Term::Vma => ("VMA", "一段连续的虚拟地址，有同一组权限和同一个后备。"),
        Term::AnonVma => ("anon_vma", "可能含有匿名页的 VMA 的记录；fork 只复制这种 VMA 的 PTE。"),
        Term::Mm => ("mm", "一个地址空间：它的 VMA、页表和计数器。"),
        Term::Mapcount => ("映射计数", "有多少个 PTE 映射该页帧（mapcount）。"),
        Term::Refcount => ("引用计数", "一切持有该页帧者：映射、页缓存、交换缓存、钉住（refcount）。"),
        Term::Exclusive => ("独占", "PageAnonExclusive：这个匿名页帧只属于一个地址空间，可以写。"),
        Term::PageCache => ("页缓存", "存放文件页的页帧；页缓存对其中每一个都持有引用。"),
        Term::CopyOnWrite => ("写时复制", "只读地共享页帧，有人写时才复制：推迟，或者永远不必。"),
        Term::Fault => ("缺页异常", "PTE 不允许某次访问时发生的陷入。"),
        Term::MinorFault => ("次缺页", "不必读存储设备就能解决的缺页异常。"),
        Term::MajorFault => ("主缺页", "必须等待存储设备的缺页异常。"),
        Term::FaultAround => ("fault-around", "读文件页缺页时顺便映射附近已缓存的页，最多 64 KiB，以减少缺页异常。"),
        Term::Reuse => ("重用", "写缺页的一种结果：保留页帧，让 PTE 可写。"),
        Term::Copy => ("复制", "写缺页的一种结果：给写者一个自己的页帧。"),
        Term::DemandPaging => ("按需调页", "内存在被碰到时才有页帧，而不是在映射时。"),
        Term::MemoryCgroup => (
            "内存控制组",
            "一起计费、一起受限的进程：memory.current 和 memory.max，在 cgroup v1 中是 memory.usage_in_bytes 和 memory.limit_in_bytes。",
        ),
        Term::Swap => ("交换区", "存放内存放不下的页的地方；这样的页的 PTE 里是它的槽位号。"),
        Term::SwapCache => ("交换缓存", "同时有交换槽位的页所在的页帧；交换缓存对其中每一个都持有引用。"),
        Term::Reclaim => ("回收", "内存紧张时收回页帧：干净的去掉，其他的先写出去。"),
        Term::Ksm => ("KSM", "内核同页合并：内容相同的页共用一个写保护的页帧；写的耗时会暴露该页被合并过。"),
        Term::Rss => ("RSS", "驻留集大小：所有映射到页帧的页，共享的全部计入。"),
        Term::Pss => ("PSS", "按比例分摊的大小：每一页除以映射其页帧的 PTE 数。"),
        Term::Uss => ("USS", "独有的大小：没有别人映射的页；进程结束时会释放的部分。"),
        Term::Zombie => ("僵尸进程", "已经结束并归还内存，但父进程还没有 wait 的进程。"),
        Term::Orphan => ("孤儿进程", "父进程先结束的进程；它会得到另一个父进程。"),
        Term::OomKiller => ("OOM 杀手（OOM killer）", "内存彻底耗尽时，结束得分最高的进程者。"),
        Term::Overcommit => ("过量提交", "承诺的内存比实际有的多，因为要来的内存大多不会被碰到。"),
    }
}
