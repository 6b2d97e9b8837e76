//! Settings of the whole machine that a scenario needs: a swap area, and ksmd.
//!
//! They are changed by a shell beside this process, the *keeper*. It takes the lock that all comparisons on this machine share, makes the changes,
//! and puts everything back as soon as its standard input closes. That happens when [`Settings`] is dropped, and just as well when this process is
//! killed, so no way out leaves a swap file or a running ksmd behind. The keeper is in a process group of its own: Ctrl-C does not reach it.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::rehearsal::Needs;

/// What the keeper runs. `$1` is the number of swap pages, 0 for none; `$2` is `ksm` if ksmd is wanted.
///
/// It answers `ready`, or why it cannot.
const KEEPER: &str = r#"
ksm=/sys/kernel/mm/ksm
file=
undo() {
    trap '' INT TERM HUP
    if [ -n "$file" ]; then
        swapoff "$file" 2>/dev/null
        rm -f "$file"
    fi
    if [ -n "$was" ]; then
        echo 2 > $ksm/run
        echo 0 > $ksm/run
        set -- $was
        for key in pages_to_scan sleep_millisecs smart_scan use_zero_pages; do
            [ -e $ksm/$key ] && echo "$1" > $ksm/$key
            shift
        done
    fi
}
refuse() {
    echo "$1"
    exit 0
}
was=
exec 9> /run/lock/forkscope-oracle.lock || refuse "the lock of the comparisons cannot be opened"
flock 9
trap undo EXIT
trap 'exit 1' INT TERM HUP
if [ "$1" -gt 0 ]; then
    [ "$(wc -l < /proc/swaps)" -eq 1 ] || refuse "this machine swaps already"
    file=$(mktemp /var/tmp/forkscope-swap.XXXXXX) || refuse "there is no place for a swap file"
    dd if=/dev/zero of="$file" bs=4096 count=$(($1 + 1)) 2>/dev/null
    mkswap "$file" >/dev/null 2>&1 && swapon "$file" 2>/dev/null || refuse "no swap file of this size can be used here"
fi
if [ "$2" = ksm ]; then
    [ -e $ksm/run ] || refuse "this kernel has no KSM"
    [ "$(cat $ksm/run)" = 0 ] || refuse "ksmd runs already"
    for key in pages_to_scan sleep_millisecs smart_scan use_zero_pages; do
        if [ -e $ksm/$key ]; then was="$was $(cat $ksm/$key)"; else was="$was -"; fi
    done
    echo 100000 > $ksm/pages_to_scan
    echo 0 > $ksm/sleep_millisecs
    [ -e $ksm/smart_scan ] && echo 0 > $ksm/smart_scan
    [ -e $ksm/use_zero_pages ] && echo 0 > $ksm/use_zero_pages
fi
echo ready
read -r _
"#;

/// How often ksmd goes through everything in one scan of a scenario: a checksum, a first and a second merge, and one more.
const SCANS: u64 = 5;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The keeper, while a scenario needs it.
#[derive(Debug)]
pub(crate) struct Settings(Child);

impl Settings {
    /// Changes what a scenario needs; `None` if it needs nothing. The inner error says why this machine cannot.
    pub(crate) fn change(needs: &Needs) -> io::Result<Option<Result<Settings, String>>> {
        if needs.swap == 0 && !needs.ksm {
            return Ok(None);
        }
        let ksm = if needs.ksm { "ksm" } else { "" };
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "forkscope-keeper", &needs.swap.to_string(), ksm]);
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn()?;
        let mut settings = Settings(keeper);
        let mut answer = String::new();
        if let Some(said) = settings.0.stdout.as_mut() {
            BufReader::new(said).read_line(&mut answer)?;
        }
        Ok(Some(match answer.trim() {
            "ready" => Ok(settings),
            "" => Err("the shell that changes settings ended".to_owned()),
            why => Err(why.to_owned()),
        }))
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Everything is as it was when the shell has ended.
        let _ = self.0.wait();
    }
}

/// Lets ksmd go through all mergeable memory as often as it takes.
pub(super) fn ksm_scan() -> io::Result<()> {
    const RUN: &str = "/sys/kernel/mm/ksm/run";
    let scans = || -> io::Result<u64> {
        let text = fs::read_to_string("/sys/kernel/mm/ksm/full_scans")?;
        text.trim().parse().map_err(io::Error::other)
    };
    let (until, start) = (scans()? + SCANS, Instant::now());
    fs::write(RUN, "1")?;
    while scans()? < until && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(2));
    }
    fs::write(RUN, "0")?;
    match scans()? < until {
        true => Err(io::Error::other("ksmd does not get through")),
        false => Ok(()),
    }
}
