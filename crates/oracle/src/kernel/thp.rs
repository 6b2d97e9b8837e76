//! Huge pages on the real kernel: whether its settings are those of the scenario, and the few that are changed for a while.
//!
//! The mode (`transparent_hugepage/enabled`) is never changed: a scenario with another is not run, but for one without huge pages, whose workers
//! ask for none (`PR_SET_THP_DISABLE`). While a scenario with huge pages runs, khugepaged is kept away and, if it needs them, the size of
//! smaller folios is enabled, both by [`super::settings`].

use std::fs;

use forkscope_sim::thp::Thp;
use forkscope_sim::Config;

use crate::rehearsal::Needs;

const SETTINGS: &str = "/sys/kernel/mm/transparent_hugepage";

/// The files that have to be changed for a scenario, and their values.
///
/// # Errors
/// Why the kernel cannot play the scenario: a sentence without a full stop.
pub(super) fn settings(config: &Config, needs: &Needs) -> Result<Vec<(String, &'static str)>, String> {
    if !needs.huge_pages {
        return Ok(Vec::new());
    }
    let mode = fs::read_to_string(format!("{SETTINGS}/enabled")).unwrap_or_default();
    let wanted = config.thp.name();
    if !mode.contains(&format!("[{wanted}]")) {
        return Err(format!("transparent_hugepage/enabled is `{}` here, and `{wanted}` in the scenario", mode.trim()));
    }
    let mut settings = vec![(format!("{SETTINGS}/khugepaged/max_ptes_none"), "0")];
    if config.mthp > 0 {
        settings.push((format!("{SETTINGS}/hugepages-{}kB/enabled", 4_u32 << config.mthp), wanted));
    }
    Ok(settings)
}

/// Whether the workers of a scenario may have huge pages.
pub(crate) fn is_wanted(config: &Config, asked: bool) -> bool {
    match config.thp {
        Thp::Always => true,
        Thp::Madvise => asked,
        Thp::Never => false,
    }
}
