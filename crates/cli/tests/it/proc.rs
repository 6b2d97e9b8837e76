//! `forkscope proc`, and its format against that of the kernel that the tests run on.

use std::fs;
use std::process::{Child, Command, Stdio};

use expect_test::expect;

use crate::tool::forkscope;

const SCRIPT: &str = "\
program sh text=4 pages data=1 page bss=1 page stack=2 pages
file lib 3 pages
process parent sh
parent: read text[0]
parent: brk 2 pages
parent: write brk[0] 1
parent: mmap heap 3 pages
parent: write heap[0] \"A\"
parent: mmap lib 3 pages file=lib
parent: read lib[1]
parent: mmap log 2 pages shared
parent: fork child
child: write heap[0] \"B\"
child: exit
";

/// A file of the parent.
fn ours(file: &str) -> Vec<String> {
    let ran = forkscope(&["proc", "-", file, "--process", "parent"], SCRIPT);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
    ran.out.lines().map(str::to_owned).collect()
}

/// A real process, and its end.
struct Sleeper(Child);

impl Sleeper {
    /// A process that has loaded its program, or nothing where there is no Linux.
    fn start() -> Option<Sleeper> {
        if !cfg!(target_os = "linux") {
            println!("skipped: there is no /proc on this system");
            return None;
        }
        // It says something once it runs, so that nothing of it is read too early.
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("cat starts");
        let (input, output) = (child.stdin.as_mut().expect("a pipe"), child.stdout.as_mut().expect("a pipe"));
        std::io::Write::write_all(input, b"a").expect("it reads");
        std::io::Read::read_exact(output, &mut [0]).expect("it answers");
        Some(Sleeper(child))
    }

    fn file(&self, name: &str) -> Vec<String> {
        let path = format!("/proc/{}/{name}", self.0.id());
        fs::read_to_string(path).expect("the file can be read").lines().map(str::to_owned).collect()
    }
}

impl Drop for Sleeper {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The name of a line: what stands before the first colon, tab or blank.
fn name(line: &str) -> &str {
    line.split([':', '\t', ' ']).next().unwrap_or_default()
}

/// Everything before the number and where the line ends: the same for equal names, whatever the number.
fn frame(line: &str) -> (String, usize, bool) {
    let label: String = line.chars().take_while(|letter| !letter.is_ascii_digit() && *letter != ' ').collect();
    (label, line.len(), line.ends_with(" kB"))
}

/// Every line of ours is one of theirs, in their order, in their form.
fn expect_lines_of(file: &str, ours: &[String], theirs: &[String]) {
    let mut rest = theirs.iter();
    for line in ours {
        let found = rest.find(|other| name(other) == name(line));
        let found = found.unwrap_or_else(|| panic!("{file}: the kernel has no `{line}`, or not in this place"));
        if line.ends_with(" kB") {
            assert_eq!(frame(line), frame(found), "{file}");
        } else {
            let separator = |line: &str| line.chars().nth(name(line).len());
            assert_eq!(separator(line), separator(found), "{file}: `{line}`, `{found}`");
        }
    }
}

/// The lines of `smaps` from a header whose name ends with this, up to the next header.
fn section<'l>(lines: &'l [String], end: &str) -> &'l [String] {
    let is_head =
        |line: &String| !name(line).is_empty() && line.split(' ').next().is_some_and(|word| word.contains('-'));
    let start = lines.iter().position(|line| is_head(line) && line.ends_with(end)).expect("the mapping is there");
    let end = lines[start + 1..].iter().position(is_head).map_or(lines.len(), |at| start + 1 + at);
    &lines[start..end]
}

#[test]
fn status_meminfo_and_vmstat_are_lines_of_the_kernels() {
    let Some(sleeper) = Sleeper::start() else { return };
    expect_lines_of("status", &ours("status"), &sleeper.file("status"));
    for file in ["meminfo", "vmstat"] {
        expect_lines_of(file, &ours(file), &sleeper.file(&format!("../{file}")));
    }
}

#[test]
fn smaps_has_all_lines_of_the_kernels() {
    let Some(sleeper) = Sleeper::start() else { return };
    let (ours, theirs) = (ours("smaps"), sleeper.file("smaps"));
    for part in ["[stack]", "[heap]"] {
        let (ours, theirs) = (section(&ours, part), section(&theirs, part));
        expect_lines_of("smaps", &ours[1..], &theirs[1..]);
        let known = |line: &&String| name(line) != "ProtectionKey";
        let names =
            |lines: &[String]| lines[1..].iter().filter(known).map(|line| name(line).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(ours), names(theirs), "{part}: other lines than this kernel's");
        assert_eq!(ours.last(), theirs.last(), "{part}: other VmFlags");
    }
}

#[test]
fn smaps_rollup_has_all_lines_of_the_kernels() {
    let Some(sleeper) = Sleeper::start() else { return };
    let (ours, theirs) = (ours("smaps_rollup"), sleeper.file("smaps_rollup"));
    expect_lines_of("smaps_rollup", &ours[1..], &theirs[1..]);
    assert_eq!(shape_of_mapping(&ours[0]), shape_of_mapping(&theirs[0]));
    assert_eq!(ours.len(), theirs.len(), "other lines than this kernel's");
}

/// The columns of a line of `maps`: how wide each is, and the column where the name begins.
fn shape_of_mapping(line: &str) -> (Vec<usize>, Option<usize>) {
    let words: Vec<&str> = line.splitn(6, ' ').collect();
    let widths = words[..4].iter().map(|word| word.len()).collect();
    (widths, line.find(['/', '[']))
}

#[test]
fn maps_has_the_kernels_columns() {
    let Some(sleeper) = Sleeper::start() else { return };
    let (ours, theirs) = (ours("maps"), sleeper.file("maps"));
    let find = |lines: &[String], wanted: &dyn Fn(&str) -> bool| {
        let line = lines.iter().find(|line| wanted(line)).expect("such a mapping");
        shape_of_mapping(line)
    };
    for end in ["[stack]", "[heap]"] {
        assert_eq!(find(&ours, &|line| line.ends_with(end)), find(&theirs, &|line| line.ends_with(end)));
    }
    assert_eq!(find(&ours, &|line| line.ends_with("/sh")), find(&theirs, &|line| line.ends_with("/cat")));
    let nameless = |line: &str| line.ends_with(" 00:00 0 ");
    assert_eq!(find(&ours, &nameless), find(&theirs, &nameless));
}

#[test]
fn ps_has_the_columns_of_ps() {
    let Ok(real) = Command::new("ps").args(["-o", "pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd"]).output() else {
        println!("skipped: there is no ps");
        return;
    };
    let real = String::from_utf8(real.stdout).expect("UTF-8");
    let head = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(head(&ours("ps")[0]), head(real.lines().next().unwrap_or_default()));
}

#[test]
fn a_zombie_is_defunct_and_has_no_memory() {
    let ran = forkscope(&["proc", "-", "ps"], SCRIPT);
    expect![[r#"
        $ ps
          PID  PPID STAT   RSS    VSZ  MINFL  MAJFL CMD
            1     0 R       40     72      5      0 parent
            2     1 Z        0      0      1      0 [child] <defunct>
    "#]]
    .assert_eq(&format!("$ ps\n{}", ran.out));
    let ran = forkscope(&["proc", "-", "smaps", "--process", "child"], SCRIPT);
    assert_eq!((ran.status, ran.out.as_str()), (0, ""));
}

#[test]
fn without_a_process_each_has_its_heading() {
    let ran = forkscope(&["proc", "--step", "8", "-", "maps"], SCRIPT);
    assert!(ran.out.starts_with("==> /proc/1/maps <==\n"), "{ran:?}");
}

#[test]
fn an_unknown_process_is_told_who_is_there() {
    let ran = forkscope(&["proc", "-", "maps", "--process", "chidl"], SCRIPT);
    expect![[r#"
        forkscope: no process is called `chidl` at this point: there is parent, child
    "#]]
    .assert_eq(&ran.err);
    assert_eq!(ran.status, 2);
}

const GROUPS: &str = "\
machine ram=16M
cgroup host
cgroup web limit=512K
process server
server: cgroup host
server: mmap heap 1M
server: write heap 1
server: mmap shm 2 pages shared
server: write shm 1
server: fork worker
worker: cgroup web
worker: oom_score_adj 300
worker: write heap[0..100] 2
";

#[test]
fn each_control_group_has_its_files() {
    let ran = forkscope(&["proc", "-", "memory.stat"], GROUPS);
    expect![[r#"
        ==> /sys/fs/cgroup/host/memory.stat <==
        anon 1048576
        file 8192
        kernel 36864
        pagetables 36864
        shmem 8192

        ==> /sys/fs/cgroup/web/memory.stat <==
        anon 409600
        file 0
        kernel 0
        pagetables 0
        shmem 0
    "#]]
    .assert_eq(&ran.out);
    let of_worker = |file| forkscope(&["proc", "-", file, "--process", "worker"], GROUPS).out;
    assert_eq!((of_worker("memory.current"), of_worker("memory.max")), ("409600\n".to_owned(), "524288\n".to_owned()));
    assert_eq!(of_worker("oom_score_adj"), "300\n");
}

#[test]
fn a_group_at_its_limit_counts_its_events() {
    let over = format!("{GROUPS}worker: write heap 3\n");
    let ran = forkscope(&["proc", "-", "memory.events", "--process", "worker"], &over);
    expect![[r#"
        low 0
        high 0
        max 1
        oom 1
        oom_kill 1
        oom_group_kill 0
    "#]]
    .assert_eq(&ran.out);
    let ran = forkscope(&["proc", "-", "memory.max"], "cgroup free\nprocess p\n");
    assert_eq!(ran.out, "==> /sys/fs/cgroup/free/memory.max <==\nmax\n");
}

#[test]
fn oom_files_are_one_number_as_the_kernels() {
    let Some(sleeper) = Sleeper::start() else { return };
    for file in ["oom_score", "oom_score_adj"] {
        let is_number = |lines: &[String]| lines.len() == 1 && lines[0].parse::<i64>().is_ok();
        assert!(is_number(&ours(file)) && is_number(&sleeper.file(file)), "{file}");
    }
}
