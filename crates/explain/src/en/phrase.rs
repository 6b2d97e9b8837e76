//! Numbers and small words.

use forkscope_sim::errno::Signal;
use forkscope_sim::note::{Access, FaultCode};
use forkscope_sim::task::ExitStatus;
use forkscope_sim::vma::VmFlags;
use forkscope_sim::PageSize;

/// `1 page`, `3 pages`.
pub(super) fn pages(count: u64) -> String {
    count_of(count, "page")
}

/// `1 frame`, `3 frames`.
pub(super) fn count_of(count: u64, word: &str) -> String {
    match count {
        1 => format!("1 {word}"),
        _ => format!("{} {word}s", number(count)),
    }
}

/// `1,234,567`.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `64 MiB`, `4 KiB`: the largest unit that gives a whole number.
pub(crate) fn size_of_pages(page: PageSize, pages: u64) -> String {
    let bytes = u128::from(pages) * u128::from(page.bytes());
    let units = [(40, "TiB"), (30, "GiB"), (20, "MiB")];
    let whole = units.into_iter().find(|(shift, _)| bytes >= 1 << shift && bytes % (1 << shift) == 0);
    let (shift, unit) = whole.unwrap_or((10, "KiB"));
    format!("{} {unit}", number((bytes >> shift) as u64))
}

/// `read` or `write`.
pub(super) fn verb(access: Access) -> &'static str {
    match access {
        Access::Read => "read",
        Access::Write => "write",
    }
}

/// What the CPU executes: `load` or `store`.
pub(crate) fn instruction(access: Access) -> &'static str {
    match access {
        Access::Read => "load",
        Access::Write => "store",
    }
}

/// The bits of the error code: `present, write, user`.
pub(super) fn fault_bits(error: FaultCode) -> String {
    let present = if error.present { "present" } else { "not present" };
    let access = if error.write { "write" } else { "read" };
    let mode = if error.user { "user" } else { "kernel" };
    format!("{present}, {access}, {mode}")
}

/// `rw-`, of the bits that mprotect changes.
pub(crate) fn access_bits(flags: VmFlags) -> String {
    let flag = |bit, letter| if flags.contains(bit) { letter } else { '-' };
    [flag(VmFlags::READ, 'r'), flag(VmFlags::WRITE, 'w'), flag(VmFlags::EXEC, 'x')].iter().collect()
}

/// `status 0`, `SIGKILL`.
pub(super) fn exit_status(status: ExitStatus) -> String {
    match status {
        ExitStatus::Exited(code) => format!("status {code}"),
        ExitStatus::Killed(signal) => signal_name(signal).to_owned(),
    }
}

/// The signal without its code.
pub(crate) fn signal_name(signal: Signal) -> &'static str {
    match signal {
        Signal::SegvMapErr(_) | Signal::SegvAccErr(_) => "SIGSEGV",
        Signal::BusAdrErr(_) => "SIGBUS",
        Signal::Kill | Signal::OomKill => "SIGKILL",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_the_largest_whole_unit() {
        let sizes = [1, 256, 300, 16384, 262_144 * 100].map(|pages| size_of_pages(PageSize::K4, pages));
        assert_eq!(sizes, ["4 KiB", "1 MiB", "1,200 KiB", "64 MiB", "100 GiB"]);
    }

    #[test]
    fn numbers_are_grouped_by_thousands() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }
}
