//! What is said of links.

forkscope_lang::table! {
    "the link carries no script: it should begin with `v1:d:` or `v1:t:`" => "链接里没有脚本：应以 `v1:d:` 或 `v1:t:` 开头",
    "the link is of version `{}`; this page reads version `v1`" => "链接的版本是 `{}`；本页读取版本 `v1`",
    "the script in the link is packed as `{}`; this page reads `d` and `t`" => "链接中脚本的打包方式是 `{}`；本页读取 `d` 和 `t`",
    "the link is damaged: its packed part holds characters that do not belong there" => "链接已损坏：打包部分含有不该有的字符",
    "the link is cut off: a part of it is missing at the end" => "链接被截断：末尾缺了一部分",
    "the link is damaged: its packed part does not unpack" => "链接已损坏：打包部分解不开",
    "the script in the link is larger than 256 KiB" => "链接中的脚本超过 256 KiB",
    "the link is damaged: what it carries is no text" => "链接已损坏：里面不是文本",
    "`{}={}` in the link is ignored: {0} is {2}" => "链接中的 `{}={}` 被忽略：{0} 应为{2}",
    "0 or 1" => "`0` 或 `1`",
    "light, dark or auto" => "`light`、`dark` 或 `auto`",
    "linux, refcount, mapcount, on_demand, textbook or eager" => "`linux`、`refcount`、`mapcount`、`on_demand`、`textbook` 或 `eager`",
    "a language such as `en`" => "一种语言，如 `en`",
}
