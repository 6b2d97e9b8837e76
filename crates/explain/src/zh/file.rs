//! Files as system calls meet them, in Chinese.

use forkscope_sim::file::FileId;
use forkscope_sim::file_call::FileCall;
use forkscope_sim::note::Access;
use forkscope_sim::{Pfn, Pid};

use super::phrase::pages;
use super::{words, Words};
use crate::context::Cx;

pub(super) fn reading(file: &str, count: u64) -> Words {
    let title = match count {
        0 => format!("没有可读的：{file} 在此之前结束"),
        _ => format!("读取 {file} 的 {}", pages(count)),
    };
    words(title, "读取经过页缓存，与映射所见是同样的页帧。")
}

pub(super) fn copying_out(file: &str, index: u64, pfn: Option<Pfn>) -> Words {
    match pfn {
        Some(pfn) => {
            words(format!("从 {file} 的第 {index} 页复制"), format!("字节来自页帧 {pfn}，不论是否已在磁盘上。"))
        }
        None => words(format!("{file} 的第 {index} 页是空洞"), "没有人写过它：复制零，不用页帧。"),
    }
}

pub(super) fn writing(file: &str, count: u64) -> Words {
    words(format!("写入 {file} 的 {}", pages(count)), "写入改变页缓存，磁盘以后才知道。")
}

pub(super) fn copying_in(file: &str, index: u64, pfn: Pfn) -> Words {
    let why = format!("页帧 {pfn} 得到这些字节，变脏。映射它的进程立刻看到。");
    words(format!("复制到 {file} 的第 {index} 页"), why)
}

pub(super) fn writing_back(file: &str, count: u64) -> Words {
    words(format!("写回 {file} 的 {count} 个脏页"), "与磁盘不同的内容写到磁盘上。")
}

pub(super) fn cleaning(file: &str, index: u64, pfn: Pfn, entries: u64) -> Words {
    let why = match entries {
        0 => format!("没有映射能悄悄写入页帧 {pfn}。"),
        _ => format!("页帧 {pfn} 的 {entries} 个 PTE 变为只读：下一次写入会缺页。"),
    };
    words(format!("{file} 的第 {index} 页变干净"), why)
}

pub(super) fn resizing(file: &str, from: u64, to: u64) -> Words {
    let why = match to < from {
        true => "新末尾之后的内容去掉：先是映射，再是页缓存。",
        false => "新增的部分是空洞，读出来是零。",
    };
    words(format!("{file}：{} 变为 {to}", pages(from)), why)
}

pub(super) fn unmapping(file: &str, count: u64, copies: bool) -> Words {
    let why = match copies {
        true => "在每个进程里，包括私有副本：以后访问会得到 SIGBUS。",
        false => "在每个进程里；私有副本保留。",
    };
    words(format!("解除 {file} 的 {} 的映射", pages(count)), why)
}

pub(super) fn removing(file: &str, count: u64) -> Words {
    words(format!("从缓存移除 {file} 的 {}", pages(count)), "文件不再有这些页。脏的字节丢失。")
}

pub(super) fn invalidating(file: &str, count: u64, kept: u64) -> Words {
    let why = match kept {
        0 => "它们是干净的，也没有人映射：磁盘上有同样的字节。".to_owned(),
        _ => format!("{} 留下：有映射、被持有或者是脏的。", pages(kept)),
    };
    words(format!("从缓存去掉 {file} 的 {}", pages(count)), why)
}

pub(super) fn forcing(range: &str, access: Access) -> Words {
    match access {
        Access::Read => words(format!("经 /proc/self/mem 读取 {range}"), "内核自己读页帧：权限不起作用。"),
        Access::Write => {
            words(format!("经 /proc/self/mem 写入 {range}"), "调试器就这样做。共享的页先复制，而且保持只读。")
        }
    }
}

pub(super) fn reading_remote(range: &str) -> Words {
    words(format!("读取 {range}"), "复制时每一页都被钉住：这期间它的页帧就是那个进程看到的。")
}

/// What a process does.
pub(super) fn act(cx: Cx<'_>, pid: Pid, call: &FileCall) -> String {
    match call {
        FileCall::Read { file, at, len, into: None } => format!("读取 {}", part(cx, *file, *at, *len)),
        FileCall::Read { file, at, len, into: Some(into) } => {
            format!("把 {} 读到 {}", part(cx, *file, *at, *len), cx.address(pid, *into))
        }
        FileCall::Write { file, at, len, .. } => format!("写入 {}", part(cx, *file, *at, *len)),
        FileCall::Fsync(file) => format!("同步 {}", cx.file(*file)),
        FileCall::Msync(range) => format!("同步 {}", cx.range(pid, *range)),
        FileCall::Truncate { file, pages: count } => format!("把 {} 截断为 {}", cx.file(*file), pages(*count)),
        FileCall::ReadRemote { target, at, .. } => {
            format!("读取 {} 的 {}", cx.process(*target), cx.address(*target, *at))
        }
        FileCall::ReadMem { at, .. } => format!("经 /proc/self/mem 读取 {}", cx.address(pid, *at)),
        FileCall::WriteMem { at, .. } => format!("经 /proc/self/mem 写入 {}", cx.address(pid, *at)),
    }
}

fn part(cx: Cx<'_>, file: FileId, at: u64, len: u64) -> String {
    let page = cx.page_size().bytes();
    let (file, first, last) = (cx.file(file), at / page, at.saturating_add(len.max(1) - 1) / page);
    match last - first {
        0 => format!("{file} 的第 {first} 页"),
        _ => format!("{file} 的第 {first} 至 {last} 页"),
    }
}
