//! The narration where there is little room: the current step alone.

use std::rc::Rc;

use forkscope_view::{Narration, NarrationStep, Progress};
use yew::{component, html, Html, Properties};

use super::headline::kind;

/// What is told.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CaptionProps {
    /// The view model.
    pub(crate) narration: Rc<Narration>,
    /// Whether there is room for more than one line.
    #[prop_or_default]
    pub(crate) tall: bool,
}

/// Number, sentence and function; where there is room, also the headline and a mark per step.
#[component]
pub(crate) fn Caption(props: &CaptionProps) -> Html {
    let narration = &props.narration;
    let current = narration.steps.iter().find(|step| step.progress == Progress::Current);
    let function = current.map(|step| step.function.clone()).unwrap_or_default();
    let title =
        current.map(|step| step.title.clone()).or(narration.headline.as_ref().map(|headline| headline.title.clone()));
    let brief = current.map(|step| step.brief.clone()).unwrap_or_default();
    let class = if props.tall { "caption caption--tall" } else { "caption" };
    html! {
        <section {class} aria-label="Kernel step">
            <div class="caption__kind" hidden={!props.tall}>{ narration.headline.as_ref().map(kind).unwrap_or_default() }</div>
            <div class="caption__line">
                <span class="caption__number" hidden={current.is_none()}>{ current.map(|step| step.number) }</span>
                <p class="caption__text" aria-live="polite"><b>{ title.unwrap_or_default() }</b><span>{ brief }</span></p>
                <code class="caption__function">{ function }</code>
            </div>
            <div class="caption__dots" hidden={!props.tall} aria-hidden="true">{ for narration.steps.iter().take(24).map(dot) }</div>
        </section>
    }
}

fn dot(step: &NarrationStep) -> Html {
    let class = match step.progress {
        Progress::Done => "dot dot--done",
        Progress::Current => "dot dot--current",
        Progress::Next => "dot",
    };
    html! { <i key={step.number} {class} /> }
}
