//! Out of memory: `out_of_memory`, `oom_kill_process`.

use super::exit::exit_group;
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
    // Whoever shares the victim's memory has to go with it, or nothing would become free.
    let mm = tx.task(victim).and_then(|task| task.mm);
    let mut doomed: Vec<Pid> = tx.tasks().filter(|task| task.mm == mm).map(|task| task.tgid).collect();
    doomed.dedup();
    for tgid in doomed {
        if let Some(thread) = tx.first_thread(tgid) {
            exit_group(tx, thread, ExitStatus::Killed(Signal::OomKill));
        }
    }
    if tx.task(pid).is_none_or(|task| task.mm.is_none()) {
        Err(Signal::OomKill)
    } else {
        Ok(())
    }
}
