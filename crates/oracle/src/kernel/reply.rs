//! Replies of workers, and what a scenario sees of them.

use crate::observation::Seen;
use crate::protocol::Reply;

impl Seen {
    /// A result without faults that could be told from the worker's own.
    pub(super) fn quiet(result: impl Into<String>) -> Seen {
        Seen { result: result.into(), minflt: None, majflt: None }
    }
}

/// What a call came to.
pub(super) fn done(reply: Reply) -> Seen {
    let result = if reply.ret < 0 { errno(reply.ret.unsigned_abs()) } else { "ok".to_owned() };
    Seen { result, minflt: Some(reply.minflt), majflt: Some(reply.majflt) }
}

/// What a call came to whose faults are not counted.
pub(super) fn unmeasured(reply: Reply) -> Seen {
    Seen { minflt: None, majflt: None, ..done(reply) }
}

/// Two replies as one: faults are summed, the later one says how it ended.
pub(super) fn added(before: Reply, reply: Reply) -> Reply {
    let ret = if before.ret < 0 { before.ret } else { reply.ret };
    Reply { ret, minflt: before.minflt + reply.minflt, majflt: before.majflt + reply.majflt, ..reply }
}

pub(super) fn signal(reply: &Reply) -> String {
    let name = match (reply.signal, reply.code) {
        (11, 1) => "SIGSEGV/SEGV_MAPERR",
        (11, 2) => "SIGSEGV/SEGV_ACCERR",
        (7, 2) => "SIGBUS/BUS_ADRERR",
        (signal, code) => return format!("signal {signal}, code {code} at {:#x}", reply.addr),
    };
    format!("{name} at {:#x}", reply.addr)
}

pub(super) fn errno(number: u64) -> String {
    let name = match number {
        1 => "EPERM",
        3 => "ESRCH",
        5 => "EIO",
        6 => "ENXIO",
        9 => "EBADF",
        10 => "ECHILD",
        11 => "EAGAIN",
        12 => "ENOMEM",
        13 => "EACCES",
        14 => "EFAULT",
        16 => "EBUSY",
        17 => "EEXIST",
        22 => "EINVAL",
        other => return format!("errno {other}"),
    };
    name.to_owned()
}
