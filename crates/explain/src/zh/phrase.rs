//! Numbers and small words, in Chinese.

use forkscope_sim::note::{Access, FaultCode};
use forkscope_sim::task::ExitStatus;

use crate::en::phrase::{number, signal_name};

/// `3 页`.
pub(super) fn pages(count: u64) -> String {
    count_of(count, "页")
}

/// `3 个页表`: the measure word stands in `unit`.
pub(super) fn count_of(count: u64, unit: &str) -> String {
    format!("{} {unit}", number(count))
}

/// 读 or 写.
pub(super) fn verb(access: Access) -> &'static str {
    match access {
        Access::Read => "读",
        Access::Write => "写",
    }
}

/// The bits of the error code.
pub(super) fn fault_bits(error: FaultCode) -> String {
    let present = if error.present { "页存在" } else { "页不存在" };
    let access = if error.write { "写" } else { "读" };
    let mode = if error.user { "用户态" } else { "内核态" };
    format!("{present}、{access}、{mode}")
}

/// `状态码 0`, `SIGKILL`.
pub(super) fn exit_status(status: ExitStatus) -> String {
    match status {
        ExitStatus::Exited(code) => format!("状态码 {code}"),
        ExitStatus::Killed(signal) => signal_name(signal).to_owned(),
    }
}
