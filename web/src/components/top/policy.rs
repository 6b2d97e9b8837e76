//! The switch between what fork does with memory.

use forkscope_sim::CopyPolicy;
use yew::{html, Event, Html};

use crate::actions::Action;
use crate::context::Context;
use crate::platform::dom;
use crate::route::{policy_from_word, policy_word};

/// The list of policies.
pub(crate) fn policy_switch(context: &Context) -> Html {
    let current = context.session.policy();
    let perform = context.perform.clone();
    let onchange = move |event: Event| {
        if let Some(policy) = policy_from_word(&dom::value(&event)) {
            perform.act(Action::SetPolicy(Some(policy)));
        }
    };
    let option = |policy: CopyPolicy| {
        let word = policy_word(policy);
        html! { <option key={word} value={word} selected={policy == current}>{ words(policy).0 }</option> }
    };
    html! {
        <label class="policy" title={words(current).1}>
            <span class="top__label">{ say!("Fork policy") }</span>
            <span class="pick">
                <select class="pick__select" aria-label={say!("Fork policy")} {onchange}>{ for CopyPolicy::ALL.into_iter().map(option) }</select>
                <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="m5.5 6.5 2.5 2.5 2.5-2.5" /></svg>
            </span>
        </label>
    }
}

/// What a policy is called on the page, and what it is.
pub(crate) fn words(policy: CopyPolicy) -> (&'static str, &'static str) {
    match policy {
        CopyPolicy::Linux => {
            ("Linux", say!("Copy-on-write as Linux does it since 5.19: PageAnonExclusive decides a write"))
        }
        CopyPolicy::LinuxRefcount => ("Linux 5.9–5.18", say!("The reference count decides a write")),
        CopyPolicy::LinuxMapcount => (say!("Linux up to 5.7"), say!("The mapcount decides a write")),
        CopyPolicy::OnDemand => {
            (say!("On-demand fork"), say!("fork shares page tables; the first write to what one spans copies it"))
        }
        CopyPolicy::Textbook => {
            (say!("Textbook"), say!("Copy-on-write by reference count alone, as textbooks tell it"))
        }
        CopyPolicy::Eager => (say!("Eager copy"), say!("fork copies every private page at once")),
    }
}
