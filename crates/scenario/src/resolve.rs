//! Names to numbers: from a statement to the command that the simulator runs.
//!
//! The rule it keeps: what Linux would answer is left to the simulator. Refused here is only what no process could even try.

mod file;

use std::sync::Arc;

use forkscope_sim::cgroup::Group;
use forkscope_sim::command::{Accesses, Call, Command, Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::limits::{Bound, Resource};
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{PageRange, PageSize, Pid, VirtAddr, Vpn};

use crate::ast::{self, Act, Bind, Mmap, Mremap, Name, Number, Place, Range, Size, Statement, Touch, Value};
use crate::wording::Message;
use crate::world::World;

/// The byte that `touch`, and `write` without a value, stores.
pub(crate) const DEFAULT_BYTE: u8 = 0xaa;
/// The most bytes that one `read`, `write` or `touch` goes through: 64 GiB.
const MOST_BYTES: u64 = 1 << 36;

/// Why a statement cannot be run: a sentence without a full stop.
pub(crate) type Refusal = Message;

/// Bytes of a process.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bytes {
    pub(crate) at: VirtAddr,
    pub(crate) len: u64,
}

impl World {
    /// The command that a statement stands for; `None` when it does nothing to the machine.
    ///
    /// # Errors
    /// Why it cannot be run.
    pub(crate) fn resolve(&self, statement: &Statement) -> Result<Option<Command>, Refusal> {
        Ok(Some(match statement {
            Statement::Title(_)
            | Statement::Machine(_)
            | Statement::Note(_)
            | Statement::Ask { .. }
            | Statement::Expect(_) => return Ok(None),
            Statement::Process { program, .. } => {
                let program = program.as_ref().map(|name| self.program(&name.text)).transpose()?;
                Command::Start { program }
            }
            Statement::Program(program) => {
                let pages = self.pages_of(program.text.as_ref()) + self.pages_of(program.data.as_ref());
                Command::CreateFile { kind: FileKind::Regular, pages, cached: true, opened: Opened::ReadWrite }
            }
            Statement::Cgroup { limit, pids, .. } => Command::CreateGroup {
                max: limit.as_ref().map_or(Group::NO_LIMIT, |limit| self.pages_down(limit)),
                pids_max: pids.as_ref().and_then(Number::get).unwrap_or(Group::NO_LIMIT),
            },
            Statement::File { size, cold, read_only, .. } => Command::CreateFile {
                kind: FileKind::Regular,
                pages: self.pages_of(Some(size)),
                cached: !cold,
                opened: if *read_only { Opened::ReadOnly } else { Opened::ReadWrite },
            },
            Statement::DropCaches => Command::DropCaches,
            Statement::Memfd { size, .. } => Command::CreateFile {
                kind: FileKind::Memfd,
                pages: self.pages_of(Some(size)),
                cached: false,
                opened: Opened::ReadWrite,
            },
            Statement::Reclaim(size) => Command::Reclaim { pages: self.pages_of(Some(size)) },
            Statement::Khugepaged => Command::Khugepaged,
            Statement::Ksm => Command::KsmScan,
            Statement::Act { process, act } => {
                let pid = self.pid(&process.text)?;
                Command::Do { pid, call: self.call(pid, act)? }
            }
        }))
    }

    pub(crate) fn page_size(&self) -> PageSize {
        self.machine().page_size()
    }

    /// A size in pages, rounded up.
    pub(crate) fn pages_of(&self, size: Option<&Size>) -> u64 {
        pages_of(self.page_size(), size)
    }

    /// A limit in pages, rounded down.
    fn pages_down(&self, size: &Size) -> u64 {
        size.bytes(self.page_size()).unwrap_or(0) / self.page_size().bytes()
    }

    fn call(&self, pid: Pid, act: &Act) -> Result<Call, Refusal> {
        Ok(match act {
            Act::Mmap(mmap) => Call::Mmap(self.mapping(pid, mmap)?),
            Act::Munmap(range) => Call::Munmap(self.whole_pages(pid, range)?),
            Act::Mremap(mremap) => self.mremap(pid, mremap)?,
            Act::Mprotect(range, perm) => {
                Call::Mprotect { range: self.whole_pages(pid, range)?, access: access(*perm) }
            }
            Act::Madvise(range, what) => Call::Madvise { range: self.whole_pages(pid, range)?, advice: advice(*what) },
            Act::Mlock(range) => Call::Mlock(self.whole_pages(pid, range)?),
            Act::Munlock(range) => Call::Munlock(self.whole_pages(pid, range)?),
            Act::Vmsplice(range) => Call::Vmsplice(self.whole_pages(pid, range)?),
            Act::File(act) => Call::File(self.file_call(pid, act)?),
            Act::Unsplice => Call::Unsplice,
            Act::Pin(range) => Call::Pin(self.whole_pages(pid, range)?),
            Act::Unpin => Call::Unpin,
            Act::Dma(value) => Call::Dma { data: data(value) },
            Act::Bind(bind) => Call::Bind(self.bound(bind)?),
            Act::Brk(size) => Call::Brk { pages: self.pages_of(Some(size)) },
            Act::Read(range) => {
                let Bytes { at, len } = walkable(self.bytes(pid, range)?)?;
                Call::read(at, len)
            }
            Act::Write(range, value) => store(walkable(self.bytes(pid, range)?)?, value.as_ref())?,
            Act::Touch(touch) => self.touch(pid, touch)?,
            Act::Fork(_) => Call::Fork,
            Act::Vfork(_) => Call::Vfork,
            Act::Thread(_) => Call::Thread,
            Act::Spawn(_, program) => Call::Spawn(self.program(&program.text)?),
            Act::Exec(program) => Call::Exec(self.program(&program.text)?),
            Act::Exit(status) => Call::Exit { status: small(status.as_ref(), 0) },
            Act::PthreadExit => Call::PthreadExit,
            Act::Wait(child) => Call::Wait { child: self.pid(&child.text)? },
            Act::Kill(target) => Call::Kill { target: self.pid(&target.text)? },
        })
    }

    pub(crate) fn pid(&self, name: &str) -> Result<Pid, Refusal> {
        let pid = self.names().pid(name);
        pid.ok_or_else(|| message!("`{}` never came to be", name))
    }

    fn program(&self, name: &str) -> Result<Program, Refusal> {
        let program = self.names().program(name);
        program.ok_or_else(|| message!("the program `{}` never came to be", name))
    }

    pub(crate) fn file(&self, name: &str) -> Result<FileId, Refusal> {
        let file = self.names().file_id(name);
        file.ok_or_else(|| message!("the file `{}` never came to be", name))
    }

    fn mapping(&self, pid: Pid, mmap: &Mmap) -> Result<Mapping, Refusal> {
        let range = self.place(pid, &mmap.name, mmap.at.as_ref(), self.pages_of(Some(&mmap.size)))?;
        let source = match &mmap.backing {
            None | Some(ast::Backing::Anon(_)) => Source::Anon,
            Some(ast::Backing::File { file, page }) => {
                let pgoff = page.as_ref().and_then(Number::get).unwrap_or(0);
                Source::File { file: self.file(&file.text)?, pgoff }
            }
        };
        let sharing = match mmap.sharing {
            None | Some(ast::Sharing::Private) => Sharing::Private,
            Some(ast::Sharing::Shared) => Sharing::Shared,
        };
        let reserve = if mmap.noreserve { VmFlags::NORESERVE } else { VmFlags::empty() };
        let access = access(mmap.perm.unwrap_or(ast::Perm::ReadWrite)) | reserve;
        Ok(Mapping { range, access, sharing, source })
    }

    fn bound(&self, bind: &Bind) -> Result<Bound, Refusal> {
        let limit = |resource, limit| Bound::Limit { resource, limit };
        Ok(match bind {
            Bind::AddressSpace(size) => limit(Resource::As, self.pages_down(size)),
            Bind::Data(size) => limit(Resource::Data, self.pages_down(size)),
            Bind::Processes(number) => limit(Resource::Nproc, number.get().unwrap_or(0)),
            Bind::OomScoreAdj { negative, amount } => {
                let amount = amount.get().unwrap_or(0).min(1000) as i16;
                Bound::OomScoreAdj(if *negative { -amount } else { amount })
            }
            Bind::Group(name) => {
                let group = self.names().group_id(&name.text);
                Bound::Group(group.ok_or_else(|| message!("there is no control group `{}`", name.text.as_str()))?)
            }
        })
    }

    fn mremap(&self, pid: Pid, mremap: &Mremap) -> Result<Call, Refusal> {
        let from = self.whole_pages(pid, &mremap.range)?;
        let pages = mremap.size.as_ref().map_or(from.pages(), |size| self.pages_of(Some(size)));
        let to = match &mremap.to {
            Some(name) => Some(self.place(pid, name, mremap.at.as_ref(), pages)?.start),
            None => None,
        };
        Ok(Call::Mremap { from, to, pages })
    }

    /// The pages that a name is given to: where the line says, or else where the name has its place, which must be free.
    fn place(&self, pid: Pid, name: &Name, at: Option<&Place>, pages: u64) -> Result<PageRange, Refusal> {
        let name = &name.text;
        let start = match at {
            Some(Place::Address(address)) => VirtAddr(address.get().unwrap_or(0)).vpn(self.page_size()),
            Some(Place::Range(range)) => self.bytes(pid, range)?.at.vpn(self.page_size()),
            None => self.layout().base(name).ok_or_else(|| message!("`{}` has no place", name.as_str()))?,
        };
        let range = PageRange::new(start, pages);
        let taken = self.machine().mm_of(pid).is_some_and(|(_, mm)| !mm.vmas_in(range).is_empty());
        if at.is_none() && taken {
            return Err(message!(
                "`{}` is mapped in {} already: unmap it first, or give the new mapping another name",
                name.as_str(),
                self.called(pid)
            ));
        }
        Ok(range)
    }

    /// The pages that a range lies in.
    fn whole_pages(&self, pid: Pid, range: &Range) -> Result<PageRange, Refusal> {
        let Bytes { at, len } = self.bytes(pid, range)?;
        let end = VirtAddr(at.0 + len.max(1) - 1).vpn(self.page_size()).plus(1);
        Ok(PageRange { start: at.vpn(self.page_size()), end })
    }

    fn touch(&self, pid: Pid, touch: &Touch) -> Result<Call, Refusal> {
        let bytes = walkable(self.bytes(pid, &touch.range)?)?;
        Ok(Call::Access(Accesses::Touch {
            range: PageRange::new(bytes.at.vpn(self.page_size()), bytes.len.div_ceil(self.page_size().bytes())),
            value: DEFAULT_BYTE,
            percent: small(touch.percent.as_ref(), 100),
            seed: touch.seed.as_ref().and_then(Number::get).unwrap_or(0),
        }))
    }

    /// The bytes that a range stands for in a process.
    pub(crate) fn bytes(&self, pid: Pid, range: &Range) -> Result<Bytes, Refusal> {
        let name = &range.vma.text;
        let named = self.names().range(pid, name);
        let named = named.ok_or_else(|| message!("{} has no mapping `{}`", self.called(pid), name.as_str()))?;
        let (from, to) = range.numbers(named.pages());
        let offset = range.offset.as_ref().and_then(Number::get).unwrap_or(0);
        let start = named.start.plus(from).addr_checked(self.page_size()).and_then(|at| at.checked_add(offset));
        let end = named.start.plus(to).addr_checked(self.page_size());
        match (start, end) {
            (Some(at), Some(end)) if at < end => Ok(Bytes { at: VirtAddr(at), len: end - at }),
            (Some(_), Some(_)) => Err(message!("the offset {} lies behind the end of `{}`", offset, name.as_str())),
            (None, _) | (_, None) => {
                Err(message!("`{}` does not reach that far: addresses end at 128 TiB", name.as_str()))
            }
        }
    }
}

trait AddrChecked {
    fn addr_checked(self, page: PageSize) -> Option<u64>;
}

impl AddrChecked for Vpn {
    /// The address of the page, if a process can have it.
    fn addr_checked(self, page: PageSize) -> Option<u64> {
        (self <= page.task_size()).then(|| self.addr(page).0)
    }
}

/// The same bytes, if they are few enough to go through.
fn walkable(bytes: Bytes) -> Result<Bytes, Refusal> {
    if bytes.len > MOST_BYTES {
        return Err(text!("one line goes through 64G at most").into());
    }
    Ok(bytes)
}

fn store(bytes: Bytes, value: Option<&Value>) -> Result<Call, Refusal> {
    let data = value.map_or(Data::Fill(DEFAULT_BYTE), data);
    let len = match &data {
        Data::Fill(_) => bytes.len,
        Data::Bytes(text) if text.len() as u64 > bytes.len => {
            return Err(message!("the text has {} bytes, the range {}", text.len() as u64, bytes.len));
        }
        Data::Bytes(text) => text.len() as u64,
    };
    Ok(Call::write(bytes.at, len, data))
}

fn data(value: &Value) -> Data {
    match value {
        Value::Char(byte, _) => Data::Fill(*byte),
        Value::Byte(number) => Data::Fill(small(Some(number), DEFAULT_BYTE)),
        Value::Text(text) => Data::Bytes(Arc::from(text.bytes.as_slice())),
    }
}

/// A number that was checked to fit into a byte.
fn small(number: Option<&Number>, otherwise: u8) -> u8 {
    let value = number.and_then(Number::get);
    value.map_or(otherwise, |value| u8::try_from(value).unwrap_or(u8::MAX))
}

/// A size in pages, rounded up.
pub(crate) fn pages_of(page: PageSize, size: Option<&Size>) -> u64 {
    size.and_then(|size| size.bytes(page)).unwrap_or(0).div_ceil(page.bytes())
}

fn access(perm: ast::Perm) -> VmFlags {
    match perm {
        ast::Perm::Read => VmFlags::READ,
        ast::Perm::ReadWrite => VmFlags::READ | VmFlags::WRITE,
        ast::Perm::ReadExec => VmFlags::READ | VmFlags::EXEC,
        ast::Perm::ReadWriteExec => VmFlags::READ | VmFlags::WRITE | VmFlags::EXEC,
        ast::Perm::None => VmFlags::empty(),
    }
}

fn advice(advice: ast::Advice) -> forkscope_sim::command::Advice {
    use forkscope_sim::command::Advice;
    match advice {
        ast::Advice::DontNeed => Advice::DontNeed,
        ast::Advice::DontFork => Advice::DontFork,
        ast::Advice::DoFork => Advice::DoFork,
        ast::Advice::WipeOnFork => Advice::WipeOnFork,
        ast::Advice::KeepOnFork => Advice::KeepOnFork,
        ast::Advice::HugePage => Advice::HugePage,
        ast::Advice::NoHugePage => Advice::NoHugePage,
        ast::Advice::Collapse => Advice::Collapse,
        ast::Advice::Free => Advice::Free,
        ast::Advice::Cold => Advice::Cold,
        ast::Advice::PageOut => Advice::PageOut,
        ast::Advice::Mergeable => Advice::Mergeable,
        ast::Advice::Unmergeable => Advice::Unmergeable,
        ast::Advice::Remove => Advice::Remove,
        ast::Advice::PopulateRead => Advice::PopulateRead,
        ast::Advice::PopulateWrite => Advice::PopulateWrite,
    }
}
