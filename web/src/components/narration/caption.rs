//! The narration where there is little room: the current step alone.

use std::rc::Rc;

use forkscope_view::{Narration, NarrationStep, Progress};
use yew::{component, html, Html, Properties};

use super::headline::view_kind;
use crate::components::leaf::{leaf, leaf_if};

/// What is told.
#[derive(Clone, Properties)]
pub(crate) struct CaptionProps {
    /// The view model.
    pub(crate) narration: Rc<Narration>,
    /// Whether there is room for more than one line.
    #[prop_or_default]
    pub(crate) tall: bool,
    /// Whether it is one of several, each in a region that has a name already.
    #[prop_or_default]
    pub(crate) among_others: bool,
}

impl PartialEq for CaptionProps {
    fn eq(&self, other: &CaptionProps) -> bool {
        Rc::ptr_eq(&self.narration, &other.narration)
            && (self.tall, self.among_others) == (other.tall, other.among_others)
    }
}

/// Number, sentence and function; where there is room, also the headline and a mark per step.
#[component]
pub(crate) fn Caption(props: &CaptionProps) -> Html {
    let narration = &props.narration;
    let headline = narration.headline.as_ref();
    let current = narration.steps.iter().find(|step| step.progress == Progress::Current);
    let (title, brief, function) = match (current, headline) {
        (Some(step), _) => (step.title.as_str(), step.brief.as_str(), step.function.as_str()),
        (None, Some(headline)) => (headline.title.as_str(), "", ""),
        (None, None) => ("", "", ""),
    };
    let number = current.map(|step| step.number.to_string());
    let class = if props.tall { "caption caption--tall" } else { "caption" };
    let (tag, name) = if props.among_others { ("div", None) } else { ("section", Some(say!("Kernel step"))) };
    html! {
        <@{tag} {class} aria-label={name}>
            <div class="caption__kind" hidden={!props.tall}>{ headline.map(view_kind).unwrap_or_default() }</div>
            <div class="caption__line">
                { leaf_if("span", "caption__number", number.as_deref()) }
                <p class="caption__text" aria-live="polite">{ leaf("b", "", title) }{ leaf("span", "", brief) }</p>
                { leaf("code", "caption__function", function) }
            </div>
            <div class="caption__dots" hidden={!props.tall} aria-hidden="true">{ for narration.steps.iter().take(24).map(dot) }</div>
        </@>
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
