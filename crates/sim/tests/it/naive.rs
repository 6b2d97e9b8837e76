//! Memory as a program sees it, computed without frames, tables or faults: every process has its own copy of everything private. What the machine
//! lets a process read must be what this gives.

use std::collections::BTreeMap;

use forkscope_sim::command::{Accesses, Advice, Data, Mapping, Sharing, Source};
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Outcome, PageRange, Pid, Refused, Ret, Vpn};

use crate::world::FILES;
use crate::{K4, PAGE_SIZE};

/// The first byte of each page of every address space.
#[derive(Clone, Default)]
pub(crate) struct Naive {
    spaces: Vec<Space>,
    /// Whose memory is where, and which process a thread belongs to.
    tasks: BTreeMap<Pid, (usize, Pid)>,
    /// First bytes of shared objects, by object and page.
    shared: BTreeMap<(u64, u64), u8>,
    objects: u64,
    /// Files that were resized: length, and how many pages from the first on are as they were made.
    sizes: BTreeMap<u64, (u64, u64)>,
}

type Space = BTreeMap<Vpn, Cell>;

#[derive(Clone, Copy)]
struct Cell {
    access: VmFlags,
    fork: OnFork,
    locked: bool,
    memory: Memory,
}

#[derive(Clone, Copy, PartialEq)]
struct OnFork {
    left_out: bool,
    wiped: bool,
}

#[derive(Clone, Copy)]
enum Memory {
    /// Private anonymous. What `MADV_FREE` gave up may be zero any time, until it is written again.
    Anon { value: u8, given_up: bool },
    /// A private view of a file: the process's own byte once it wrote, and the page of the file.
    File { own: Option<u8>, page: u64 },
    /// A page of a shared object.
    Shared { at: (u64, u64) },
}

impl Naive {
    pub(crate) fn new(first: Pid) -> Naive {
        let tasks = BTreeMap::from([(first, (0, first))]);
        Naive { spaces: vec![Space::new()], tasks, shared: BTreeMap::new(), objects: 100, sizes: BTreeMap::new() }
    }

    /// Follows a call that the machine carried out; gives the value that a read must have given.
    pub(crate) fn follow(&mut self, pid: Pid, call: &Call, result: &Result<Outcome, Refused>) -> Option<u8> {
        if matches!(result, Err(Refused::NoProcess(_) | Refused::NotRunning(..))) {
            return None;
        }
        let ok = result.as_ref().ok().map(|outcome| outcome.ret);
        match (call, ok) {
            (Call::Access(Accesses::Read { at, .. }), Some(Ret::Value(seen))) => {
                return self.read(pid, at.vpn(K4), seen)
            }
            (Call::Access(Accesses::Touch { range, value, .. }), Some(_)) => self.write(pid, *range, *value),
            (Call::Access(Accesses::Write { at, len, data: Data::Fill(value) }), Some(_)) => {
                self.write(pid, PageRange::new(at.vpn(K4), len / PAGE_SIZE), *value);
            }
            (Call::Fork, Some(Ret::Pid(child))) => self.fork(pid, child),
            (Call::Vfork, Some(Ret::Pid(child))) => self.share(pid, child, child),
            (Call::Thread, Some(Ret::Pid(thread))) => self.share(pid, thread, self.tasks[&pid].1),
            (Call::Spawn(_), Some(Ret::Pid(child))) => self.enter(child, Space::new()),
            (Call::Exec(_), Some(_)) => self.enter(self.tasks[&pid].1, Space::new()),
            (Call::Mmap(mapping), Some(_)) => self.mmap(pid, mapping),
            (Call::Munmap(range), Some(_)) => self.each(pid, *range, |space, vpn| {
                space.remove(&vpn);
            }),
            (Call::Mremap { from, to: Some(to), .. }, Some(_)) => self.mremap(pid, *from, *to),
            (Call::Mprotect { range, access }, _) => self.mprotect(pid, *range, *access),
            (Call::Mlock(range), _) => self.lock(pid, *range, true),
            (Call::Munlock(range), _) => self.lock(pid, *range, false),
            (Call::Madvise { range, advice }, _) => self.madvise(pid, *range, *advice),
            (Call::File(call), ok) => return self.file_call(pid, call, ok),
            _ => {}
        }
        None
    }

    fn space(&mut self, pid: Pid) -> Option<&mut Space> {
        self.spaces.get_mut(self.tasks.get(&pid)?.0)
    }

    /// A process of its own in an address space of its own.
    fn enter(&mut self, pid: Pid, space: Space) {
        self.tasks.insert(pid, (self.spaces.len(), pid));
        self.spaces.push(space);
    }

    fn share(&mut self, maker: Pid, made: Pid, tgid: Pid) {
        let space = self.tasks[&maker].0;
        self.tasks.insert(made, (space, tgid));
    }

    fn each(&mut self, pid: Pid, range: PageRange, mut change: impl FnMut(&mut Space, Vpn)) {
        if let Some(space) = self.space(pid) {
            range.iter().for_each(|vpn| change(space, vpn));
        }
    }

    fn read(&mut self, pid: Pid, vpn: Vpn, seen: u8) -> Option<u8> {
        match &mut self.spaces[self.tasks.get(&pid)?.0].get_mut(&vpn)?.memory {
            Memory::Anon { value, given_up } => {
                *value = if *given_up && seen == 0 { 0 } else { *value };
                Some(*value)
            }
            Memory::File { own, page } => own.or(Some((*page % 250 + 1) as u8)),
            Memory::Shared { at } => {
                let at = *at;
                self.byte(at)
            }
        }
    }

    /// Writes pages in order up to the first that cannot be written.
    fn write(&mut self, pid: Pid, range: PageRange, new: u8) {
        let Some((space, _)) = self.tasks.get(&pid) else { return };
        let space = &mut self.spaces[*space];
        for vpn in range.iter() {
            let Some(cell) = space.get_mut(&vpn).filter(|cell| cell.access.contains(VmFlags::WRITE)) else { return };
            match &mut cell.memory {
                Memory::Anon { value, given_up } => (*value, *given_up) = (new, false),
                Memory::File { own: None, page } if *page >= 6 => return,
                Memory::File { own, .. } => *own = Some(new),
                Memory::Shared { at } if !exists(&self.sizes, *at) => return,
                Memory::Shared { at } => drop(self.shared.insert(*at, new)),
            }
        }
    }

    fn fork(&mut self, parent: Pid, child: Pid) {
        let mut space = self.space(parent).cloned().unwrap_or_default();
        space.retain(|_, cell| !cell.fork.left_out);
        space.values_mut().for_each(|cell| cell.locked = false);
        for cell in space.values_mut().filter(|cell| cell.fork.wiped) {
            cell.memory = Memory::Anon { value: 0, given_up: false };
        }
        self.enter(child, space);
    }

    fn mmap(&mut self, pid: Pid, mapping: &Mapping) {
        self.objects += 1;
        let object = self.objects;
        let first = mapping.range.start.0;
        let memory = |vpn: Vpn| match (mapping.sharing, mapping.source) {
            (Sharing::Private, Source::Anon) => Memory::Anon { value: 0, given_up: false },
            (Sharing::Shared, Source::Anon) => Memory::Shared { at: (object, vpn.0 - first) },
            (Sharing::Private, Source::File { pgoff, .. }) => Memory::File { own: None, page: pgoff + vpn.0 - first },
            (Sharing::Shared, Source::File { file, pgoff }) => {
                let page = pgoff + vpn.0 - first;
                Memory::Shared { at: (u64::from(file.0), page) }
            }
        };
        let fork = OnFork { left_out: false, wiped: false };
        self.each(pid, mapping.range, |space, vpn| {
            space.insert(vpn, Cell { access: mapping.access, fork, locked: false, memory: memory(vpn) });
        });
    }

    fn mremap(&mut self, pid: Pid, from: PageRange, to: Vpn) {
        self.each(pid, from, |space, vpn| {
            if let Some(cell) = space.remove(&vpn) {
                space.insert(to.plus(vpn.0 - from.start.0), cell);
            }
        });
    }

    fn mprotect(&mut self, pid: Pid, range: PageRange, access: VmFlags) {
        let Some(space) = self.space(pid) else { return };
        for vpn in range.iter() {
            let Some(cell) = space.get_mut(&vpn) else { return };
            cell.access = access;
        }
    }

    fn lock(&mut self, pid: Pid, range: PageRange, locked: bool) {
        let Some(space) = self.space(pid) else { return };
        for vpn in range.iter() {
            let Some(cell) = space.get_mut(&vpn) else { return };
            cell.locked = locked;
        }
    }

    fn madvise(&mut self, pid: Pid, range: PageRange, advice: Advice) {
        let Some((space, _)) = self.tasks.get(&pid) else { return };
        let space = &mut self.spaces[*space];
        for vpn in range.iter() {
            let Some(cell) = space.get_mut(&vpn) else { continue };
            match (advice, &mut cell.memory) {
                (Advice::DontNeed | Advice::Free | Advice::Cold | Advice::PageOut, _) if cell.locked => return,
                (Advice::DontNeed, Memory::Anon { value, .. }) => *value = 0,
                (Advice::Free, Memory::Anon { given_up, .. }) => *given_up = true,
                (Advice::DontNeed, Memory::File { own, .. }) => *own = None,
                (Advice::DontNeed, Memory::Shared { .. }) => {}
                (Advice::Cold | Advice::PageOut | Advice::Mergeable | Advice::Unmergeable, _) => {}
                (Advice::Free | Advice::PopulateRead | Advice::PopulateWrite, _) => {}
                (Advice::DontFork, _) => cell.fork.left_out = true,
                (Advice::DoFork, _) => cell.fork.left_out = false,
                (Advice::WipeOnFork, Memory::Anon { .. }) => cell.fork.wiped = true,
                (Advice::WipeOnFork, Memory::File { .. } | Memory::Shared { .. }) => return,
                (Advice::KeepOnFork, _) => cell.fork.wiped = false,
                (Advice::HugePage | Advice::NoHugePage | Advice::Collapse, _) => {}
                (Advice::Remove, Memory::Shared { at }) if !cell.locked => drop(self.shared.insert(*at, 0)),
                (Advice::Remove, _) => return,
            }
        }
    }
}

/// Files end, memory does not.
fn exists(sizes: &BTreeMap<u64, (u64, u64)>, (object, page): (u64, u64)) -> bool {
    let files = FILES.map(|file| u64::from(file.0));
    !files.contains(&object) || page < sizes.get(&object).map_or(6, |(pages, _)| *pages)
}

impl Naive {
    fn file_call(&mut self, pid: Pid, call: &FileCall, ok: Option<Ret>) -> Option<u8> {
        let seen = if let Some(Ret::Value(seen)) = ok { seen } else { 1 };
        match call {
            FileCall::Read { file, at, len, into } => {
                return self.pread(
                    pid,
                    u64::from(file.0),
                    (at / PAGE_SIZE, len / PAGE_SIZE),
                    into.map(|at| at.vpn(K4)),
                );
            }
            FileCall::Write { file, at, len, payload } => {
                self.pwrite(pid, u64::from(file.0), (at / PAGE_SIZE, len / PAGE_SIZE), payload);
            }
            FileCall::Fsync(_) | FileCall::Msync(_) => {}
            FileCall::Truncate { file, pages } => self.resize(u64::from(file.0), *pages),
            FileCall::ReadMem { at, .. } => return self.read(pid, at.vpn(K4), seen),
            FileCall::ReadRemote { target, at, .. } => return self.read(*target, at.vpn(K4), seen),
            FileCall::WriteMem { at, data: Data::Fill(value), .. } => {
                let cell = self.space(pid).and_then(|space| space.get_mut(&at.vpn(K4)));
                let old = cell.map(|cell| (cell.access, matches!(cell.memory, Memory::Shared { .. })));
                if let Some((access, false)) = old {
                    self.set_access(pid, at.vpn(K4), VmFlags::READ | VmFlags::WRITE);
                    self.write(pid, PageRange::new(at.vpn(K4), 1), *value);
                    self.set_access(pid, at.vpn(K4), access);
                } else {
                    self.write(pid, PageRange::new(at.vpn(K4), 1), *value);
                }
            }
            FileCall::WriteMem { .. } => {}
        }
        None
    }

    fn set_access(&mut self, pid: Pid, vpn: Vpn, access: VmFlags) {
        if let Some(cell) = self.space(pid).and_then(|space| space.get_mut(&vpn)) {
            cell.access = access;
        }
    }

    /// The byte of a page of an object; none behind its end.
    fn byte(&self, at: (u64, u64)) -> Option<u8> {
        let original = self.sizes.get(&at.0).map_or(6, |(_, original)| *original);
        let filled = at.0 == u64::from(FILES[1].0) && at.1 < original;
        let initial = if filled { (at.1 % 250 + 1) as u8 } else { 0 };
        exists(&self.sizes, at).then(|| self.shared.get(&at).copied().unwrap_or(initial))
    }

    fn can_write(&mut self, pid: Pid, vpn: Vpn) -> bool {
        let cell = self.tasks.get(&pid).and_then(|(space, _)| self.spaces[*space].get(&vpn));
        cell.is_some_and(|cell| cell.access.contains(VmFlags::WRITE)) && self.read(pid, vpn, 1).is_some()
    }

    fn can_read(&mut self, pid: Pid, vpn: Vpn) -> bool {
        let cell = self.tasks.get(&pid).and_then(|(space, _)| self.spaces[*space].get(&vpn));
        cell.is_some_and(|cell| !cell.access.is_empty()) && self.read(pid, vpn, 1).is_some()
    }

    fn pread(&mut self, pid: Pid, file: u64, (first, pages): (u64, u64), into: Option<Vpn>) -> Option<u8> {
        let mut value = None;
        for n in 0..pages {
            let Some(byte) = self.byte((file, first + n)) else { return value };
            if let Some(to) = into.map(|to| to.plus(n)) {
                if !self.can_write(pid, to) {
                    return value;
                }
                self.write(pid, PageRange::new(to, 1), byte);
            }
            value.get_or_insert(byte);
        }
        value
    }

    fn pwrite(&mut self, pid: Pid, file: u64, (first, pages): (u64, u64), payload: &Payload) {
        for n in 0..pages {
            // A file gets its page, and the length up to there, before the bytes are looked for.
            if matches!(payload, Payload::Memory(_)) {
                self.grow(file, first + n);
            }
            let byte = match payload {
                Payload::Data(Data::Fill(value)) => Some(*value),
                Payload::Data(Data::Bytes(_)) => None,
                Payload::Memory(from) => {
                    let vpn = from.vpn(K4).plus(n);
                    self.can_read(pid, vpn).then(|| self.read(pid, vpn, 1)).flatten()
                }
            };
            let Some(byte) = byte else { return };
            self.grow(file, first + n + 1);
            self.shared.insert((file, first + n), byte);
        }
    }

    fn grow(&mut self, file: u64, pages: u64) {
        let (size, original) = self.sizes.get(&file).copied().unwrap_or((6, 6));
        self.sizes.insert(file, (size.max(pages), original));
    }

    fn resize(&mut self, file: u64, pages: u64) {
        let (_, original) = self.sizes.get(&file).copied().unwrap_or((6, 6));
        self.sizes.insert(file, (pages, original.min(pages)));
        self.shared.retain(|(object, page), _| *object != file || *page < pages);
    }
}
