//! What the page says about how it was opened, until it is dismissed.

use yew::{html, Callback, Html};

use crate::actions::Action;
use crate::components::button::{icon_button, text_button};
use crate::components::icon::Icon;
use crate::components::words::{capital, marked};
use crate::context::Context;
use crate::drafts;
use crate::lang::{lang, stopped};
use crate::route::Ignored;
use crate::state::notice::Notice;
use crate::state::ui::UiAction;

/// The notice, or nothing to see.
pub(crate) fn notice(context: &Context) -> Html {
    let Context { ui, perform, .. } = context;
    let dismiss = {
        let ui = ui.clone();
        Callback::from(move |_| ui.dispatch(UiAction::Notify(None)))
    };
    let Some(notice) = ui.notice.clone() else {
        return html! { <div class="app__notice" hidden=true></div> };
    };
    let draft = match notice {
        Notice::DraftKept(id) => drafts::get(id),
        Notice::BrokenLink(_) | Notice::IgnoredOptions(_) | Notice::Words(_) => None,
    };
    let back = draft.map(|draft| {
        let (ui, perform) = (ui.clone(), perform.clone());
        Callback::from(move |_| {
            perform.act(Action::Load(draft.text.clone()));
            ui.dispatch(UiAction::Notify(None));
        })
    });
    let words = match &notice {
        Notice::BrokenLink(why) => {
            html! { <p><b>{ say!("This link cannot be opened. ") }</b>{ for marked(&stopped(&capital(&why.message().say(lang())))) }</p> }
        }
        Notice::DraftKept(_) => html! { <p>{ say!("Opened from a link. Your own draft is kept.") }</p> },
        Notice::IgnoredOptions(options) => {
            let said: Vec<String> = options.iter().map(Ignored::say).collect();
            html! { <p>{ for marked(&said.join(say!(". "))) }</p> }
        }
        Notice::Words(words) => html! { <p>{ for marked(words) }</p> },
    };
    html! {
        <section class="app__notice notice" aria-label={say!("Notice")} role="status">
            { words }
            <span hidden={back.is_none()}>{ text_button("btn--small btn--outline", say!("Open my draft"), back.unwrap_or_default()) }</span>
            { icon_button("btn--small", say!("Dismiss"), Icon::Close, dismiss) }
        </section>
    }
}
