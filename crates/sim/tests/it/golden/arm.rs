//! The player: a machine, and what a recording calls its processes, files and regions.

use std::collections::BTreeMap;

use forkscope_sim::file::{FileId, FileKind, Opened};
use forkscope_sim::file_call::FileCall;
use forkscope_sim::machine::ThpTotals;
use forkscope_sim::policy::OnSegv;
use forkscope_sim::thp::Thp;
use forkscope_sim::{Call, Command, Config, Machine, Outcome, PageRange, Pid, Refused, Ret, Silent, Vpn};
use serde_json::{json, Value};

pub(super) const REGION_BASE: u64 = 0x2000_0000_0000 >> 12;
pub(super) const REGION_PAGES: u64 = 0x4000_0000 >> 12;

/// A machine that plays a recording.
pub(super) struct Arm {
    pub(super) machine: Machine,
    pub(super) pids: Vec<(String, Pid)>,
    pub(super) files: BTreeMap<String, FileId>,
    /// Files whose pages carry a file system's buffers from having been written.
    pub(super) written: Vec<FileId>,
    /// Files that the harness opens for reading only.
    pub(super) read_only: Vec<String>,
    pub(super) regions: Vec<char>,
    pub(super) stat: Option<u64>,
    pub(super) vmstat: Option<ThpTotals>,
}

/// The machine cannot express the operation.
#[derive(Debug)]
pub(super) struct Inexpressible;
pub(super) type Observed = Result<Value, Inexpressible>;

impl Arm {
    pub(super) fn new(ops: &[&str]) -> Arm {
        let swap = if ops.contains(&"swapon") { 1 << 14 } else { 0 };
        Arm { read_only: opened_read_only(ops), ..Arm::on(Config { swap, ..Arm::config() }) }
    }

    /// What recordings are played on: memory enough, and a process that survives segmentation faults.
    fn config() -> Config {
        Config { segv: OnSegv::Continue, ram: 1 << 18, ..Config::default() }
    }

    /// On a machine of one's own.
    pub(super) fn on(config: Config) -> Arm {
        let mut arm = Arm {
            machine: Machine::boot(config),
            vmstat: None,
            pids: Vec::new(),
            files: BTreeMap::new(),
            written: Vec::new(),
            read_only: Vec::new(),
            regions: Vec::new(),
            stat: None,
        };
        let Ok(outcome) = arm.machine.run(&Command::Start { program: None }, &mut Silent) else { panic!("no process") };
        let Ret::Pid(pid) = outcome.ret else { panic!("{outcome:?}") };
        arm.pids.push(("P".into(), pid));
        arm
    }

    pub(super) fn pid(&self, name: &str) -> Option<Pid> {
        self.pids.iter().find(|(known, _)| known == name).map(|(_, pid)| *pid)
    }

    pub(super) fn range(&mut self, at: &str, pages: &str) -> Option<PageRange> {
        let (region, offset) = at.split_once('@').unwrap_or((at, "0"));
        let letter = region.chars().next().filter(|c| c.is_ascii_lowercase() && region.len() == 1)?;
        if !self.regions.contains(&letter) {
            self.regions.push(letter);
            self.regions.sort_unstable();
        }
        let base = REGION_BASE + u64::from(letter as u8 - b'a') * REGION_PAGES;
        Some(PageRange::new(Vpn(base + offset.parse::<u64>().ok()?), pages.parse().ok()?))
    }

    pub(super) fn call(&mut self, pid: Pid, call: Call) -> Result<Outcome, Refused> {
        let result = self.machine.run(&Command::Do { pid, call }, &mut Silent);
        assert_eq!(self.machine.check(), [], "invariants");
        result
    }

    pub(super) fn op(&mut self, op: &str) -> Observed {
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
                *self = Arm::on(Config { mthp: 4, ..Arm::config() });
                Ok(Value::Null)
            }
            // PR_SET_THP_DISABLE by the first process: for it and all its children there are no huge pages.
            ["prctl", "P", "41", "1", "0", "0", "0"] if self.regions.is_empty() => {
                *self = Arm::on(Config { thp: Thp::Never, ..Arm::config() });
                Ok(json!("ok"))
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

    pub(super) fn quiet(&mut self, pid: Pid, call: Call) -> Observed {
        self.call(pid, call).map(|_| Value::Null).map_err(|_| Inexpressible)
    }

    pub(super) fn ok_or_errno(&mut self, pid: Pid, call: Call) -> Observed {
        match self.call(pid, call) {
            Ok(_) => Ok(json!("ok")),
            Err(Refused::Errno(errno)) => Ok(json!({ "err": errno.name() })),
            Err(_) => Err(Inexpressible),
        }
    }
}

/// The files that are mapped with `ro`: those are never opened for writing.
fn opened_read_only(ops: &[&str]) -> Vec<String> {
    let mapped = ops.iter().filter(|op| op.split_whitespace().any(|word| word == "ro"));
    let files = mapped.flat_map(|op| op.split_whitespace().filter_map(|word| word.strip_prefix("file=")));
    files.map(str::to_owned).collect()
}
