//! The narration: what the kernel does for the command at hand, step by step, and why.

mod caption;
mod headline;
mod step;

use std::rc::Rc;

use forkscope_view::{self as view, Progress};
use yew::{classes, component, html, use_effect_with, use_node_ref, Callback, Html, Properties};

use self::headline::HeadlineView;
use self::step::StepView;
use crate::platform::dom;

pub(crate) use self::caption::Caption;

/// More steps than this, and those that are done show no reason.
const LONG: usize = 9;

/// What is told, and who is told of a step that was chosen.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NarrationProps {
    /// The view model.
    pub(crate) narration: Rc<view::Narration>,
    /// A step of the command was chosen, from 1.
    pub(crate) on_step: Callback<usize>,
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
    let long = (narration.steps.len() > LONG).then_some("narration--long");
    let steps = narration.steps.iter().map(|step| {
        let here = if step.progress == Progress::Current { list.clone() } else { Default::default() };
        html! { <StepView key={step.number} step={step.clone()} node={here} on_step={props.on_step.clone()} /> }
    });
    html! {
        <section class={classes!("narration", long)} aria-label="Kernel steps">
            <HeadlineView headline={narration.headline.clone()} />
            <ol class="narration__steps">{ for steps }</ol>
            <p class="sr" aria-live="polite">{ current.map(|step| format!("{}. {}", step.title, step.brief)).unwrap_or_default() }</p>
        </section>
    }
}
