//! The switch between what fork does with memory.

use forkscope_sim::CopyPolicy;
use yew::{component, html, AttrValue, Callback, Html, Properties};

use crate::actions::Action;
use crate::context::{use_perform, use_session};
use crate::route::policy_word;

/// A name that keeps two switches on one page apart.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PolicySwitchProps {
    /// The name.
    pub(crate) name: AttrValue,
}

/// Linux, textbook or eager copy.
#[component]
pub(crate) fn PolicySwitch(props: &PolicySwitchProps) -> Html {
    let session = use_session();
    let perform = use_perform();
    let current = session.policy();
    let option = |policy: CopyPolicy| {
        let perform = perform.clone();
        let onchange = Callback::from(move |_| perform.act(Action::SetPolicy(Some(policy))));
        let (label, about) = words(policy);
        html! {
            <label class="seg__option" key={policy_word(policy)} title={about}>
                <input type="radio" name={props.name.clone()} checked={policy == current} {onchange} /><span data-text={label}>{ label }</span>
            </label>
        }
    };
    html! {
        <div class="policy" role="radiogroup" aria-labelledby={format!("{}-label", props.name)}>
            <span class="top__label" id={format!("{}-label", props.name)}>{ "Fork policy" }</span>
            <div class="seg">{ for CopyPolicy::ALL.into_iter().map(option) }</div>
        </div>
    }
}

/// What a policy is called on the page, and what it is.
pub(crate) fn words(policy: CopyPolicy) -> (&'static str, &'static str) {
    match policy {
        CopyPolicy::Linux => ("Linux", "Copy-on-write as Linux 6.x does it"),
        CopyPolicy::Textbook => ("Textbook", "Copy-on-write by reference count alone, as textbooks tell it"),
        CopyPolicy::Eager => ("Eager copy", "fork copies every private page at once"),
    }
}
