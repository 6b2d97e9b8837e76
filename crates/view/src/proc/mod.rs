//! The texts of `/proc` and of `ps`, printed from the machine in the kernel's own format (`fs/proc/`, Linux 6.18).
//!
//! [`print`](print()) gives a file as lines. A line knows what it tells of, so that a page can link a figure to the frames behind it: [`Refers`],
//! and [`frames_of`].
//!
//! | module | files |
//! | --- | --- |
//! | `ps` | `ps -o pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd` |
//! | `status` | `/proc/PID/status` |
//! | `maps`, `smaps` | `/proc/PID/maps`, `smaps`, `smaps_rollup` |
//! | `pagemap` | `/proc/PID/pagemap`, a line for each populated page |
//! | `bounds` | `/proc/PID/oom_score`, `oom_score_adj`; `memory.current`, `max`, `events`, `stat` of its control group |
//! | `frames` | `/proc/kpagecount`, `/proc/kpageflags`, a line for each frame in use |
//! | `memory` | `/proc/meminfo`, `/proc/vmstat` |
//!
//! # Simplification: what is not modelled is not printed
//! `status` leaves out credentials, signals, capabilities, CPUs and context switches, and of memory VmPeak and VmHWM (nobody keeps the peaks),
//! VmPin, HugetlbPages and CoreDumping. `meminfo` and `vmstat` leave out what belongs to disks, the LRU lists, the slab allocator and
//! vmalloc, and `memory.stat` what belongs to those and to swap. A line that is there has the kernel's name, place and width.
//!
//! # Simplification: names, devices and inodes
//! The command of a process is its name in the scenario, as if it had called `prctl(PR_SET_NAME)`. Files lie in the root of device 08:01, shared memory
//! on 00:01, and an inode is the number of the file on this machine. `[stack]` is what ends where a program's stack ends.
//!
//! # Simplification: binary files as text
//! `pagemap`, `kpagecount` and `kpageflags` are arrays of 64-bit words. Here each populated page and each frame in use is a line: address or frame
//! number, the word, and its bits by name. Flags of the LRU lists are left out.

mod bounds;
mod frames;
mod line;
mod maps;
mod memory;
mod pagemap;
mod ps;
mod refers;
mod smaps;
mod status;

use forkscope_sim::cgroup::GroupId;
use forkscope_sim::{Machine, Pid};

use crate::input::Naming;

pub use line::Line;
pub use refers::{frames_of, Part, Refers};

/// A file of `/proc`, or `ps`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcFile {
    /// `ps -o pid,ppid,stat,rss,vsz,min_flt,maj_flt,cmd`
    Ps,
    /// `/proc/PID/status`
    Status,
    /// `/proc/PID/maps`
    Maps,
    /// `/proc/PID/smaps`
    Smaps,
    /// `/proc/PID/smaps_rollup`
    SmapsRollup,
    /// `/proc/PID/pagemap`
    Pagemap,
    /// `/proc/PID/oom_score`
    OomScore,
    /// `/proc/PID/oom_score_adj`
    OomScoreAdj,
    /// `memory.current` of the control group of a process
    MemoryCurrent,
    /// `memory.max` of it
    MemoryMax,
    /// `memory.events` of it
    MemoryEvents,
    /// `memory.stat` of it
    MemoryStat,
    /// `/proc/kpagecount`
    Kpagecount,
    /// `/proc/kpageflags`
    Kpageflags,
    /// `/proc/meminfo`
    Meminfo,
    /// `/proc/vmstat`
    Vmstat,
}

impl ProcFile {
    /// All of them, in the order in which they are offered.
    pub const ALL: [ProcFile; 16] = [
        ProcFile::Ps,
        ProcFile::Status,
        ProcFile::Maps,
        ProcFile::Smaps,
        ProcFile::SmapsRollup,
        ProcFile::Pagemap,
        ProcFile::OomScore,
        ProcFile::OomScoreAdj,
        ProcFile::MemoryCurrent,
        ProcFile::MemoryMax,
        ProcFile::MemoryEvents,
        ProcFile::MemoryStat,
        ProcFile::Kpagecount,
        ProcFile::Kpageflags,
        ProcFile::Meminfo,
        ProcFile::Vmstat,
    ];

    /// Its name: `smaps_rollup`.
    pub fn name(self) -> &'static str {
        match self {
            ProcFile::Ps => "ps",
            ProcFile::Status => "status",
            ProcFile::Maps => "maps",
            ProcFile::Smaps => "smaps",
            ProcFile::SmapsRollup => "smaps_rollup",
            ProcFile::Pagemap => "pagemap",
            ProcFile::OomScore => "oom_score",
            ProcFile::OomScoreAdj => "oom_score_adj",
            ProcFile::MemoryCurrent => "memory.current",
            ProcFile::MemoryMax => "memory.max",
            ProcFile::MemoryEvents => "memory.events",
            ProcFile::MemoryStat => "memory.stat",
            ProcFile::Kpagecount => "kpagecount",
            ProcFile::Kpageflags => "kpageflags",
            ProcFile::Meminfo => "meminfo",
            ProcFile::Vmstat => "vmstat",
        }
    }

    /// Whose file it is.
    pub fn owner(self) -> Owner {
        match self {
            ProcFile::Status
            | ProcFile::Maps
            | ProcFile::Smaps
            | ProcFile::SmapsRollup
            | ProcFile::Pagemap
            | ProcFile::OomScore
            | ProcFile::OomScoreAdj => Owner::Process,
            ProcFile::MemoryCurrent | ProcFile::MemoryMax | ProcFile::MemoryEvents | ProcFile::MemoryStat => {
                Owner::Group
            }
            ProcFile::Ps | ProcFile::Kpagecount | ProcFile::Kpageflags | ProcFile::Meminfo | ProcFile::Vmstat => {
                Owner::Machine
            }
        }
    }

    /// What shows it on a real machine: `/proc/2/smaps`, or `/sys/fs/cgroup/web/memory.stat` for a process in the group `web`.
    pub fn path(self, machine: &Machine, naming: &dyn Naming, pid: Pid) -> String {
        match (self, self.owner()) {
            (ProcFile::Ps, _) => ps::COMMAND.to_owned(),
            (_, Owner::Process) => format!("/proc/{pid}/{}", self.name()),
            (_, Owner::Group) => self.path_of_group(naming, bounds::group_of(machine, pid)),
            (_, Owner::Machine) => format!("/proc/{}", self.name()),
        }
    }

    /// Where a control group has it; none is the root.
    pub fn path_of_group(self, naming: &dyn Naming, group: Option<GroupId>) -> String {
        let folder = group.map_or(String::new(), |group| naming.group(group) + "/");
        format!("/sys/fs/cgroup/{folder}{}", self.name())
    }
}

/// Whose a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Owner {
    /// There is one.
    Machine,
    /// Each process has one.
    Process,
    /// Each control group has one but for the root; that of a process is its group's.
    Group,
}

/// Prints the file of a control group.
pub fn print_of_group(machine: &Machine, file: ProcFile, group: GroupId) -> Vec<Line> {
    let mut lines = line::Lines::new(usize::MAX);
    bounds::of_group(&mut lines, machine, file, Some(group));
    lines.into_vec()
}

/// Prints a file, or its first `most` lines; `pid` is the process for those that each process has. A process without memory has empty files, as a
/// zombie has, and the root has no files of a control group.
pub fn print(machine: &Machine, naming: &dyn Naming, file: ProcFile, pid: Pid, most: usize) -> Vec<Line> {
    let mut lines = line::Lines::new(most);
    match file {
        ProcFile::Ps => ps::print(&mut lines, machine, naming),
        ProcFile::Status => status::print(&mut lines, machine, naming, pid),
        ProcFile::Maps => maps::print(&mut lines, machine, naming, pid),
        ProcFile::Smaps => smaps::print(&mut lines, machine, naming, pid),
        ProcFile::SmapsRollup => smaps::rollup(&mut lines, machine, pid),
        ProcFile::Pagemap => pagemap::print(&mut lines, machine, naming, pid),
        ProcFile::OomScore => bounds::oom_score(&mut lines, machine, pid),
        ProcFile::OomScoreAdj => bounds::oom_score_adj(&mut lines, machine, pid),
        ProcFile::MemoryCurrent | ProcFile::MemoryMax | ProcFile::MemoryEvents | ProcFile::MemoryStat => {
            bounds::of_group(&mut lines, machine, file, bounds::group_of(machine, pid));
        }
        ProcFile::Kpagecount => frames::counts(&mut lines, machine),
        ProcFile::Kpageflags => frames::flags(&mut lines, machine),
        ProcFile::Meminfo => memory::meminfo(&mut lines, machine),
        ProcFile::Vmstat => memory::vmstat(&mut lines, machine),
    }
    lines.into_vec()
}
