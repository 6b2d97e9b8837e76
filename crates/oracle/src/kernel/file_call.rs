//! Calls on files to requests.

use std::io;

use forkscope_sim::command::Data;
use forkscope_sim::file::FileId;
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::{Pid, VirtAddr};
use rustix::fs::{fadvise, fstatfs, Advice};

use super::reply::{done, errno};
use super::{files, settings, Kernel};
use crate::observation::Seen;
use crate::protocol::{OnFile, Op, Reply, Request, PAYLOAD};
use crate::sys::{dirty_pages, read_in};
use crate::PAGE;

const MS_SYNC: u64 = 4;
/// Pages of the simulator's readahead window, 128 KiB.
const READAHEAD_PAGES: u64 = 32;

impl Kernel {
    pub(super) fn file_call(&self, pid: Pid, call: &FileCall) -> io::Result<Seen> {
        match call {
            FileCall::Read { file, at, len, into } => {
                let what = if into.is_some() { OnFile::ReadTo } else { OnFile::Read };
                let reply = self.on_file(pid, what, Some(*file), [*at, *len, into.map_or(0, |into| into.0), 0])?;
                Ok(read(reply))
            }
            FileCall::Write { file, at, len, payload: Payload::Memory(from) } => {
                Ok(done(self.on_file(pid, OnFile::WriteFrom, Some(*file), [*at, *len, from.0, 0])?))
            }
            FileCall::Write { file, at, len, payload: Payload::Data(data) } => {
                self.write(pid, Some(*file), *at, *len, data)
            }
            FileCall::Fsync(file) => Ok(done(self.on_file(pid, OnFile::Sync, Some(*file), [0; 4])?)),
            FileCall::Msync(range) => Ok(done(self.range(pid, Op::Msync, *range, MS_SYNC)?)),
            FileCall::Truncate { file, pages } => {
                Ok(done(self.on_file(pid, OnFile::Truncate, Some(*file), [pages * PAGE.bytes(), 0, 0, 0])?))
            }
            FileCall::ReadMem { at, len } => Ok(read(self.on_file(pid, OnFile::Read, None, [at.0, *len, 0, 0])?)),
            FileCall::ReadRemote { target, at, len } => {
                let target = u64::from(self.worker(*target)?.pid.as_raw_nonzero().get().unsigned_abs());
                let args = [OnFile::ReadRemote as u64, target, at.0, *len];
                Ok(read(self.request(pid, Op::File, &args)?))
            }
            FileCall::WriteMem { at: VirtAddr(at), len, data } => self.write(pid, None, *at, *len, data),
        }
    }

    fn write(&self, pid: Pid, file: Option<FileId>, at: u64, len: u64, data: &Data) -> io::Result<Seen> {
        let bytes = match data {
            Data::Fill(byte) => {
                return Ok(done(self.on_file(pid, OnFile::Fill, file, [at, len, 0, u64::from(*byte)])?));
            }
            Data::Bytes(bytes) => bytes,
        };
        let mut sum = Reply::default();
        for (index, piece) in bytes.chunks(PAYLOAD).enumerate() {
            let offset = at + (index * PAYLOAD) as u64;
            let request = Request::new(Op::File, &[OnFile::Write as u64, self.opened(file)?, offset, 0, 0, 0]);
            let reply = self.worker(pid)?.call(&self.sockets, &request, piece)?;
            sum = Reply { minflt: sum.minflt + reply.minflt, majflt: sum.majflt + reply.majflt, ..reply };
            if reply.ret < piece.len() as i64 {
                break;
            }
        }
        Ok(done(sum))
    }

    fn on_file(&self, pid: Pid, what: OnFile, file: Option<FileId>, args: [u64; 4]) -> io::Result<Reply> {
        let [offset, len, address, byte] = args;
        let request = Request::new(Op::File, &[what as u64, self.opened(file)?, offset, len, address, byte]);
        self.worker(pid)?.call(&self.sockets, &request, &[])
    }

    fn opened(&self, file: Option<FileId>) -> io::Result<u64> {
        let Some(file) = file else { return Ok(0) };
        let file = self.files.get(&file).ok_or_else(|| io::Error::other("no such file"))?;
        Ok(files::opened_here(file))
    }

    /// Reads a window of a file from disk, as the simulator does: read(2) of Linux would read as much as the reads before it make it expect.
    pub(super) fn read_window(&self, file: FileId, first: u64) -> io::Result<()> {
        let file = self.files.get(&file).ok_or_else(|| io::Error::other("no such file"))?;
        let window = READAHEAD_PAGES.min((file.metadata()?.len() / PAGE.bytes()).saturating_sub(first));
        match window {
            0 => Ok(()),
            window => read_in(file, first * PAGE.bytes(), window * PAGE.bytes()),
        }
    }

    /// Drops the clean pages of the scenario's files, as a write to /proc/sys/vm/drop_caches would those of all files; and writes there if the
    /// scenario wants it for its shared memory, which takes no such advice.
    pub(super) fn drop_caches(&self) -> io::Result<Seen> {
        if self.drop_all {
            settings::drop_all_caches()?;
        }
        for file in self.files.values().filter(|file| fstatfs(file).is_ok_and(|fs| files::is_on_disk(&fs))) {
            let pages = file.metadata()?.len() / PAGE.bytes();
            for at in (0..pages).map(|page| page * PAGE.bytes()) {
                // The advice would have dirty pages written back and dropped.
                if dirty_pages(file, at, PAGE.bytes())? == 0 {
                    fadvise(file, at, std::num::NonZeroU64::new(PAGE.bytes()), Advice::DontNeed)?;
                }
            }
        }
        Ok(Seen::quiet("ok"))
    }
}

fn read(reply: Reply) -> Seen {
    let result = match reply.ret {
        ..0 => errno(reply.ret.unsigned_abs()),
        0 => "ok".to_owned(),
        1.. => format!("read {:#04x}", reply.value),
    };
    Seen { result, ..done(reply) }
}
