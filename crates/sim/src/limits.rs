//! The limits of memory as values: what holds a process in its bounds, and what the overcommit policy says.

use crate::cgroup::GroupId;
use crate::machine::Machine;
use crate::mm::Mm;
use crate::policy::Overcommit;
use crate::task::Pid;
use crate::vma::{VmFlags, Vma};

/// What holds a process in its bounds. fork hands all of it on, exec keeps it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Its resource limits.
    pub limits: Rlimits,
    /// `/proc/PID/oom_score_adj`: from -1000, never killed, to 1000, killed first.
    pub oom_score_adj: i16,
    /// Its control group; none is the root, which has no limit.
    pub group: Option<GroupId>,
}

/// A change of one of the bounds of the process that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// prlimit(2).
    Limit {
        /// Which limit.
        resource: Resource,
        /// Pages for address space and data, a number for processes.
        limit: u64,
    },
    /// A write to `/proc/self/oom_score_adj`.
    OomScoreAdj(i16),
    /// A write to the `cgroup.procs` of a control group.
    Group(GroupId),
}

/// A resource that `prlimit(2)` limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// RLIMIT_AS: pages of address space.
    As,
    /// RLIMIT_DATA: pages of private writable memory.
    Data,
    /// RLIMIT_NPROC: processes of the user.
    Nproc,
    /// `pids.max` of a control group, which stands in the way of fork as a resource limit does.
    Pids,
}

impl Resource {
    /// The constant's name, as in `prlimit(2)`.
    pub fn name(self) -> &'static str {
        match self {
            Resource::As => "RLIMIT_AS",
            Resource::Data => "RLIMIT_DATA",
            Resource::Nproc => "RLIMIT_NPROC",
            Resource::Pids => "pids.max",
        }
    }
}

/// The resource limits of a process (`getrlimit(2)`), soft and hard ones the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rlimits {
    address_space: u64,
    data: u64,
    processes: u64,
}

impl Rlimits {
    /// RLIM_INFINITY: no limit.
    pub const INFINITY: u64 = u64::MAX;

    /// A limit: pages for address space and data, a number for processes; none on what no process is limited in itself.
    pub fn get(self, resource: Resource) -> u64 {
        match resource {
            Resource::As => self.address_space,
            Resource::Data => self.data,
            Resource::Nproc => self.processes,
            Resource::Pids => Rlimits::INFINITY,
        }
    }

    /// The limits with one of them changed.
    #[must_use]
    pub fn with(mut self, resource: Resource, limit: u64) -> Rlimits {
        match resource {
            Resource::As => self.address_space = limit,
            Resource::Data => self.data = limit,
            Resource::Nproc => self.processes = limit,
            Resource::Pids => {}
        }
        self
    }
}

impl Default for Rlimits {
    fn default() -> Rlimits {
        Rlimits { address_space: Rlimits::INFINITY, data: Rlimits::INFINITY, processes: Rlimits::INFINITY }
    }
}

/// What the overcommit policy says to a request, with the inputs of the decision in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitVerdict {
    /// Modes 0 and 1: granted.
    Granted,
    /// Mode 0: the request alone is larger than all memory and swap.
    BeyondMemory {
        /// Memory and swap.
        total: u64,
    },
    /// Mode 2: Committed_AS with the request stays below the limit.
    WithinLimit {
        /// Committed_AS with the request.
        committed: u64,
        /// CommitLimit.
        limit: u64,
        /// What of the limit is kept for others.
        reserve: u64,
    },
    /// Mode 2: it does not.
    BeyondLimit {
        /// Committed_AS with the request.
        committed: u64,
        /// CommitLimit.
        limit: u64,
        /// What of the limit is kept for others.
        reserve: u64,
    },
}

impl CommitVerdict {
    /// Whether the request is refused.
    pub(crate) fn is_refusal(self) -> bool {
        match self {
            CommitVerdict::Granted | CommitVerdict::WithinLimit { .. } => false,
            CommitVerdict::BeyondMemory { .. } | CommitVerdict::BeyondLimit { .. } => true,
        }
    }
}

/// The most that is reserved for an administrator and for a user: `init_admin_reserve`, `init_user_reserve`, in bytes.
const MOST_RESERVED: [u64; 2] = [8 << 20, 128 << 20];

impl Machine {
    /// Memory and swap together, in pages: what the heuristic and the OOM killer measure by.
    pub(crate) fn total_pages(&self) -> u64 {
        self.config().total_pages()
    }

    /// CommitLimit in pages (`vm_commit_limit`).
    pub fn commit_limit(&self) -> u64 {
        let swap = self.total_pages() - u64::from(self.config().ram);
        u64::from(self.config().ram) * u64::from(self.config().overcommit_ratio) / 100 + swap
    }

    /// Pages of the commit limit that only an administrator gets: `vm.admin_reserve_kbytes`, as Linux sets it at boot.
    pub(crate) fn admin_reserve(&self) -> u64 {
        self.reserve(MOST_RESERVED[0])
    }

    /// The most pages of the commit limit that a process leaves to the user's other ones: `vm.user_reserve_kbytes`, as Linux sets it at boot.
    pub(crate) fn user_reserve(&self) -> u64 {
        self.reserve(MOST_RESERVED[1])
    }

    fn reserve(&self, most: u64) -> u64 {
        (u64::from(self.config().ram) / 32).min(most / self.page_size().bytes())
    }

    /// The limit of a process that growing by so many pages with these flags would exceed, with what is used of it and what it is.
    pub fn limit_in_the_way(&self, pid: Pid, flags: VmFlags, pages: u64) -> Option<(Resource, u64, u64)> {
        let (limits, (_, mm)) = (self.task(pid)?.bounds.limits, self.mm_of(pid)?);
        let over = |resource, used: u64| {
            let limit = limits.get(resource);
            (used.saturating_add(pages) > limit).then_some((resource, used, limit))
        };
        let data = || over(Resource::Data, mm.data_vm());
        over(Resource::As, mm.total_vm()).or_else(|| is_data(flags).then(data).flatten())
    }

    /// What the overcommit policy says to so many more charged pages of a process (`__vm_enough_memory`).
    pub fn commit_verdict(&self, pid: Pid, pages: u64) -> CommitVerdict {
        let total = self.total_pages();
        match self.config().overcommit {
            Overcommit::Always => CommitVerdict::Granted,
            Overcommit::Heuristic if pages > total => CommitVerdict::BeyondMemory { total },
            Overcommit::Heuristic => CommitVerdict::Granted,
            Overcommit::Never => {
                let size = self.mm_of(pid).map_or(0, |(_, mm)| mm.total_vm());
                let reserve = self.admin_reserve() + (size / 32).min(self.user_reserve());
                let (committed, limit) = (self.committed() + pages, self.commit_limit());
                if committed < limit.saturating_sub(reserve) {
                    CommitVerdict::WithinLimit { committed, limit, reserve }
                } else {
                    CommitVerdict::BeyondLimit { committed, limit, reserve }
                }
            }
        }
    }
}

/// Whether memory with these flags counts as data (`is_data_mapping`): private and writable.
pub fn is_data(flags: VmFlags) -> bool {
    flags.contains(VmFlags::WRITE) && !flags.contains(VmFlags::SHARED)
}

impl Mm {
    /// VmSize in pages (`total_vm`).
    pub fn total_vm(&self) -> u64 {
        self.vmas.values().map(Vma::pages).sum()
    }

    /// Pages of private writable memory (`data_vm`): what RLIMIT_DATA limits.
    pub(crate) fn data_vm(&self) -> u64 {
        self.vmas.values().filter(|vma| is_data(vma.flags)).map(Vma::pages).sum()
    }

    /// Pages that are charged to Committed_AS for this address space (VM_ACCOUNT).
    pub fn committed(&self) -> u64 {
        self.vmas.values().filter(|vma| vma.flags.contains(VmFlags::ACCOUNT)).map(Vma::pages).sum()
    }
}
