//! What a process of a recording does.

use forkscope_sim::command::{Advice, Mapping, Program, Sharing, Source};
use forkscope_sim::file::FileId;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{Call, Outcome, Pid, Ret, Signal};
use serde_json::{json, Map, Value};

use super::arm::{Arm, Inexpressible, Observed};
use crate::{K4, PAGE_SIZE};

impl Arm {
    pub(super) fn act(&mut self, verb: &str, pid: Pid, rest: &[&str]) -> Observed {
        match (verb, rest) {
            ("mmap", [at, pages, prot, how @ ..]) => self.mmap(pid, at, pages, prot, how),
            ("r" | "w", [at, args @ ..]) => self.access(verb, pid, at, args),
            ("sysread" | "syswrite", [at, args @ ..]) => self.kernel_access(verb, pid, at, args),
            ("memread", [at]) => self.force(verb, pid, at, "0"),
            ("memwrite", [at, value]) => self.force(verb, pid, at, value),
            ("fork", [child]) => {
                let Ok(Outcome { ret: Ret::Pid(made), .. }) = self.call(pid, Call::Fork) else {
                    return Err(Inexpressible);
                };
                self.pids.push(((*child).into(), made));
                Ok(Value::Null)
            }
            ("exit", []) => self.quiet(pid, Call::Exit { status: 0 }),
            ("kill", []) => self.quiet(pid, Call::Kill { target: pid }),
            ("vforkw" | "threadw", [at, value]) => self.borrowed_write(verb, pid, at, value),
            ("exec", []) => {
                let program = Program { image: FileId(0), text: 0, data: 0, bss: 0, stack: 0 };
                self.quiet(pid, Call::Exec(program))
            }
            ("wait", [child]) => {
                let child_pid = self.pid(child).ok_or(Inexpressible)?;
                self.pids.retain(|(name, _)| name != child);
                self.quiet(pid, Call::Wait { child: child_pid })
            }
            ("munmap", [at, pages]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                self.ok_or_errno(pid, Call::Munmap(range))
            }
            ("mprotect", [at, pages, prot]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                self.ok_or_errno(pid, Call::Mprotect { range, access: access_of(prot) })
            }
            ("madvise", [at, pages, advice]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                let known = |known: &Advice| known.name().trim_start_matches("MADV_").eq_ignore_ascii_case(advice);
                let advice = Advice::ALL.into_iter().find(known).ok_or(Inexpressible)?;
                self.ok_or_errno(pid, Call::Madvise { range, advice })
            }
            ("mlock" | "munlock", [at, pages]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                self.ok_or_errno(pid, if verb == "mlock" { Call::Mlock(range) } else { Call::Munlock(range) })
            }
            ("mremap", [at, pages, "->", to, new]) => {
                let from = self.range(at, pages).ok_or(Inexpressible)?;
                let to = if *to == "same" { None } else { Some(self.range(to, new).ok_or(Inexpressible)?.start) };
                self.ok_or_errno(pid, Call::Mremap { from, to, pages: new.parse().map_err(|_| Inexpressible)? })
            }
            ("vmsplice" | "unsplice" | "pin" | "unpin", args) => self.hold(verb, pid, args),
            ("stat", []) => Ok(self.stat(pid)),
            _ => Err(Inexpressible),
        }
    }

    pub(super) fn hold(&mut self, verb: &str, pid: Pid, args: &[&str]) -> Observed {
        match (verb, args) {
            ("vmsplice", [at, pages]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                let ret = range.pages() * PAGE_SIZE;
                self.call(pid, Call::Vmsplice(range)).map(|_| json!({ "ret": ret })).map_err(|_| Inexpressible)
            }
            ("unsplice", [pages]) => {
                let ret = pages.parse::<u64>().map_err(|_| Inexpressible)? * PAGE_SIZE;
                match self.call(pid, Call::Unsplice).map(|outcome| outcome.ret) {
                    Ok(Ret::Value(value)) => Ok(json!({ "ret": ret, "val": value })),
                    Ok(_) | Err(_) => Err(Inexpressible),
                }
            }
            ("pin", [at, pages]) => {
                let range = self.range(at, pages).ok_or(Inexpressible)?;
                self.ok_or_errno(pid, Call::Pin(range))
            }
            ("unpin", []) => self.ok_or_errno(pid, Call::Unpin),
            _ => Err(Inexpressible),
        }
    }

    /// A task that shares the memory writes a byte and ends: the child of a vfork, or a thread.
    pub(super) fn borrowed_write(&mut self, verb: &str, pid: Pid, at: &str, value: &str) -> Observed {
        let range = self.range(at, "1").ok_or(Inexpressible)?;
        let value = value.parse().map_err(|_| Inexpressible)?;
        let (make, end) = match verb {
            "vforkw" => (Call::Vfork, Call::Exit { status: 0 }),
            _ => (Call::Thread, Call::PthreadExit),
        };
        let Ok(Outcome { ret: Ret::Pid(made), .. }) = self.call(pid, make) else {
            return Err(Inexpressible);
        };
        self.quiet(made, Call::touch(range, value))?;
        self.quiet(made, end)?;
        Ok(json!("ok"))
    }

    pub(super) fn mmap(&mut self, pid: Pid, at: &str, pages: &str, prot: &str, how: &[&str]) -> Observed {
        let range = self.range(at, pages).ok_or(Inexpressible)?;
        let (mut sharing, mut source, mut populate, mut access) = (None, None, false, access_of(prot));
        for word in how {
            match word.split_once('=').unwrap_or((word, "")) {
                ("populate", _) => populate = true,
                ("ro", _) => {}
                ("noreserve", _) => access |= VmFlags::NORESERVE,
                ("priv", _) => sharing = Some(Sharing::Private),
                ("shared", _) => sharing = Some(Sharing::Shared),
                ("anon" | "zero", _) => source = Some(Source::Anon),
                ("file" | "memfd", name) => {
                    source = Some(Source::File { file: *self.files.get(name).ok_or(Inexpressible)?, pgoff: 0 });
                }
                _ => return Err(Inexpressible),
            }
        }
        let (Some(sharing), Some(source)) = (sharing, source) else { return Err(Inexpressible) };
        // The harness maps with MAP_FIXED_NOREPLACE.
        if self.machine.mm_of(pid).is_some_and(|(_, mm)| !mm.vmas_in(range).is_empty()) {
            return Ok(json!({ "err": "EEXIST" }));
        }
        let mapped = self.ok_or_errno(pid, Call::Mmap(Mapping { range, access, sharing, source }))?;
        if populate {
            // MAP_POPULATE faults in as the advice does, and tells nobody of a failure.
            let write = access.contains(VmFlags::WRITE) && sharing == Sharing::Private;
            let advice = if write { Advice::PopulateWrite } else { Advice::PopulateRead };
            self.ok_or_errno(pid, Call::Madvise { range, advice })?;
        }
        Ok(mapped)
    }

    pub(super) fn access(&mut self, verb: &str, pid: Pid, at: &str, args: &[&str]) -> Observed {
        let range = self.range(at, args.first().unwrap_or(&"1")).ok_or(Inexpressible)?;
        let value = args.get(1).map_or(Ok(0xaa), |word| word.parse()).map_err(|_| Inexpressible)?;
        let (at, len) = (range.start.addr(K4), range.pages() * PAGE_SIZE);
        let call = match verb {
            "r" => Call::read(at, len),
            _ => Call::touch(range, value),
        };
        let Ok(outcome) = self.call(pid, call) else { return Err(Inexpressible) };
        let mut seen = Map::new();
        match outcome.ret {
            Ret::Signal(signal) => drop(seen.insert("sig".into(), json!(code(signal)))),
            Ret::Value(value) => drop(seen.insert("val".into(), json!(value))),
            Ret::Done => {}
            Ret::Pid(_) | Ret::File(_) | Ret::Group(_) | Ret::Addr(_) | Ret::Reaped(_) | Ret::Asleep => {
                return Err(Inexpressible)
            }
        }
        if !seen.contains_key("sig") {
            seen.insert("min".into(), json!(outcome.minflt));
        }
        Ok(Value::Object(seen))
    }
}

fn access_of(prot: &str) -> VmFlags {
    let bit = |letter: char, flag: VmFlags| if prot.contains(letter) { flag } else { VmFlags::empty() };
    if prot == "none" {
        return VmFlags::empty();
    }
    bit('r', VmFlags::READ) | bit('w', VmFlags::WRITE) | bit('x', VmFlags::EXEC)
}

fn code(signal: Signal) -> &'static str {
    signal.name().rsplit('/').next().unwrap_or_default()
}
