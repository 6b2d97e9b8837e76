//! A question of the script: asked, answered, answered again.

use yew::{classes, component, html, use_state, Callback, Html, InputEvent, Properties, SubmitEvent};

use crate::actions::Action;
use crate::components::button::text_button;
use crate::components::icon::{icon, Icon};
use crate::context::Context;
use crate::platform::dom;
use crate::state::ask::Given;
use crate::state::run::Kind;
use crate::state::session::SessionAction;

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AskProps {
    /// The state.
    pub(crate) context: Context,
}

/// The question at the cursor; nothing to see where there is none.
#[component]
pub(crate) fn Ask(props: &AskProps) -> Html {
    let Context { session, perform, .. } = &props.context;
    let typed = use_state(String::new);
    let act = session.act();
    let Kind::Ask(question) = session.run().kind(act) else {
        return html! { <div hidden=true></div> };
    };
    let given = session.answer().cloned();
    let oninput = {
        let (typed, session) = (typed.clone(), session.clone());
        Callback::from(move |event: InputEvent| {
            typed.set(dom::value(&event));
            session.dispatch(SessionAction::Retry);
        })
    };
    let onsubmit = {
        let (typed, session) = (typed.clone(), session.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            session.dispatch(SessionAction::Answer((*typed).clone()));
        })
    };
    let open = given.as_ref().is_none_or(|given| !given.shown);
    let wrong = open && given.as_ref().is_some_and(|given| !given.right);
    let show = {
        let session = session.clone();
        Callback::from(move |_| session.dispatch(SessionAction::ShowAnswer))
    };
    let sign = match &given {
        None => html! { <span hidden=true></span> },
        Some(Given { right: true, .. }) => icon(Icon::Check),
        Some(Given { right: false, .. }) => icon(Icon::Cross),
    };
    let class = given.as_ref().map(|given| if given.right { "ask--right" } else { "ask--wrong" });
    html! {
        <section class={classes!("ask", class)} aria-label={say!("Question")} key={act}>
            <p class="ask__head">{ say!("Question") }</p>
            <h2 class="ask__question" id="ask-question">{ question }</h2>
            <form class="ask__form" {onsubmit}>
                <div class="ask__answer">
                    <input class="input" id="ask-answer" aria-label={say!("Your answer")} aria-describedby="ask-question" autocomplete="off" spellcheck="false" readonly={!open} value={(*typed).clone()} {oninput} />
                    { sign }
                </div>
                <button type="submit" class="btn btn--outline" disabled={!open || typed.trim().is_empty()}>{ say!("Check") }</button>
            </form>
            <div role="status">{ reply(given.as_ref(), session.run().judge(act, "").map(|(_, right)| right)) }</div>
            <div class="ask__actions">
                <span hidden={!wrong}>{ text_button("btn--outline", say!("Show the answer"), show) }</span>
                <button type="button" class={classes!("btn", if given.is_some() { "btn--primary" } else { "btn--outline" })} onclick={perform.on(Action::Play)}>{ if given.is_some() { say!("Go on") } else { say!("Skip and watch") } }</button>
            </div>
        </section>
    }
}

fn reply(given: Option<&Given>, right: Option<String>) -> Html {
    let Some(given) = given else {
        return html! { <p class="ask__hint">{ say!("The script pauses here. Answer, or go on and watch.") }</p> };
    };
    let right = right.unwrap_or_default();
    let (title, text) = match given {
        Given { right: true, .. } => (say!("Right, it is {}", right), String::new()),
        Given { shown: true, text, .. } => (say!("It is {}", right), say!("You said {}.", text)),
        Given { text, .. } => (
            say!("Not quite").to_owned(),
            say!("You said {}. Look again and change the answer, or have it shown.", text),
        ),
    };
    html! { <div class="ask__reply"><h3>{ title }</h3><p hidden={text.is_empty()}>{ text }</p></div> }
}
