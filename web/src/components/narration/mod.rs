//! The narration: what the kernel does for the command at hand, step by step, and why.

mod caption;
mod headline;
mod step;

use std::rc::Rc;

use forkscope_view::{self as view, Progress};
use yew::{component, html, use_effect_with, use_node_ref, Callback, Html, Properties};

use self::headline::view_headline;
use self::step::view_step;
use crate::platform::dom;

pub(crate) use self::caption::Caption;

/// More steps than this, and those that are done show no reason.
const LONG: usize = 9;

/// What is told, and who is told of a step that was chosen.
#[derive(Clone, Properties)]
pub(crate) struct NarrationProps {
    /// The view model.
    pub(crate) narration: Rc<view::Narration>,
    /// A step of the command was chosen, from 1.
    pub(crate) on_step: Callback<usize>,
    /// Which command it is.
    pub(crate) act: usize,
    /// Whether all steps keep their places: while it plays, nobody can read what opens and closes by itself.
    pub(crate) steady: bool,
}

impl PartialEq for NarrationProps {
    fn eq(&self, other: &NarrationProps) -> bool {
        Rc::ptr_eq(&self.narration, &other.narration)
            && self.on_step == other.on_step
            && self.act == other.act
            && self.steady == other.steady
    }
}

/// The panel: headline and steps. The current step is said aloud.
#[component]
pub(crate) fn Narration(props: &NarrationProps) -> Html {
    let narration = &props.narration;
    let list = use_node_ref();
    let current = narration.steps.iter().find(|step| step.progress == Progress::Current);
    let number = current.map(|step| step.number);
    use_effect_with((number, list.clone()), |(number, list)| {
        if number.is_some() {
            dom::reveal(list);
        }
    });
    let class = match (props.steady, narration.steps.len() > LONG) {
        (true, _) => "narration narration--steady",
        (false, true) => "narration narration--long",
        (false, false) => "narration",
    };
    let said = current.map_or_else(String::new, |step| format!("{}. {}", step.title, step.brief));
    let steps = narration.steps.iter().map(|step| {
        let here = if step.progress == Progress::Current { list.clone() } else { Default::default() };
        view_step(step, here, props.steady, &props.on_step)
    });
    html! {
        <section {class} aria-label={say!("Kernel steps")}>
            { view_headline(narration.headline.as_ref()) }
            <ol key={props.act} class="narration__steps">{ for steps }</ol>
            <p class="sr" aria-live="polite">{ said }</p>
        </section>
    }
}
