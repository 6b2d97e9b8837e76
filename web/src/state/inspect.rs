//! What the inspector is about, and the address that a visitor types.

use forkscope_scenario::names::Names;
use forkscope_sim::Pid;
use forkscope_view::inspect::{inspect, Inspection};
use forkscope_view::{Body, FaultMark, PteCell, Stage};

use crate::state::session::Session;

/// An address of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The process.
    pub(crate) pid: u32,
    /// The address.
    pub(crate) address: u64,
}

impl Spot {
    /// What one would want to look at: the page whose fault is handled, else one that this step changed, else the first that maps something.
    pub(crate) fn of_stage(stage: &Stage) -> Option<Spot> {
        let cells = || stage.cards.iter().flat_map(|card| open_cells(&card.body));
        let fault = cells().find(|cell| cell.fault != FaultMark::None);
        let changed = || cells().find(|cell| cell.changed);
        let mapped = || cells().find(|cell| cell.tile.is_some());
        let cell = fault.or_else(changed).or_else(mapped).or_else(|| cells().next())?;
        Some(Spot { pid: cell.page.pid, address: cell.page.address })
    }
}

fn open_cells(body: &Body) -> impl Iterator<Item = &PteCell> {
    body.rows().iter().flat_map(|row| &row.cells)
}

/// Takes the address apart, on the machine at the cursor.
pub(crate) fn inspection(session: &Session, target: Spot) -> Inspection {
    let (run, act) = (session.run(), session.act());
    let history = run.history();
    let (machine, after) = (history.machine_at(session.cursor()), history.world_after(act + 1));
    inspect(&machine, Some(after.machine()), &run.names_at(act), Pid(target.pid), target.address)
}

/// Reads `0x7ffff7ff7a10`, `heap[1]`, `heap[1]+0x10` or `heap`.
///
/// # Errors
/// What was expected, in words.
pub(crate) fn read_address(text: &str, names: &Names, pid: u32) -> Result<u64, String> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix("0x") {
        let wrong = || say!("{} is no address: expected up to 16 hexadecimal digits after 0x", text);
        return u64::from_str_radix(digits, 16).map_err(|_| wrong());
    }
    let (place, offset) = text.split_once('+').unwrap_or((text, "0"));
    let (name, page) = match place.trim().split_once('[') {
        Some((name, rest)) => (name.trim(), rest.trim_end_matches(']').trim()),
        None => (place.trim(), "0"),
    };
    let range = names
        .range(Pid(pid), name)
        .ok_or_else(|| say!("nothing is called {} here; an address starts with 0x", name))?;
    let size = names.page_size();
    let page: u64 = page.parse().map_err(|_| say!("{} is no page number", page))?;
    let offset = number(offset.trim()).ok_or_else(|| say!("{} is no offset: write it as 16 or 0x10", offset))?;
    Ok(range.start.plus(page).addr(size).0.saturating_add(offset))
}

fn number(text: &str) -> Option<u64> {
    match text.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}
