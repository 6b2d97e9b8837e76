//! Huge pages on the real kernel: whether its settings are those of the scenario, and the few that are changed for a while.
//!
//! The mode (`transparent_hugepage/enabled`) is never changed: a scenario with another is not run, but for one without huge pages, whose workers
//! ask for none (`PR_SET_THP_DISABLE`). While a scenario with huge pages runs, khugepaged is kept away and, if it needs them, the size of
//! smaller folios is enabled, both under a lock that all comparisons on this machine share.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use forkscope_sim::thp::Thp;
use forkscope_sim::Config;
use rustix::fs::{flock, FlockOperation};

use crate::rehearsal::Needs;

const SETTINGS: &str = "/sys/kernel/mm/transparent_hugepage";
/// Who holds it may change settings of the whole machine.
const LOCK: &str = "/run/lock/forkscope-oracle.lock";

/// Settings that are changed, and put back when this is dropped.
#[derive(Debug, Default)]
pub(crate) struct HugePages {
    before: Vec<(PathBuf, String)>,
    /// Held until the settings are back.
    _lock: Option<File>,
}

impl HugePages {
    /// Prepares the kernel for a scenario.
    ///
    /// # Errors
    /// Why it cannot play the scenario: a sentence without a full stop.
    pub(crate) fn set_up(config: &Config, needs: &Needs) -> Result<HugePages, String> {
        if !needs.huge_pages {
            return Ok(HugePages::default());
        }
        let mode = fs::read_to_string(format!("{SETTINGS}/enabled")).unwrap_or_default();
        let wanted = config.thp.name();
        if !mode.contains(&format!("[{wanted}]")) {
            return Err(format!(
                "transparent_hugepage/enabled is `{}` here, and `{wanted}` in the scenario",
                mode.trim()
            ));
        }
        HugePages::change(config).map_err(|error| format!("the settings of huge pages cannot be changed: {error}"))
    }

    fn change(config: &Config) -> io::Result<HugePages> {
        let lock = File::create(LOCK)?;
        flock(&lock, FlockOperation::LockExclusive)?;
        let mut settings = HugePages { before: Vec::new(), _lock: Some(lock) };
        settings.set("khugepaged/max_ptes_none", "0")?;
        if config.mthp > 0 {
            settings.set(&format!("hugepages-{}kB/enabled", 4_u32 << config.mthp), config.thp.name())?;
        }
        Ok(settings)
    }

    fn set(&mut self, name: &str, to: &str) -> io::Result<()> {
        let path = Path::new(SETTINGS).join(name);
        let before = chosen(&fs::read_to_string(&path)?);
        fs::write(&path, to)?;
        self.before.push((path, before));
        Ok(())
    }
}

impl Drop for HugePages {
    fn drop(&mut self) {
        for (path, before) in &self.before {
            let _ = fs::write(path, before);
        }
    }
}

/// The value of a setting; of a choice, the one between brackets.
fn chosen(text: &str) -> String {
    let bracketed = text.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
    bracketed.map_or(text, |(chosen, _)| chosen).trim().to_owned()
}

/// Whether the workers of a scenario may have huge pages.
pub(crate) fn is_wanted(config: &Config, asked: bool) -> bool {
    match config.thp {
        Thp::Always => true,
        Thp::Madvise => asked,
        Thp::Never => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_a_setting_is_read() {
        assert_eq!((chosen("511\n"), chosen("always [madvise] never\n")), ("511".to_owned(), "madvise".to_owned()));
    }
}
