//! Tasks: what the kernel schedules. A process is a group of them that use one address space; mostly of one.

use std::fmt;
use std::rc::Rc;

use crate::errno::Signal;
use crate::limits::Bounds;
use crate::mm::MmId;
use crate::runs::Value;

/// A process number. 0 stands for the `init` outside the picture, which adopts orphans and reaps them at once.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pid(pub u32);

impl Pid {
    /// The parent of the first process, and of every orphan.
    pub const OUTSIDE: Pid = Pid(0);
}

impl fmt::Debug for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "pid {}", self.0)
    }
}
impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// How a process ended: what `wait(2)` reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// It called `exit` with this status.
    Exited(u8),
    /// A signal ended it.
    Killed(Signal),
}

/// What a task is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// TASK_RUNNING.
    Running,
    /// TASK_INTERRUPTIBLE: sleeps in `wait` until this child ends.
    Waiting(Pid),
    /// TASK_KILLABLE: sleeps in `vfork` until this child calls exec or ends.
    Suspended(Pid),
    /// EXIT_ZOMBIE: its memory is gone; the parent has not asked for its status yet.
    Zombie(ExitStatus),
}

/// A task: a process, or one of the threads of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub pid: Pid,
    /// The process that it is a thread of: its leader's number (getpid). A leader's own.
    pub tgid: Pid,
    /// Its parent's number. Threads have their process's.
    pub ppid: Pid,
    /// What it is doing.
    pub state: TaskState,
    /// Its address space; none once it is a zombie.
    pub mm: Option<MmId>,
    /// Minor faults it took: those that read nothing from storage.
    pub minflt: u64,
    /// Major faults it took.
    pub majflt: u64,
    /// What holds it in its bounds.
    pub bounds: Bounds,
}

/// No task is like another.
impl Value for Option<Rc<Task>> {
    type Change = ();
    type Digest = ();

    fn at(&self, _offset: u64) -> Option<Rc<Task>> {
        self.clone()
    }

    fn leads_to(&self, _offset: u64, _other: &Option<Rc<Task>>) -> bool {
        false
    }
}
