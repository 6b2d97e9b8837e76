//! The context that every sentence is made in: names, cut to a length that fits a line.

use forkscope_sim::cgroup::GroupId;
use forkscope_sim::file::FileId;
use forkscope_sim::{MmId, PageRange, PageSize, Pid, VirtAddr, Vpn};

use crate::en::phrase::size_of_pages;
use crate::names::Names;

/// The longest name that a sentence takes; longer ones are cut.
const MAX_NAME: usize = 20;

/// Names for sentences.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'a> {
    names: &'a dyn Names,
}

impl<'a> Cx<'a> {
    pub(crate) fn new(names: &'a dyn Names) -> Cx<'a> {
        Cx { names }
    }

    pub(crate) fn page_size(self) -> PageSize {
        self.names.page_size()
    }

    /// So many pages as memory: `64 MiB`.
    pub(crate) fn size(self, pages: u64) -> String {
        size_of_pages(self.page_size(), pages)
    }

    /// A process, or the `init` outside the picture.
    pub(crate) fn process(self, pid: Pid) -> String {
        match pid {
            Pid::OUTSIDE => "init".to_owned(),
            _ => cut(self.names.process(pid)),
        }
    }

    pub(crate) fn page(self, pid: Pid, vpn: Vpn) -> String {
        cut(self.names.page(pid, vpn))
    }

    pub(crate) fn range(self, pid: Pid, range: PageRange) -> String {
        cut(self.names.range(pid, range))
    }

    pub(crate) fn address(self, pid: Pid, at: VirtAddr) -> String {
        cut(self.names.address(pid, at))
    }

    pub(crate) fn file(self, file: FileId) -> String {
        cut(self.names.file(file))
    }

    pub(crate) fn group(self, group: GroupId) -> String {
        cut(self.names.group(group))
    }

    /// An address space, by the process that it belongs to.
    pub(crate) fn mm(self, mm: MmId) -> String {
        match self.names.owner(mm) {
            Some(pid) => self.process(pid),
            None => format!("mm {}", mm.0),
        }
    }

    /// A page of an address space.
    pub(crate) fn mm_page(self, mm: MmId, vpn: Vpn) -> String {
        match self.names.owner(mm) {
            Some(pid) => format!("{}.{}", self.process(pid), self.page(pid, vpn)),
            None => format!("mm {} {}", mm.0, vpn.addr(self.page_size())),
        }
    }

    /// A range of an address space.
    pub(crate) fn mm_range(self, mm: MmId, range: PageRange) -> String {
        match self.names.owner(mm) {
            Some(pid) => format!("{}.{}", self.process(pid), self.range(pid, range)),
            None => {
                let page = self.page_size();
                format!("mm {} {}..{}", mm.0, range.start.addr(page), range.end.addr(page))
            }
        }
    }
}

fn cut(name: String) -> String {
    match name.char_indices().nth(MAX_NAME) {
        Some(_) => name.chars().take(MAX_NAME - 1).chain(['…']).collect(),
        None => name,
    }
}
