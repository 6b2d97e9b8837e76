//! One step of the narration.

use forkscope_view::{NarrationStep, Progress};
use yew::{html, Html, NodeRef};

use super::cites::view_cites;
use super::NarrationProps;
use crate::components::leaf::leaf;

/// Number, title, function and reason: of the current step in full, unless all are to stay as large as they are. The title goes to the step;
/// `node` keeps its element.
pub(super) fn view_step(step: &NarrationStep, node: NodeRef, props: &NarrationProps) -> Html {
    let NarrationProps { steady, on_step, read_on, .. } = props;
    let (class, current) = match step.progress {
        Progress::Done => ("step step--done", None),
        Progress::Current => ("step step--current", Some("step")),
        Progress::Next => ("step step--next", None),
    };
    let (on_step, number) = (on_step.clone(), step.number);
    let open = step.progress == Progress::Current && !steady;
    let why = if open { &step.why } else { &step.brief };
    let cites = read_on.as_ref().filter(|_| open).map(|perform| view_cites(&step.cites, perform));
    html! {
        <li key={number} {class} aria-current={current} ref={node} data-key={number.to_string()}>
            <span class="step__number">{ sign(step) }</span>
            <div class="step__body">
                <button class="step__title" onclick={move |_| on_step.emit(number)}>{ leaf("b", "", &step.title) }</button>
                <code class="step__function" title={step.file.clone()}>{ &step.function }</code>
                { leaf("p", "step__why", why) }
                <div class="step__cites" hidden={cites.is_none()}>{ for cites }</div>
            </div>
        </li>
    }
}

/// A check for what is done, else the number.
fn sign(step: &NarrationStep) -> Html {
    match step.progress {
        Progress::Done => html! {
            <svg class="icon" width="12" height="12" viewBox="0 0 16 16" role="img" aria-label={say!("done")}><path d="m3.5 8.5 3 3 6-7" /></svg>
        },
        Progress::Current | Progress::Next => leaf("span", "", &step.number.to_string()),
    }
}
