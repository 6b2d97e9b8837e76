//! `cargo xtask dist`: the page as a folder for any static host.

use crate::args::Args;
use crate::{page, project, say};
use anyhow::Result;

pub(crate) const USAGE: &str = "\
cargo xtask dist
    Build the page into dist/, for any folder of any static host.";

pub(crate) fn run(args: Args) -> Result<()> {
    args.finish()?;
    page::build_release()?;
    say::heading(&format!("The page is in {}", project::dist_dir().display()));
    say::note("copy it to any folder of any static host: all its paths are relative");
    say::note("for embedding in sandboxed frames the host must send what _headers says");
    Ok(())
}
