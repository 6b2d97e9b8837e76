//! What processes, pages and files are called.

use forkscope_sim::cgroup::GroupId;
use forkscope_sim::file::FileId;
use forkscope_sim::{Machine, MmId, PageRange, PageSize, Pid, VirtAddr, Vpn};

use forkscope_lang::Lang;

/// Names for what the simulator knows by number.
///
/// Whoever has better names than numbers says so; what is not said falls back to the number.
pub trait Names {
    /// The language that is spoken.
    fn lang(&self) -> Lang {
        Lang::En
    }

    /// The size of the machine's pages.
    fn page_size(&self) -> PageSize {
        PageSize::K4
    }

    /// A process: `parent`.
    fn process(&self, pid: Pid) -> String {
        format!("pid {pid}")
    }

    /// A page of a process: `heap[1]`.
    fn page(&self, _pid: Pid, vpn: Vpn) -> String {
        vpn.addr(self.page_size()).to_string()
    }

    /// A range of pages of a process: `heap[0..3]`.
    fn range(&self, pid: Pid, range: PageRange) -> String {
        match range.pages() {
            0 | 1 => self.page(pid, range.start),
            _ => format!("{}..", self.page(pid, range.start)),
        }
    }

    /// The page that an address lies in, and the byte of it: `heap[1]+0x10`.
    fn address(&self, pid: Pid, at: VirtAddr) -> String {
        let page = self.page_size();
        match (at.vpn(page), at.offset(page)) {
            (vpn, 0) => self.page(pid, vpn),
            (vpn, offset) if vpn < page.task_size() => format!("{}+{offset:#x}", self.page(pid, vpn)),
            _ => at.to_string(),
        }
    }

    /// A file or shared-memory object: `lib`.
    fn file(&self, file: FileId) -> String {
        format!("file {}", file.0)
    }

    /// A control group: `web`.
    fn group(&self, group: GroupId) -> String {
        format!("group {}", group.0)
    }

    /// The process that an address space belongs to, if there is one.
    fn owner(&self, _mm: MmId) -> Option<Pid> {
        None
    }
}

/// Numbers for names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plain;

impl Names for Plain {}

/// The given names, and on top of them the owners of address spaces as a machine knows them.
#[derive(Clone, Copy)]
pub struct OnMachine<'a> {
    machine: &'a Machine,
    names: &'a dyn Names,
}

impl<'a> OnMachine<'a> {
    /// Names for what happens on this machine.
    pub fn new(machine: &'a Machine, names: &'a dyn Names) -> OnMachine<'a> {
        OnMachine { machine, names }
    }
}

impl Names for OnMachine<'_> {
    fn lang(&self) -> Lang {
        self.names.lang()
    }

    fn page_size(&self) -> PageSize {
        self.machine.page_size()
    }

    fn process(&self, pid: Pid) -> String {
        self.names.process(pid)
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        self.names.page(pid, vpn)
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        self.names.range(pid, range)
    }

    fn address(&self, pid: Pid, at: VirtAddr) -> String {
        self.names.address(pid, at)
    }

    fn file(&self, file: FileId) -> String {
        self.names.file(file)
    }

    fn group(&self, group: GroupId) -> String {
        self.names.group(group)
    }

    fn owner(&self, mm: MmId) -> Option<Pid> {
        let owners = self.machine.tasks().filter(|task| task.mm == Some(mm));
        owners.map(|task| task.pid).next().or_else(|| self.names.owner(mm))
    }
}
