//! What the script calls its processes, pages, files and programs.
//!
//! Key type: [`Names`]. A name stands for an address once it is mapped, and keeps standing for it when the pages behind it are
//! split, protected or unmapped; a fork gives the child the names of its parent.

use std::sync::Arc;

use litemap::LiteMap;

use forkscope_sim::cgroup::GroupId;
use forkscope_sim::command::Program;
use forkscope_sim::file::FileId;
use forkscope_sim::{PageRange, PageSize, Pid, Vpn};

use crate::plan::layout::SLOT;
use crate::words::BRK_VMA;

/// The names of a world. Clones share what they have in common.
#[derive(Clone, Debug, Default)]
pub struct Names {
    page: PageSize,
    pids: Arc<LiteMap<Arc<str>, Pid>>,
    processes: Arc<LiteMap<Pid, ProcessNames>>,
    files: Arc<LiteMap<Arc<str>, FileId>>,
    file_names: Arc<LiteMap<FileId, Arc<str>>>,
    programs: Arc<LiteMap<Arc<str>, Program>>,
    /// The control groups, in order of their numbers.
    groups: Arc<Vec<Arc<str>>>,
}

#[derive(Clone, Debug)]
struct ProcessNames {
    name: Arc<str>,
    /// In whose address space it runs: the process that keeps the names of its mappings.
    space: Pid,
    vmas: Arc<VmaNames>,
}

/// The names of the mappings of one process.
#[derive(Clone, Debug, Default)]
struct VmaNames {
    ranges: LiteMap<Arc<str>, NamedRange>,
    next: u32,
}

/// The pages that a name was given to; the later of two names holds where they overlap.
#[derive(Clone, Copy, Debug)]
struct NamedRange {
    pages: PageRange,
    order: u32,
}

impl Names {
    /// For a world with pages of this size, in which nothing has a name yet.
    pub fn new(page: PageSize) -> Self {
        Self { page, ..Self::default() }
    }

    /// The size of the world's pages.
    pub fn page_size(&self) -> PageSize {
        self.page
    }

    /// The name of a process, also when it has ended.
    pub fn process(&self, pid: Pid) -> Option<&str> {
        self.processes.get(&pid).map(|process| process.name.as_ref())
    }

    /// The process of that name, also when it has ended.
    pub fn pid(&self, name: &str) -> Option<Pid> {
        self.pids.get(name).copied()
    }

    /// All processes that were ever started, pids ascending.
    pub fn processes(&self) -> impl Iterator<Item = (Pid, &str)> {
        self.processes.iter().map(|(&pid, process)| (pid, process.name.as_ref()))
    }

    /// A program.
    pub fn program(&self, name: &str) -> Option<Program> {
        self.programs.get(name).copied()
    }

    /// The name of a file, a memfd, or the image of a program.
    pub fn file(&self, file: FileId) -> Option<&str> {
        self.file_names.get(&file).map(AsRef::as_ref)
    }

    /// The file or memfd of that name.
    pub(crate) fn file_id(&self, name: &str) -> Option<FileId> {
        self.files.get(name).copied()
    }

    /// The name of a control group.
    pub fn group(&self, group: GroupId) -> Option<&str> {
        self.groups.get(group.0 as usize).map(AsRef::as_ref)
    }

    /// The control group of that name.
    pub(crate) fn group_id(&self, name: &str) -> Option<GroupId> {
        let at = self.groups.iter().position(|group| group.as_ref() == name)?;
        Some(GroupId(at as u32))
    }

    /// The name that a page of a process has, and its number as the script counts it.
    pub fn page(&self, pid: Pid, vpn: Vpn) -> Option<(&str, u64)> {
        let vmas = self.vmas(pid)?;
        let covering = vmas.ranges.iter().filter(|(_, named)| named.pages.contains(vpn));
        let (name, named) = covering.max_by_key(|(_, named)| named.order)?;
        Some((name, vpn.0 - named.pages.start.0))
    }

    /// A page of a process as the script writes it: `heap[1]`.
    pub fn page_label(&self, pid: Pid, vpn: Vpn) -> Option<String> {
        let (name, page) = self.page(pid, vpn)?;
        Some(format!("{name}[{page}]"))
    }

    /// A page that no name was given to, as scripts reach it: `heap[7]` of a mapping of three pages. None where no name comes before it within
    /// half of the gigabyte that each name has to itself.
    pub fn label_beyond(&self, pid: Pid, vpn: Vpn) -> Option<String> {
        let reach = SLOT / 2 / self.page_size().bytes();
        let before = self.vmas(pid)?.ranges.iter().filter(|(_, named)| named.pages.end <= vpn);
        let (name, named) = before.max_by_key(|(_, named)| (named.pages.end, named.order))?;
        (vpn.0 - named.pages.end.0 < reach).then(|| format!("{name}[{}]", vpn.0 - named.pages.start.0))
    }

    /// The pages that a name was given to in a process.
    pub fn range(&self, pid: Pid, name: &str) -> Option<PageRange> {
        let named = self.vmas(pid)?.ranges.get(name)?;
        Some(named.pages)
    }

    /// The names of a process's mappings with their pages, by address.
    pub fn ranges(&self, pid: Pid) -> Vec<(&str, PageRange)> {
        let vmas = self.vmas(pid).map(|vmas| vmas.ranges.iter());
        let named = vmas.into_iter().flatten();
        let mut ranges: Vec<_> = named.map(|(name, named)| (name.as_ref(), named.pages)).collect();
        ranges.sort_by_key(|(_, pages)| *pages);
        ranges
    }

    pub(crate) fn add_process(&mut self, name: &str, pid: Pid) {
        let name: Arc<str> = Arc::from(name);
        Arc::make_mut(&mut self.pids).insert(Arc::clone(&name), pid);
        let vmas = Arc::default();
        Arc::make_mut(&mut self.processes).insert(pid, ProcessNames { name, space: pid, vmas });
    }

    /// A child gets the names of its parent.
    pub(crate) fn inherit(&mut self, parent: Pid, child: Pid) {
        let vmas = self.vmas(parent).cloned().unwrap_or_default();
        if let Some(of_child) = Arc::make_mut(&mut self.processes).get_mut(&child) {
            of_child.vmas = vmas;
        }
    }

    /// A thread, or the child of a vfork, uses the names of its maker, and its maker those that it gives.
    pub(crate) fn share(&mut self, maker: Pid, made: Pid) {
        let Some(space) = self.processes.get(&maker).map(|process| process.space) else {
            return;
        };
        if let Some(of_made) = Arc::make_mut(&mut self.processes).get_mut(&made) {
            of_made.space = space;
        }
    }

    fn vmas(&self, pid: Pid) -> Option<&Arc<VmaNames>> {
        let space = self.processes.get(&pid)?.space;
        self.processes.get(&space).map(|process| &process.vmas)
    }

    pub(crate) fn add_file(&mut self, name: &str, file: FileId) {
        Arc::make_mut(&mut self.files).insert(Arc::from(name), file);
        Arc::make_mut(&mut self.file_names).insert(file, Arc::from(name));
    }

    pub(crate) fn add_group(&mut self, name: &str) {
        Arc::make_mut(&mut self.groups).push(Arc::from(name));
    }

    pub(crate) fn add_program(&mut self, name: &str, program: Program) {
        Arc::make_mut(&mut self.programs).insert(Arc::from(name), program);
        Arc::make_mut(&mut self.file_names).insert(program.image, Arc::from(name));
    }

    /// Gives a name to pages of a process; the name's earlier pages lose it.
    pub(crate) fn add_range(&mut self, pid: Pid, name: &str, pages: PageRange) {
        self.change_vmas(pid, |vmas| vmas.add(name, pages));
    }

    /// A program was loaded: its segments get their names, and the names of its data area are gone.
    pub(crate) fn load(&mut self, pid: Pid, program: &Program) {
        let page = self.page;
        let segments = [
            ("text", program.text_range(page)),
            ("data", program.data_range(page)),
            ("bss", program.bss_range(page)),
            ("stack", program.stack_range(page)),
        ];
        // The new address space is its own; whoever shared the old one keeps the names of that.
        let vmas = self.vmas(pid).cloned().unwrap_or_default();
        if let Some(process) = Arc::make_mut(&mut self.processes).get_mut(&pid).filter(|own| own.space != pid) {
            (process.space, process.vmas) = (pid, vmas);
        }
        self.change_vmas(pid, |vmas| {
            vmas.ranges.remove(BRK_VMA);
            for (name, pages) in segments {
                if !pages.is_empty() {
                    vmas.add(name, pages);
                }
            }
        });
    }

    fn change_vmas(&mut self, pid: Pid, change: impl FnOnce(&mut VmaNames)) {
        let space = self.processes.get(&pid).map_or(pid, |process| process.space);
        if let Some(process) = Arc::make_mut(&mut self.processes).get_mut(&space) {
            change(Arc::make_mut(&mut process.vmas));
        }
    }
}

impl VmaNames {
    fn add(&mut self, name: &str, pages: PageRange) {
        let order = self.next;
        self.next += 1;
        self.ranges.insert(Arc::from(name), NamedRange { pages, order });
    }
}
