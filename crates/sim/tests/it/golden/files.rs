//! Files of a recording, and memory that the kernel reaches for a process.

use forkscope_sim::command::Data;
use forkscope_sim::file::{FileKind, Opened};
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::{Call, Command, Outcome, Pid, Refused, Ret, Silent};
use serde_json::{json, Value};

use super::arm::{Arm, Inexpressible, Observed};
use crate::{K4, PAGE_SIZE};

impl Arm {
    pub(super) fn file(&mut self, name: &str, pages: &str, kind: &[&str]) -> Observed {
        let pages = pages.parse().map_err(|_| Inexpressible)?;
        let written = match kind {
            ["small"] => false,
            [] => true,
            _ => return Err(Inexpressible),
        };
        let read_only = self.read_only.iter().any(|known| known == name);
        let opened = if read_only { Opened::ReadOnly } else { Opened::ReadWrite };
        let made = self.create(name, Command::CreateFile { kind: FileKind::Regular, pages, cached: true, opened });
        self.written.extend(self.files.get(name).filter(|_| written));
        made
    }

    pub(super) fn create(&mut self, name: &str, command: Command) -> Observed {
        let Ok(Outcome { ret: Ret::File(file), .. }) = self.machine.run(&command, &mut Silent) else {
            return Err(Inexpressible);
        };
        self.files.insert(name.into(), file);
        Ok(Value::Null)
    }

    pub(super) fn fread(&self, name: &str, index: &str) -> Observed {
        let index: u64 = index.parse().map_err(|_| Inexpressible)?;
        let file = self.files.get(name).and_then(|id| self.machine.file(*id)).ok_or(Inexpressible)?;
        let frame = file.cache.get(&index).and_then(|pfn| self.machine.frame(*pfn)).ok_or(Inexpressible)?;
        Ok(json!({ "val": frame.contents.byte(0) }))
    }

    pub(super) fn fwrite(&mut self, name: &str, index: &str, value: &str) -> Observed {
        let file = *self.files.get(name).ok_or(Inexpressible)?;
        let at = index.parse::<u64>().map_err(|_| Inexpressible)? * PAGE_SIZE;
        let payload = Payload::Data(Data::Fill(value.parse().map_err(|_| Inexpressible)?));
        self.quiet(self.pids[0].1, Call::File(FileCall::Write { file, at, len: 1, payload }))
    }

    /// The kernel stores zeros to pages of a process (read(2) of /dev/zero), or reads them (write(2) to a pipe).
    pub(super) fn kernel_access(&mut self, verb: &str, pid: Pid, at: &str, args: &[&str]) -> Observed {
        let range = self.range(at, args.first().unwrap_or(&"1")).ok_or(Inexpressible)?;
        let (at, len) = (range.start.addr(K4), range.pages() * PAGE_SIZE);
        let kind = FileKind::Memfd;
        let make = Command::CreateFile { kind, pages: range.pages(), cached: false, opened: Opened::ReadWrite };
        self.create("zeros", make)?;
        let file = self.files["zeros"];
        let call = match verb {
            "sysread" => FileCall::Read { file, at: 0, len, into: Some(at) },
            _ => FileCall::Write { file, at: 0, len, payload: Payload::Memory(at) },
        };
        match self.call(pid, Call::File(call)) {
            Ok(outcome) => Ok(json!({ "ret": len, "min": outcome.minflt })),
            Err(Refused::Errno(errno)) => Ok(json!({ "err": errno.name(), "ret": -1, "min": 0 })),
            Err(_) => Err(Inexpressible),
        }
    }

    /// The harness reaches the memory of a process through /proc/PID/mem.
    pub(super) fn force(&mut self, verb: &str, pid: Pid, at: &str, value: &str) -> Observed {
        let (at, len) = (self.range(at, "1").ok_or(Inexpressible)?.start.addr(K4), 1);
        let data = Data::Fill(value.parse().map_err(|_| Inexpressible)?);
        let call = if verb == "memread" { FileCall::ReadMem { at, len } } else { FileCall::WriteMem { at, len, data } };
        match self.call(pid, Call::File(call)).map(|outcome| outcome.ret) {
            Ok(Ret::Value(value)) => Ok(json!({ "val": value })),
            Ok(_) => Ok(json!("ok")),
            Err(Refused::Errno(errno)) => Ok(json!({ "err": errno.name() })),
            Err(_) => Err(Inexpressible),
        }
    }
}
