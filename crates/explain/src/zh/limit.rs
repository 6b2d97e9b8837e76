//! The limits of memory, in Chinese.

use forkscope_sim::cgroup::{Group, GroupId};
use forkscope_sim::limits::{Bound, Bounds, CommitVerdict, Resource, Rlimits};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Machine, Pid, Ret};

use super::phrase::{count_of, pages};
use super::{words, Words};
use crate::context::Cx;
use crate::en::limit::signed;
use crate::en::phrase::{number, size_of_pages};

pub(super) fn commit_decided(cx: Cx<'_>, count: u64, verdict: CommitVerdict) -> Words {
    let size = cx.size(count);
    let (granted, why) = match verdict {
        CommitVerdict::Granted => (true, "过量提交策略允许。".to_owned()),
        CommitVerdict::BeyondMemory { total } => {
            (false, format!("模式 0 拒绝大于内存加交换区的单个请求：{}。", cx.size(total)))
        }
        CommitVerdict::WithinLimit { committed, limit, reserve } => (true, sum("为", committed, limit, reserve)),
        CommitVerdict::BeyondLimit { committed, limit, reserve } => (false, sum("将为", committed, limit, reserve)),
    };
    words(format!("{} {size}", if granted { "承诺" } else { "拒绝承诺" }), why)
}

/// The inputs of a decision in mode 2.
fn sum(verb: &str, committed: u64, limit: u64, reserve: u64) -> String {
    let (committed, limit) = (pages(committed), number(limit));
    format!("Committed_AS {verb} {committed}。CommitLimit 为 {limit}，其中 {} 为预留。", number(reserve))
}

pub(super) fn limit_reached(cx: Cx<'_>, resource: Resource, used: u64, asked: u64, limit: u64) -> Words {
    let title = format!("受 {} 限制：{}", resource.name(), amount(cx, resource, limit));
    let why = match resource {
        Resource::As | Resource::Data => format!("已用 {}，又要 {}。", cx.size(used), cx.size(asked)),
        Resource::Nproc | Resource::Pids => {
            format!("已有 {}，僵尸进程也算。再多一个就超了。", count_of(used, "个任务"))
        }
    };
    words(title, why)
}

fn amount(cx: Cx<'_>, resource: Resource, limit: u64) -> String {
    match resource {
        _ if limit == Rlimits::INFINITY => "无限制".to_owned(),
        Resource::As | Resource::Data => cx.size(limit),
        Resource::Nproc | Resource::Pids => number(limit),
    }
}

pub(super) fn setting_bound(cx: Cx<'_>, bound: Bound) -> Words {
    match bound {
        Bound::Limit { resource, limit } => words(
            format!("把 {} 设为 {}", resource.name(), amount(cx, resource, limit)),
            "已经在用的保留。子进程继承这个限制。",
        ),
        Bound::OomScoreAdj(-1000) => words("把 oom_score_adj 设为 -1000", "OOM killer 跳过这个进程。子进程也继承它。"),
        Bound::OomScoreAdj(adj) => {
            words(format!("把 oom_score_adj 设为 {adj}"), "它的 OOM 得分加上全部内存的千分之这么多。")
        }
        Bound::Group(group) => {
            words(format!("移到控制组 {}", cx.group(group)), "从现在起取用的内存记在该组账上。旧账不变。")
        }
    }
}

pub(super) fn group_at_limit(group: &str, current: u64, max: u64) -> Words {
    let title = format!("{group} 达到上限：{} / {}", number(current), pages(max));
    words(title, "先去掉干净的页缓存。一点都不剩时，就杀死一个进程。")
}

pub(super) fn reclaiming_cache(group: &str, count: u64) -> Words {
    let title = format!("去掉记在 {group} 账上的 {} 缓存", pages(count));
    words(title, "它们是干净的：再需要时从磁盘重新读取。")
}

pub(super) fn oom_candidate(process: &str, (rss, tables): (u64, u64), adj: i16, points: Option<i64>) -> Words {
    let Some(points) = points else {
        return words(format!("{process} 免于被选"), "它的 oom_score_adj 是 -1000：OOM killer 跳过它。");
    };
    let parts = format!("驻留 {}，{}", pages(rss), count_of(tables, "个页表"));
    let why = match adj {
        0 => format!("{parts}。它共享的页全部计入。"),
        adj => format!("{parts}，再加全部内存的 {adj}/1000。"),
    };
    words(format!("{process} 的得分：{}", signed(points)), why)
}

pub(super) fn out_of_memory(victim: &str, points: i64, group: Option<&str>) -> Words {
    let points = signed(points);
    match group {
        None => words(format!("内存耗尽：杀死 {victim}"), format!("得分最高：{points} 页。共享的页也全部计入。")),
        Some(group) => {
            words(format!("{group} 内存耗尽：杀死 {victim}"), format!("组内得分最高：{points}。组外的进程不受影响。"))
        }
    }
}

/// What a process does that changes its bounds.
pub(super) fn act(cx: Cx<'_>, bound: Bound) -> String {
    match bound {
        Bound::Limit { resource, limit } => format!("把 {} 设为 {}", resource.name(), amount(cx, resource, limit)),
        Bound::OomScoreAdj(adj) => format!("把 oom_score_adj 设为 {adj}"),
        Bound::Group(group) => format!("加入控制组 {}", cx.group(group)),
    }
}

/// The title of a new group.
pub(super) fn group_made(cx: Cx<'_>, ret: Option<Ret>, max: u64) -> String {
    let name = match ret {
        Some(Ret::Group(group)) => format!("创建控制组 {}", cx.group(group)),
        Some(_) | None => "创建一个控制组".to_owned(),
    };
    match max {
        Group::NO_LIMIT => name,
        max => format!("{name}，上限 {}", cx.size(max)),
    }
}

/// What changed of the bounds of a process.
pub(super) fn bounds_changed(cx: Cx<'_>, pid: Pid, from: Bounds, to: Bounds) -> String {
    let who = cx.process(pid);
    let limits = [Resource::As, Resource::Data, Resource::Nproc];
    let changed = |resource: &Resource| from.limits.get(*resource) != to.limits.get(*resource);
    let limit = |resource: Resource| format!("{} {}", resource.name(), amount(cx, resource, to.limits.get(resource)));
    let mut parts: Vec<String> = limits.into_iter().filter(changed).map(limit).collect();
    if from.oom_score_adj != to.oom_score_adj {
        parts.push(format!("oom_score_adj {}", to.oom_score_adj));
    }
    if from.group != to.group {
        let name = |group: Option<GroupId>| group.map_or_else(|| "根".to_owned(), |group| cx.group(group));
        parts.push(format!("控制组 {}", name(to.group)));
    }
    format!("{who}：{}", parts.join("，"))
}

/// Which limit a request for pages meets, if it meets one: the reason, and a hint.
pub(super) fn in_the_way(machine: &Machine, pid: Pid, flags: VmFlags, count: u64) -> Option<(String, Option<String>)> {
    if let Some((resource, used, limit)) = machine.limit_in_the_way(pid, flags, count) {
        let [used, limit] = [used, limit].map(|pages| size_of_pages(machine.page_size(), pages));
        let why = format!(
            "{} 为 {limit}；已用 {used}，又要 {}。",
            resource.name(),
            size_of_pages(machine.page_size(), count)
        );
        return Some((why, Some("用 `prlimit` 调大它".to_owned())));
    }
    promise(machine, pid, count)
}

/// Why so many pages cannot be promised, if they cannot.
pub(super) fn promise(machine: &Machine, pid: Pid, count: u64) -> Option<(String, Option<String>)> {
    match machine.commit_verdict(pid, count) {
        CommitVerdict::Granted | CommitVerdict::WithinLimit { .. } => None,
        CommitVerdict::BeyondMemory { total } => {
            let why = format!(
                "它要 {}，而机器只有 {}。",
                size_of_pages(machine.page_size(), count),
                size_of_pages(machine.page_size(), total)
            );
            Some((why, Some("调大 `machine ram=`，或设置 `machine overcommit=1`".to_owned())))
        }
        CommitVerdict::BeyondLimit { committed, limit, reserve } => {
            let hint = "调大 `machine overcommit_ratio=`，或设置 `machine overcommit=1`";
            Some((sum("将为", committed, limit, reserve), Some(hint.to_owned())))
        }
    }
}

/// Which limit on processes stands in the way of a fork.
pub(super) fn too_many(machine: &Machine, pid: Pid) -> Option<(String, Option<String>)> {
    let task = machine.task(pid)?;
    let limit = task.bounds.limits.get(Resource::Nproc);
    let tasks = machine.tasks().count() as u64;
    if tasks >= limit {
        let why = format!("RLIMIT_NPROC 为 {limit}，而已有 {tasks} 个，僵尸进程也算。");
        return Some((why, Some("让父进程用 wait 回收僵尸进程".to_owned())));
    }
    let group = task.bounds.group?;
    let max = machine.groups().get(group)?.pids_max;
    Some((format!("它的控制组的 pids.max 为 {max}。"), Some("调大该组的 `pids=`".to_owned())))
}
