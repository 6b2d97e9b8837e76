//! Settings of the whole machine that a scenario needs: a swap area, ksmd, those of huge pages, and, for a moment, empty caches.
//!
//! They are changed by a shell beside this process, the *keeper*. It takes the lock that all comparisons on this machine share, the one place where
//! that is taken, makes all the changes, and puts everything back as soon as its standard input closes. That happens when [`Settings`] is dropped,
//! and just as well when this process is killed, so no way out leaves a swap file or a running ksmd behind. The keeper is in a process group of its
//! own: Ctrl-C does not reach it.

use std::fs;
use std::io::{self, BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use forkscope_sim::Config;

use super::thp;
use crate::rehearsal::Needs;

/// What the keeper runs. `$1` is the number of swap pages, 0 for none; `$2` is `ksm` if ksmd is wanted; then come the names of settings, each with its value.
///
/// It answers `ready`, or why it cannot.
const KEEPER: &str = r#"
lock=/run/lock/forkscope-oracle.lock
ksm=/sys/kernel/mm/ksm
swap=$1
merging=$2
shift 2
file=
merged=
changed=
undo() {
    trap '' INT TERM HUP PIPE
    if [ -n "$file" ]; then
        swapoff "$file" 2>/dev/null
        rm -f "$file"
    fi
    if [ -n "$merged" ]; then
        echo 2 > $ksm/run
        echo 0 > $ksm/run
    fi
    echo "$changed" | while read -r value name; do
        [ -n "$name" ] && echo "$value" > "$name"
    done
}
refuse() {
    echo "$1"
    exit 0
}
# The value of a choice stands in brackets.
change() {
    was=$(sed 's/.*\[\(.*\)\].*/\1/' "$1" 2>/dev/null) || refuse "this kernel has no $1"
    changed="$was $1
$changed"
    echo "$2" > "$1" 2>/dev/null || refuse "$1 cannot be changed"
}
exec 9> $lock || refuse "the lock of the comparisons cannot be opened"
flock -w 600 9 || refuse "another comparison has had $lock for ten minutes"
trap undo EXIT
# PIPE: who wanted this may be gone by the time the lock was free.
trap 'exit 1' INT TERM HUP PIPE
if [ "$swap" -gt 0 ]; then
    [ "$(wc -l < /proc/swaps)" -eq 1 ] || refuse "this machine swaps already"
    file=$(mktemp /var/tmp/forkscope-swap.XXXXXX) || refuse "there is no place for a swap file"
    dd if=/dev/zero of="$file" bs=4096 count=$((swap + 1)) 2>/dev/null
    mkswap "$file" >/dev/null 2>&1 && swapon "$file" 2>/dev/null || refuse "no swap file of this size can be used here"
fi
if [ "$merging" = ksm ]; then
    [ -e $ksm/run ] || refuse "this kernel has no KSM"
    [ "$(cat $ksm/run)" = 0 ] || refuse "ksmd runs already"
    merged=yes
    change $ksm/pages_to_scan 100000
    change $ksm/sleep_millisecs 0
    [ -e $ksm/smart_scan ] && change $ksm/smart_scan 0
    [ -e $ksm/use_zero_pages ] && change $ksm/use_zero_pages 0
fi
while [ $# -gt 1 ]; do
    change "$1" "$2"
    shift 2
done
echo ready
read -r _
"#;

/// Drops the clean pages of all files and of all shared memory that nobody maps. Nobody else compares anything that needs settings at this time.
pub(super) fn drop_all_caches() -> io::Result<()> {
    const PAGE_CACHE: &str = "1";
    fs::write("/proc/sys/vm/drop_caches", PAGE_CACHE)
}

/// How often ksmd goes through everything in one scan of a scenario: a checksum, a first and a second merge, and one more.
const SCANS: u64 = 5;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The keeper, while a scenario needs it.
#[derive(Debug)]
pub(crate) struct Settings(Child);

impl Settings {
    /// Changes what a scenario needs; `None` if it needs nothing.
    ///
    /// # Errors
    /// Why this machine cannot play the scenario: a sentence without a full stop.
    pub(crate) fn change(config: &Config, needs: &Needs) -> Result<Option<Settings>, String> {
        let named = thp::settings(config, needs)?;
        if needs.swap == 0 && !needs.ksm && !needs.drop_all && named.is_empty() {
            return Ok(None);
        }
        let keeper = Settings::keeper(needs, &named);
        let (settings, answer) = keeper.map_err(|error| format!("no shell can be started: {error}"))?;
        match answer.trim() {
            "ready" => Ok(Some(settings)),
            "" => Err("the shell that changes settings ended".to_owned()),
            why => Err(why.to_owned()),
        }
    }

    /// Starts the keeper, and waits for its answer.
    fn keeper(needs: &Needs, named: &[(String, &'static str)]) -> io::Result<(Settings, String)> {
        let ksm = if needs.ksm { "ksm" } else { "" };
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "forkscope-keeper", &needs.swap.to_string(), ksm]);
        keeper.args(named.iter().flat_map(|(name, value)| [name.as_str(), value]));
        let keeper = keeper.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0).spawn()?;
        let mut settings = Settings(keeper);
        let mut answer = String::new();
        if let Some(said) = settings.0.stdout.as_mut() {
            BufReader::new(said).read_line(&mut answer)?;
        }
        Ok((settings, answer))
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
