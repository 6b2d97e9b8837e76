//! Tools that are Rust programs: found on PATH or in the cache, else installed from the registry.

use super::{cache, Tool, Version};
use crate::{proc, say};
use anyhow::{bail, Context, Result};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A program of a crate, in the version that was tried.
pub(crate) struct CrateTool<'a> {
    /// The crate's name.
    pub(crate) krate: &'a str,
    /// The program's name.
    pub(crate) program: &'a str,
    /// The version to install.
    pub(crate) version: &'a str,
    /// Whether a version found on PATH will do.
    pub(crate) fits: fn(found: Version, wanted: Version) -> bool,
    /// What `cargo install` is told besides.
    pub(crate) build_args: &'a [&'a str],
    /// How long a build takes, as people say it.
    pub(crate) build_time: &'a str,
}

impl CrateTool<'_> {
    /// The program, which is installed if it is nowhere.
    pub(crate) fn ensure(&self) -> Result<Tool> {
        if let Some(program) = self.on_path() {
            return Ok(Tool::OnPath(program));
        }
        let root = cache::tool_dir(self.krate, self.version)?;
        if !self.works_in(&root) {
            let _lock = cache::lock()?;
            if !self.works_in(&root) {
                self.install(&root)?;
            }
        }
        Ok(Tool::Cached(root.join("bin").join(self.program)))
    }

    fn wanted(&self) -> Option<Version> {
        Version::parse(self.version)
    }

    fn on_path(&self) -> Option<PathBuf> {
        let file = proc::find(self.program)?;
        let found = Version::of(&file)?;
        if (self.fits)(found, self.wanted()?) {
            return Some(file);
        }
        say::note(&format!("{} {found} on PATH is not the version needed ({})", self.program, self.version));
        None
    }

    fn works_in(&self, root: &Path) -> bool {
        let version = Version::of(&root.join("bin").join(self.program));
        version.is_some() && version == self.wanted()
    }

    fn install(&self, root: &Path) -> Result<()> {
        let start = Instant::now();
        say::heading(&format!("Installing {} {}", self.krate, self.version));
        say::note(&format!("into {}, for every clone of this project", root.display()));
        if !self.binstall(root) {
            self.build(root)?;
        }
        if !self.works_in(root) {
            bail!("{} was installed into {} but does not run", self.program, root.display());
        }
        say::note(&format!("{} {} is ready after {}", self.program, self.version, say::duration(start.elapsed())));
        Ok(())
    }

    /// Fetches a finished program where `cargo binstall` is at hand; says whether that worked.
    fn binstall(&self, root: &Path) -> bool {
        if proc::find("cargo-binstall").is_none() {
            return false;
        }
        say::note("cargo binstall is here: asking it for a finished program (seconds)");
        let mut command = proc::cargo();
        command.args(["binstall", "--no-confirm", "--force", "--disable-strategies", "compile", "--root"]).arg(root);
        command.args([self.krate, "--version", self.version]);
        match proc::run(&mut command) {
            Ok(()) => self.works_in(root),
            Err(error) => {
                say::note(&format!("{error:#}; building it instead"));
                false
            }
        }
    }

    fn build(&self, root: &Path) -> Result<()> {
        say::note(&format!("building it from the registry: {} on two cores, once", self.build_time));
        let target = cache::dir()?.join("build").join(self.krate);
        proc::run(&mut self.build_command(root, &target)).with_context(|| {
            format!(
                "cannot install {} {}; install it yourself and put it on PATH, then try again",
                self.krate, self.version
            )
        })?;
        // Kept until here so that an interrupted build goes on where it stopped.
        std::fs::remove_dir_all(&target).with_context(|| format!("cannot remove {}", target.display()))
    }

    fn build_command(&self, root: &Path, target: &Path) -> Command {
        let mut command = proc::cargo();
        command.args(["install", self.krate, "--version", self.version]).args(self.build_args).arg("--root").arg(root);
        command.env("CARGO_TARGET_DIR", target);
        if let Some(path) = path_with(&root.join("bin")) {
            // Or cargo advises to put the folder on PATH, which nobody has to do.
            command.env("PATH", path);
        }
        for (key, value) in QUICK_BUILD {
            command.env(key, value);
        }
        // Flags meant for our own crates are not meant for the tools.
        for key in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "CARGO_BUILD_TARGET"] {
            command.env_remove(OsStr::new(key));
        }
        command
    }
}

fn path_with(dir: &Path) -> Option<OsString> {
    let old = std::env::var_os("PATH")?;
    std::env::join_paths(std::env::split_paths(&old).chain([dir.to_path_buf()])).ok()
}

/// The tools do little work: half the build time is worth more than the last bit of their speed.
/// The resolver setting keeps crates published later, for newer compilers, out of an unlocked build.
const QUICK_BUILD: &[(&str, &str)] = &[
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
    ("CARGO_RESOLVER_INCOMPATIBLE_RUST_VERSIONS", "fallback"),
];
