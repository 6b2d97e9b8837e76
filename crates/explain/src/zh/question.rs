//! 关于尚未运行的命令的问题。

use super::phrase::{pages, verb};
use crate::question::{Ask, Fate, Meaning};

/// 问题，以及看哪里能找到答案。
pub(crate) fn ask(ask: Ask) -> (String, String) {
    match ask {
        Ask::Fate(access) => {
            (format!("这次{}会怎样？", verb(access)), "看看这一页：它在不在，许不许写，还有谁映射它的页帧？".to_owned())
        }
        Ask::Refcount { frame, before } => {
            (format!("这次写之后，页帧 {frame} 的引用计数会是多少？"), format!("现在是 {before}。"))
        }
        Ask::Faults { access, pages: reached } => {
            (format!("这次{}会引起多少次缺页异常？", verb(access)), format!("它涉及 {}。", pages(reached)))
        }
        Ask::Fork { present } => {
            ("这次 fork 会复制多少页？".to_owned(), format!("调用者现在有 {}在内存中。", pages(present)))
        }
        Ask::Mmap { pages: mapped } => {
            ("这次 mmap 会为页占用多少个页帧？".to_owned(), format!("它映射 {}。", pages(mapped)))
        }
        Ask::Left(call) => {
            (format!("这次 {call} 之后，有多少个页帧不再被任何进程映射？"), "数一数只被这个进程映射的页帧。".to_owned())
        }
    }
}

/// 一次访问可能的结果：一个词，和几个字的说明。
pub(crate) fn fate(fate: Fate) -> (&'static str, &'static str) {
    match fate {
        Fate::Copied => ("复制", "得到内容相同的新页帧"),
        Fate::Reused => ("重用", "有缺页异常，但页帧不变：只改它的页表项"),
        Fate::Zeroed => ("新建", "缺页异常，取一个清零的页帧"),
        Fate::Mapped => ("映射", "缺页异常，映射一个已有的页帧"),
        Fate::Straight => ("无异常", "直接完成"),
        Fate::Signal => ("SIGSEGV", "不允许"),
    }
}

/// 一个数意味着什么。
pub(crate) fn meaning(meaning: Meaning) -> &'static str {
    match meaning {
        Meaning::Plain => "",
        Meaning::Freed => "没有人用它：它被释放",
        Meaning::Leaves => "写的一方离开它",
        Meaning::Same => "和现在一样",
        Meaning::Adds => "副本多一个引用",
        Meaning::Straight => "直接完成",
        Meaning::OneEach => "每页一次",
        Meaning::SharesAll => "父子进程全部共享",
        Meaning::EveryPresent => "所有在内存中的页",
        Meaning::EveryPrivate => "所有私有页",
        Meaning::Untouched => "没有访问就不占用",
        Meaning::Needed => "全都还有人用",
        Meaning::All => "全部",
    }
}
