//! The visitor's drafts: opened, named, deleted, and brought back.

use yew::{component, html, use_state, Callback, Event, Html, KeyboardEvent, MouseEvent, Properties, SubmitEvent};

use crate::components::button::icon_button;
use crate::components::icon::Icon;
use crate::drafts::{self, Draft, MAX_NAME};
use crate::platform::dom;

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct DraftsProps {
    /// The script that is open.
    pub(crate) open: String,
    /// Called with the script of a draft.
    pub(crate) onpick: Callback<String>,
}

/// What is done to which draft.
#[derive(Clone, Debug, Default, PartialEq)]
enum Doing {
    #[default]
    Nothing,
    Naming(u32),
    Deleted(Draft),
}

/// The id of the field for a name, and of the button that brings a draft back.
const NAME: &str = "draft-name";
const UNDO: &str = "draft-undo";

/// The list; nothing to see where nothing is kept.
#[component]
pub(crate) fn Drafts(props: &DraftsProps) -> Html {
    let doing = use_state(Doing::default);
    let list = drafts::list();
    let set = {
        let doing = doing.clone();
        Callback::from(move |next: Doing| {
            match next {
                Doing::Naming(_) => dom::focus_id_soon(NAME),
                Doing::Deleted(_) => dom::focus_id_soon(UNDO),
                Doing::Nothing => {}
            }
            doing.set(next);
        })
    };
    let row = |draft: &Draft| match &*doing {
        Doing::Naming(id) if *id == draft.id => naming_row(draft, &set),
        Doing::Nothing | Doing::Naming(_) | Doing::Deleted(_) => draft_row(draft, props, &set),
    };
    let gone = match &*doing {
        Doing::Deleted(draft) => deleted_row(draft, &set),
        Doing::Nothing | Doing::Naming(_) => Html::default(),
    };
    let empty = list.is_empty() && !matches!(*doing, Doing::Deleted(_));
    html! {
        <section class="gallery__group" aria-label={say!("Your drafts")} hidden={empty}><h3>{ say!("Your drafts") }</h3>
            <ul>{ for list.iter().map(row) }</ul>
            <div role="status">{ gone }</div>
        </section>
    }
}

fn draft_row(draft: &Draft, props: &DraftsProps, set: &Callback<Doing>) -> Html {
    let current = props.open == draft.text;
    let (text, onpick) = (draft.text.clone(), props.onpick.clone());
    let pick = Callback::from(move |_: MouseEvent| onpick.emit(text.clone()));
    let id = draft.id;
    let rename = set.reform(move |_: MouseEvent| Doing::Naming(id));
    let delete = {
        let (draft, set) = (draft.clone(), set.clone());
        Callback::from(move |_: MouseEvent| {
            drafts::delete(draft.id);
            set.emit(Doing::Deleted(draft.clone()));
        })
    };
    let lines = match draft.text.lines().count() {
        1 => say!("1 line").to_owned(),
        lines => say!("{} lines", lines),
    };
    html! {
        <li key={draft.id} class="gallery__draft">
            <button type="button" class="gallery__item" aria-current={current.then_some("true")} onclick={pick}>
                <b>{ &draft.title }</b><span>{ lines }</span>
            </button>
            <span role="group" aria-label={draft.title.clone()}>
                { icon_button("", say!("Rename"), Icon::Pencil, rename) }{ icon_button("", say!("Delete"), Icon::Bin, delete) }
            </span>
        </li>
    }
}

fn naming_row(draft: &Draft, set: &Callback<Doing>) -> Html {
    let id = draft.id;
    let onsubmit = {
        let set = set.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            set.emit(Doing::Nothing);
        })
    };
    let onchange = Callback::from(move |event: Event| drafts::rename(id, &dom::value(&event)));
    let onkeydown = {
        let set = set.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                set.emit(Doing::Nothing);
            }
        })
    };
    html! {
        <li key={draft.id}>
            <form class="gallery__draft" {onsubmit}>
                <input id={NAME} class="input" aria-label={say!("Name of the draft")} maxlength={MAX_NAME.to_string()} autocomplete="off" value={draft.title.clone()} {onchange} {onkeydown} />
                <button type="submit" class="btn btn--outline">{ say!("Rename") }</button>
            </form>
        </li>
    }
}

fn deleted_row(draft: &Draft, set: &Callback<Doing>) -> Html {
    let back = {
        let (draft, set) = (draft.clone(), set.clone());
        Callback::from(move |_: MouseEvent| {
            drafts::restore(&draft);
            set.emit(Doing::Nothing);
        })
    };
    html! {
        <p class="gallery__draft dialog__note">
            <span>{ say!("“{}” is deleted.", draft.title) }</span>
            <button type="button" id={UNDO} class="btn btn--outline" onclick={back}>{ say!("Bring it back") }</button>
        </p>
    }
}
