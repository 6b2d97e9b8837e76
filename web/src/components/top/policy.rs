//! The switch between what fork does with memory.

use forkscope_sim::CopyPolicy;
use yew::{html, Callback, Html};

use crate::actions::Action;
use crate::context::Context;
use crate::route::policy_word;

/// Linux, textbook or eager copy; the name keeps two switches on one page apart.
pub(crate) fn policy_switch(context: &Context, name: &'static str) -> Html {
    let current = context.session.policy();
    let option = |policy: CopyPolicy| {
        let perform = context.perform.clone();
        let onchange = Callback::from(move |_| perform.act(Action::SetPolicy(Some(policy))));
        let (label, about) = words(policy);
        html! {
            <label class="seg__option" key={policy_word(policy)} title={about}>
                <input type="radio" {name} checked={policy == current} {onchange} /><span data-text={label}>{ label }</span>
            </label>
        }
    };
    html! {
        <div class="policy" role="radiogroup" aria-labelledby={format!("{name}-label")}>
            <span class="top__label" id={format!("{name}-label")}>{ "Fork policy" }</span>
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
