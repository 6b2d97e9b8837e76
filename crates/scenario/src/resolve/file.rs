//! Calls on files.

use forkscope_sim::command::Data;
use forkscope_sim::file::FileId;
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::{Pid, VirtAddr};

use super::{data, walkable, Bytes, Refusal, DEFAULT_BYTE};
use crate::ast::{self, FileAct, Number, Range, Value};
use crate::world::World;

impl World {
    pub(super) fn file_call(&self, pid: Pid, act: &FileAct) -> Result<FileCall, Refusal> {
        Ok(match act {
            FileAct::Read { from, into } => {
                let (file, bytes) = self.file_bytes(from)?;
                let into = into.as_ref().map(|into| self.bytes(pid, into)).transpose()?;
                let len = into.map_or(bytes.len, |into| into.len.min(bytes.len));
                FileCall::Read { file, at: bytes.at.0, len, into: into.map(|into| into.at) }
            }
            FileAct::Write { to, payload } => {
                let (file, bytes) = self.file_bytes(to)?;
                let (payload, len) = match payload {
                    Some(ast::Payload::Memory(from)) => {
                        let from = self.bytes(pid, from)?;
                        (Payload::Memory(from.at), from.len.min(bytes.len))
                    }
                    Some(ast::Payload::Value(value)) => stored(bytes, Some(value))?,
                    None => stored(bytes, None)?,
                };
                FileCall::Write { file, at: bytes.at.0, len, payload }
            }
            FileAct::Fsync(name) => FileCall::Fsync(self.file(&name.text)?),
            FileAct::Msync(range) => FileCall::Msync(self.whole_pages(pid, range)?),
            FileAct::Truncate(name, size) => {
                FileCall::Truncate { file: self.file(&name.text)?, pages: self.pages_of(Some(size)) }
            }
            FileAct::ReadRemote(target, range) => {
                let target = self.pid(&target.text)?;
                let Bytes { at, len } = walkable(self.bytes(target, range)?)?;
                FileCall::ReadRemote { target, at, len }
            }
            FileAct::ReadMem(range) => {
                let Bytes { at, len } = walkable(self.bytes(pid, range)?)?;
                FileCall::ReadMem { at, len }
            }
            FileAct::WriteMem(range, value) => {
                let bytes = walkable(self.bytes(pid, range)?)?;
                let (data, len) = told(bytes, value.as_ref())?;
                FileCall::WriteMem { at: bytes.at, len, data }
            }
        })
    }

    /// The bytes of a file that a range stands for: where they begin, and how many.
    fn file_bytes(&self, range: &Range) -> Result<(FileId, Bytes), Refusal> {
        let name = &range.vma.text;
        let file = self.file(name)?;
        let pages = self.machine().file(file).map_or(0, |file| file.pages);
        let (from, to) = range.numbers(pages);
        let offset = range.offset.as_ref().and_then(Number::get).unwrap_or(0);
        let byte = |page: u64| page.checked_mul(self.page_size().bytes()).filter(|at| *at < 1 << 53);
        match (byte(from).and_then(|at| at.checked_add(offset)), byte(to)) {
            (Some(at), Some(end)) if at < end => Ok((file, walkable(Bytes { at: VirtAddr(at), len: end - at })?)),
            (Some(_), Some(_)) if from == to => {
                Err(message!("`{}` is empty: say which pages, as in `{0}[0]`", name.as_str()))
            }
            (Some(_), Some(_)) => Err(message!("the offset {} lies behind the end of the range", offset)),
            (None, _) | (_, None) => Err(message!("`{}` cannot be that long", name.as_str())),
        }
    }
}

fn stored(bytes: Bytes, value: Option<&Value>) -> Result<(Payload, u64), Refusal> {
    told(bytes, value).map(|(data, len)| (Payload::Data(data), len))
}

/// What is stored, and how many bytes of the range that takes.
fn told(bytes: Bytes, value: Option<&Value>) -> Result<(Data, u64), Refusal> {
    let data = value.map_or(Data::Fill(DEFAULT_BYTE), data);
    match &data {
        Data::Bytes(text) if text.len() as u64 > bytes.len => {
            Err(message!("the text has {} bytes, the range {}", text.len() as u64, bytes.len))
        }
        Data::Bytes(text) => {
            let len = text.len() as u64;
            Ok((data, len))
        }
        Data::Fill(_) => Ok((data, bytes.len)),
    }
}
