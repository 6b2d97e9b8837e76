//! The panel around the editor.

use std::rc::Rc;

use yew::{html, Callback, Html};

use super::editor::Editor;
use super::problem::Problems;
use super::progress::progress;
use crate::actions::Action;
use crate::components::button::icon_button;
use crate::components::console::console;
use crate::components::icon::Icon;
use crate::context::Context;
use crate::state::session::SessionAction;
use crate::state::ui::Tab;

/// Script and console.
pub(crate) fn script_panel(context: &Context) -> Html {
    let Context { session, ui, perform, write_address, .. } = context;
    let send = |action: fn(String) -> SessionAction| {
        let session = session.clone();
        Callback::from(move |text: String| session.dispatch(action(text)))
    };
    let onjump = {
        let session = session.clone();
        Callback::from(move |at: usize| session.dispatch(SessionAction::Jump(at)))
    };
    let onundo = {
        let perform = perform.clone();
        Callback::from(move |back: bool| perform.act(if back { Action::Undo } else { Action::Redo }))
    };
    let past = session.past();
    let copied = ui.said == say!("Script copied");
    html! {
        <div class="app__script" id="script" role={context.role_of(Tab::Script)} aria-label={say!("Script and console")}>
            <div class="ph">
                <h2 class="ph__title">{ say!("Script") }</h2><span class="ph__sub" id="script-state">{ session.state_text() }</span>
                <span class="ph__space"></span>
                <span hidden={!past.can_undo()}>{ icon_button("btn--small", say!("Undo"), Icon::Undo, perform.on(Action::Undo)) }</span>
                <span hidden={!past.can_redo()}>{ icon_button("btn--small", say!("Redo"), Icon::Redo, perform.on(Action::Redo)) }</span>
                { icon_button("btn--small", say!("Copy script"), if copied { Icon::Check } else { Icon::Copy }, perform.on(Action::CopyScript)) }
                { icon_button("btn--small", say!("Run from the start"), Icon::Again, perform.on(Action::Restart)) }
            </div>
            <Editor locked={ui.lock} text={session.shared_text()} marks={session.marks()} paint={session.paint()} jump={session.jump()}
                oninput={send(|text| SessionAction::Edit(text.into()))} {onundo} onleave={write_address.clone()} />
            { progress(session.progress(), perform.on(Action::Stop)) }
            <Problems text={Rc::clone(session.reading().text())} list={Rc::clone(session.reading().wrong())} {onjump} onfix={if ui.lock { Callback::noop() } else { send(|text| SessionAction::Mend(text.into())) }} />
            { console(context) }
        </div>
    }
}
