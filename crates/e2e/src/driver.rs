//! ChromeDriver or geckodriver, started on a port of its own choice and stopped with the value.

use crate::browser::Engine;
use anyhow::{bail, Context, Result};
use std::io::{BufRead, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// How often a driver is started before it is given up.
const ATTEMPTS: usize = 5;

/// A running driver.
pub struct Driver {
    child: Child,
    port: u16,
    /// What it and its browser printed since somebody asked.
    lines: Arc<Mutex<Vec<String>>>,
    /// Where it and its browser put their files: they clean up after themselves only when they are given the time.
    files: TempDir,
}

impl Driver {
    /// Starts the driver that `CHROMEDRIVER` or `GECKODRIVER` names, or the one on PATH.
    ///
    /// ChromeDriver takes a free port of IPv4 and wants the same of IPv6; where another driver was faster it gives up, so this tries again.
    pub fn start(engine: Engine) -> Result<Self> {
        let program = match engine {
            Engine::Chromium => program("CHROMEDRIVER", &["chromedriver"])?,
            Engine::Firefox => program("GECKODRIVER", &["geckodriver"])?,
        };
        let mut started = Self::start_once(engine, &program);
        for _ in 1..ATTEMPTS {
            if started.is_ok() {
                break;
            }
            started = Self::start_once(engine, &program);
        }
        started
    }

    fn start_once(engine: Engine, program: &Path) -> Result<Self> {
        let mut command = Command::new(program);
        let files =
            tempfile::Builder::new().prefix("forkscope-e2e-").tempdir().context("no place for temporary files")?;
        command.env("TMPDIR", files.path());
        command.args(match engine {
            Engine::Chromium => &["--port=0"][..],
            Engine::Firefox => &["--port=0", "--websocket-port=0"],
        });
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        // Firefox tells there what pages fail at.
        command.stderr(if engine == Engine::Firefox { Stdio::piped() } else { Stdio::null() });
        let child = command.spawn().with_context(|| format!("cannot start {}", program.display()))?;
        let mut driver = Self { child, port: 0, lines: Arc::default(), files };
        driver.port = driver.read_port()?;
        Ok(driver)
    }

    /// Where it answers.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Takes what was printed since the last call.
    pub(crate) fn take_lines(&self) -> Vec<String> {
        self.lines.lock().map(|mut lines| std::mem::take(&mut *lines)).unwrap_or_default()
    }

    /// A folder that goes with the driver.
    pub(crate) fn files(&self) -> &Path {
        self.files.path()
    }

    fn read_port(&mut self) -> Result<u16> {
        let stdout = self.child.stdout.take().context("the driver has no output")?;
        let mut lines = BufReader::new(stdout).lines();
        let port =
            lines.by_ref().find_map(|line| port_in(&line.ok()?)).context("the driver ended without naming its port")?;
        self.keep_lines(lines);
        if let Some(stderr) = self.child.stderr.take() {
            self.keep_lines(BufReader::new(stderr).lines());
        }
        Ok(port)
    }

    /// Reads on, also so that nobody who prints ever waits for a reader.
    fn keep_lines(&self, lines: Lines<impl BufRead + Send + 'static>) {
        let kept = Arc::clone(&self.lines);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Ok(mut kept) = kept.lock() {
                    kept.push(line);
                }
            }
        });
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself; there is nothing to do about an error here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads `ChromeDriver was started successfully on port 41234.`, or `Listening on 127.0.0.1:41234`.
fn port_in(line: &str) -> Option<u16> {
    let starts = ["successfully on port ", "Listening on 127.0.0.1:"];
    let (_, tail) = starts.into_iter().find_map(|start| line.split_once(start))?;
    tail.trim_end_matches('.').parse().ok()
}

/// The program that a variable names, or the first of some names on PATH.
pub(crate) fn program(variable: &str, names: &[&str]) -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
        return Ok(chosen.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs: Vec<_> = std::env::split_paths(&path).collect();
    let candidates = names.iter().flat_map(|name| dirs.iter().map(move |dir| dir.join(name)));
    match candidates.into_iter().find(|file: &PathBuf| Path::is_file(file)) {
        Some(file) => Ok(file),
        None => {
            bail!("no {} on PATH; set {variable}, or let `cargo xtask test browser` install it", names.join(" or "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::port_in;

    #[test]
    fn driver_names_its_port() {
        assert_eq!(port_in("ChromeDriver was started successfully on port 41234."), Some(41234));
        assert_eq!(port_in("1491834109194\tgeckodriver\tINFO\tListening on 127.0.0.1:4444"), Some(4444));
        assert_eq!(port_in("Only local connections are allowed."), None);
    }
}
