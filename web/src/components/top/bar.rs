//! The top bar: what is open, which policy, and what else can be done.

use yew::{component, html, Callback, Html};

use super::policy::PolicySwitch;
use super::theme::ThemeButton;
use crate::actions::Action;
use crate::components::icon::{Icon, IconView};
use crate::components::logo::Logo;
use crate::context::{use_perform, use_session, use_ui};
use crate::drafts::title_of;
use crate::state::ui::Dialog;

/// The top bar of the full page.
#[component]
pub(crate) fn TopBar() -> Html {
    let session = use_session();
    let ui = use_ui();
    let perform = use_perform();
    let title = title_of(session.text());
    let drawer = ui.drawer;
    html! {
        <header class="app__top top">
            <a class="top__brand" href="./" aria-label="Forkscope, from the start"><Logo /><span class="top__word">{ "Forkscope" }</span></a>
            <span class="top__rule"></span>
            <button type="button" class="top__pick" aria-haspopup="dialog" aria-expanded={(ui.dialog == Some(Dialog::Gallery)).to_string()} onclick={perform.on(Action::Gallery)}>
                <span>{ "Scenario" }</span><b>{ title }</b><IconView of={Icon::Down} />
            </button>
            <button type="button" class="btn btn--text top__only-narrow" aria-pressed={drawer.to_string()} aria-controls="script" onclick={perform.on(Action::Drawer)}>
                <IconView of={Icon::Panel} /><span class="top__word">{ "Script" }</span>
            </button>
            <span class="top__space"></span>
            <div class="top__wide"><PolicySwitch name="policy" /></div>
            <span class="top__rule"></span>
            { button("Share", Icon::Share, perform.on(Action::Share), "") }
            { button("Embed", Icon::Embed, perform.on(Action::Embed), "top__wide") }
            <ThemeButton />
            <button type="button" class="btn btn--icon top__only-phone" aria-label="More: policy, embed, help" onclick={perform.on(Action::More)}><IconView of={Icon::More} /></button>
            <button type="button" class="btn btn--icon top__wide" aria-label="Help and keys" onclick={perform.on(Action::Help)}><IconView of={Icon::Help} /></button>
        </header>
    }
}

fn button(label: &'static str, icon: Icon, onclick: Callback<yew::MouseEvent>, class: &'static str) -> Html {
    html! {
        <button type="button" class={yew::classes!("btn", "btn--text", class)} {onclick}><IconView of={icon} /><span class="top__word">{ label }</span></button>
    }
}
