//! Reading `/proc/PID`: smaps, status, stat.

use std::fs;
use std::io;

use forkscope_sim::{PageRange, Vpn};
use rustix::process::Rlimit;

use crate::observation::{Area, FIGURES, VM_FLAGS};

fn broken(file: &str, what: &str) -> io::Error {
    io::Error::other(format!("{file}: cannot be understood: {what}"))
}

/// The ranges that a process has mapped.
pub(super) fn maps(pid: rustix::process::Pid) -> io::Result<Vec<PageRange>> {
    let file = format!("/proc/{pid}/maps");
    let text = fs::read_to_string(&file)?;
    text.lines().map(|line| range(line).ok_or_else(|| broken(&file, line))).collect()
}

fn range(line: &str) -> Option<PageRange> {
    let (start, end) = line.split_whitespace().next()?.split_once('-')?;
    let page = |text| u64::from_str_radix(text, 16).ok().map(|addr| Vpn(addr >> 12));
    Some(PageRange { start: page(start)?, end: page(end)? })
}

/// The VMAs of a process with the figures of smaps.
pub(super) fn smaps(pid: rustix::process::Pid) -> io::Result<Vec<Area>> {
    let file = format!("/proc/{pid}/smaps");
    let text = fs::read_to_string(&file)?;
    let mut areas: Vec<Area> = Vec::new();
    for line in text.lines() {
        let Some((name, rest)) = line.split_once(':').filter(|(name, _)| !name.contains(' ')) else {
            areas.push(header(line).ok_or_else(|| broken(&file, line))?);
            continue;
        };
        let Some(area) = areas.last_mut() else { return Err(broken(&file, line)) };
        if name == "VmFlags" {
            let set: Vec<&str> = rest.split_whitespace().collect();
            area.flags = VM_FLAGS.into_iter().filter(|flag| set.contains(flag)).collect();
        } else if let Some(slot) = FIGURES.iter().position(|figure| *figure == name) {
            area.figures[slot] = kilobytes(rest).ok_or_else(|| broken(&file, line))?;
        }
    }
    Ok(areas)
}

/// `200000000000-200000003000 rw-p 00000000 00:00 0`
fn header(line: &str) -> Option<Area> {
    let mut words = line.split_whitespace().skip(1);
    let perms = words.next()?.to_owned();
    let offset = u64::from_str_radix(words.next()?, 16).ok()?;
    Some(Area { range: range(line)?, perms, flags: Vec::new(), pgoff: offset >> 12, figures: [0; FIGURES.len()] })
}

fn kilobytes(text: &str) -> Option<u64> {
    text.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// Page-table pages of a process below the PGD.
pub(super) fn tables(pid: rustix::process::Pid) -> io::Result<u64> {
    let file = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&file)?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmPTE:"));
    line.and_then(kilobytes).map(|kb| kb / 4).ok_or_else(|| broken(&file, "VmPTE"))
}

/// VmSize and VmData of a process, in pages: what RLIMIT_AS and RLIMIT_DATA are held against.
pub(super) fn size(pid: rustix::process::Pid) -> io::Result<(u64, u64)> {
    let file = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&file)?;
    let pages = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(kilobytes).map(|kb| kb / 4).ok_or_else(|| broken(&file, name))
    };
    Ok((pages("VmSize:")?, pages("VmData:")?))
}

/// A limit of a process by its name in `/proc/PID/limits`.
pub(super) fn limit(pid: rustix::process::Pid, name: &str) -> io::Result<Rlimit> {
    let file = format!("/proc/{pid}/limits");
    let text = fs::read_to_string(&file)?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(parse_limit).ok_or_else(|| broken(&file, name))
}

/// `unlimited            unlimited            bytes     `
fn parse_limit(text: &str) -> Option<Rlimit> {
    let mut words = text.split_whitespace();
    let mut next = || match words.next()? {
        "unlimited" => Some(None),
        number => number.parse().ok().map(Some),
    };
    Some(Rlimit { current: next()?, maximum: next()? })
}

/// What `/proc/PID/stat` says of a process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stat {
    pub(super) zombie: bool,
    /// Whether it waits for something that a signal may interrupt.
    pub(super) asleep: bool,
    /// Whether it sleeps where nothing but SIGKILL wakes it, as in vfork.
    pub(super) uninterruptible: bool,
    pub(super) ppid: i32,
    /// The status that `wait` will give, once it has ended.
    pub(super) status: u64,
}

pub(super) fn stat(pid: rustix::process::Pid) -> io::Result<Stat> {
    let file = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&file)?;
    parse_stat(&text).ok_or_else(|| broken(&file, "VmPTE"))
}

fn parse_stat(text: &str) -> Option<Stat> {
    // The name stands between parentheses and may hold anything.
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    Some(Stat {
        zombie: *fields.first()? == "Z",
        asleep: *fields.first()? == "S",
        uninterruptible: *fields.first()? == "D",
        ppid: fields.get(1)?.parse().ok()?,
        status: fields.last()?.parse().ok()?,
    })
}

/// A status of `wait` in words.
pub(super) fn describe_status(status: u64) -> String {
    match status & 0x7f {
        0 => format!("exit {}", (status >> 8) & 0xff),
        signal => format!("signal {signal}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_of_a_mapping_is_read() {
        let area = header("200000000000-200000003000 rw-p 00002000 fe:00 17   /tmp/#1 (deleted)").expect("a header");
        assert_eq!((area.range, area.perms.as_str(), area.pgoff), (PageRange::new(Vpn(0x2_0000_0000), 3), "rw-p", 2));
    }

    #[test]
    fn limits_are_read() {
        let limit = parse_limit("        81920                unlimited            bytes     ").expect("two limits");
        assert_eq!((limit.current, limit.maximum), (Some(81920), None));
    }

    #[test]
    fn the_state_of_a_process_is_read_behind_its_name() {
        let stat = parse_stat("12 (a) b) Z 11 0 0 768").expect("a line of stat");
        assert_eq!((stat.zombie, stat.ppid, describe_status(stat.status)), (true, 11, "exit 3".to_owned()));
        assert_eq!(describe_status(9), "signal 9");
    }
}
