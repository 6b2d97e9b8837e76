//! The texts of `/proc`. Every file is held to the kernel's format by `crates/cli/tests/it/proc.rs`; here are its figures.

use expect_test::{expect, Expect};
use forkscope_sim::{CopyPolicy, Machine, Pid};
use forkscope_view::proc::{frames_of, print, Line, Owner, Part, ProcFile, Refers};

use crate::story::{Cast, Story};

/// A parent that wrote two pages of three, read the third, forked, and wrote the second anew.
fn machine() -> Machine {
    let story = Story::new(CopyPolicy::Linux).start(None).mmap(1, 0, 3).write(1, 0, 0, "A").write(1, 0, 1, "B");
    story.read(1, 0, 2).fork(1).write(1, 0, 1, "X").last().clone()
}

fn lines(file: ProcFile, pid: u32) -> Vec<Line> {
    print(&machine(), &Cast, file, Pid(pid), 100)
}

fn check(file: ProcFile, pid: u32, expected: &Expect) {
    let text: String = lines(file, pid).into_iter().map(|line| line.text + "\n").collect();
    expected.assert_eq(&format!("$ {}\n{text}", file.path(&machine(), &Cast, Pid(pid))));
}

#[test]
fn ps_tells_nothing_about_sharing() {
    check(
        ProcFile::Ps,
        0,
        &expect![[r#"
            $ ps -o pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd
              PID  PPID STAT   RSS    VSZ  MINFL  MAJFL CMD
                1     0 R        8     12      4      0 parent
                2     1 R        8     12      0      0 child
        "#]],
    );
}

#[test]
fn status_counts_shared_pages_fully() {
    check(
        ProcFile::Status,
        2,
        &expect![[r#"
            $ /proc/2/status
            Name:	child
            State:	R (running)
            Tgid:	2
            Pid:	2
            PPid:	1
            VmSize:	      12 kB
            VmLck:	       0 kB
            VmRSS:	       8 kB
            RssAnon:	       8 kB
            RssFile:	       0 kB
            RssShmem:	       0 kB
            VmData:	      12 kB
            VmStk:	       0 kB
            VmExe:	       0 kB
            VmLib:	       0 kB
            VmPTE:	      12 kB
            VmSwap:	       0 kB
            Threads:	1
        "#]],
    );
}

#[test]
fn a_mapping_is_a_line_of_maps() {
    check(
        ProcFile::Maps,
        1,
        &expect![[r#"
            $ /proc/1/maps
            200000000000-200000003000 rw-p 00000000 00:00 0 
        "#]],
    );
}

#[test]
fn smaps_tells_shared_from_private() {
    check(
        ProcFile::Smaps,
        1,
        &expect![[r#"
            $ /proc/1/smaps
            200000000000-200000003000 rw-p 00000000 00:00 0 
            Size:                 12 kB
            KernelPageSize:        4 kB
            MMUPageSize:           4 kB
            Rss:                   8 kB
            Pss:                   6 kB
            Pss_Dirty:             6 kB
            Shared_Clean:          0 kB
            Shared_Dirty:          4 kB
            Private_Clean:         0 kB
            Private_Dirty:         4 kB
            Referenced:            8 kB
            Anonymous:             8 kB
            KSM:                   0 kB
            LazyFree:              0 kB
            AnonHugePages:         0 kB
            ShmemPmdMapped:        0 kB
            FilePmdMapped:         0 kB
            Shared_Hugetlb:        0 kB
            Private_Hugetlb:       0 kB
            Swap:                  0 kB
            SwapPss:               0 kB
            Locked:                0 kB
            THPeligible:           0
            ProtectionKey:         0
            VmFlags: rd wr mr mw me ac 
        "#]],
    );
}

#[test]
fn smaps_rollup_divides_the_share_by_kind() {
    check(
        ProcFile::SmapsRollup,
        2,
        &expect![[r#"
            $ /proc/2/smaps_rollup
            200000000000-200000003000 ---p 00000000 00:00 0                          [rollup]
            Rss:                   8 kB
            Pss:                   6 kB
            Pss_Dirty:             6 kB
            Pss_Anon:              6 kB
            Pss_File:              0 kB
            Pss_Shmem:             0 kB
            Shared_Clean:          0 kB
            Shared_Dirty:          4 kB
            Private_Clean:         0 kB
            Private_Dirty:         4 kB
            Referenced:            0 kB
            Anonymous:             8 kB
            KSM:                   0 kB
            LazyFree:              0 kB
            AnonHugePages:         0 kB
            ShmemPmdMapped:        0 kB
            FilePmdMapped:         0 kB
            Shared_Hugetlb:        0 kB
            Private_Hugetlb:       0 kB
            Swap:                  0 kB
            SwapPss:               0 kB
            Locked:                0 kB
        "#]],
    );
}

#[test]
fn pagemap_has_a_line_for_each_populated_page() {
    check(
        ProcFile::Pagemap,
        1,
        &expect![[r#"
            $ /proc/1/pagemap
            200000000000 0x8000000000000001 present pfn 1  # heap[0]
            200000001000 0x8100000000000003 present exclusive pfn 3  # heap[1]
            200000002000 0x8000000000000000 present pfn 0  # heap[2]
        "#]],
    );
}

#[test]
fn kpageflags_names_the_flags_of_frames() {
    check(
        ProcFile::Kpageflags,
        0,
        &expect![[r#"
        $ /proc/kpageflags
               0  0x0000000001000000 zero_page
               1  0x0000000000005808 uptodate mmap anonymous swapbacked
               2  0x0000000000005808 uptodate mmap anonymous swapbacked
               3  0x0000000400005808 uptodate mmap anonymous swapbacked anon_exclusive
            4088  0x0000000004000000 pgtable
            4089  0x0000000004000000 pgtable
            4090  0x0000000004000000 pgtable
            4091  0x0000000004000000 pgtable
            4092  0x0000000004000000 pgtable
            4093  0x0000000004000000 pgtable
            4094  0x0000000004000000 pgtable
            4095  0x0000000004000000 pgtable
    "#]],
    );
}

#[test]
fn meminfo_and_vmstat_count_the_whole_machine() {
    check(
        ProcFile::Meminfo,
        0,
        &expect![[r#"
            $ /proc/meminfo
            MemTotal:          16384 kB
            MemFree:           16336 kB
            Cached:                0 kB
            SwapCached:            0 kB
            Unevictable:           0 kB
            Mlocked:               0 kB
            SwapTotal:             0 kB
            SwapFree:              0 kB
            Dirty:                 0 kB
            AnonPages:            12 kB
            Mapped:                0 kB
            Shmem:                 0 kB
            PageTables:           32 kB
            CommitLimit:        8192 kB
            Committed_AS:         24 kB
            AnonHugePages:         0 kB
        "#]],
    );
    check(
        ProcFile::Vmstat,
        0,
        &expect![[r#"
            $ /proc/vmstat
            nr_free_pages 4084
            nr_mlock 0
            nr_anon_pages 3
            nr_mapped 0
            nr_file_pages 0
            nr_dirty 0
            nr_shmem 0
            nr_anon_transparent_hugepages 0
            nr_page_table_pages 8
            nr_swapcached 0
            pswpin 0
            pswpout 0
            pgfault 4
            pgmajfault 0
            thp_fault_alloc 0
            thp_fault_fallback 0
            thp_collapse_alloc 0
            thp_collapse_alloc_failed 0
            thp_split_page 0
            thp_deferred_split_page 0
            thp_split_pmd 0
        "#]],
    );
}

#[test]
fn a_figure_leads_to_the_frames_that_it_counts() {
    let figure = |name: &str| {
        let line = lines(ProcFile::Smaps, 1).into_iter().find(|line| line.text.starts_with(name));
        frames_of(&machine(), line.expect("a line").refers, 10)
    };
    assert_eq!((figure("Rss:"), figure("Shared_Dirty:"), figure("Private_Dirty:")), (vec![1, 3], vec![1], vec![3]));
    assert_eq!(figure("Shared_Clean:"), Vec::<u32>::new());
    let all = Refers::Pages { pid: 2, start: 0, end: u64::MAX, part: Part::Resident };
    assert_eq!((frames_of(&machine(), all, 10), frames_of(&machine(), all, 1)), (vec![1, 2], vec![1]));
}

#[test]
fn no_more_lines_are_printed_than_wanted() {
    for file in ProcFile::ALL {
        let all = lines(file, 1);
        assert_eq!(print(&machine(), &Cast, file, Pid(1), 2), all[..all.len().min(2)]);
    }
}

#[test]
fn a_process_that_is_not_there_has_empty_files() {
    for file in ProcFile::ALL.into_iter().filter(|file| file.owner() != Owner::Machine) {
        assert_eq!(lines(file, 9), []);
    }
}

#[test]
fn a_score_is_a_number_alone() {
    check(
        ProcFile::OomScore,
        2,
        &expect![[r#"
            $ /proc/2/oom_score
            667
        "#]],
    );
    check(
        ProcFile::OomScoreAdj,
        2,
        &expect![[r#"
            $ /proc/2/oom_score_adj
            0
        "#]],
    );
}

#[test]
fn the_root_has_no_files_of_a_control_group() {
    check(
        ProcFile::MemoryCurrent,
        1,
        &expect![[r#"
            $ /sys/fs/cgroup/memory.current
        "#]],
    );
}
