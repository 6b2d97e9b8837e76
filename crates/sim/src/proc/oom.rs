//! Out of memory: `out_of_memory`, `oom_kill_process`.

use super::exit::exit;
use crate::errno::Signal;
use crate::machine::Tx;
use crate::note::Note;
use crate::task::{ExitStatus, Pid};

/// Makes room by killing the process with the most pages; of equals the youngest (`oom_badness`, `select_bad_process`).
///
/// # Errors
/// [`Signal::OomKill`] when that is the process that asked for memory.
pub(crate) fn out_of_memory(tx: &mut Tx, pid: Pid) -> Result<(), Signal> {
    let points = |mm: &crate::mm::Mm| mm.rss.total() + mm.tables.count();
    let alive = tx.tasks().filter_map(|task| Some((points(tx.mm(task.mm?)?), task.pid)));
    let Some((points, victim)) = alive.max() else { return Err(Signal::OomKill) };
    tx.note(Note::OutOfMemory { pid, victim, points });
    exit(tx, victim, ExitStatus::Killed(Signal::OomKill));
    if victim == pid {
        Err(Signal::OomKill)
    } else {
        Ok(())
    }
}
