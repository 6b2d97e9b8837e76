//! Whether the page in dist/ is what the sources make.

use crate::{page, project, say};
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// What the page is made of.
const SOURCES: [&str; 7] = ["web", "crates", "scenarios", "index.html", "Trunk.toml", "Cargo.toml", "Cargo.lock"];
/// Crates that are no part of it.
const BESIDE: [&str; 6] = ["bench", "cli", "e2e", "fuzz", "oracle", "xtask"];

/// Builds the page if there is none, or an older one than the sources.
pub(crate) fn ensure_page() -> Result<()> {
    let dist = project::dist_dir();
    let built = dist.join("index.html").is_file().then(|| changed(&dist, &[])).flatten();
    let sources = SOURCES.iter().filter_map(|path| changed(&project::root().join(path), &BESIDE)).max();
    if built.is_some() && built >= sources {
        return Ok(());
    }
    let why = if built.is_some() { "is older than the sources" } else { "is not there yet" };
    say::note(&format!("the page in {} {why}: building it", dist.display()));
    page::build_release()
}

/// When a file was changed last, or the last of those in a folder; folders of some names are left out.
fn changed(path: &Path, beside: &[&str]) -> Option<SystemTime> {
    if path.is_dir() {
        let entries = fs::read_dir(path).ok()?.filter_map(|entry| Some(entry.ok()?.path()));
        let is_beside = |path: &Path| path.file_name().is_some_and(|name| beside.iter().any(|other| name == *other));
        return entries.filter(|path| !is_beside(path)).filter_map(|path| changed(&path, beside)).max();
    }
    fs::metadata(path).ok()?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_last_change_of_a_folder_is_that_of_its_newest_file() -> Result<()> {
        let folder = std::env::temp_dir().join(format!("forkscope-fresh-{}", std::process::id()));
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        for (file, later) in [("a", 0), ("in/b", 20), ("in/cli/c", 40)] {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap_or(&path))?;
            fs::File::create(&path)?.set_modified(old + Duration::from_secs(later))?;
        }
        let found = [changed(&folder, &[]), changed(&folder, &["cli"]), changed(&folder.join("none"), &[])];
        fs::remove_dir_all(&folder)?;
        assert_eq!(found, [Some(old + Duration::from_secs(40)), Some(old + Duration::from_secs(20)), None]);
        Ok(())
    }
}
