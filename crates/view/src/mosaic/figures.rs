//! What fork and the writes since it cost, in figures and in a table; and who is who.

use forkscope_explain::Lang;
use forkscope_sim::{Machine, PageRange, PageSize, Pid};

use super::grid::{Grid, Level};
use super::survey::Survey;
use crate::input::SceneInput;
use crate::ledger::{Kin, Sheet};
use crate::model::mark::Mark;
use crate::model::tables::{heads, Table};
use crate::words;

/// A process with memory of its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Person {
    pub(super) pid: Pid,
    pub(super) name: String,
    /// Which of the four process colours.
    pub(super) colour: u8,
    /// The place in the list of the one it is compared with: its parent, else a child, else another child of the same parent.
    pub(super) relative: Option<usize>,
    /// Its largest private mapping that it may write to, by its name.
    pub(super) heap: Option<(PageRange, String)>,
}

/// A figure with what it is and what it means.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// `Copied since, one fault each`.
    pub name: &'static str,
    /// `71,403 pages, 2.7 %`.
    pub figure: String,
    /// A sentence more.
    pub note: String,
}

pub(crate) fn people(input: &SceneInput<'_>) -> Vec<Person> {
    let machine = input.machine;
    let own = |pid: Pid| machine.task(pid).and_then(|task| task.mm).is_some_and(|mm| machine.owner(mm) == Some(pid));
    let tasks: Vec<_> = machine.tasks().filter(|task| own(task.pid)).collect();
    let mut people: Vec<Person> = Vec::new();
    for task in &tasks {
        let parent = tasks.iter().position(|other| other.pid == task.ppid);
        let child = || tasks.iter().position(|other| other.ppid == task.pid);
        let sibling = || {
            let related = task.ppid != Pid::OUTSIDE;
            tasks.iter().position(|other| related && other.ppid == task.ppid && other.pid != task.pid)
        };
        people.push(Person {
            pid: task.pid,
            name: input.naming.process(task.pid),
            colour: Mark::of(input.naming.order(task.pid)).colour,
            relative: parent.or_else(child).or_else(sibling),
            heap: heap(input, task.pid),
        });
    }
    people
}

/// The address spaces that are compared: each with that of its next relative.
pub(crate) fn kin(machine: &Machine, people: &[Person]) -> Vec<Kin> {
    let mut all = Vec::new();
    for (at, person) in people.iter().enumerate() {
        // Two alone see the same from either side.
        let known = people.len() == 2 && at == 1;
        let Some(relative) = person.relative.filter(|_| !known).and_then(|at| people.get(at)) else { continue };
        let of = |person: &Person| machine.mm_of(person.pid).map(|(mm, _)| mm);
        let pair = of(person).zip(of(relative));
        all.extend(pair.map(|(mm, other)| Kin { mm, relative: other, colours: (person.colour, relative.colour) }));
    }
    all
}

fn heap(input: &SceneInput<'_>, pid: Pid) -> Option<(PageRange, String)> {
    let (_, mm) = input.machine.mm_of(pid)?;
    let mut heap: Option<PageRange> = None;
    for vma in mm.vmas.values().filter(|vma| vma.is_private_writable()) {
        if heap.is_none_or(|largest| vma.pages() > largest.pages()) {
            heap = Some(vma.range());
        }
    }
    heap.map(|range| (range, input.naming.page_name(pid, range.start).region))
}

pub(super) fn label(lang: Lang, [present, copied, copies]: [u64; 3]) -> String {
    lang.say(
        "Physical memory: {} in use, {} copied since fork, {} private copies",
        "物理内存：使用中 {}，fork 之后被复制 {}，私有副本 {}",
        &[&words::count(lang, present, "frame", "个页帧"), &words::grouped(copied), &words::grouped(copies)],
    )
}

pub(super) fn facts(lang: Lang, machine: &Machine, sheet: &Sheet, [_, _, copies]: [u64; 3]) -> Vec<Fact> {
    let page = machine.page_size();
    let mut facts = Vec::new();
    let children = machine.tasks().filter(|task| task.ppid != Pid::OUTSIDE && task.tgid == task.pid);
    if let Some((id, mm)) = children.last().and_then(|task| machine.mm_of(task.pid)) {
        let entries = sheet.populated(id);
        let tables = words::bytes((mm.tables.count() + 1) * page.bytes());
        facts.push(Fact {
            name: lang.pick("Copied by fork() itself", "fork() 自己复制的"),
            figure: lang.say("{} of page tables", "{} 页表", &[&tables]),
            note: lang.say(
                "{} entries of 8 bytes, no data pages",
                "{} 个 8 字节的表项，没有数据页",
                &[&words::grouped(entries)],
            ),
        });
        facts.push(Fact {
            name: lang.pick("Copied since, one fault each", "之后复制的，每页一次缺页"),
            figure: copied_text(lang, copies, entries),
            note: lang.say(
                "a writer pays {} for its first write to a page",
                "第一次写一页要付 {}",
                &[&words::round(page, 1)],
            ),
        });
        facts.push(Fact {
            name: lang.pick("Worst case", "最坏情况"),
            figure: words::memory(page, machine.usage().if_eager),
            note: lang
                .pick("if every page is written before the child ends", "如果子进程结束前每一页都被写")
                .to_owned(),
        });
    }
    let mapped = machine.usage().mapped;
    facts.push(Fact {
        name: lang.pick("In use", "使用中"),
        figure: words::memory(page, mapped),
        note: words::count(lang, mapped, "frame", "个页帧"),
    });
    facts
}

/// `71,403 pages, 2.7 %`.
pub(super) fn copied_text(lang: Lang, copies: u64, of: u64) -> String {
    let tenths = (copies * 1000 + of / 2) / of.max(1);
    let share = format!("{}.{} %", tenths / 10, tenths % 10);
    words::listed(lang, &[words::count(lang, copies, "page", "页"), share])
}

/// Bands of a gigabyte at most, and what is in them.
pub(super) fn table(lang: Lang, page: PageSize, survey: &Survey) -> Table {
    let grid = Grid::new(if survey.frames() > 1 << 16 { Level::Whole } else { Level::Near }, 16);
    let row = |band: u64| {
        let first = band * grid.band_frames();
        let end = (first + grid.band_frames()).min(survey.frames());
        let mut row = vec![lang.say("from {}", "{} 起", &[&words::round(page, first)])];
        row.extend(survey.counts(first..end).map(words::grouped));
        row
    };
    Table {
        name: "Memory",
        caption: lang.pick("Physical memory, by bands", "物理内存，按带分").to_owned(),
        columns: heads(lang.pick(
            ["Band", "Frames in use", "Copied since", "Private copies"],
            ["带", "使用中的页帧", "之后被复制", "私有副本"],
        )),
        rows: (0..grid.bands(survey.frames())).map(row).collect(),
    }
}
