//! The panel around the editor.

use std::rc::Rc;

use yew::{component, html, Callback, Html};

use super::editor::Editor;
use super::problem::Problems;
use super::progress::Progress;
use crate::actions::Action;
use crate::components::console::Console;
use crate::components::icon::{Icon, IconView};
use crate::context::{use_perform, use_session};
use crate::hooks::use_link::use_write_address;
use crate::state::session::SessionAction;

/// Script and console.
#[component]
pub(crate) fn ScriptPanel() -> Html {
    let session = use_session();
    let perform = use_perform();
    let write_address = use_write_address();
    let send = |action: fn(String) -> SessionAction| {
        let session = session.clone();
        Callback::from(move |text: String| session.dispatch(action(text)))
    };
    let onjump = {
        let session = session.clone();
        Callback::from(move |at: usize| session.dispatch(SessionAction::Jump(at)))
    };
    html! {
        <aside class="app__script" id="script" aria-label="Script and console">
            <header class="ph">
                <h2 class="ph__title">{ "Script" }</h2><span class="ph__sub" id="script-state">{ session.state_text() }</span>
                <span class="ph__space"></span>
                <button type="button" class="btn btn--icon btn--small" aria-label="Copy script" title="Copy script" onclick={perform.on(Action::CopyScript)}><IconView of={Icon::Copy} /></button>
                <button type="button" class="btn btn--icon btn--small" aria-label="Run from the start" title="Run from the start" onclick={perform.on(Action::Restart)}><IconView of={Icon::Again} /></button>
            </header>
            <Editor text={session.shared_text()} document={session.document()} marks={session.marks()} paint={session.paint()} jump={session.jump()}
                oninput={send(|text| SessionAction::Edit(text.into()))} onleave={write_address} />
            <Progress progress={session.progress()} onstop={perform.on(Action::Stop)} />
            <Problems text={Rc::clone(session.reading().text())} list={Rc::clone(session.reading().wrong())} {onjump} onfix={send(|text| SessionAction::Mend(text.into()))} />
            <Console />
        </aside>
    }
}
