//! `cargo xtask bench`: what fork costs on the simulator and on the kernel of this machine, side by side.

use crate::args::Args;
use crate::{proc, say};
use anyhow::Result;

pub(crate) const USAGE: &str = "\
cargo xtask bench [--sizes MB,MB,...]
    Measure fork of processes of these sizes (1,10,50,100,1000) on the simulator and on the kernel (Linux on x86-64).";

pub(crate) fn run(mut args: Args) -> Result<()> {
    let sizes: String = args.option("--sizes")?.unwrap_or_else(|| "1,10,50,100,1000".to_owned());
    say::heading("the simulator, native");
    let bench = ["bench", "-q", "-p", "forkscope-sim", "--bench", "scale", "--profile", "native"];
    let simulated = proc::output(proc::cargo().args(bench))?;
    println!("{simulated}");
    say::heading("the kernel");
    let scale = ["run", "-q", "-p", "forkscope-oracle", "--profile", "native", "--", "scale"];
    let real = proc::output(proc::cargo().args(scale).args(sizes.split(',')))?;
    println!("{real}");
    say::heading("fork, all written");
    for line in real.lines().skip(1) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let (Some(size), Some(real)) = (words.first(), words.get(1).and_then(|word| word.parse::<f64>().ok())) else {
            continue;
        };
        if let Some(simulated) = simulated_fork(&simulated, size) {
            println!("{size:>9} MB  simulated {simulated:>9.1} us, real {real:>9.1} us: {:.0} times", real / simulated);
        }
    }
    Ok(())
}

/// Microseconds that a simulated fork of this size takes, from the table of the benchmark.
fn simulated_fork(table: &str, megabytes: &str) -> Option<f64> {
    let what = format!("fork, all written, {megabytes} MB");
    let rest = table.lines().find_map(|line| line.strip_prefix(&what))?;
    rest.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::simulated_fork;

    #[test]
    fn figures_are_found_by_size() {
        let table = "fork, all written, 10 MB      1.4 us   0.6 ns\nfork, all written, 1 MB      1.7 us   6.7 ns\n";
        assert_eq!((simulated_fork(table, "1"), simulated_fork(table, "10")), (Some(1.7), Some(1.4)));
        assert_eq!(simulated_fork(table, "100"), None);
    }
}
