//! The top bar: what is open, which policy, and what else can be done.

use yew::{classes, html, Callback, Html, MouseEvent};

use super::language::language_button;
use super::policy::policy_switch;
use super::theme::theme_button;
use crate::actions::Action;
use crate::components::button::icon_button;
use crate::components::icon::{icon, Icon};
use crate::components::logo::logo;
use crate::context::Context;
use crate::drafts::title_of;
use crate::state::ui::Dialog;

/// The top bar of the full page.
pub(crate) fn top_bar(context: &Context) -> Html {
    let Context { session, ui, perform, .. } = context;
    let title = title_of(session.text());
    let gallery = ui.dialog == Some(Dialog::Gallery);
    html! {
        <header class="app__top top">
            <h1 class="sr">{ format!("Forkscope: {title}") }</h1>
            <a class="top__brand" href="./" aria-label={say!("Forkscope, from the start")}>{ logo(24) }<span class="top__word">{ "Forkscope" }</span></a>
            <span class="top__rule"></span>
            <button type="button" class="top__pick" aria-haspopup="dialog" aria-expanded={gallery.to_string()} onclick={perform.on(Action::Gallery)}>
                <span>{ say!("Scenario") }</span><b>{ title }</b>{ icon(Icon::Down) }
            </button>
            <button type="button" class="btn btn--text top__only-narrow" aria-pressed={ui.drawer.to_string()} aria-controls="script" onclick={perform.on(Action::Drawer)}>
                { icon(Icon::Panel) }<span class="top__word">{ say!("Script") }</span>
            </button>
            <span class="top__space"></span>
            <div class="top__wide">{ policy_switch(context) }</div>
            <span class="top__rule"></span>
            { button(say!("Compare"), Icon::Compare, perform.on(Action::Compare), "top__wide") }
            { button(say!("Share"), Icon::Share, perform.on(Action::Share), "top__share") }
            { button(say!("Embed"), Icon::Embed, perform.on(Action::Embed), "top__wide") }
            <span class="top__wide">{ language_button(context) }</span>
            { theme_button(context) }
            { icon_button("top__wide", say!("Help and keys"), Icon::Help, perform.on(Action::Help)) }
            { icon_button("", say!("More"), Icon::More, perform.on(Action::More)) }
        </header>
    }
}

fn button(label: &'static str, sign: Icon, onclick: Callback<MouseEvent>, class: &'static str) -> Html {
    html! {
        <button type="button" class={classes!("btn", "btn--text", class)} {onclick}>{ icon(sign) }<span class="top__word">{ label }</span></button>
    }
}
