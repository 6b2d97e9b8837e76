//! The tiles of frames.

use forkscope_explain::Lang;
use forkscope_sim::folio::PMD_PAGES;
use forkscope_sim::frame::{Frame, FrameFlags, FrameKind};
use forkscope_sim::hold::HoldKind;
use forkscope_sim::note::Note;
use forkscope_sim::{Machine, Pfn, Pid};

use super::moment::CopyStage;
use super::placement::{Place, Placement};
use super::plan::Plan;
use super::rows::Rows;
use super::survey::{by_frame, Hold, Link};
use crate::index::Index;
use crate::model::mark::Mark;
use crate::model::place::Rect;
use crate::model::tile::{FrameTile, Owner, Presence, TileKind};
use crate::size::SizeClass;
use crate::words;

/// A frame, or a run of frames, that gets a tile.
pub(super) struct Draft {
    pfn: Pfn,
    frames: u64,
    links: Vec<Link>,
    pub(super) place: Place,
}

/// Which frames get tiles, and in which row and column. Where pages are drawn as one, the first of them stands for all.
pub(super) fn drafts(plan: &Plan<'_>, placement: &Placement) -> Vec<Draft> {
    let links: Vec<Link> = plan.links.iter().filter(|link| plan.cuts.piece_of(link.vpn) == link.vpn).copied().collect();
    let by_frame = by_frame(&links);
    let firsts: Vec<(Link, Place)> = by_frame
        .clone()
        .distinct()
        .iter()
        .map(|(_, at)| {
            let link = links[at];
            let place = placement.of(link.pfn).unwrap_or(Place { row: link.vpn, generation: 0 });
            (link, Place { row: plan.cuts.piece_of(place.row), ..place })
        })
        .collect();
    let order = Index::of(firsts.iter().map(|(_, place)| place.row.0 << 24 | place.generation as u64));
    let drafts = order.iter().map(|(_, at)| {
        let (first, place) = firsts[at];
        let links = by_frame.all(first.pfn.0.into()).map(|at| links[at]).collect();
        Draft { pfn: first.pfn, frames: frames(plan, &first), links, place }
    });
    keep_apart(drafts.collect())
}

fn frames(plan: &Plan<'_>, link: &Link) -> u64 {
    let vma = plan.mm(link.pid).and_then(|mm| mm.vma(link.vpn)).filter(|_| link.pfn != Pfn::ZERO_PAGE);
    vma.map_or(1, |vma| plan.piece_at(link.vpn, vma.range()).pages().max(1))
}

/// Two frames that would stand in one place stand beside each other. It takes a page mapped at two addresses to get there.
fn keep_apart(mut drafts: Vec<Draft>) -> Vec<Draft> {
    let mut last: Option<Place> = None;
    for draft in &mut drafts {
        if let Some(last) = last.filter(|last| last.row == draft.place.row) {
            draft.place.generation = draft.place.generation.max(last.generation + 1);
        }
        last = Some(draft.place);
    }
    drafts
}

/// The tiles.
pub(super) fn tiles(plan: &Plan<'_>, drafts: &[Draft], rows: &Rows) -> Vec<FrameTile> {
    drafts.iter().filter_map(|draft| tile(plan, draft, rows.rect(draft.place)?)).collect()
}

fn tile(plan: &Plan<'_>, draft: &Draft, rect: Rect) -> Option<FrameTile> {
    let frame = &plan.machine.frame(draft.pfn)?;
    let kind = kind(frame.kind)?;
    let owners = owners(plan, draft);
    let count = count(plan, draft.pfn, frame);
    let title = title(plan, draft);
    let text = text(plan, frame, draft.frames);
    Some(FrameTile {
        id: format!("f{}", draft.pfn),
        pfn: draft.pfn.0,
        frames: draft.frames,
        kind,
        dirty: is_dirty(frame),
        count,
        was: was(plan, frame, draft.pfn),
        next: next(plan, draft.pfn, count),
        text_was: text_was(plan, frame, draft).filter(|was| *was != text),
        note: note(plan, draft.pfn, frame),
        filling: plan.moment.copy.is_some_and(|copy| copy.to == draft.pfn && copy.stage == CopyStage::Copied),
        rect,
        changed: plan.changes.touches_frame(draft.pfn),
        live: plan.moment.fault.is_some() && plan.moment.frames.contains(&draft.pfn),
        writer: writer(plan, draft),
        presence: if plan.changes.is_fresh(draft.pfn) { Presence::Arriving } else { Presence::Here },
        label: label(plan, draft, frame, &owners, &text) + &charged(plan, draft.pfn),
        owners,
        payer: payer(plan, draft.pfn),
        title,
        text,
    })
}

/// `PFN 5`, `PFN 16–29`; only the numbers where there is no room for more.
fn title(plan: &Plan<'_>, draft: &Draft) -> String {
    let run = words::run(u64::from(draft.pfn.0), u64::from(draft.pfn.0) + draft.frames - 1);
    let roomy = matches!(plan.input.size, SizeClass::X | SizeClass::E);
    if run.chars().count() > 5 || !roomy && draft.frames > 1 && run.chars().count() > 4 {
        run
    } else {
        format!("PFN {run}")
    }
}

fn writer(plan: &Plan<'_>, draft: &Draft) -> Option<Mark> {
    let fault = plan.moment.fault.filter(|_| plan.moment.frames.contains(&draft.pfn))?;
    draft.links.iter().any(|link| link.pid == fault.pid).then(|| plan.mark(fault.pid))
}

/// Of files alone: shared memory and anonymous memory have no disk to differ from.
fn is_dirty(frame: &Frame) -> bool {
    matches!(frame.kind, FrameKind::File { .. }) && frame.flags.contains(FrameFlags::DIRTY)
}

fn kind(kind: FrameKind) -> Option<TileKind> {
    match kind {
        FrameKind::Zero => Some(TileKind::Zero),
        FrameKind::Anon => Some(TileKind::Anon),
        FrameKind::Ksm => Some(TileKind::Merged),
        FrameKind::File { .. } => Some(TileKind::File),
        FrameKind::Shmem { .. } => Some(TileKind::Shared),
        FrameKind::Table { .. } => None,
    }
}

/// What the counter says: references but the page cache's own, so that count, glyphs and arrows agree.
fn count(plan: &Plan<'_>, pfn: Pfn, frame: &Frame) -> Option<u32> {
    match frame.kind {
        FrameKind::Zero | FrameKind::Table { .. } => None,
        FrameKind::Anon | FrameKind::Ksm => Some(plan.machine.refcount(pfn)),
        FrameKind::File { .. } | FrameKind::Shmem { .. } => Some(frame.mapcount),
    }
}

fn was(plan: &Plan<'_>, frame: &Frame, pfn: Pfn) -> Option<u32> {
    let was = if frame.kind.is_page_cache() { plan.changes.mapcount(pfn) } else { plan.changes.refcount(pfn) };
    let now = count(plan, pfn, frame)?;
    was.filter(|was| *was != now && !plan.changes.is_fresh(pfn))
}

/// What the count will be, while a copy is under way that ends in dropping a reference.
#[expect(clippy::wildcard_enum_match_arm, reason = "only one step drops the old frame of a copy")]
fn next(plan: &Plan<'_>, pfn: Pfn, count: Option<u32>) -> Option<u32> {
    let running =
        plan.input.running.filter(|_| plan.moment.copy.is_some_and(|copy| copy.from == pfn && copy.is_copied()))?;
    let ahead = running.steps.get(running.taken..)?.iter();
    let drops = ahead.map(|step| &step.note).find_map(|note| match note {
        Note::Dropping { pfn: dropped, .. } => Some(*dropped == pfn),
        _ => None,
    });
    count.filter(|_| drops == Some(true)).map(|count| count.saturating_sub(1))
}

fn owners(plan: &Plan<'_>, draft: &Draft) -> Vec<Owner> {
    let pending = |link: &&Link| !matches!(link.hold, Hold::Mapped(_)) || leaves(plan, link);
    let maps = || draft.links.iter().filter(|link| link.hold != Hold::Kept);
    let by = |wanted: bool| maps().filter(move |link| pending(link) == wanted).map(|link| link.pid);
    let all: Vec<(Pid, bool)> = by(false).map(|pid| (pid, false)).chain(by(true).map(|pid| (pid, true))).collect();
    let by_process = Index::of(all.iter().map(|(pid, _)| pid.0.into()));
    let once = all.iter().enumerate().filter(|(at, (pid, _))| by_process.first(pid.0.into()) == Some(*at));
    let owner = |(_, (pid, pending)): (usize, &(Pid, bool))| {
        let mark = plan.mark(*pid);
        Owner { pid: pid.0, mark: if *pending { mark.pending() } else { mark }, pending: *pending }
    };
    once.map(owner).collect()
}

/// Whether a copy is under way that will take this mapping away.
fn leaves(plan: &Plan<'_>, link: &Link) -> bool {
    let fault = plan.moment.fault.map(|fault| (fault.pid, fault.vpn));
    let copied = plan.moment.copy.is_some_and(|copy| copy.from == link.pfn && copy.is_copied());
    copied && fault == Some((link.pid, link.vpn))
}

fn text(plan: &Plan<'_>, frame: &Frame, frames: u64) -> String {
    let longest = if plan.input.size == SizeClass::X { 14 } else { 8 };
    match frame.kind {
        FrameKind::Zero => plan.lang().pick("zero page", "零页").to_owned(),
        FrameKind::File { file, .. } if frames > 1 => {
            words::fitted(&plan.input.naming.file(file), &format!(" ×{frames}"), longest + 2)
        }
        FrameKind::File { file, index } => {
            words::fitted(&plan.input.naming.file(file), &format!("[{index}]"), longest + 2)
        }
        FrameKind::Anon if frames == PMD_PAGES => "2 MiB".to_owned(),
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Shmem { .. } if frames > 1 => format!("×{frames}"),
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Shmem { .. } | FrameKind::Table { .. } => {
            words::quoted(&frame.contents, longest).unwrap_or_default()
        }
    }
}

fn text_was(plan: &Plan<'_>, frame: &Frame, draft: &Draft) -> Option<String> {
    let contents = plan.changes.contents(draft.pfn)?.clone();
    Some(text(plan, &Frame { contents, ..frame.clone() }, draft.frames))
}

fn note(plan: &Plan<'_>, pfn: Pfn, frame: &Frame) -> String {
    let others = frame.refcount.saturating_sub(frame.mapcount);
    let wide = plan.input.size != SizeClass::P;
    let held = held(plan.lang(), plan.machine, pfn);
    match frame.kind {
        FrameKind::Zero => plan.lang().pick("not counted", "不计数").to_owned(),
        FrameKind::File { .. } | FrameKind::Shmem { .. } if held.is_some() => held.unwrap_or_default(),
        FrameKind::File { .. } | FrameKind::Shmem { .. } if others > 1 && wide => {
            plan.lang().say("+{} cache, buffers", "+{} 页缓存、缓冲", &[&others])
        }
        FrameKind::File { .. } | FrameKind::Shmem { .. } => plan.lang().say("+{} cache", "+{} 页缓存", &[&others]),
        FrameKind::Anon | FrameKind::Ksm | FrameKind::Table { .. } => {
            held.unwrap_or_else(|| words::hex(&frame.contents))
        }
    }
}

/// Who holds a frame besides mappings and page cache, as a note on it: `+pipe`, `pinned +1024`, `+pipe, swap cache`.
fn held(lang: Lang, machine: &Machine, pfn: Pfn) -> Option<String> {
    let of = |kind| machine.holds().iter().any(|hold| hold.pfn == pfn && hold.kind == kind);
    let (piped, pinned) = (of(HoldKind::Pipe), of(HoldKind::Pin));
    let cached = machine.swap().slot_of(pfn).is_some();
    let all = [
        piped.then_some(lang.pick("pipe", "管道")),
        pinned.then_some(lang.pick("pin", "钉住")),
        cached.then_some(lang.pick("swap cache", "交换缓存")),
    ];
    match (piped, pinned, cached) {
        (false, false, false) => None,
        (false, true, false) => Some(lang.pick("pinned +1024", "钉住 +1024").to_owned()),
        (_, _, _) => {
            let all: Vec<&str> = all.into_iter().flatten().collect();
            Some(format!("+{}", all.join(lang.pick(", ", "、"))))
        }
    }
}

fn label(plan: &Plan<'_>, draft: &Draft, frame: &Frame, owners: &[Owner], text: &str) -> String {
    let lang = plan.lang();
    let kind = kind(frame.kind).map_or("", |kind| kind.text(lang));
    let counts = match frame.kind {
        FrameKind::Zero | FrameKind::Table { .. } => lang.pick("not counted", "不计数").to_owned(),
        FrameKind::Anon | FrameKind::Ksm | FrameKind::File { .. } | FrameKind::Shmem { .. } => {
            let kept = draft.links.iter().any(|link| link.hold == Hold::Kept);
            let times =
                if kept { lang.pick("not mapped", "未映射").to_owned() } else { times(lang, frame.mapcount) };
            let counts: [&dyn std::fmt::Display; 2] = [&plan.machine.refcount(draft.pfn), &times];
            lang.say("refcount {}, {}", "引用计数 {}，{}", &counts)
        }
    };
    let here = owners.iter().filter(|owner| !owner.pending || frame.mapcount > 1);
    let names: Vec<String> = here.map(|owner| plan.input.naming.process(Pid(owner.pid))).collect();
    let by = if names.is_empty() {
        String::new()
    } else {
        lang.say(" by {}", "，映射者 {}", &[&words::listed(lang, &names)])
    };
    let holds = if text.is_empty() || frame.kind == FrameKind::Zero {
        String::new()
    } else {
        lang.say(", holds {}", "，内容 {}", &[&text])
    };
    let held = held(plan.lang(), plan.machine, draft.pfn)
        .map_or(String::new(), |held| format!("{}{held}", lang.pick(", ", "，")));
    let dirty = if is_dirty(frame) { lang.pick(", dirty", "，脏") } else { "" };
    let counts = format!("{counts}{by}{held}{dirty}{holds}");
    words::listed(lang, &[&called(lang, draft), kind, &counts])
}

/// The same in words: `, charged to web`.
fn charged(plan: &Plan<'_>, pfn: Pfn) -> String {
    payer(plan, pfn).map_or(String::new(), |group| plan.lang().say(", charged to {}", "，记在 {} 名下", &[&group]))
}

/// The name of the control group that a frame is charged to.
fn payer(plan: &Plan<'_>, pfn: Pfn) -> Option<String> {
    plan.machine.groups().payer(pfn).map(|group| plan.input.naming.group(group))
}

/// `frame 5`, `frames 16 to 29`.
fn called(lang: Lang, draft: &Draft) -> String {
    match draft.frames {
        1 => lang.say("frame {}", "页帧 {}", &[&draft.pfn]),
        frames => {
            let last = u64::from(draft.pfn.0) + frames - 1;
            lang.say("frames {} to {}", "页帧 {} 至 {}", &[&draft.pfn, &last])
        }
    }
}

fn times(lang: Lang, number: u32) -> String {
    match number {
        0 => lang.pick("not mapped yet", "尚未映射").to_owned(),
        1 => lang.pick("mapped once", "映射 1 次").to_owned(),
        2 => lang.pick("mapped twice", "映射 2 次").to_owned(),
        _ => lang.say("mapped {} times", "映射 {} 次", &[&number]),
    }
}

/// Frames in use and in all: `44 of 64 frames in use`. What is in swap is told where that is drawn.
pub(super) fn usage_text(lang: Lang, machine: &Machine) -> String {
    let all = u64::from(machine.config().ram);
    let used = all.saturating_sub(u64::from(machine.frames().free_count()));
    lang.say("{} of {} frames in use", "{1} 个页帧中已用 {0} 个", &[&words::grouped(used), &words::grouped(all)])
}
