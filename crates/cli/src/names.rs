//! What a scenario calls things, for the sentences and drawings that ask.

use forkscope_explain::{Names, Plain};
use forkscope_scenario::names;
use forkscope_sim::file::FileId;
use forkscope_sim::{PageRange, Pid, Vpn};
use forkscope_view::{Naming, PageName};

/// The names of a world.
#[derive(Clone, Copy)]
pub(crate) struct ScriptNames<'a>(pub(crate) &'a names::Names);

impl ScriptNames<'_> {
    /// The range within one name: `heap`, `heap[1]` or `heap[1..3]`.
    fn within_one(&self, pid: Pid, range: PageRange) -> Option<String> {
        let last = Vpn(range.end.0.checked_sub(1)?);
        let ((name, first), (end_name, last)) = (self.0.page(pid, range.start)?, self.0.page(pid, last)?);
        let whole = self.0.range(pid, name) == Some(range);
        match (name == end_name, whole, last - first.min(last)) {
            (false, _, _) => None,
            (true, true, _) => Some(name.to_owned()),
            (true, false, 0) => Some(format!("{name}[{first}]")),
            (true, false, _) => Some(format!("{name}[{first}..{}]", last + 1)),
        }
    }
}

impl Names for ScriptNames<'_> {
    fn process(&self, pid: Pid) -> String {
        self.0.process(pid).map_or_else(|| Plain.process(pid), str::to_owned)
    }

    fn page(&self, pid: Pid, vpn: Vpn) -> String {
        self.0.page_label(pid, vpn).unwrap_or_else(|| Plain.page(pid, vpn))
    }

    fn range(&self, pid: Pid, range: PageRange) -> String {
        self.within_one(pid, range).unwrap_or_else(|| Plain.range(pid, range))
    }

    fn file(&self, file: FileId) -> String {
        self.0.file(file).map_or_else(|| Plain.file(file), str::to_owned)
    }
}

impl Naming for ScriptNames<'_> {
    fn page_name(&self, pid: Pid, vpn: Vpn) -> PageName {
        match self.0.page(pid, vpn) {
            Some((region, index)) => PageName { region: region.to_owned(), index },
            None => PageName { region: vpn.addr().to_string(), index: 0 },
        }
    }
}
