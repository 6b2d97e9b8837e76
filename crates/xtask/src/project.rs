//! The checkout: where it is, and which versions it asks for.

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest)
}

/// Where the finished page goes.
pub(crate) fn dist_dir() -> PathBuf {
    root().join("dist")
}

/// Where cargo builds.
pub(crate) fn target_dir() -> Result<PathBuf> {
    let mut metadata = crate::proc::cargo();
    metadata.current_dir(root()).args(["metadata", "--no-deps", "--offline", "--format-version", "1"]);
    let text = crate::proc::output(&mut metadata)?;
    let folder = target_in_metadata(&text).context("cargo metadata names no target directory")?;
    Ok(PathBuf::from(folder))
}

fn target_in_metadata(json: &str) -> Option<String> {
    let (_, rest) = json.split_once("\"target_directory\":\"")?;
    let (folder, _) = rest.split_once('"')?;
    Some(folder.replace("\\\\", "\\"))
}

/// The version of a package in Cargo.lock.
pub(crate) fn locked_version(package: &str) -> Result<String> {
    let file = root().join("Cargo.lock");
    let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    version_in_lock(&text, package).with_context(|| format!("Cargo.lock has no package `{package}`"))
}

fn version_in_lock(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    version.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn target_directory_is_read_from_the_metadata() {
        let json = r#"{"packages":[],"target_directory":"C:\\a b\\target","version":1}"#;
        assert_eq!(target_in_metadata(json).as_deref(), Some(r"C:\a b\target"));
        assert_eq!(target_in_metadata("{}"), None);
    }

    #[test]
    fn version_is_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9.9.9\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(version_in_lock(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in_lock(lock, "yew"), None);
    }
}
