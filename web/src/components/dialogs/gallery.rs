//! The gallery: the examples that come with the page, and the visitor's own drafts.

use yew::{component, html, use_state, AttrValue, Callback, Html, InputEvent, MouseEvent, Properties};

use super::drafts::Drafts;
use super::frame::Frame;
use crate::actions::Action;
use crate::components::button::text_button;
use crate::context::{Context, Perform};
use crate::gallery::{search, Example};
use crate::platform::dom;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GalleryProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The gallery dialog.
#[component]
pub(crate) fn Gallery(props: &GalleryProps) -> Html {
    let words = use_state(|| AttrValue::from(""));
    let session = &props.context.session;
    let perform = props.context.perform.clone();
    let onclose = props.onclose.clone();
    let pick = move |text: String, perform: &Perform| {
        let (perform, onclose) = (perform.clone(), onclose.clone());
        Callback::from(move |_: MouseEvent| {
            perform.act(Action::Load(text.clone()));
            onclose.emit(());
        })
    };
    let oninput = {
        let words = words.clone();
        Callback::from(move |event: InputEvent| words.set(dom::value(&event).into()))
    };
    let groups = search(&words);
    let nothing = groups.is_empty();
    let onpick = {
        let (perform, onclose) = (perform.clone(), props.onclose.clone());
        Callback::from(move |text: String| {
            perform.act(Action::Load(text));
            onclose.emit(());
        })
    };
    let item = |example: &Example| {
        example_row(example, session.text() == example.text, pick(example.text.to_owned(), &perform))
    };
    html! {
        <Frame title={say!("Scenarios")} name="gallery" onclose={props.onclose.clone()}>
            <label class="field"><span class="sr">{ say!("Search scenarios") }</span>
                <input class="input" type="search" placeholder={say!("Search")} autofocus=true value={(*words).clone()} {oninput} />
            </label>
            <button type="button" class="gallery__item" hidden={!words.is_empty()} onclick={pick(String::new(), &perform)}>
                <b>{ say!("Empty script") }</b><span>{ say!("Start from nothing. What you have written is kept as a draft.") }</span>
            </button>
            <div class="dialog__row" hidden={!words.is_empty()}>
                { text_button("btn--outline", say!("Open a file"), perform.on(Action::OpenFile)) }
                { text_button("btn--outline", say!("Save as a file"), perform.on(Action::SaveFile)) }
            </div>
            <div class="gallery__list" hidden={!words.is_empty()}><Drafts open={session.text().to_owned()} {onpick} /></div>
            <div class="gallery__list">
                { for groups.iter().map(|(group, examples)| html! {
                    <section class="gallery__group" key={*group}>
                        <h3>{ *group }</h3>
                        <ul>{ for examples.iter().map(item) }</ul>
                    </section>
                }) }
            </div>
            <p class="dialog__note" role="status" hidden={!nothing}>{ say!("No scenario matches.") }</p>
        </Frame>
    }
}

fn example_row(example: &Example, current: bool, onclick: Callback<MouseEvent>) -> Html {
    html! {
        <li key={example.name}>
            <button type="button" class="gallery__item" aria-current={current.then_some("true")} {onclick}>
                <b>{ example.title.say() }</b><span>{ example.about.say() }</span>
            </button>
        </li>
    }
}
