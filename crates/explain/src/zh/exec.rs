//! exec, in Chinese.

use forkscope_sim::note::Segment;

use super::phrase::pages;
use super::{words, Words};

pub(super) fn replacing_mm(others: u32) -> Words {
    let why = match others {
        0 => "exec 之后它什么都不剩。与别人共享的页帧仍归别人。",
        _ => "exec 把它留给其他使用者，自己重新开始。",
    };
    words("放弃旧的地址空间", why)
}

pub(super) fn loading_segment(segment: Segment, count: u64) -> Words {
    let (name, why) = match segment {
        Segment::Text => ("代码段 text", "来自程序文件，r-xp：页帧随缺页异常而来。"),
        Segment::Data => ("数据段 data", "来自程序文件，私有：写入时复制该页。"),
        Segment::Bss => ("bss 段", "匿名内存：全是零，写入之前不占页帧。"),
        Segment::Stack => ("栈", "匿名内存；栈顶将放参数。"),
    };
    words(format!("映射{name}，{}", pages(count)), why)
}

pub(super) fn copying_arguments() -> Words {
    words("把参数复制到栈上", "程序在那里找到 argv 和 envp。这次写入占用一个页帧。")
}
