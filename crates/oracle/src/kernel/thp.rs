//! Huge pages on the real kernel: whether its settings are those of the scenario, and the few that are changed for a while.
//!
//! The mode (`transparent_hugepage/enabled`) is never changed: a scenario with another is not run, but for one without huge pages, whose workers
//! ask for none (`PR_SET_THP_DISABLE`). While a scenario with huge pages runs, khugepaged is kept away and, if it needs them, the size of
//! smaller folios is enabled, both by [`super::settings`].

use std::fs;
use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

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
    // Both are changed again for the time of a scan, and are put back with the others.
    settings.push((format!("{SETTINGS}/khugepaged/scan_sleep_millisecs"), "60000"));
    if config.mthp > 0 {
        settings.push((format!("{SETTINGS}/hugepages-{}kB/enabled", 4_u32 << config.mthp), wanted));
    }
    Ok(settings)
}

/// How often khugepaged goes through everything in one scan of a scenario: it may be in the middle of a pass.
const PASSES: u64 = 2;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Lets khugepaged go through all memory with the limits that it starts with, and keeps it away again.
pub(super) fn khugepaged_scan() -> io::Result<()> {
    let file = |name: &str| format!("{SETTINGS}/khugepaged/{name}");
    let passes =
        || -> io::Result<u64> { fs::read_to_string(file("full_scans"))?.trim().parse().map_err(io::Error::other) };
    let (until, start) = (passes()? + PASSES, Instant::now());
    fs::write(file("max_ptes_none"), "511")?;
    fs::write(file("scan_sleep_millisecs"), "0")?;
    while passes()? < until && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(2));
    }
    fs::write(file("scan_sleep_millisecs"), "60000")?;
    fs::write(file("max_ptes_none"), "0")?;
    match passes()? < until {
        true => Err(io::Error::other("khugepaged does not get through")),
        false => Ok(()),
    }
}

/// Whether the workers of a scenario may have huge pages.
pub(crate) fn is_wanted(config: &Config, asked: bool) -> bool {
    match config.thp {
        Thp::Always => true,
        Thp::Madvise => asked,
        Thp::Never => false,
    }
}
