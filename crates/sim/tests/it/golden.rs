//! The machine against what a live Linux 6.18 did: `tests/golden/*.json`.
//!
//! A scenario runs up to its first operation that the machine cannot express; everything observed before that must agree: results, faults,
//! page-table bits, counts, the partition of pages into frames, VMAs, and smaps figures.

use std::collections::BTreeMap;

use forkscope_sim::addr::PAGE_SIZE;
use forkscope_sim::command::{Advice, Data, Mapping, Program, Sharing, Source};
use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::file_call::{FileCall, Payload};
use forkscope_sim::frame::{FrameFlags, FrameKind};
use forkscope_sim::machine::ThpTotals;
use forkscope_sim::policy::OnSegv;
use forkscope_sim::smaps::Smaps;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::{
    Call, Command, Config, Machine, PageRange, Pfn, Pid, Refused, Ret, Signal, Silent, VirtAddr, Vma, Vpn,
};
use serde_json::{json, Map, Value};

use crate::recorded::{canonical, expected, spread};

const REGION_BASE: u64 = 0x2000_0000_0000 >> 12;
const REGION_PAGES: u64 = 0x4000_0000 >> 12;

struct Arm {
    machine: Machine,
    pids: Vec<(String, Pid)>,
    files: BTreeMap<String, FileId>,
    /// Files whose pages carry a file system's buffers from having been written.
    written: Vec<FileId>,
    /// Files that the harness opens for reading only.
    read_only: Vec<String>,
    regions: Vec<char>,
    stat: Option<u64>,
    vmstat: Option<ThpTotals>,
}

/// The machine cannot express the operation.
struct Inexpressible;
type Observed = Result<Value, Inexpressible>;

impl Arm {
    fn new(ops: &[&str]) -> Arm {
        Arm::with(ops, 0)
    }

    /// On a machine that has large folios of 2^`mthp` pages, if that is not 0.
    fn with(ops: &[&str], mthp: u8) -> Arm {
        let swap = if ops.contains(&"swapon") { 1 << 14 } else { 0 };
        let config = Config { segv: OnSegv::Continue, ram: 1 << 18, swap, mthp, ..Config::default() };
        let mut arm = Arm {
            machine: Machine::boot(config),
            vmstat: None,
            pids: Vec::new(),
            files: BTreeMap::new(),
            written: Vec::new(),
            read_only: opened_read_only(ops),
            regions: Vec::new(),
            stat: None,
        };
        let Ok(outcome) = arm.machine.run(&Command::Start { program: None }, &mut Silent) else { panic!("no process") };
        let Ret::Pid(pid) = outcome.ret else { panic!("{outcome:?}") };
        arm.pids.push(("P".into(), pid));
        arm
    }

    fn pid(&self, name: &str) -> Option<Pid> {
        self.pids.iter().find(|(known, _)| known == name).map(|(_, pid)| *pid)
    }

    fn range(&mut self, at: &str, pages: &str) -> Option<PageRange> {
        let (region, offset) = at.split_once('@').unwrap_or((at, "0"));
        let letter = region.chars().next().filter(|c| c.is_ascii_lowercase() && region.len() == 1)?;
        if !self.regions.contains(&letter) {
            self.regions.push(letter);
            self.regions.sort_unstable();
        }
        let base = REGION_BASE + u64::from(letter as u8 - b'a') * REGION_PAGES;
        Some(PageRange::new(Vpn(base + offset.parse::<u64>().ok()?), pages.parse().ok()?))
    }

    fn call(&mut self, pid: Pid, call: Call) -> Result<forkscope_sim::Outcome, Refused> {
        let result = self.machine.run(&Command::Do { pid, call }, &mut Silent);
        assert_eq!(self.machine.check(), [], "invariants");
        result
    }

    fn op(&mut self, op: &str) -> Observed {
        let words: Vec<&str> = op.split_whitespace().collect();
        match words[..] {
            ["file", name, pages, ref kind @ ..] => self.file(name, pages, kind),
            ["memfd", name, pages] => {
                let pages = pages.parse().map_err(|_| Inexpressible)?;
                let opened = Opened::ReadWrite;
                self.create(name, Command::CreateFile { kind: FileKind::Memfd, pages, cached: false, opened })
            }
            ["snap"] => Ok(self.snap()),
            // The parent has ended: outside takes the status at once.
            ["orphanwait", name] => {
                self.pids.retain(|(known, _)| known != name);
                Ok(Value::Null)
            }
            ["swapon"] | ["sleep", _] => Ok(Value::Null),
            ["ksm", "scan"] => {
                let scanned = self.machine.run(&Command::KsmScan, &mut Silent);
                assert_eq!((scanned.is_ok(), self.machine.check()), (true, vec![]), "invariants");
                Ok(Value::Null)
            }
            ["ksm", "stat"] => Ok(self.ksm_figures()),
            // khugepaged is kept away, and there is none.
            ["khp", "0"] => Ok(Value::Null),
            ["mthp", "64kB", "madvise"] if self.regions.is_empty() => {
                *self = Arm::with(&[], 4);
                Ok(Value::Null)
            }
            ["vmstat", ref keys @ ..] => self.vmstat(keys),
            ["fread", name, index] => self.fread(name, index),
            ["fwrite", name, index, value] => self.fwrite(name, index, value),
            ["truncate", name, pages] => {
                let pages = pages.parse().map_err(|_| Inexpressible)?;
                let file = *self.files.get(name).ok_or(Inexpressible)?;
                self.quiet(self.pids[0].1, Call::File(FileCall::Truncate { file, pages }))
            }
            ["drop", name] => {
                let file = *self.files.get(name).ok_or(Inexpressible)?;
                self.quiet(self.pids[0].1, Call::File(FileCall::Fsync(file)))?;
                self.machine.run(&Command::DropCaches, &mut Silent).map(|_| Value::Null).map_err(|_| Inexpressible)
            }
            [verb, actor, ref rest @ ..] => {
                let pid = self.pid(actor).ok_or(Inexpressible)?;
                self.act(verb, pid, rest)
            }
            _ => Err(Inexpressible),
        }
    }

    fn ksm_figures(&self) -> Value {
        let figures = self.machine.ksm_figures();
        json!({ "pages_shared": figures.shared, "pages_sharing": figures.sharing, "pages_unshared": figures.unshared })
    }

    fn file(&mut self, name: &str, pages: &str, kind: &[&str]) -> Observed {
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

    fn create(&mut self, name: &str, command: Command) -> Observed {
        let Ok(forkscope_sim::Outcome { ret: Ret::File(file), .. }) = self.machine.run(&command, &mut Silent) else {
            return Err(Inexpressible);
        };
        self.files.insert(name.into(), file);
        Ok(Value::Null)
    }

    fn fread(&self, name: &str, index: &str) -> Observed {
        let index: u64 = index.parse().map_err(|_| Inexpressible)?;
        let file = self.files.get(name).and_then(|id| self.machine.file(*id)).ok_or(Inexpressible)?;
        let frame = file.cache.get(&index).and_then(|pfn| self.machine.frame(*pfn)).ok_or(Inexpressible)?;
        Ok(json!({ "val": frame.contents.byte(0) }))
    }

    fn fwrite(&mut self, name: &str, index: &str, value: &str) -> Observed {
        let file = *self.files.get(name).ok_or(Inexpressible)?;
        let at = index.parse::<u64>().map_err(|_| Inexpressible)? * PAGE_SIZE;
        let payload = Payload::Data(Data::Fill(value.parse().map_err(|_| Inexpressible)?));
        self.quiet(self.pids[0].1, Call::File(FileCall::Write { file, at, len: 1, payload }))
    }

    /// The kernel stores zeros to pages of a process (read(2) of /dev/zero), or reads them (write(2) to a pipe).
    fn kernel_access(&mut self, verb: &str, pid: Pid, at: &str, args: &[&str]) -> Observed {
        let range = self.range(at, args.first().unwrap_or(&"1")).ok_or(Inexpressible)?;
        let (at, len) = (range.start.addr(), range.pages() * PAGE_SIZE);
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
    fn force(&mut self, verb: &str, pid: Pid, at: &str, value: &str) -> Observed {
        let (at, len) = (self.range(at, "1").ok_or(Inexpressible)?.start.addr(), 1);
        let data = Data::Fill(value.parse().map_err(|_| Inexpressible)?);
        let call = if verb == "memread" { FileCall::ReadMem { at, len } } else { FileCall::WriteMem { at, len, data } };
        match self.call(pid, Call::File(call)).map(|outcome| outcome.ret) {
            Ok(Ret::Value(value)) => Ok(json!({ "val": value })),
            Ok(_) => Ok(json!("ok")),
            Err(Refused::Errno(errno)) => Ok(json!({ "err": errno.name() })),
            Err(_) => Err(Inexpressible),
        }
    }

    fn act(&mut self, verb: &str, pid: Pid, rest: &[&str]) -> Observed {
        match (verb, rest) {
            ("mmap", [at, pages, prot, how @ ..]) => self.mmap(pid, at, pages, prot, how),
            ("r" | "w", [at, args @ ..]) => self.access(verb, pid, at, args),
            ("sysread" | "syswrite", [at, args @ ..]) => self.kernel_access(verb, pid, at, args),
            ("memread", [at]) => self.force(verb, pid, at, "0"),
            ("memwrite", [at, value]) => self.force(verb, pid, at, value),
            ("fork", [child]) => {
                let Ok(forkscope_sim::Outcome { ret: Ret::Pid(made), .. }) = self.call(pid, Call::Fork) else {
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

    fn hold(&mut self, verb: &str, pid: Pid, args: &[&str]) -> Observed {
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
    fn borrowed_write(&mut self, verb: &str, pid: Pid, at: &str, value: &str) -> Observed {
        let range = self.range(at, "1").ok_or(Inexpressible)?;
        let value = value.parse().map_err(|_| Inexpressible)?;
        let (make, end) = match verb {
            "vforkw" => (Call::Vfork, Call::Exit { status: 0 }),
            _ => (Call::Thread, Call::PthreadExit),
        };
        let Ok(forkscope_sim::Outcome { ret: Ret::Pid(made), .. }) = self.call(pid, make) else {
            return Err(Inexpressible);
        };
        self.quiet(made, Call::touch(range, value))?;
        self.quiet(made, end)?;
        Ok(json!("ok"))
    }

    fn quiet(&mut self, pid: Pid, call: Call) -> Observed {
        self.call(pid, call).map(|_| Value::Null).map_err(|_| Inexpressible)
    }

    fn ok_or_errno(&mut self, pid: Pid, call: Call) -> Observed {
        match self.call(pid, call) {
            Ok(_) => Ok(json!("ok")),
            Err(Refused::Errno(errno)) => Ok(json!({ "err": errno.name() })),
            Err(_) => Err(Inexpressible),
        }
    }

    fn mmap(&mut self, pid: Pid, at: &str, pages: &str, prot: &str, how: &[&str]) -> Observed {
        let range = self.range(at, pages).ok_or(Inexpressible)?;
        let (mut sharing, mut source, mut populate) = (None, None, false);
        for word in how {
            match word.split_once('=').unwrap_or((word, "")) {
                ("populate", _) => populate = true,
                ("ro", _) => {}
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
        let access = access_of(prot);
        let mapped = self.ok_or_errno(pid, Call::Mmap(Mapping { range, access, sharing, source }))?;
        if populate {
            // MAP_POPULATE faults in as the advice does, and tells nobody of a failure.
            let write = access.contains(VmFlags::WRITE) && sharing == Sharing::Private;
            let advice = if write { Advice::PopulateWrite } else { Advice::PopulateRead };
            self.ok_or_errno(pid, Call::Madvise { range, advice })?;
        }
        Ok(mapped)
    }

    fn access(&mut self, verb: &str, pid: Pid, at: &str, args: &[&str]) -> Observed {
        let range = self.range(at, args.first().unwrap_or(&"1")).ok_or(Inexpressible)?;
        let value = args.get(1).map_or(Ok(0xaa), |word| word.parse()).map_err(|_| Inexpressible)?;
        let (at, len) = (range.start.addr(), range.pages() * PAGE_SIZE);
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

    /// How the counters of huge pages changed since the first time they were asked for.
    fn vmstat(&mut self, keys: &[&str]) -> Observed {
        let now = self.machine.totals().thp;
        let base = *self.vmstat.get_or_insert(now);
        let mut seen = Map::new();
        for key in keys {
            let change = match *key {
                "thp_fault_alloc" => now.fault_alloc - base.fault_alloc,
                "thp_split_pmd" => now.split_pmd - base.split_pmd,
                "thp_split_page" => now.split_page - base.split_page,
                "thp_deferred_split_page" => now.deferred_split - base.deferred_split,
                // The huge page of zeros takes no memory here.
                "thp_zero_page_alloc" => 0,
                _ => return Err(Inexpressible),
            };
            seen.insert((*key).into(), json!(change));
        }
        Ok(Value::Object(seen))
    }

    /// How VmPTE changed since the last call, in kB. The other figures held the harness's own pages.
    fn stat(&mut self, pid: Pid) -> Value {
        let (_, mm) = self.machine.mm_of(pid).expect("alive");
        let now = mm.tables.count() * 4;
        let Some(last) = self.stat.replace(now) else { return json!({ "base": true }) };
        let delta = now as i64 - last as i64;
        if delta == 0 {
            json!({})
        } else {
            json!({ "VmPTE": delta })
        }
    }

    fn snap(&self) -> Value {
        let (mut pages, mut smaps) = (Map::new(), Map::new());
        for (name, pid) in &self.pids {
            for letter in &self.regions {
                let vmas = self.vmas(*pid, *letter);
                if !vmas.is_empty() {
                    pages.insert(format!("{name}.{letter}"), json!(self.pages(*pid, &vmas)));
                    smaps.insert(format!("{name}.{letter}"), self.smaps(*pid, &vmas));
                }
            }
        }
        json!({ "pages": pages, "smaps": smaps })
    }

    fn vmas(&self, pid: Pid, letter: char) -> Vec<Vma> {
        let base = REGION_BASE + u64::from(letter as u8 - b'a') * REGION_PAGES;
        self.machine.mm_of(pid).map_or(Vec::new(), |(_, mm)| mm.vmas_in(PageRange::new(Vpn(base), REGION_PAGES)))
    }

    /// `page label mapcount refcount flags`, one string a page.
    fn pages(&self, pid: Pid, vmas: &[Vma]) -> Vec<String> {
        let all = vmas.iter().flat_map(|vma| vma.range().iter());
        all.map(|vpn| format!("{} {}", vpn.0 % REGION_PAGES, self.page(pid, vpn))).collect()
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        let pte = self.machine.pte(pid, vpn);
        if let Some(slot) = pte.swap_slot() {
            return format!("S{slot} {}", if pte.is_swap_exclusive() { "X" } else { "" }).trim_end().into();
        }
        let Some((pfn, frame)) = pte.pfn().and_then(|pfn| Some((pfn, self.machine.frame(pfn)?))) else {
            return "-".into();
        };
        let letter = |on: bool, letter: &'static str| if on { letter } else { "" };
        let bits = [letter(pte.is_writable(), "W"), letter(pte.is_accessed(), "A"), letter(pte.is_dirty(), "D")];
        if pfn == Pfn::ZERO_PAGE {
            let (letter, file) = if pte.is_huge() { ("Z", "F") } else { ("z", "") };
            return format!("{letter} {}{file}", bits.concat()).trim_end().into();
        }
        let (kind, buffers) = match frame.kind {
            FrameKind::File { file, .. } => {
                ("f", u32::from(self.written.contains(&file) && !frame.flags.contains(FrameFlags::PRIVATE)))
            }
            FrameKind::Shmem { .. } => ("s", 0),
            FrameKind::Ksm => ("k", 0),
            FrameKind::Anon | FrameKind::Zero | FrameKind::Table { .. } => ("a", 0),
        };
        let page_flags = self.machine.page_flags(pfn);
        // For a huge page the map count of its first page stands for all of them (a quirk of /proc/PID/pagemap).
        let head = self.machine.folio(pfn).filter(|_| pte.is_huge()).and_then(|(head, _)| self.machine.frame(head));
        let flags = [
            letter(page_flags.contains(FrameFlags::EXCLUSIVE), "X"),
            letter(head.as_ref().unwrap_or(&frame).mapcount == 1, "E"),
            letter(!frame.kind.is_anon(), "F"),
            letter(page_flags.contains(FrameFlags::SWAPCACHE), "C"),
            letter(page_flags.contains(FrameFlags::DIRTY), "d"),
            letter(frame.mlocks > 0, "mu"),
        ];
        if let Some((head, folio)) = self.machine.folio(pfn) {
            let (kind, of) = (if pte.is_huge() { "H" } else { "h" }, pfn.0 - head.0);
            let counts = format!("m{} R{} L{}", frame.mapcount, folio.refcount, folio.large_mapcount);
            return format!("{kind}{head}:{of} {counts} {}{}", bits.concat(), flags.concat()).trim_end().into();
        }
        let text = format!(
            "{kind}{pfn} m{} r{} {}{}",
            frame.mapcount,
            frame.refcount + buffers,
            bits.concat(),
            flags.concat()
        );
        text.trim_end().into()
    }

    fn smaps(&self, pid: Pid, vmas: &[Vma]) -> Value {
        let (_, mm) = self.machine.mm_of(pid).expect("alive");
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for vma in vmas {
            let smaps = self.machine.smaps_of(mm, vma);
            let locked = if vma.is_locked() { smaps.pss_bytes() / 1024 } else { 0 };
            for (name, kb) in figures(smaps).into_iter().chain([("Locked", locked)]) {
                *sums.entry(name).or_default() += kb;
            }
        }
        sums.retain(|_, kb| *kb != 0);
        let span = |vma: &Vma| {
            let first = vma.start.0 % REGION_PAGES;
            format!("{first}-{} {}", first + vma.pages() - 1, vma.perms())
        };
        let mut all = json!(sums);
        all["vma"] = json!(vmas.iter().map(span).collect::<Vec<_>>());
        all
    }
}

fn figures(smaps: Smaps) -> [(&'static str, u64); 15] {
    [
        ("Size", smaps.size),
        ("Rss", smaps.rss),
        ("Pss", smaps.pss_bytes()),
        ("Pss_Dirty", smaps.pss_dirty_bytes()),
        ("Shared_Clean", smaps.shared_clean),
        ("Shared_Dirty", smaps.shared_dirty),
        ("Private_Clean", smaps.private_clean),
        ("Private_Dirty", smaps.private_dirty),
        ("Referenced", smaps.referenced),
        ("Anonymous", smaps.anonymous),
        ("AnonHugePages", smaps.anon_huge),
        ("LazyFree", smaps.lazyfree),
        ("KSM", smaps.ksm),
        ("Swap", smaps.swap),
        ("SwapPss", smaps.swap_pss_bytes()),
    ]
    .map(|(name, bytes)| (name, bytes / 1024))
}

/// The files that are mapped with `ro`: those are never opened for writing.
fn opened_read_only(ops: &[&str]) -> Vec<String> {
    let mapped = ops.iter().filter(|op| op.split_whitespace().any(|word| word == "ro"));
    let files = mapped.flat_map(|op| op.split_whitespace().filter_map(|word| word.strip_prefix("file=")));
    files.map(str::to_owned).collect()
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

/// Runs a scenario as far as it can be expressed; gives how many results were compared, and whether it ran to its end.
fn check(experiment: &Value) -> (usize, bool) {
    let id = &experiment["id"];
    let ops: Vec<&str> = experiment["ops"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut arm = Arm::new(&ops);
    for (i, op) in ops.iter().enumerate() {
        let Ok(seen) = arm.op(op) else { return (i, false) };
        let want = expected(&experiment["results"][i]);
        if *op == "snap" {
            let order: Vec<String> =
                want["pages"].as_object().into_iter().flatten().map(|(at, _)| at.clone()).collect();
            let (seen, want) = (canonical(&seen, &order), canonical(&want, &order));
            assert_eq!(seen, want, "{id}, snapshot after {:#?}", &ops[..i]);
        } else {
            assert_eq!(seen, want, "{id}, {op}, after {:#?}", &ops[..i]);
        }
    }
    (ops.len(), true)
}

fn check_all(file: &str, whole: usize, compared: usize) {
    let data: Value = serde_json::from_str(file).expect("golden data is JSON");
    let experiments = data.get("experiments").unwrap_or(&data).as_array().expect("a list");
    // In M45 a page is given up and used again while the first still waits in a per-CPU LRU batch, which the model does not have (`mem::wp`).
    let modelled = |e: &Value| e["id"] != "M45";
    let stable = |e: &&Value| modelled(e) && e["stability"].as_str().is_none_or(|s| s.starts_with("stable"));
    let results: Vec<(usize, bool)> = experiments.iter().filter(stable).map(check).collect();
    let (complete, ops) = (results.iter().filter(|r| r.1).count(), results.iter().map(|r| r.0).sum::<usize>());
    println!("{complete} of {} scenarios to their end, {ops} operations compared", results.len());
    assert!(complete >= whole && ops >= compared, "fewer scenarios are expressible than before: {complete}, {ops}");
}

#[test]
fn hand_made_experiments_agree_with_linux() {
    check_all(include_str!("../golden/vectors.json"), 125, 1090);
}

#[test]
fn random_sequences_agree_with_linux() {
    check_all(include_str!("../golden/random.json"), 250, 9596);
}

#[test]
fn random_sequences_with_huge_pages_agree_with_linux() {
    check_all(include_str!("../golden/random-thp.json"), 120, 3478);
}

#[test]
fn a_run_of_pages_is_spread_out() {
    assert_eq!(spread("0-1 a3-4 m2 r2 AD ="), ["0 a3 m2 r2 AD", "1 a4 m2 r2 AD"]);
    assert_eq!(VirtAddr(0x1000).vpn(), Vpn(1));
}
