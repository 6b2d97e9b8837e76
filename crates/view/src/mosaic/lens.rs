//! The 64 frames around one of them, exactly: who counts how often.

use forkscope_explain::Lang;
use forkscope_sim::frame::FrameKind;
use forkscope_sim::Machine;

use super::survey::Survey;
use super::{Level, Mosaic};
use crate::words;

/// Frames that the lens shows.
const FRAMES: u64 = 64;

/// 64 frames.
#[derive(Clone, Debug, PartialEq)]
pub struct Lens {
    /// `Frames 1,482,112–1,482,175`.
    pub title: String,
    /// `256 KiB`.
    pub sub: String,
    /// The frames, eight to a line.
    pub cells: Vec<LensCell>,
    /// What they are, in sentences.
    pub notes: Vec<(u64, &'static str)>,
}

/// A frame.
#[derive(Clone, Debug, PartialEq)]
pub struct LensCell {
    /// Its number.
    pub pfn: u64,
    /// Its reference count; nothing for a free frame.
    pub count: Option<u32>,
    /// What it is.
    pub state: LensState,
    /// `frame 1,482,112, refcount 2, shared`.
    pub label: String,
}

/// What a frame is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LensState {
    /// In nobody's use.
    Free,
    /// More than one process maps it.
    Shared,
    /// One process maps it.
    Private,
    /// An old version: somebody has copied the page since.
    Copied,
    /// A copy.
    Copy,
    /// A page table.
    Table,
    /// The shared page of zeros.
    Zero,
}

impl LensState {
    const ALL: [LensState; 7] = [
        LensState::Shared,
        LensState::Copied,
        LensState::Copy,
        LensState::Private,
        LensState::Table,
        LensState::Zero,
        LensState::Free,
    ];

    fn text(self, lang: Lang) -> &'static str {
        match self {
            LensState::Free => lang.pick("free", "空闲"),
            LensState::Shared => lang.pick("mapped by more than one process", "被多个进程映射"),
            LensState::Private => lang.pick("mapped by one process", "只被一个进程映射"),
            LensState::Copied => lang.pick("kept as it was, its page copied since", "旧版本，所在的页已被复制"),
            LensState::Copy => lang.pick("a private copy", "私有副本"),
            LensState::Table => lang.pick("page table", "页表"),
            LensState::Zero => lang.pick("the page of zeros", "零页"),
        }
    }

    /// The class of its square.
    pub fn name(self) -> &'static str {
        match self {
            LensState::Free => "free",
            LensState::Shared => "shared",
            LensState::Private => "private",
            LensState::Copied => "copied",
            LensState::Copy => "copy",
            LensState::Table | LensState::Zero => "table",
        }
    }
}

pub(super) fn lens(lang: Lang, machine: &Machine, survey: &Survey, pfn: u64) -> Lens {
    let first = pfn / FRAMES * FRAMES;
    let cells: Vec<LensCell> = (first..first + FRAMES).map(|pfn| cell(lang, machine, survey, pfn)).collect();
    let told = |state: LensState| {
        let frames = cells.iter().filter(|cell| cell.state == state).count() as u64;
        (frames > 0).then(|| (frames, state.text(lang)))
    };
    Lens {
        title: lang.say("Frames {}–{}", "页帧 {}–{}", &[&words::grouped(first), &words::grouped(first + FRAMES - 1)]),
        sub: words::memory(machine.page_size(), FRAMES),
        notes: LensState::ALL.into_iter().filter_map(told).collect(),
        cells,
    }
}

fn cell(lang: Lang, machine: &Machine, survey: &Survey, pfn: u64) -> LensCell {
    let frame = machine.frame(Mosaic::pfn(pfn));
    let (copied, copy) = survey.is(pfn.saturating_sub(survey.first()));
    let state = match frame.as_ref().map(|frame| (frame.kind, frame.mapcount)) {
        None => LensState::Free,
        Some((FrameKind::Zero, _)) => LensState::Zero,
        Some((FrameKind::Table { .. }, _)) => LensState::Table,
        Some(_) if copied => LensState::Copied,
        Some(_) if copy => LensState::Copy,
        Some((_, 0 | 1)) => LensState::Private,
        Some(_) => LensState::Shared,
    };
    let count = frame.map(|frame| frame.refcount);
    let number = words::grouped(pfn);
    let label = match count {
        Some(count) => {
            lang.say("frame {}, refcount {}, {}", "页帧 {}，引用计数 {}，{}", &[&number, &count, &state.text(lang)])
        }
        None => lang.say("frame {}, {}", "页帧 {}，{}", &[&number, &state.text(lang)]),
    };
    LensCell { pfn, count, state, label }
}

pub(super) fn cell_text(lang: Lang, machine: &Machine, survey: &Survey, level: Level, pfn: u64) -> String {
    let first = pfn - (pfn - survey.first()) % level.frames();
    if level == Level::Frame {
        return cell(lang, machine, survey, pfn).label;
    }
    let from = first - survey.first();
    let [present, copied, copies] = survey.counts(from..from + level.frames());
    let last = words::grouped(first + level.frames() - 1);
    let frames = lang.say("frames {}–{}", "页帧 {}–{}", &[&words::grouped(first), &last]);
    let (present, many) = (words::grouped(present), words::grouped(copied));
    match (present.as_str(), copies > copied) {
        ("0", _) => lang.say("{}: free", "{}：空闲", &[&frames]),
        (_, true) => lang.say("{}: {} private copies", "{}：{} 个私有副本", &[&frames, &words::grouped(copies)]),
        (_, false) => {
            lang.say("{}: {} in use, {} copied since", "{}：使用中 {}，之后被复制 {}", &[&frames, &present, &many])
        }
    }
}
