//! The same script under several policies, in step.

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use forkscope_timeline::Cursor;
use forkscope_view::compare::{differences, totals, Total};
use forkscope_view::{Moved, Scene, SizeClass};

use crate::lang::lang;
use crate::state::run::Run;
use crate::state::scene::{draw, Look};

/// Beside the run itself there are no more than this.
pub(crate) const MOST: usize = 2;

/// Pixels of a side that its scene does not have: padding, a border, and a share of the scroll bar.
const AROUND: f32 = 16.0;

/// One policy's side.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Side {
    /// The policy.
    pub(crate) policy: CopyPolicy,
    /// What is drawn.
    pub(crate) scene: Rc<Scene>,
    /// The cells that another side shows otherwise.
    pub(crate) differs: Rc<[String]>,
}

/// All sides at a position.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sides {
    /// The sides, the run itself first.
    pub(crate) sides: Vec<Side>,
    /// Their totals.
    pub(crate) totals: Vec<Total>,
}

/// Draws runs of the same script at the same position. Where a command has fewer steps under one policy, that side waits at its end.
pub(crate) fn sides(runs: &[Rc<Run>], cursor: Cursor, moved: Moved, size: SizeClass) -> Sides {
    let scenes: Vec<Rc<Scene>> = runs.iter().map(|run| Rc::new(side(run, cursor, moved, size))).collect();
    let machines: Vec<_> = runs.iter().map(|run| run.history().machine_at(run.in_step(cursor))).collect();
    let differs = |at: usize| -> Rc<[String]> {
        let other = if at == 0 { scenes.get(1) } else { scenes.first() };
        other.map_or_else(Vec::new, |other| differences(&scenes[at].stage, &other.stage)).into()
    };
    let sides = runs.iter().enumerate().map(|(at, run)| Side {
        policy: run.policy(),
        scene: Rc::clone(&scenes[at]),
        differs: differs(at),
    });
    Sides { sides: sides.collect(), totals: totals(&machines.iter().collect::<Vec<_>>(), lang()) }
}

fn side(run: &Run, cursor: Cursor, moved: Moved, size: SizeClass) -> Scene {
    draw(run, &Look { cursor: run.in_step(cursor), moved, size, folds: [].into() })
}

/// The size class in which so many scenes stand side by side in a window.
pub(crate) fn size(window: (u32, u32), sides: usize) -> SizeClass {
    let width = window.0 as f32 / sides.max(1) as f32 - AROUND;
    let fits = |class: &SizeClass| class.measures().scene.0 <= width;
    [SizeClass::L, SizeClass::M, SizeClass::P].into_iter().find(fits).unwrap_or(SizeClass::P)
}

/// What is compared at first: what textbooks say with what Linux does, or the other way round.
pub(crate) fn first_other(policy: CopyPolicy) -> CopyPolicy {
    if policy == CopyPolicy::Eager {
        CopyPolicy::Linux
    } else {
        CopyPolicy::Eager
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_stages_fit_on_a_laptop_and_three_on_a_projector() {
        assert_eq!(size((1920, 1080), 2), SizeClass::L);
        assert_eq!(size((1440, 900), 2), SizeClass::M);
        assert_eq!(size((1280, 720), 2), SizeClass::P);
        assert_eq!(size((1280, 720), 3), SizeClass::P);
    }
}
