//! The menu as a small window beside what it is about.

use yew::{component, html, use_node_ref, Callback, FocusEvent, Html, KeyboardEvent, MouseEvent, Properties};

use super::write::Write;
use crate::actions::Action;
use crate::components::proc::TITLE;
use crate::context::{Context, Perform};
use crate::hooks::use_watch::{finally, use_watch};
use crate::platform::{dom, popup};
use crate::state::inspect::Spot;
use crate::state::menu::{About, Choice, Menu};
use crate::state::ui::UiAction;

/// An open menu.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PopupProps {
    /// The menu.
    pub(crate) menu: Menu,
    /// The state.
    pub(crate) context: Context,
}

/// The menu. The focus goes into it, stays in it by the arrow keys, and back where it came from.
#[component]
pub(crate) fn Popup(props: &PopupProps) -> Html {
    let Context { session, ui, perform, .. } = props.context.clone();
    let node = use_node_ref();
    let (popup, anchor) = (node.clone(), props.menu.anchor.clone());
    use_watch(anchor.clone(), move || {
        popup::open_beside(&popup, &anchor);
        finally(move || {
            dom::focus_id(&anchor);
        })
    });
    let close = {
        let ui = ui.clone();
        Callback::from(move |()| ui.dispatch(UiAction::CloseMenu))
    };
    let onkeydown = {
        let (node, close) = (node.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Escape" => close.emit(()),
            "ArrowDown" => walk(&event, &node, 1),
            "ArrowUp" => walk(&event, &node, -1),
            _ => {}
        })
    };
    let onfocusout = {
        let node = node.clone();
        Callback::from(move |event: FocusEvent| {
            if popup::is_left(&node, &event) {
                close.emit(());
            }
        })
    };
    let perform_too = perform.clone();
    let onpick = Callback::from(move |line: String| perform.act(Action::Write(line)));
    let about = &props.menu.about;
    let proc_item = proc_item(about, &props.context);
    let locked = ui.lock;
    html! {
        <div ref={node} class="menu" role="dialog" aria-label={about.title()} tabindex="-1" {onkeydown} {onfocusout}>
            <p class="menu__title">{ about.title() }</p>
            <p class="menu__note" hidden={note(about, locked).is_empty()}>{ note(about, locked) }</p>
            { inspect(about, ui.embed, perform_too) }
            <div role="menu" aria-label={about.title()} hidden={locked && proc_item.is_none()}>{ for about.choices(session.text()).iter().filter(|_| !locked).map(|choice| item(choice, &onpick)) }{ for proc_item }</div>
            <div hidden={locked}>{ write_view(about, locked, &onpick) }</div>
            <p class="menu__note" hidden={locked || matches!(about, About::Frame { .. })}>{ session.where_lines_go() }</p>
        </div>
    }
}

/// The way into the inspector, for a page; an embed has no room for it.
fn inspect(about: &About, embed: bool, perform: Perform) -> Html {
    let (About::Page(page), false) = (about, embed) else { return html! { <span hidden=true></span> } };
    let target = Spot { pid: page.pid, address: page.address };
    html! { <button type="button" class="menu__item" onclick={perform.on(Action::Inspect(Some(target)))}><span>{ say!("Inspect") }</span><kbd>{ "i" }</kbd></button> }
}

/// A choice, with the line that it writes.
fn item(choice: &Choice, onpick: &Callback<String>) -> Html {
    let line = choice.line.clone();
    let onclick = onpick.reform(move |_: MouseEvent| line.clone());
    html! {
        <button type="button" key={choice.line.clone()} class="menu__item" role="menuitem" {onclick}><span>{ &choice.label }</span><code>{ &choice.line }</code></button>
    }
}

/// The way to the figures of a process; an embed has no room for them.
fn proc_item(about: &About, context: &Context) -> Option<Html> {
    let pid = match about {
        About::Process { pid, .. } if !context.ui.embed => *pid,
        About::Process { .. } | About::Page(_) | About::Frame { .. } => return None,
    };
    let onclick = context.perform.on::<MouseEvent>(Action::ProcOf(pid));
    Some(html! {
        <button type="button" key="proc" class="menu__item" role="menuitem" {onclick}><span>{ TITLE.say() }</span><code>{ format!("/proc/{pid}") }</code></button>
    })
}

fn walk(event: &KeyboardEvent, node: &yew::NodeRef, by: i32) {
    event.prevent_default();
    popup::walk(node, by);
}

fn note(about: &About, locked: bool) -> &str {
    match about {
        About::Frame { label, .. } => label,
        About::Page(_) | About::Process { .. } if locked => {
            say!("This page is locked: it can be watched, not changed.")
        }
        About::Page(_) | About::Process { .. } => "",
    }
}

fn write_view(about: &About, locked: bool, onpick: &Callback<String>) -> Html {
    match about {
        About::Page(page) if !locked => html! { <Write page={page.clone()} onpick={onpick.clone()} /> },
        About::Page(_) | About::Frame { .. } | About::Process { .. } => html! { <span hidden=true></span> },
    }
}
