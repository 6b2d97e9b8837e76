//! One step of the narration.

use forkscope_view::{NarrationStep, Progress};
use yew::{component, html, Callback, Html, NodeRef, Properties};

/// A step, its node, and who is told that it was chosen.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StepViewProps {
    /// The view model.
    pub(crate) step: NarrationStep,
    /// Where its element is kept.
    pub(crate) node: NodeRef,
    /// It was chosen.
    pub(crate) on_step: Callback<usize>,
}

/// Number, title, function and reason. The title goes to the step.
#[component]
pub(crate) fn StepView(props: &StepViewProps) -> Html {
    let step = &props.step;
    let (class, current) = match step.progress {
        Progress::Done => ("step step--done", None),
        Progress::Current => ("step step--current", Some("step")),
        Progress::Next => ("step step--next", None),
    };
    let (on_step, number) = (props.on_step.clone(), step.number);
    let why = if step.progress == Progress::Current { &step.why } else { &step.brief };
    html! {
        <li {class} aria-current={current} ref={props.node.clone()}>
            <span class="step__number">{ sign(step) }</span>
            <div class="step__body">
                <button class="step__title" onclick={move |_| on_step.emit(number)}><b>{ &step.title }</b></button>
                <code class="step__function" title={step.file.clone()}>{ &step.function }</code>
                <p class="step__why">{ why }</p>
            </div>
        </li>
    }
}

/// A check for what is done, else the number.
fn sign(step: &NarrationStep) -> Html {
    match step.progress {
        Progress::Done => html! {
            <svg class="icon" width="12" height="12" viewBox="0 0 16 16" role="img" aria-label="done"><path d="m3.5 8.5 3 3 6-7" /></svg>
        },
        Progress::Current | Progress::Next => html! { <span>{ step.number }</span> },
    }
}
