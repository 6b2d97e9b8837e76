//! `cargo xtask serve`: the page on this machine, rebuilt when a file changes.

use crate::args::Args;
use crate::tools::{self, Optimizer};
use crate::{page, proc, say};
use anyhow::{bail, Result};
use std::net::TcpListener;

pub(crate) const USAGE: &str = "\
cargo xtask serve [--port N] [--open] [--release]
    Install what is missing, build the page and serve it on 127.0.0.1.
      --port N    another port than 8080
      --open      open the page in the browser
      --release   the small, fast build that is published";

const PORT: u16 = 8080;

pub(crate) fn run(mut args: Args) -> Result<()> {
    let port = args.option("--port")?.unwrap_or(PORT);
    let open = args.flag("--open");
    let release = args.flag("--release");
    args.finish()?;
    check_port(port)?;
    let optimizer = if release { Optimizer::Wanted } else { Optimizer::Unused };
    let tools = tools::ensure_page_tools(optimizer)?;
    say::heading(&format!("Building and serving the page on http://127.0.0.1:{port}/"));
    say::note("the first build takes 1 to 2 minutes, later ones seconds; Ctrl+C ends it");
    let mut trunk = page::trunk(&tools)?;
    trunk.args(["serve", "--address", "127.0.0.1", "--port", &port.to_string()]);
    trunk.args(open.then_some("--open")).args(release.then_some("--release"));
    proc::run(&mut trunk)
}

/// Better now than after minutes of building.
fn check_port(port: u16) -> Result<()> {
    match TcpListener::bind(("127.0.0.1", port)) {
        Ok(_) => Ok(()),
        Err(error) => {
            bail!("port {port} is not free on 127.0.0.1 ({error}); choose another: cargo xtask serve --port N")
        }
    }
}
