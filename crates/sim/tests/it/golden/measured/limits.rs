//! What is promised to processes, what limits them, and who is charged: E02, E04, E05, E06.

use forkscope_sim::cgroup::{Group, GroupStat};
use forkscope_sim::limits::{Bound, Resource};
use forkscope_sim::{Call, Command, Outcome, Pid, Ret, Silent};
use serde_json::{json, Value};

use super::Figure::{self, Is, Left};
use super::{but_for, made, play, word, Figures};
use crate::golden::arm::Arm;

const FIRST: Pid = Pid(1);
/// 64 MiB of private anonymous memory.
const PRIVATE: &str = "mmap P a 16384 rw priv anon";
const SHARED: &str = "mmap P a 16384 rw shared anon";
const NO_SUCH_MAPPING: &str = "no mappings that grow, guard or may be dropped";

/// How Committed_AS changes with an operation that comes after others, in kB.
fn promised(before: &[&str], op: &str) -> Figure {
    let mut arm = Arm::new(before);
    play(&mut arm, before);
    let was = arm.machine.committed() as i64;
    play(&mut arm, &[op]);
    Is(json!((arm.machine.committed() as i64 - was) * 4))
}

fn promised_by(call: Call) -> Figure {
    let mut arm = Arm::new(&[]);
    let was = arm.machine.committed() as i64;
    assert!(arm.call(FIRST, call).is_ok());
    Is(json!((arm.machine.committed() as i64 - was) * 4))
}

pub(super) fn promises() -> Figures {
    let file = "file F 16384 small";
    vec![
        ("mmap 64MiB priv anon rw", promised(&[], PRIVATE)),
        ("munmap of it", promised(&[PRIVATE], "munmap P a 16384")),
        ("mmap 64MiB priv anon r", promised(&[], "mmap P a 16384 r priv anon")),
        ("mprotect r->rw untouched", promised(&["mmap P a 16384 r priv anon"], "mprotect P a 16384 rw")),
        ("mprotect rw->r untouched", promised(&[PRIVATE], "mprotect P a 16384 r")),
        ("mprotect rw->r after one page was written", promised(&[PRIVATE, "w P a"], "mprotect P a 16384 r")),
        ("mmap PROT_NONE", promised(&[], "mmap P a 16384 none priv anon")),
        ("mmap priv anon rw NORESERVE", promised(&[], "mmap P a 16384 rw priv noreserve anon")),
        ("mmap 64MiB shared anon rw", promised(&[], SHARED)),
        ("fork with that shared mapping (minus 320 baseline)", promised(&[SHARED], "fork P C")),
        ("fork with 64MiB priv anon rw untouched (minus 320 baseline)", promised(&[PRIVATE], "fork P C")),
        ("child exit", promised(&[PRIVATE, "fork P C"], "exit C")),
        ("fork with DONTFORK region (minus baseline)", promised(&[PRIVATE, "madvise P a 16384 dontfork"], "fork P C")),
        (
            "fork with WIPEONFORK region (minus baseline)",
            promised(&[PRIVATE, "madvise P a 16384 wipeonfork"], "fork P C"),
        ),
        ("vfork", promised_by(Call::Vfork)),
        ("mmap priv file rw", promised(&[file], "mmap P a 16384 rw priv file=F")),
        ("mmap priv file r", promised(&[file], "mmap P a 16384 r priv file=F")),
        ("mmap shared file rw", promised(&[file], "mmap P a 16384 rw shared file=F")),
        ("memfd ftruncate 64MiB", promised(&[], "memfd M 16384")),
        ("memfd map shared", promised(&["memfd M 16384"], "mmap P a 16384 rw shared memfd=M")),
        ("memfd touch one page", promised(&["memfd M 16384", "mmap P a 16384 rw shared memfd=M"], "w P a")),
        ("mremap shrink 64->32MiB", promised(&[PRIVATE], "mremap P a 16384 -> same 8192")),
        ("mremap grow 32->96MiB", promised(&["mmap P a 8192 rw priv anon"], "mremap P a 8192 -> same 24576")),
        ("mremap 96MiB DONTUNMAP", Left(NO_SUCH_MAPPING)),
        ("brk +64MiB", promised_by(Call::Brk { pages: 16384 })),
        ("MAP_DROPPABLE 64MiB", Left(NO_SUCH_MAPPING)),
    ]
}

fn limit(arm: &mut Arm, resource: Resource, limit: u64) {
    assert!(arm.call(FIRST, Call::Bind(Bound::Limit { resource, limit })).is_ok());
}

fn fork(arm: &mut Arm) -> String {
    word(arm.call(FIRST, Call::Fork))
}

fn mapped(arm: &mut Arm, op: &str) -> String {
    let seen = arm.op(op).unwrap_or_default();
    seen["err"].as_str().or(seen.as_str()).unwrap_or_default().to_owned()
}

pub(super) fn rlimits() -> Figures {
    vec![
        ("RLIMIT_AS 256MiB with 200MiB mapped", Is(json!(room_for_one()))),
        ("RLIMIT_AS below current size", Is(json!(below_its_size()))),
        ("RLIMIT_DATA 0", Is(json!(no_data()))),
        ("RLIMIT_RSS", Left("one user, and limits are set for good")),
        ("RLIMIT_NPROC exceeded (unprivileged)", Is(json!(too_many(1, &[])))),
        (
            "unreaped zombie counts for NPROC",
            Is(json!(if too_many(2, &["fork P C", "exit C"]) == "EAGAIN" { "yes" } else { "no" })),
        ),
        ("pids cgroup max", Is(json!(too_many_of_group()))),
        ("child VmLck", Is(json!(locked_in_child()))),
    ]
}

fn room_for_one() -> String {
    let mut arm = Arm::new(&[]);
    limit(&mut arm, Resource::As, 256 << 8);
    play(&mut arm, &["mmap P a 51200 rw priv anon"]);
    format!("fork {} (limit is per mm)", fork(&mut arm))
}

fn below_its_size() -> String {
    let mut arm = Arm::new(&[]);
    play(&mut arm, &["mmap P a 51200 rw priv anon"]);
    limit(&mut arm, Resource::As, 1000);
    format!("fork {}, next mmap {}", fork(&mut arm), mapped(&mut arm, "mmap P b 1 rw priv anon"))
}

fn no_data() -> String {
    let mut arm = Arm::new(&[]);
    limit(&mut arm, Resource::Data, 0);
    let (private, shared) = ("mmap P a 1 rw priv anon", "mmap P b 1 rw shared anon");
    let fork = fork(&mut arm);
    format!(
        "fork {fork}, private writable mmap {}, shared mmap {}",
        mapped(&mut arm, private),
        mapped(&mut arm, shared)
    )
}

fn too_many(most: u64, before: &[&str]) -> String {
    let mut arm = Arm::new(&[]);
    limit(&mut arm, Resource::Nproc, most);
    play(&mut arm, before);
    fork(&mut arm)
}

fn too_many_of_group() -> String {
    let mut arm = Arm::new(&[]);
    group(&mut arm, FIRST, 1);
    fork(&mut arm)
}

fn locked_in_child() -> u64 {
    let mut arm = Arm::new(&[]);
    play(&mut arm, &["mmap P a 4 rw priv anon", "mlock P a 4", "fork P C"]);
    let (_, mm) = arm.machine.mm_of(arm.pids[1].1).expect("alive");
    mm.vmas.values().filter(|vma| vma.is_locked()).map(|vma| vma.pages() * 4).sum()
}

/// Makes a control group and moves a process there.
fn group(arm: &mut Arm, pid: Pid, pids_max: u64) {
    let made = arm.machine.run(&Command::CreateGroup { max: Group::NO_LIMIT, pids_max }, &mut Silent);
    let Ok(Outcome { ret: Ret::Group(group), .. }) = made else { panic!("no group: {made:?}") };
    assert!(arm.call(pid, Call::Bind(Bound::Group(group))).is_ok());
}

/// What each group is charged for.
fn stats(arm: &Arm) -> Vec<GroupStat> {
    arm.machine.groups().iter().map(|(_, group)| group.stat).collect()
}

/// The processes of the experiment had up to six pages of their own charged to each group.
const OWN: u64 = 24;

pub(super) fn charges(observed: &Value) -> Figures {
    let mut arm = Arm::new(&[]);
    group(&mut arm, FIRST, 100);
    play(&mut arm, &["mmap P a 1000 rw priv anon"]);
    let ops = ["w P a 1000", "fork P C", "", "w C a@0 500", "w P a@0 500", "w P a@500 500", "w C a@500 500", "exit C"];
    let mut after: Vec<[u64; 2]> = Vec::new();
    for op in ops {
        if op.is_empty() {
            let child = arm.pids[1].1;
            group(&mut arm, child, 100);
        } else {
            play(&mut arm, &[op]);
        }
        let stats = stats(&arm);
        after.push([stats[0].anon * 4, stats.get(1).map_or(0, |stat| stat.anon * 4)]);
    }
    ["A.rss_kB after each", "B.rss_kB after each"]
        .into_iter()
        .enumerate()
        .map(|(side, line)| {
            let each = after.iter().enumerate().map(|(i, kb)| but_for(&observed[line][i], kb[side], OWN));
            (line, Is(each.collect::<Value>()))
        })
        .collect()
}

pub(super) fn shared_charges(observed: &Value) -> Figures {
    let tables = "100000 zero-page reads";
    vec![
        ("page cache 1000 pages faulted by P(A) then mapped by C(B)", Is(json!(page_cache()))),
        ("shared anon 1000 pages, C(B) writes 500 first, P(A) writes all", Is(json!(shared_memory()))),
        (tables, Is(json!(zero_pages(observed[tables].as_str().unwrap_or_default())))),
        ("fork of 100000 touched pages", Left("of kernel memory, only page tables")),
    ]
}

/// Two processes in a group each: P in A, its child C in B.
fn in_groups(before: &[&str]) -> Arm {
    let mut arm = Arm::new(&[]);
    group(&mut arm, FIRST, 100);
    play(&mut arm, before);
    let child = made(&mut arm, FIRST, Call::Fork);
    arm.pids.push(("C".into(), child));
    group(&mut arm, child, 100);
    arm
}

fn page_cache() -> String {
    // Cold, so that the first fault of each page brings it in.
    let mut arm = Arm::new(&[]);
    group(&mut arm, FIRST, 100);
    let file = forkscope_sim::file::FileKind::Regular;
    let opened = forkscope_sim::file::Opened::ReadOnly;
    let made = arm.create("F", Command::CreateFile { kind: file, pages: 1000, cached: false, opened });
    assert!(made.is_ok());
    play(&mut arm, &["mmap P a 1000 r shared file=F", "r P a 1000", "fork P C"]);
    let child = arm.pids[1].1;
    group(&mut arm, child, 100);
    play(&mut arm, &["r C a 1000"]);
    let stats = stats(&arm);
    format!("A.cache {} kB, B.cache {}", stats[0].file * 4, stats[1].file * 4)
}

fn shared_memory() -> String {
    let mut arm = in_groups(&["mmap P a 1000 rw shared anon"]);
    play(&mut arm, &["w C a 500", "w P a 1000"]);
    let stats = stats(&arm);
    format!("B.shmem {}, A.shmem {}", stats[1].shmem * 4, stats[0].shmem * 4)
}

/// As observed, if the page tables are as many but for what a CPU had in stock (64 pages at a time).
fn zero_pages(observed: &str) -> String {
    let mut arm = Arm::new(&[]);
    group(&mut arm, FIRST, 100);
    play(&mut arm, &["mmap P a 100000 rw priv anon", "r P a 100000"]);
    let GroupStat { anon, tables, .. } = stats(&arm)[0];
    let theirs =
        observed.split("kmem +").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|kb| kb.parse::<u64>().ok());
    let kmem = theirs.filter(|theirs| theirs.abs_diff(tables * 4) <= 64 * 4).unwrap_or(tables * 4);
    format!("A.rss +{}, A.kmem +{kmem} kB (page tables)", anon * 4)
}
