//! The limits of memory: promises, resource limits, control groups, and the OOM killer.

use forkscope_sim::cgroup::{Group, GroupEvent, GroupId};
use forkscope_sim::limits::{Bound, Bounds, CommitVerdict, Resource, Rlimits};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Machine, Pid, Ret};

use super::phrase::{count_of, number, pages, size_of_pages};
use crate::context::Cx;
use crate::explanation::{Explanation, Tone};
use crate::glossary::Term;

#[inline(never)]
pub(super) fn commit_decided(cx: Cx<'_>, count: u64, verdict: CommitVerdict) -> Explanation {
    let size = cx.size(count);
    let refused = |why: String| Explanation::new(format!("Refuse to promise {size}"), why).tone(Tone::Failure);
    match verdict {
        CommitVerdict::Granted => granted(&size, "The overcommit policy says yes.".to_owned()),
        CommitVerdict::BeyondMemory { total } => {
            refused(format!("Mode 0 refuses one request larger than RAM and swap: {}.", cx.size(total)))
        }
        CommitVerdict::WithinLimit { committed, limit, reserve } => {
            granted(&size, sum("is", committed, limit, reserve))
        }
        CommitVerdict::BeyondLimit { committed, limit, reserve } => refused(sum("would be", committed, limit, reserve)),
    }
    .term(Term::Overcommit)
}

fn granted(size: &str, why: String) -> Explanation {
    Explanation::new(format!("Promise {size}"), why).tone(Tone::Decision)
}

/// The inputs of a decision in mode 2.
fn sum(verb: &str, committed: u64, limit: u64, reserve: u64) -> String {
    let (committed, limit) = (pages(committed), number(limit));
    format!("Committed_AS {verb} {committed}. CommitLimit is {limit}, {} of it in reserve.", number(reserve))
}

#[inline(never)]
pub(super) fn limit_reached(cx: Cx<'_>, resource: Resource, used: u64, asked: u64, limit: u64) -> Explanation {
    let title = format!("{} is in the way: {}", resource.name(), amount(cx, resource, limit));
    let why = match resource {
        Resource::As | Resource::Data => {
            format!("{} in use, {} more asked for.", cx.size(used), cx.size(asked))
        }
        Resource::Nproc | Resource::Pids => {
            format!("{}, zombies included. One more is too many.", count_of(used, "task"))
        }
    };
    Explanation::new(title, why).tone(Tone::Failure).man("getrlimit", 2)
}

fn amount(cx: Cx<'_>, resource: Resource, limit: u64) -> String {
    match resource {
        _ if limit == Rlimits::INFINITY => "unlimited".to_owned(),
        Resource::As | Resource::Data => cx.size(limit),
        Resource::Nproc | Resource::Pids => number(limit),
    }
}

#[inline(never)]
pub(super) fn setting_bound(cx: Cx<'_>, bound: Bound) -> Explanation {
    match bound {
        Bound::Limit { resource, limit } => Explanation::new(
            format!("Set {} to {}", resource.name(), amount(cx, resource, limit)),
            "What is there already stays. Children inherit the limit.",
        )
        .man("prlimit", 2),
        Bound::OomScoreAdj(-1000) => Explanation::new(
            "Set oom_score_adj to -1000",
            "The OOM killer passes the process over. Children inherit that.",
        )
        .term(Term::OomKiller),
        Bound::OomScoreAdj(adj) => Explanation::new(
            format!("Set oom_score_adj to {adj}"),
            "So many thousandths of all memory are added to its OOM score.",
        )
        .term(Term::OomKiller),
        Bound::Group(group) => Explanation::new(
            format!("Move to control group {}", cx.group(group)),
            "The group pays for what is taken from now on. Old charges stay.",
        )
        .term(Term::MemoryCgroup)
        .man("cgroups", 7),
    }
}

#[inline(never)]
pub(super) fn group_at_limit(group: &str, current: u64, max: u64) -> Explanation {
    let title = format!("{group} is at its limit: {} of {}", number(current), pages(max));
    let why = "Clean page cache goes first. When there is none left, a process is killed.";
    Explanation::new(title, why).tone(Tone::Failure).term(Term::MemoryCgroup).man("cgroups", 7)
}

#[inline(never)]
pub(super) fn reclaiming_cache(group: &str, count: u64) -> Explanation {
    let title = format!("Drop {} of page cache charged to {group}", pages(count));
    Explanation::new(title, "They are clean: what is needed again is read from disk again.").term(Term::PageCache)
}

#[inline(never)]
pub(super) fn oom_candidate(process: &str, (rss, tables): (u64, u64), adj: i16, points: Option<i64>) -> Explanation {
    let Some(points) = points else {
        let why = "Its oom_score_adj is -1000: the OOM killer passes it over.";
        return Explanation::new(format!("{process} is exempt"), why).term(Term::OomKiller);
    };
    let parts = format!("{} resident, {}", number(rss), count_of(tables, "page table"));
    let why = match adj {
        0 => format!("{parts}. What it shares counts in full."),
        adj => format!("{parts}, and {adj}/1000 of all memory."),
    };
    Explanation::new(format!("Score of {process}: {}", signed(points)), why).term(Term::OomKiller)
}

#[inline(never)]
pub(super) fn out_of_memory(victim: &str, points: i64, group: Option<&str>) -> Explanation {
    let points = signed(points);
    match group {
        None => Explanation::new(
            format!("Out of memory: kill {victim}"),
            format!("The highest score: {points} pages. Shared ones count in full."),
        ),
        Some(group) => Explanation::new(
            format!("{group} is out of memory: kill {victim}"),
            format!("The highest score in the group: {points}. Others are left alone."),
        ),
    }
    .tone(Tone::Failure)
    .term(Term::OomKiller)
}

#[inline(never)]
pub(crate) fn signed(value: i64) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", number(value.unsigned_abs()))
}

/// What a process does that changes its bounds.
#[inline(never)]
pub(super) fn act(cx: Cx<'_>, bound: Bound) -> String {
    match bound {
        Bound::Limit { resource, limit } => format!("sets its {} to {}", resource.name(), amount(cx, resource, limit)),
        Bound::OomScoreAdj(adj) => format!("sets its oom_score_adj to {adj}"),
        Bound::Group(group) => format!("joins control group {}", cx.group(group)),
    }
}

/// The title of a new group.
#[inline(never)]
pub(super) fn group_made(cx: Cx<'_>, ret: Option<Ret>, max: u64) -> String {
    let name = match ret {
        Some(Ret::Group(group)) => format!("control group {}", cx.group(group)),
        Some(_) | None => "a control group".to_owned(),
    };
    match max {
        Group::NO_LIMIT => format!("{name} is made"),
        max => format!("{name} is made, at most {}", cx.size(max)),
    }
}

/// What changed of the bounds of a process.
#[inline(never)]
pub(super) fn bounds_changed(cx: Cx<'_>, pid: Pid, from: Bounds, to: Bounds) -> String {
    let who = cx.process(pid);
    let limits = [Resource::As, Resource::Data, Resource::Nproc];
    let changed = |resource: &Resource| from.limits.get(*resource) != to.limits.get(*resource);
    let mut parts: Vec<String> = limits.into_iter().filter(changed).map(|resource| limit(cx, resource, to)).collect();
    if from.oom_score_adj != to.oom_score_adj {
        parts.push(format!("oom_score_adj {}", to.oom_score_adj));
    }
    if from.group != to.group {
        let name = |group: Option<GroupId>| group.map_or_else(|| "the root".to_owned(), |group| cx.group(group));
        parts.push(format!("control group {}", name(to.group)));
    }
    format!("{who}: {}", parts.join(", "))
}

fn limit(cx: Cx<'_>, resource: Resource, bounds: Bounds) -> String {
    format!("{} {}", resource.name(), amount(cx, resource, bounds.limits.get(resource)))
}

/// The line of a group that a line of `memory.events` names.
#[inline(never)]
pub(crate) fn event_word(event: GroupEvent) -> &'static str {
    match event {
        GroupEvent::Max => "max",
        GroupEvent::Oom => "oom",
        GroupEvent::OomKill => "oom_kill",
    }
}

/// Which limit a request for pages meets, if it meets one: the reason, and a hint.
#[inline(never)]
pub(super) fn in_the_way(machine: &Machine, pid: Pid, flags: VmFlags, count: u64) -> Option<(String, Option<String>)> {
    if let Some((resource, used, limit)) = machine.limit_in_the_way(pid, flags, count) {
        let [used, limit] = [used, limit].map(|pages| size_of_pages(machine.page_size(), pages));
        let why = format!(
            "{} is {limit}; {used} are in use, {} asked for.",
            resource.name(),
            size_of_pages(machine.page_size(), count)
        );
        return Some((why, Some("raise it with `prlimit`".to_owned())));
    }
    promise(machine, pid, count)
}

/// Why so many pages cannot be promised, if they cannot.
#[inline(never)]
pub(super) fn promise(machine: &Machine, pid: Pid, count: u64) -> Option<(String, Option<String>)> {
    match machine.commit_verdict(pid, count) {
        CommitVerdict::Granted | CommitVerdict::WithinLimit { .. } => None,
        CommitVerdict::BeyondMemory { total } => {
            let why = format!(
                "It asks for {} on a machine of {}.",
                size_of_pages(machine.page_size(), count),
                size_of_pages(machine.page_size(), total)
            );
            Some((why, Some("raise `machine ram=`, or set `machine overcommit=1`".to_owned())))
        }
        CommitVerdict::BeyondLimit { committed, limit, reserve } => {
            let hint = "raise `machine overcommit_ratio=`, or set `machine overcommit=1`";
            Some((sum("would be", committed, limit, reserve), Some(hint.to_owned())))
        }
    }
}

/// Which limit on processes stands in the way of a fork.
#[inline(never)]
pub(super) fn too_many(machine: &Machine, pid: Pid) -> Option<(String, Option<String>)> {
    let task = machine.task(pid)?;
    let limit = task.bounds.limits.get(Resource::Nproc);
    let tasks = machine.tasks().count() as u64;
    if tasks >= limit {
        let why = format!("RLIMIT_NPROC is {limit}, and there are {tasks}, zombies included.");
        return Some((why, Some("let a parent wait for its zombies".to_owned())));
    }
    let group = task.bounds.group?;
    let max = machine.groups().get(group)?.pids_max;
    Some((format!("pids.max of its control group is {max}."), Some("raise `pids=` of the group".to_owned())))
}
