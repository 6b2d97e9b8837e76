//! Whether this machine lets itself be compared with.

use std::fs;

use crate::kernel::{frame_numbers_are_visible, has_a_disk, FrameTables};

/// Why no comparison is possible here, if it is not: a sentence without a full stop.
pub(crate) fn obstacle() -> Option<String> {
    if !rustix::process::geteuid().is_root() {
        return Some("only root may read page frame numbers".to_owned());
    }
    if let Err(error) = FrameTables::open() {
        return Some(format!("/proc/kpagecount and /proc/kpageflags cannot be opened: {error}"));
    }
    match frame_numbers_are_visible() {
        Ok(true) => {}
        Ok(false) => return Some("/proc/PID/pagemap shows no frame numbers".to_owned()),
        Err(error) => return Some(format!("/proc/PID/pagemap cannot be read: {error}")),
    }
    if !has_a_disk() {
        return Some("no directory on a disk takes files without a name (O_TMPFILE)".to_owned());
    }
    old_kernel().or_else(strict_overcommit)
}

/// The simulator has the rules of Linux 6.
fn old_kernel() -> Option<String> {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok()?;
    let major: u32 = release.split('.').next()?.parse().ok()?;
    (major < 6).then(|| format!("this is Linux {}, older than 6.0", release.trim()))
}

fn strict_overcommit() -> Option<String> {
    let mode = fs::read_to_string("/proc/sys/vm/overcommit_memory").ok()?;
    (mode.trim() == "2").then(|| "vm.overcommit_memory is 2, which the simulator does not have".to_owned())
}
