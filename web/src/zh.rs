//! The words of the page in Chinese, each beside the English ones that stand where they are used.
//!
//! It is loaded when somebody reads Chinese (`web/later.txt`), so it is reached through [`word`] alone.

macro_rules! table {
    ($($en:literal => $zh:literal,)*) => {
        const EN: &[&str] = &[$($en),*];
        static ZH: [&str; EN.len()] = [$($zh),*];
    };
}

/// The Chinese words of a text.
#[inline(never)]
pub(crate) fn word(at: usize) -> &'static str {
    ZH.get(at).copied().unwrap_or_default()
}

/// Where an English text stands in the table. A text that is not there does not compile.
pub(crate) const fn at(en: &str) -> usize {
    let mut at = 0;
    while at < EN.len() {
        if same(EN[at].as_bytes(), en.as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("this text has no Chinese words in web/src/zh.rs");
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}

table! {
    // Top bar.
    "Language: {}" => "语言：{}",
    "Forkscope, from the start" => "从头打开 Forkscope",
    "Scenario" => "场景",
    "Script" => "脚本",
    "Compare" => "比较",
    "Share" => "分享",
    "Embed" => "嵌入",
    "Help and keys" => "帮助和按键",
    "More" => "更多",
    "Theme: {}" => "主题：{}",
    "auto" => "自动",
    "light" => "浅色",
    "dark" => "深色",
    "Open in Forkscope" => "在 Forkscope 中打开",
    "Fork policy" => "fork 策略",
    "Copy-on-write as Linux does it since 5.19: PageAnonExclusive decides a write" => "Linux 5.19 以来的写时复制：由 PageAnonExclusive 决定写操作",
    "Linux up to 5.7" => "Linux 5.7 及以前",
    "The reference count decides a write" => "由引用计数决定写操作",
    "The mapcount decides a write" => "由映射计数决定写操作",
    "On-demand fork" => "按需 fork",
    "fork shares page tables; the first write to 2 MiB copies one" => "fork 共享页表；第一次写某个 2 MiB 时才复制一个",
    "Textbook" => "教科书",
    "Copy-on-write by reference count alone, as textbooks tell it" => "只看引用计数的写时复制，如教科书所讲",
    "Eager copy" => "立即复制",
    "fork copies every private page at once" => "fork 立即复制每个私有页",

    // The page.
    "Skip to the stage" => "跳到舞台",
    "Stage" => "舞台",
    "View" => "视图",
    "Steps" => "步骤",
    "Notice" => "通知",
    "This link cannot be opened. " => "这个链接打不开。",
    "Opened from a link. Your own draft is kept." => "从链接打开。你自己的草稿已保留。",
    "Open my draft" => "打开我的草稿",
    "Dismiss" => "知道了",
    "Running" => "运行中",
    "The script is long; this takes a moment." => "脚本很长，请稍候。",
    "Nothing has run yet" => "还没有运行",
    "The script has an error. Beside the script it says where, and what would help." => "脚本有错误。脚本旁边写着错在哪里、怎样改。",
    "No process yet" => "还没有进程",
    "Start one with a line of the script, or take an example." => "用一行脚本启动一个，或者选一个例子。",
    "Play, or step forward: the script starts one." => "播放，或者前进一步：脚本会启动一个。",
    "Nothing to show yet" => "还没有可显示的",
    "Insert a first example" => "插入第一个例子",
    "Play" => "播放",
    "Browse scenarios" => "浏览场景",
    "Question: {}" => "问题：{}",
    "It holds: {}" => "成立：{}",
    "It does not hold: {}" => "不成立：{}",
    "It holds" => "成立",
    "It does not hold" => "不成立",
    "Script copied" => "已复制脚本",
    "Copying is not allowed here; select the script and copy it" => "这里不允许复制；请选中脚本再复制",
    "Forkscope stopped; your script is saved" => "Forkscope 停止了；你的脚本已保存",
    "This is a fault of ours. Load the page again to go on with the same script." => "这是我们的错误。重新载入页面即可继续使用同一脚本。",
    "Reload" => "重新载入",
    "Untitled" => "未命名",

    // Questions.
    "Question" => "问题",
    "Your answer" => "你的回答",
    "Check" => "核对",
    "Go on" => "继续",
    "Skip and watch" => "跳过并观看",
    "The script pauses here. Answer, or go on and watch." => "脚本停在这里。请回答，或者继续观看。",
    "Right, it is {}" => "对，是 {}",
    "Not quite, it is {}" => "不对，是 {}",
    "You said {}. Step back and look again, or go on and watch." => "你的回答是 {}。退回去再看看，或者继续观看。",

    // Stage.
    "Processes and frames" => "进程和页帧",
    "Page tables" => "页表",
    "read-only" => "只读",
    "read-write" => "可读写",
    "copy-on-write" => "写时复制",
    "Physical memory" => "物理内存",
    " frames" => " 个页帧",
    "page table" => "页表",
    "{} pages" => "{} 页",
    ", differs" => "，有差别",
    "unit" => "单位",
    "Inspect" => "查看",
    "This page is locked: it can be watched, not changed." => "本页已锁定：可以看，不能改。",
    "Write a text, or a byte such as 0x41" => "写一段文字，或一个字节如 0x41",
    "Write" => "写",
    "Read" => "读",
    "Drop" => "去掉",
    "Fork" => "fork",
    "Map 3 pages" => "映射 3 页",
    "Wait for {}" => "等待 {}",
    "Exit" => "退出",
    "zero page" => "零页",
    "shared by {}" => "由 {} 个共享",

    // Steps of the kernel.
    "Kernel steps" => "内核步骤",
    "Kernel step" => "内核步骤（当前）",
    "done" => "已完成",
    " error " => " 错误码 ",
    ": {}" => "：{}",
    "Nobody could run it: {}." => "无法运行：{}。",
    "It is in the script." => "它在脚本里。",

    // Timeline.
    "Timeline" => "时间线",
    "Position" => "位置",
    "Speed" => "速度",
    "First" => "开头",
    "Previous command" => "上一条命令",
    "Step back" => "后退一步",
    "Pause" => "暂停",
    "Step forward" => "前进一步",
    "Next command" => "下一条命令",
    "Last" => "末尾",
    "{} in use instead of {}" => "使用 {}，而不是 {}",
    "{} in use, nothing shared" => "使用 {}，没有共享",
    "saved" => "节省",
    "page tables add {} either way" => "两种情况页表都另占 {}",
    "if every fork copied eagerly " => "若每次 fork 都立即复制 ",
    "in use " => "使用中 ",
    " never copied" => " 从未复制",

    // Compared policies.
    "Compare policies" => "比较策略",
    "The same script under other policies" => "同一脚本在其他策略下",
    "Add a policy" => "添加策略",
    "Stop comparing" => "停止比较",
    "nothing saved" => "没有节省",
    "saved {} %" => "节省 {}%",
    "Policy {}" => "策略 {}",
    "Totals so far" => "至今合计",
    "Figure" => "项目",

    // Script and console.
    "Script and console" => "脚本和控制台",
    "Copy script" => "复制脚本",
    "Run from the start" => "从头运行",
    "Lines run" => "已运行的行",
    "{} of {}" => "{} / {}",
    "Stop" => "停止",
    "Problems" => "问题列表",
    "Error" => "错误",
    "Note" => "提示",
    " at line {}, column {}" => "：第 {} 行，第 {} 列",
    "Previous problem" => "上一个问题",
    "Next problem" => "下一个问题",
    "Remove `{}`" => "删除 `{}`",
    "Insert `{}`" => "插入 `{}`",
    "Change to `{}`" => "改为 `{}`",
    "{} line" => "{} 行",
    "{} lines" => "{} 行",
    ", no errors" => "，没有错误",
    ", {} error" => "，{} 个错误",
    ", {} errors" => "，{} 个错误",
    "runs after the last line" => "在最后一行之后运行",
    "runs before line 1" => "在第 1 行之前运行",
    "runs after line {}" => "在第 {} 行之后运行",
    "Console" => "控制台",
    "Console output" => "控制台输出",
    "Line {}, running" => "第 {} 行，运行中",
    "The line is in the script. It runs once the errors above are mended." => "该行已在脚本里。上面的错误改好后它就运行。",
    "Try `{}`." => "试试 `{}`。",
    "Expected {}." => "这里应为 {}。",
    " at column {}" => "：第 {} 列",
    "starts a process" => "启动一个进程",
    "maps memory" => "映射内存",
    "writes to a page" => "写一页",
    "reads one" => "读一页",
    "forks" => "调用 fork",
    "checks something" => "检查一个条件",
    "ends a process" => "结束一个进程",
    "empties this log" => "清空这个记录",
    "Completions" => "补全",
    "Command" => "命令",
    "type a command, or help" => "输入命令，或 help",
    "copies" => "复制",
    "reuses" => "重用",
    "allocates" => "分配",
    "maps the zero page" => "映射零页",
    "maps the file's frame" => "映射文件的页帧",
    "no fault" => "没有缺页异常",
    "faults" => "缺页",

    // Dialogs.
    "Close" => "关闭",
    "Copied" => "已复制",
    "Copying is not allowed here: the text is selected, press Ctrl+C" => "这里不允许复制：文本已选中，请按 Ctrl+C",
    "Link" => "链接",
    "Copy link" => "复制链接",
    "This script is too large for a link. " => "脚本太大，放不进链接。",
    "Send it as a file." => "请作为文件发送。",
    "Start at this step ({})" => "从这一步开始（{}）",
    "Download {}" => "下载 {}",
    "The link holds the script itself, behind the #, which browsers do not send to servers." => "链接里就是脚本本身，在 # 之后，浏览器不会把它发给服务器。",
    "Policy in the link: {}." => "链接中的策略：{}。",
    "Policy: as the script says ({})." => "策略：按脚本所写（{}）。",
    "{} characters: too long for many chats and course systems. Better send the file." => "{} 个字符：对许多聊天工具和课程系统来说太长。最好发送文件。",
    "{} characters: some chats and course systems cut links at {}." => "{} 个字符：有些聊天工具和课程系统在 {} 处截断链接。",
    "{} characters." => "{} 个字符。",
    "Embed in a page" => "嵌入网页",
    "This script is too large for a link" => "脚本太大，放不进链接",
    ", and a frame is a link." => "，而嵌入框就是一个链接。",
    "Copy HTML" => "复制 HTML",
    "Lock: readers step, and change nothing" => "锁定：读者可以单步，不能更改",
    "Theme" => "主题",
    "Height" => "高度",
    "Reader's" => "随读者",
    "Light" => "浅色",
    "Dark" => "深色",
    "The frame needs no cookies and no permissions. It works where scripts of the page are not allowed, and tells course systems its height." => "嵌入框不需要 cookie，也不需要权限。网页不允许脚本时它也能工作，并把自己的高度告诉课程系统。",
    "Scenarios" => "场景",
    "Search scenarios" => "搜索场景",
    "Search" => "搜索",
    "Empty script" => "空脚本",
    "Start from nothing. What you have written is kept as a draft." => "从零开始。你写过的内容保留为草稿。",
    "Your drafts" => "你的草稿",
    "No scenario matches." => "没有匹配的场景。",
    "Pictures and data" => "图片和数据",
    "The stage at step {}" => "第 {} 步的舞台",
    "Print" => "打印",
    "In the colours of this theme, at the size of this window." => "使用当前主题的颜色和当前窗口的大小。",
    "All steps" => "全部步骤",
    "Strip of all commands, SVG" => "全部命令的连环图，SVG",
    "Run with every step, JSON" => "每一步的运行记录，JSON",
    "The strip ends after {} pictures." => "连环图最多 {} 幅。",
    "Tables at this step, CSV" => "这一步的表格，CSV",
    "This browser could not draw the PNG; take the SVG." => "此浏览器画不出 PNG；请用 SVG。",
    "Memory over time" => "内存随时间变化",
    "What changed" => "有何变化",
    "From which step to here (step {})" => "从哪一步到这里（第 {} 步）",
    "Remove the bookmark here" => "移除这里的书签",
    "Bookmark this step" => "为这一步加书签",
    "Bookmarks" => "书签",
    "Branches" => "分支",
    "Edit the script after stepping back, and what came after is kept here." => "后退之后再编辑脚本，之后的内容就保留在这里。",
    "the end" => "末尾",
    "the start" => "开头",
    "step {}, before {}" => "第 {} 步，{} 之前",
    "step {}, in {}" => "第 {} 步，{} 之中",
    "Step {}" => "第 {} 步",
    "left at step {}, with {} more to come, the last: " => "在第 {} 步离开，后面还有 {} 行，最后一行：",
    "Branch {}" => "分支 {}",
    "Return to branch {}" => "回到分支 {}",
    "Command palette" => "命令面板",
    "Action" => "动作",
    "Actions" => "动作列表",
    "an action, or a step such as 9.6" => "动作，或步骤如 9.6",
    "No action is called that." => "没有叫这个名字的动作。",
    "Go to step {}" => "转到第 {} 步",
    "Commands that are done, and steps of the next one" => "已完成的命令数，和下一条命令的步数",

    // Help.
    "Forkscope runs a script of processes that fork, read and write on a simulated machine that does what Linux does. The stage shows their page tables on the left and physical memory on the right; a line from a page to a frame is a mapping." => "Forkscope 在一台行为与 Linux 一致的模拟机器上运行脚本，其中的进程进行 fork、读和写。舞台左边是它们的页表，右边是物理内存；从页到页帧的一条线就是一个映射。",
    "A dashed line and " => "虚线和 ",
    " mean read-only, a solid line and " => " 表示只读，实线和 ",
    " read-write. The large number on a frame is its reference count. Click a page to read or write it; each click becomes a line of the script." => " 表示可读写。页帧上的大数字是它的引用计数。点击一页可以读它或写它；每次点击都成为脚本的一行。",
    "Keys" => "按键",
    "Single keys act while nothing is being typed" => "没有在输入时，单个按键即可操作",
    "No cookies, no tracking; nothing you type leaves this page. Links carry the script itself." => "没有 cookie，没有跟踪；你输入的内容不会离开本页。链接里就是脚本本身。",
    "Tab" => "Tab 键",
    "Esc" => "Esc 键",
    "arrows" => "方向键",
    "Walk the stage" => "在舞台上移动",
    "Pages up and down, along an edge to the frame; Enter opens the menu" => "上下移动到各页，沿连线到页帧；Enter 打开菜单",
    "Complete" => "补全",
    "In the prompt: takes the completion" => "在命令行中：采用补全",
    "Closes what is open" => "关闭打开的内容",
    "Space" => "空格",
    ". " => "。",

    // Actions.
    "Play or pause" => "播放或暂停",
    "Plays the script, or pauses it" => "播放脚本，或暂停",
    "One step of the kernel on" => "内核前进一步",
    "One step of the kernel back" => "内核后退一步",
    "To the end of this or the next command" => "到这条或下一条命令的末尾",
    "To the start of this or the previous command" => "到这条或上一条命令的开头",
    "To start" => "到开头",
    "Before the first command" => "第一条命令之前",
    "To end" => "到末尾",
    "Behind the last command" => "最后一条命令之后",
    "Slower" => "更慢",
    "Plays slower" => "放慢播放",
    "Faster" => "更快",
    "Plays faster" => "加快播放",
    "Console prompt" => "控制台输入",
    "Type a command" => "输入一条命令",
    "Edit the script" => "编辑脚本",
    "Puts the cursor into the script" => "把光标放进脚本",
    "Opens the gallery" => "打开场景库",
    "Inspector" => "地址查看器",
    "Takes an address apart: tables, bits, frame" => "拆解一个地址：页表、标志位、页帧",
    "As /proc shows it" => "/proc 的样子",
    "Opens or closes ps, status, maps, smaps and other files" => "打开或关闭 ps、status、maps、smaps 等文件",
    "The next one of the list" => "列表中的下一个",
    "Sets a bookmark, or takes it away" => "设置书签，或移除",
    "Next bookmark" => "下一个书签",
    "To the next bookmark" => "到下一个书签",
    "Previous bookmark" => "上一个书签",
    "To the bookmark before" => "到前一个书签",
    "Two steps compared; bookmarks and branches" => "比较两步；书签和分支",
    "A line and a figure for each process and command" => "每个进程一条线，每条命令一个数",
    "The same script under two or three policies" => "同一脚本在两三种策略下",
    "SVG, PNG, CSV and JSON to take away" => "可带走的 SVG、PNG、CSV 和 JSON",
    "Every action by its name" => "按名字找到每个动作",
    "Automatic, light, dark in turn" => "自动、浅色、深色轮换",
    "中文 / English" => "中文 / English",
    "The other language" => "另一种语言",
    "A link to this script" => "这个脚本的链接",
    "A frame for a course page" => "用于课程网页的嵌入框",
    "Help" => "帮助",
    "Keys, and what the page shows" => "按键，以及页面显示的内容",
    "Runs the script again" => "重新运行脚本",
    "Copies the script as text" => "把脚本作为文本复制",
    "Script drawer" => "脚本抽屉",
    "Opens or closes the script on narrow windows" => "在窄窗口中打开或关闭脚本",

    // Inspector.
    "Address translation" => "地址转换",
    "address" => "地址",
    "Go" => "前往",
    "Mapping" => "映射",
    "{}, nothing mapped" => "{}，没有映射",
    "What {} does" => "{} 做什么",
    "Write the line" => "写入这一行",
    "A table on the way is missing, so there is no entry." => "路上缺一个页表，所以没有表项。",
    "after this command {}" => "这条命令之后 {}",
    "Page table entry" => "页表项",
    "Entry " => "表项 ",
    "yes" => "是",
    "no" => "否",
    "not asked for this kind" => "这类页帧不看它",
    "Frame" => "页帧",
    "Frame {}" => "页帧 {}",
    "refcount" => "引用计数",
    "mapcount" => "映射计数",
    "exclusive" => "独占",
    "held by" => "持有者",
    "{} more rows, all {}" => "另外 {} 行，全是 {}",
    "Marked bytes differ from {}." => "标出的字节与 {} 不同。",
    "Contents" => "内容",
    "frame {}" => "页帧 {}",
    "Page walk" => "页表遍历",
    "nothing mapped" => "没有映射",
    "{}, frame {}" => "{}，页帧 {}",
    "Read the page" => "读该页",
    "Write to the page" => "写该页",
    "Text, or a byte such as 0x41" => "文字，或一个字节如 0x41",
    "Name of the child" => "子进程的名字",
    "Execute a program" => "执行程序",
    "Name of the program" => "程序的名字",
    "Map anonymous memory" => "映射匿名内存",
    "Name and size" => "名字和大小",
    "Unmap the page" => "解除该页的映射",
    "Protect the page" => "设置该页的权限",
    "Permissions" => "权限",
    "Advise DONTNEED" => "建议 DONTNEED",
    "Status" => "状态码",
    "{} is no address: expected up to 16 hexadecimal digits after 0x" => "{} 不是地址：0x 之后应为最多 16 位十六进制数",
    "nothing is called {} here; an address starts with 0x" => "这里没有叫 {} 的；地址以 0x 开头",
    "{} is no page number" => "{} 不是页号",
    "{} is no offset: write it as 16 or 0x10" => "{} 不是偏移：写成 16 或 0x10",

    // /proc.
    "File" => "文件",
    "Process" => "进程",
    "Copy this file" => "复制这个文件",
    "Close /proc" => "关闭 /proc",
    "Copying is not allowed here; select the text and copy it" => "这里不允许复制；请选中文本再复制",
    "There is more: forkscope proc prints it all." => "后面还有：forkscope proc 可以全部打印。",
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_chinese_and_has_the_same_values() {
        let values = |text: &str| text.matches('{').count();
        for (en, zh) in EN.iter().zip(ZH) {
            assert_eq!(values(en), values(zh), "{en} | {zh}");
            assert!(*en != zh || zh.contains("中文"), "{en} | {zh}");
        }
    }

    #[test]
    fn no_text_stands_twice() {
        for (at, en) in EN.iter().enumerate() {
            assert!(!EN[..at].contains(en), "{en}");
        }
    }
}
