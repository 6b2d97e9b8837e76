//! What the script calls things, for pictures and sentences.

use forkscope_explain::Names;
use forkscope_sim::file::FileId;
use forkscope_sim::{PageRange, Pid, Vpn};
use forkscope_view::{Naming, PageName};

/// The names of a script.
#[derive(Clone, Debug)]
pub(crate) struct ScriptNames(pub(crate) forkscope_scenario::Names);

impl Names for ScriptNames {
    fn process(&self, pid: Pid) -> String {
        self.0.process(pid).map_or_else(|| format!("pid {pid}"), str::to_owned)
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        self.0.page_label(pid, vpn).unwrap_or_else(|| vpn.addr().to_string())
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        let last = Vpn(range.end.0.saturating_sub(1));
        match (self.0.page(pid, range.start), self.0.page(pid, last)) {
            (Some((name, first)), Some((same, last))) if name == same && first < last => {
                format!("{name}[{first}..{}]", last + 1)
            }
            _ => self.page(pid, range.start),
        }
    }

    fn file(&self, file: FileId) -> String {
        self.0.file(file).map_or_else(|| format!("file {}", file.0), str::to_owned)
    }
}

impl Naming for ScriptNames {
    fn page_name(&self, pid: Pid, vpn: Vpn) -> PageName {
        match self.0.page(pid, vpn) {
            Some((region, index)) => PageName { region: region.to_owned(), index },
            None => PageName { region: vpn.addr().to_string(), index: 0 },
        }
    }

    fn order(&self, pid: Pid) -> usize {
        self.0.processes().take_while(|(other, _)| *other < pid).count()
    }
}
