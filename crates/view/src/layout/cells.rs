//! The page table entries in a card.

use forkscope_explain::Lang;
use forkscope_sim::folio::PMD_PAGES;
use forkscope_sim::frame::{FrameKind, FrameView};
use forkscope_sim::note::Access;
use forkscope_sim::vma::{VmFlags, Vma};
use forkscope_sim::{PageRange, Pid, Pte};

use super::plan::Plan;
use crate::model::place::{Point, Rect};
use crate::model::process::{CellTag, Chip, FaultMark, PageRef, PteCell};
use crate::size::SizeClass;
use crate::words;

/// The entries of a VMA, a line each, from the point where its lines begin.
pub(super) fn cells(plan: &Plan<'_>, pid: Pid, vma: &Vma, (x, y): (f32, f32)) -> Vec<PteCell> {
    let m = &plan.measures;
    let (left, right) = (x + m.cells_x, m.card_w - 8.0);
    let pieces = plan.cuts.pieces(vma.range()).into_iter();
    let place = |line: usize| Rect { x: left, y: y + line as f32 * m.row + 1.0, w: right - left, h: m.row - 2.0 };
    pieces.enumerate().map(|(line, piece)| cell(plan, pid, vma, piece, place(line))).collect()
}

fn cell(plan: &Plan<'_>, pid: Pid, vma: &Vma, piece: PageRange, rect: Rect) -> PteCell {
    let pte = plan.pte(pid, piece.start);
    let frame = pte.pfn().and_then(|pfn| plan.machine.frame_view(pfn));
    let page = page(plan, pid, vma, piece);
    let (chip, tag) = (chip(pte), tag(vma, pte, frame));
    let fault = fault(plan, pid, piece);
    let mm = plan.mm_id(pid);
    PteCell {
        id: format!("{pid}-{:x}", piece.start.0),
        index: if is_whole_huge(pte, piece) { HUGE.to_owned() } else { index(plan.input.size, &page) },
        frame: frame_text(plan.input.size, pte, piece.pages()),
        tile: pte.pfn().map(|pfn| format!("f{pfn}")),
        port: Point { x: rect.right(), y: rect.y + rect.h / 2.0 },
        changed: mm.is_some_and(|mm| plan.changes.touches_ptes(mm, piece)),
        label: label(plan.lang(), &page, (chip, tag), (pte, frame, piece.pages()), fault_words(plan, fault))
            + &slot_words(plan.lang(), pte),
        by_pmd: pte.is_huge(),
        chip,
        tag,
        fault,
        rect,
        page,
    }
}

/// What stands in place of the page numbers of a huge page that is drawn as one.
const HUGE: &str = "2 MiB";

fn is_whole_huge(pte: Pte, piece: PageRange) -> bool {
    pte.is_huge() && piece.pages() == PMD_PAGES
}

fn page(plan: &Plan<'_>, pid: Pid, vma: &Vma, piece: PageRange) -> PageRef {
    let name = plan.input.naming.page_name(pid, piece.start);
    PageRef {
        process: plan.input.naming.process(pid),
        pid: pid.0,
        region: name.region,
        first: name.index,
        last: name.index + piece.pages().saturating_sub(1),
        address: piece.start.addr(plan.machine.page_size()).0,
        readable: vma.is_accessible(),
        writable: vma.flags.contains(VmFlags::WRITE),
    }
}

fn chip(pte: Pte) -> Chip {
    match (pte.is_present(), pte.is_usable(), pte.is_writable()) {
        (false, _, _) => Chip::Absent,
        (true, false, _) => Chip::NoAccess,
        (true, true, false) => Chip::ReadOnly,
        (true, true, true) => Chip::ReadWrite,
    }
}

fn tag(vma: &Vma, pte: Pte, frame: Option<FrameView>) -> CellTag {
    if pte.swap_slot().is_some() {
        return CellTag::Swap;
    }
    let protected = pte.is_usable() && !pte.is_writable();
    match frame.map(|frame| frame.kind) {
        None => CellTag::Plain,
        Some(FrameKind::Zero) => CellTag::Zero,
        Some(FrameKind::File { .. }) if !(protected && vma.is_private_writable()) => CellTag::File,
        Some(FrameKind::Shmem { .. }) => CellTag::Shared,
        Some(FrameKind::Ksm) => CellTag::Merged,
        Some(FrameKind::Anon | FrameKind::File { .. }) if protected && vma.is_private_writable() => CellTag::Cow,
        Some(FrameKind::Anon | FrameKind::File { .. } | FrameKind::Table { .. }) => CellTag::Plain,
    }
}

fn fault(plan: &Plan<'_>, pid: Pid, piece: PageRange) -> FaultMark {
    let fault = plan.moment.fault.filter(|fault| fault.pid == pid && piece.contains(fault.vpn) && !fault.over);
    match fault.map(|fault| fault.trap) {
        None => FaultMark::None,
        Some(None) => FaultMark::Found,
        Some(Some(_)) => FaultMark::Trapped,
    }
}

fn fault_words(plan: &Plan<'_>, mark: FaultMark) -> Option<&'static str> {
    let fault = plan.moment.fault.filter(|_| mark != FaultMark::None)?;
    Some(match fault.access {
        Access::Read => plan.lang().pick("read fault", "读缺页"),
        Access::Write => plan.lang().pick("write fault", "写缺页"),
    })
}

fn index(size: SizeClass, page: &PageRef) -> String {
    let pages = page.last - page.first + 1;
    let narrow = matches!(size, SizeClass::P | SizeClass::E) && page.last > 99 || size == SizeClass::P;
    match pages {
        1 => page.first.to_string(),
        _ if narrow || page.last > 9999 => format!("×{pages}"),
        _ => words::run(page.first, page.last),
    }
}

fn frame_text(size: SizeClass, pte: Pte, pages: u64) -> String {
    if let Some(slot) = pte.swap_slot() {
        return format!("s{slot}");
    }
    let Some(pfn) = pte.pfn() else { return "–".to_owned() };
    let last = if pte.is_zero_page() { u64::from(pfn.0) } else { u64::from(pfn.0) + pages - 1 };
    let narrow = size == SizeClass::P || last > 9999;
    match last == u64::from(pfn.0) {
        false if narrow => format!("{pfn}+"),
        true | false => words::run(u64::from(pfn.0), last),
    }
}

fn label(
    lang: Lang,
    page: &PageRef,
    (chip, tag): (Chip, CellTag),
    (pte, frame, pages): (Pte, Option<FrameView>, u64),
    fault: Option<&str>,
) -> String {
    let mut parts = vec![name(page), access(lang, chip).to_owned()];
    parts.extend(pte.is_huge().then(|| lang.pick("huge page", "大页").to_owned()));
    parts.extend(kind(lang, tag).map(str::to_owned));
    parts.extend(frame.map(|frame| frames(lang, frame, pages)));
    let shared = frame.filter(|frame| frame.mapcount > 1);
    parts.extend(shared.map(|frame| lang.say("shared by {}", "由 {} 个共享", &[&frame.mapcount])));
    parts.extend(fault.map(str::to_owned));
    words::listed(lang, &parts)
}

/// `parent heap[1]`, `parent text[0..14]`.
pub(crate) fn name(page: &PageRef) -> String {
    if page.first == page.last {
        format!("{} {}[{}]", page.process, page.region, page.first)
    } else {
        format!("{} {}[{}..{}]", page.process, page.region, page.first, page.last + 1)
    }
}

fn slot_words(lang: Lang, pte: Pte) -> String {
    pte.swap_slot().map_or_else(String::new, |slot| lang.say(", slot {}", "，槽位 {}", &[&slot]))
}

fn access(lang: Lang, chip: Chip) -> &'static str {
    match chip {
        Chip::Absent => lang.pick("not present", "不在内存"),
        Chip::NoAccess => lang.pick("no access", "不可访问"),
        Chip::ReadOnly => lang.pick("read-only", "只读"),
        Chip::ReadWrite => lang.pick("read-write", "可读写"),
    }
}

fn kind(lang: Lang, tag: CellTag) -> Option<&'static str> {
    match tag {
        CellTag::Plain => None,
        CellTag::Cow => Some(lang.pick("copy-on-write", "写时复制")),
        CellTag::File => Some(lang.pick("file", "文件")),
        CellTag::Shared => Some(lang.pick("shared memory", "共享内存")),
        CellTag::Zero => Some(lang.pick("zero page", "零页")),
        CellTag::Merged => Some(lang.pick("merged", "已合并")),
        CellTag::Swap => Some(lang.pick("swapped out", "已换出")),
    }
}

fn frames(lang: Lang, frame: FrameView, pages: u64) -> String {
    let first = u64::from(frame.pfn.0);
    match (pages, frame.kind) {
        (1, _) | (_, FrameKind::Zero) => lang.say("frame {}", "页帧 {}", &[&first]),
        _ => lang.say("frames {} to {}", "页帧 {} 至 {}", &[&first, &(first + pages - 1)]),
    }
}
