//! What differs between two positions of a run, as tables: processes with their figures, pages with their entries, frames with their counts.

use std::collections::BTreeSet;

use forkscope_explain::Lang;
use forkscope_sim::frame::FrameKind;
use forkscope_sim::swap::Slot;
use forkscope_sim::{Machine, Pfn, Pid, Pte, Vpn};

use crate::input::Naming;
use std::borrow::Cow;

use crate::model::tables::{heads, Table};
use crate::text;
use crate::words::{bytes, hex, quoted};

/// Rows of a table; more are only counted.
const MOST_ROWS: usize = 200;
/// Machines with more populated pages are compared without their pages, so that the page stays awake.
const MOST_PAGES: u64 = 1 << 16;

/// The tables, the earlier position first. `naming` is that of the later one.
pub fn changes(before: &Machine, after: &Machine, naming: &dyn Naming) -> Vec<Table> {
    let lang = naming.lang();
    let mut tables = vec![processes(before, after, naming), pages(before, after, naming), frames(before, after, lang)];
    tables.extend((after.swap().size() > 0).then(|| slots(before, after, lang)));
    tables
}

fn table(lang: Lang, name: &'static str, columns: Vec<Cow<'static, str>>, mut rows: Vec<Vec<String>>) -> Table {
    let all = rows.len();
    rows.truncate(MOST_ROWS);
    let columns = if rows.is_empty() { Vec::new() } else { columns };
    let caption = match all {
        0 => lang.say("{}: nothing changed", "{}：没有变化", &[&name]),
        _ if all > MOST_ROWS => {
            lang.say("{}: {} changed, the first {} of them", "{}：{} 处变化，这是前 {} 处", &[&name, &all, &MOST_ROWS])
        }
        _ => lang.say("{}: {} changed", "{}：{} 处变化", &[&name, &all]),
    };
    Table { name, caption, columns, rows }
}

fn processes(before: &Machine, after: &Machine, naming: &dyn Naming) -> Table {
    let pids: BTreeSet<Pid> = before.tasks().chain(after.tasks()).map(|task| task.pid).collect();
    let rows = pids.into_iter().filter_map(|pid| {
        let (was, is) = (figures(before, pid, naming), figures(after, pid, naming));
        (was != is).then(|| {
            let pairs = was.iter().zip(&is).map(|(was, is)| arrow(was, is));
            [naming.process(pid)].into_iter().chain(pairs).collect()
        })
    });
    let lang = naming.lang();
    let columns = heads(lang.pick(["Process", "State", "RSS", "PSS", "USS"], ["进程", "状态", "RSS", "PSS", "USS"]));
    table(lang, lang.pick("Processes", "进程"), columns, rows.collect())
}

fn figures(machine: &Machine, pid: Pid, naming: &dyn Naming) -> [String; 4] {
    let Some(task) = machine.task(pid) else { return ["–", "–", "–", "–"].map(str::to_owned) };
    let sum = machine.smaps_rollup(pid);
    [text::state(task, naming), bytes(sum.rss), bytes(sum.pss_bytes()), bytes(sum.uss())]
}

fn pages(before: &Machine, after: &Machine, naming: &dyn Naming) -> Table {
    let lang = naming.lang();
    let name = lang.pick("Pages", "页");
    let columns = heads(lang.pick(["Page", "Before", "After"], ["页", "之前", "之后"]));
    let populated = |machine: &Machine| machine.mms().map(|(_, mm)| mm.rss.total()).sum::<u64>();
    if populated(before).max(populated(after)) > MOST_PAGES {
        return too_many(lang, name, columns);
    }
    let pids: BTreeSet<Pid> = before.tasks().chain(after.tasks()).map(|task| task.pid).collect();
    let rows = pids.into_iter().flat_map(|pid| {
        let vpns: BTreeSet<Vpn> = populated_of(before, pid).into_iter().chain(populated_of(after, pid)).collect();
        vpns.into_iter().filter_map(move |vpn| {
            let (was, is) = (before.pte(pid, vpn), after.pte(pid, vpn));
            let named = || format!("{} {}", naming.process(pid), naming.page(pid, vpn));
            (shown(was) != shown(is))
                .then(|| vec![named(), entry(before, naming, pid, vpn), entry(after, naming, pid, vpn)])
        })
    });
    table(lang, name, columns, rows.collect())
}

fn populated_of(machine: &Machine, pid: Pid) -> Vec<Vpn> {
    let mm = machine.mm_of(pid).map(|(_, mm)| mm);
    mm.into_iter()
        .flat_map(|mm| mm.vmas.values().flat_map(|vma| mm.tables.populated(vma.range())))
        .map(|(vpn, _)| vpn)
        .collect()
}

/// What counts of an entry: accessed and dirty bits come and go with every use.
fn shown(pte: Pte) -> (Option<Pfn>, Option<Slot>, bool, bool) {
    (pte.pfn(), pte.swap_slot(), pte.is_usable() || pte.is_swap_exclusive(), pte.is_writable())
}

fn entry(machine: &Machine, naming: &dyn Naming, pid: Pid, vpn: Vpn) -> String {
    let lang = naming.lang();
    let unmapped = || lang.pick("not mapped", "未映射").to_owned();
    machine.vma(pid, vpn).map_or_else(unmapped, |vma| text::entry(lang, vma, (machine.pte(pid, vpn), 1)))
}

fn frames(before: &Machine, after: &Machine, lang: Lang) -> Table {
    let name = lang.pick("Frames", "页帧");
    let columns = heads(
        lang.pick(["Frame", "References", "Mapped by PTEs", "Holds"], ["页帧", "引用计数", "映射它的 PTE", "内容"]),
    );
    let used = |machine: &Machine| machine.usage().mapped;
    if used(before).max(used(after)) > MOST_PAGES {
        return too_many(lang, name, columns);
    }
    let pfns: BTreeSet<Pfn> = before.frames().iter().chain(after.frames().iter()).map(|(pfn, _)| pfn).collect();
    let rows = pfns.into_iter().filter(|pfn| *pfn != Pfn::ZERO_PAGE).filter_map(|pfn| {
        let (was, is) = (frame(lang, before, pfn), frame(lang, after, pfn));
        (was != is).then(|| {
            let pairs = was.iter().zip(&is).map(|(was, is)| arrow(was, is));
            [pfn.to_string()].into_iter().chain(pairs).collect()
        })
    });
    table(lang, name, columns, rows.collect())
}

fn too_many(lang: Lang, name: &'static str, columns: Vec<Cow<'static, str>>) -> Table {
    let caption = lang.say("{}: too many to compare one by one", "{}：太多，无法逐一比较", &[&name]);
    Table { name, caption, columns, rows: Vec::new() }
}

fn frame(lang: Lang, machine: &Machine, pfn: Pfn) -> [String; 3] {
    let Some(frame) = machine.frame(pfn) else { return [lang.pick("free", "空闲"), "–", "–"].map(str::to_owned) };
    if let FrameKind::Table { .. } = frame.kind {
        return [machine.refcount(pfn).to_string(), "–".to_owned(), lang.pick("page table", "页表").to_owned()];
    }
    let holds = quoted(&frame.contents, 16).unwrap_or_else(|| hex(&frame.contents));
    [machine.refcount(pfn).to_string(), frame.mapcount.to_string(), holds]
}

fn slots(before: &Machine, after: &Machine, lang: Lang) -> Table {
    let used: BTreeSet<Slot> = before.swap().iter().chain(after.swap().iter()).map(|(slot, _)| slot).collect();
    let rows = used.into_iter().filter_map(|slot| {
        let (was, is) = (slot_of(lang, before, slot), slot_of(lang, after, slot));
        (was != is).then(|| {
            let pairs = was.iter().zip(&is).map(|(was, is)| arrow(was, is));
            [slot.to_string()].into_iter().chain(pairs).collect()
        })
    });
    let columns =
        heads(lang.pick(["Slot", "Entries", "Swap cache frame", "Holds"], ["槽位", "交换项", "交换缓存页帧", "内容"]));
    table(lang, lang.pick("Swap", "交换区"), columns, rows.collect())
}

fn slot_of(lang: Lang, machine: &Machine, slot: Slot) -> [String; 3] {
    let Some(used) = machine.swap().get(slot) else {
        return [lang.pick("free", "空闲"), "–", "–"].map(str::to_owned);
    };
    let holds = quoted(&used.contents, 16).unwrap_or_else(|| hex(&used.contents));
    let cached = used.cached.map_or_else(|| "–".to_owned(), |pfn| pfn.to_string());
    [used.entries.to_string(), cached, holds]
}

fn arrow(was: &str, is: &str) -> String {
    if was == is {
        is.to_owned()
    } else {
        format!("{was} → {is}")
    }
}
