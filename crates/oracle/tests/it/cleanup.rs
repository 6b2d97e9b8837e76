//! Nothing is left behind, and nothing is passed over in silence.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const ORACLE: &str = env!("CARGO_BIN_EXE_forkscope-oracle");

/// A copy of the oracle, so that its processes can be told from those of other tests, and others may run it.
struct Copy(PathBuf);

impl Copy {
    fn of_the_oracle(name: &str) -> Copy {
        let path = std::env::temp_dir().join(format!("forkscope-oracle-{name}-{}", std::process::id()));
        fs::copy(ORACLE, &path).expect("a copy");
        Copy(path)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.0);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// How many processes run it.
    fn running(&self) -> usize {
        let links = fs::read_dir("/proc").expect("/proc").filter_map(Result::ok).map(|entry| entry.path().join("exe"));
        links.filter(|link| fs::read_link(link).is_ok_and(|exe| exe == self.0)).count()
    }

    /// Waits until that many of its processes are there, for half a minute at most.
    fn comes_to(&self, enough: impl Fn(usize) -> bool) -> bool {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(30) {
            if enough(self.running()) {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
        let _ = fs::remove_dir_all(format!("{}.d", self.0.display()));
    }
}

fn is_skipped_here() -> bool {
    let result = forkscope_oracle::verify("process p\n");
    crate::unless_skipped("cleanup", result).is_none()
}

fn scenario(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios").join(name).display().to_string()
}

#[test]
fn a_finished_comparison_leaves_no_process() {
    let oracle = Copy::of_the_oracle("finished");
    let status = oracle.command(&["verify", &scenario("three-generations.fork")]).status().expect("it runs");
    assert_eq!((status.code(), oracle.running()), (Some(if is_skipped_here() { 3 } else { 0 }), 0));
}

#[test]
fn a_killed_comparison_leaves_no_process() {
    if is_skipped_here() {
        return;
    }
    let oracle = Copy::of_the_oracle("killed");
    let found = format!("{}.d", oracle.0.display());
    let mut running = oracle.command(&["random", "--cases", "100000", "--out", &found]).spawn();
    let running = running.as_mut().expect("it runs");
    assert!(oracle.comes_to(|count| count > 2), "it starts workers");
    running.kill().expect("it can be killed");
    running.wait().expect("it has ended");
    assert!(oracle.comes_to(|count| count == 0), "{} workers are left", oracle.running());
}

#[test]
fn without_root_the_comparison_says_that_it_is_skipped() {
    let oracle = Copy::of_the_oracle("nobody");
    let mut command = oracle.command(&["verify", &scenario("zero-page.fork")]);
    if !is_skipped_here() {
        command.uid(65534).gid(65534);
    }
    // Somebody who may not even read the scenario says that instead.
    let Output { status, stdout, .. } = command.stdout(Stdio::piped()).output().expect("it runs");
    let said = String::from_utf8_lossy(&stdout).into_owned();
    assert!(matches!(status.code(), Some(2 | 3)) && !said.contains("agrees"), "{said}");
}
