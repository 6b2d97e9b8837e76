//! The prompt: a line to type, with its completions and the lines typed before.

use yew::{
    classes, component, html, use_memo, use_node_ref, use_state_eq, Callback, Event, FocusEvent, Html, InputEvent,
    KeyboardEvent, NodeRef, Properties, UseStateHandle,
};

use super::log::END;
use super::options::{option_id, options};
use crate::components::script::piece_view;
use crate::context::{Context, SessionHandle};
use crate::hooks::use_watch::use_watch;
use crate::platform::dom;
use crate::state::offers::Offer;
use crate::state::paint::Colours;
use crate::state::prompt::{Key, Outcome, Typing};
use crate::state::session::SessionAction;

/// Up to so many characters the line is shown in colour; longer ones scroll, and are shown plain.
const COLOURED: usize = 30;

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PromptProps {
    /// The state.
    pub(crate) context: Context,
}

/// The prompt.
#[component]
pub(crate) fn Prompt(props: &PromptProps) -> Html {
    let Context { session, scene, .. } = &props.context;
    let typing = use_state_eq(Typing::default);
    let field = use_node_ref();
    let offers = if typing.is_open() { session.offers(typing.text(), &scene.stage) } else { Vec::new() };
    let oninput = {
        let typing = typing.clone();
        Callback::from(move |event: InputEvent| typing.set(typing.typed(&dom::value(&event))))
    };
    let onkeydown = keys(&typing, session, &offers, &field);
    let onpick = {
        let (typing, offers) = (typing.clone(), offers.clone());
        Callback::from(move |index: usize| typing.set(typing.taken(&offers, index)))
    };
    let onblur = {
        let typing = typing.clone();
        Callback::from(move |_: FocusEvent| typing.set(typing.closed()))
    };
    let onpaste = paste(&typing, session);
    let chosen = typing.chosen().min(offers.len().saturating_sub(1));
    let length = session.log().len();
    use_watch((chosen, length), move || {
        dom::reveal_id(&option_id(chosen));
        dom::reveal_id(END);
        None
    });
    let ghost =
        offers.get(chosen).and_then(|offer| offer.line.strip_prefix(typing.text())).unwrap_or_default().to_owned();
    let plain = typing.text().chars().count() > COLOURED;
    let colours = use_memo((session.shared_text(), typing.text().to_owned()), |(script, typed)| {
        Colours::of(&format!("{script}\n{typed}"))
    });
    let pieces = colours.line(session.text().len() + 1, typing.text());
    html! {
        <div class={classes!("prompt", plain.then_some("prompt--plain"))}>
            { options(&offers, chosen, &onpick) }
            <div class="prompt__box">
                <span class="console__sign" aria-hidden="true">{ "›" }</span>
                <div class="prompt__field">
                    <div class="prompt__echo" aria-hidden="true"><span>{ for pieces.iter().map(piece_view) }</span><span class="prompt__ghost">{ ghost }</span></div>
                    <input ref={field} id="prompt" class="prompt__input" type="text" role="combobox" aria-label={say!("Command")} aria-describedby="console-where"
                        aria-expanded={(!offers.is_empty()).to_string()} aria-controls="prompt-options" aria-autocomplete="list"
                        aria-activedescendant={(!offers.is_empty()).then(|| option_id(chosen))} placeholder={say!("type a command, or help")}
                        autocomplete="off" autocapitalize="off" spellcheck="false" value={typing.text().to_owned()} {oninput} {onkeydown} {onpaste} {onblur} />
                </div>
                <kbd hidden={offers.is_empty()}>{ "Tab" }</kbd>
            </div>
        </div>
    }
}

/// What keys do: they move through what is offered and what was typed before, take it, or run the line.
fn keys(
    typing: &UseStateHandle<Typing>,
    session: &SessionHandle,
    offers: &[Offer],
    field: &NodeRef,
) -> Callback<KeyboardEvent> {
    let (typing, session, offers, field) = (typing.clone(), session.clone(), offers.to_vec(), field.clone());
    Callback::from(move |event: KeyboardEvent| {
        let Some(key) = Key::of(&event.key(), event.shift_key()) else { return };
        let history: Vec<&str> = session.log().iter().map(|exchange| exchange.typed.as_str()).collect();
        let (next, outcome) = typing.key(key, &offers, &history);
        if outcome != Outcome::Pass {
            event.prevent_default();
        }
        if outcome == Outcome::Leave {
            dom::blur(&field);
        }
        if let Outcome::Run(line) = outcome {
            session.dispatch(SessionAction::Command(line));
        }
        typing.set(next);
    })
}

/// Several lines that are pasted are run, one after the other.
fn paste(typing: &UseStateHandle<Typing>, session: &SessionHandle) -> Callback<Event> {
    let (typing, session) = (typing.clone(), session.clone());
    Callback::from(move |event: Event| {
        if let Some(lines) = dom::pasted(&event).filter(|text| text.trim().contains('\n')) {
            event.prevent_default();
            session.dispatch(SessionAction::Commands(lines));
            typing.set(Typing::default());
        }
    })
}
