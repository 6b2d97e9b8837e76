//! The stage: processes on one side, frames on the other, edges between. It draws a view model and tells what was chosen.

mod card;
mod cell;
mod count;
mod edge;
mod edges;
mod figures;
mod foot;
mod head;
mod hint;
mod hot;
mod keys;
mod neck;
mod owners;
mod part;
mod place;
mod roving;
mod scene;
mod strip;
mod table_tile;
mod tables;
mod tile;
mod tile_text;
mod vma;
mod wires;

use std::rc::Rc;

use forkscope_view as view;
use yew::{component, html, AttrValue, Callback, Html, Properties};

use self::head::view_head;
use self::scene::Scene;
use self::tables::view_tables;
use crate::components::mosaic::Mosaic;
use crate::hooks::use_watch::use_watch;
use crate::platform::dom;

pub(crate) use self::hint::Hint;
pub(crate) use self::part::Picked;
pub(crate) use self::tables::view_table;

/// What is drawn, how fast things move, and who is told what was chosen.
#[derive(Clone, Properties)]
pub(crate) struct StageProps {
    /// The view model.
    pub(crate) stage: Rc<view::Stage>,
    /// The same as tables.
    pub(crate) tables: Rc<view::Tables>,
    /// Frames that are lit up as long as nothing is pointed at.
    #[prop_or_default]
    pub(crate) lit: Rc<[u32]>,
    /// The frame whose count is to be foretold.
    #[prop_or_default]
    pub(crate) asked: Option<u32>,
    /// Something was chosen; with the DOM id of its element.
    pub(crate) on_pick: Callback<(Picked, String)>,
    /// By how much transitions are faster than written.
    #[prop_or(1.0)]
    pub(crate) speed: f32,
    /// What DOM ids start with.
    #[prop_or(AttrValue::Static("stage"))]
    pub(crate) prefix: AttrValue,
    /// Whether nothing can be done on this stage.
    #[prop_or_default]
    pub(crate) locked: bool,
    /// A line is to be put into the script.
    #[prop_or_default]
    pub(crate) on_line: Callback<String>,
    /// What a first visit is told.
    #[prop_or_default]
    pub(crate) hint: Option<Rc<Hint>>,
    /// The ids of cells that another stage shows otherwise.
    #[prop_or_default]
    pub(crate) differs: Rc<[String]>,
}

/// View models are compared by identity, for speed and size. The callback is not compared: on the same picture it does the same.
impl PartialEq for StageProps {
    fn eq(&self, other: &StageProps) -> bool {
        let same = Rc::ptr_eq(&self.stage, &other.stage)
            && Rc::ptr_eq(&self.tables, &other.tables)
            && Rc::ptr_eq(&self.differs, &other.differs);
        same && (self.speed, self.locked) == (other.speed, other.locked)
            && self.prefix == other.prefix
            && (&self.lit, self.asked) == (&other.lit, other.asked)
            && self.hint == other.hint
            && Rc::ptr_eq(&self.differs, &other.differs)
    }
}

/// Processes, frames and the edges between them.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let StageProps { stage, tables, lit, on_pick, speed, prefix, locked, differs, on_line, hint, asked } =
        props.clone();
    use_watch(hint.clone(), || {
        dom::reveal_id(hint::ID);
        None
    });
    let (mosaic, on_line) = (stage.mosaic.clone(), on_line.clone());
    html! {
        <div class={format!("stage stage--{}{}", stage.size.letter(), if mosaic.is_some() { " stage--mosaic" } else { "" })}>
            { view_head(&stage) }
            <div class="stage__mosaic" hidden={mosaic.is_none()}>
                { for mosaic.map(|mosaic| html! { <Mosaic {mosaic} {on_line} {locked} /> }) }
            </div>
            <Scene {stage} {lit} {on_pick} {speed} {prefix} {locked} {differs} {asked} {hint} />
            { view_tables(&tables) }
        </div>
    }
}
