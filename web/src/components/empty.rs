//! What the stage shows while there is no process.

use forkscope_scenario::Severity;
use yew::{html, Callback, Html};

use crate::actions::Action;
use crate::components::button::text_button;
use crate::components::words::marked;
use crate::context::{Context, SessionHandle};
use crate::lang::{lang, stopped};
use crate::state::session::SessionAction;

/// A first line to begin with.
const FIRST: &str = "process parent\nparent: mmap heap 3 pages\nparent: write heap[0] \"A\"\nparent: fork child";

/// What is wrong with the script, where there is no editor to say it in: its first mistake.
#[inline(never)]
fn mistake(session: &SessionHandle) -> String {
    let reading = session.reading();
    let Some(problem) = reading.wrong().iter().find(|problem| problem.severity == Severity::Error) else {
        return String::new();
    };
    let place = say!(" at line {}, column {}", problem.position.line, problem.position.column);
    format!("{}{place}: {}", say!("Error"), stopped(&problem.message.say(lang())))
}

/// What to type, with a button that types it.
pub(crate) fn empty(context: &Context) -> Html {
    let Context { session, ui, perform, .. } = context;
    let wrong = session.reading().has_errors();
    let running = session.progress().is_some();
    let over = context.scene.stage.is_over;
    let insert = {
        let session = session.clone();
        Callback::from(move |_| session.dispatch(SessionAction::Insert(FIRST.to_owned())))
    };
    let (title, text) = match (running, wrong, session.run().is_empty()) {
        (true, ..) => (say!("Running"), say!("The script is long; this takes a moment.").to_owned()),
        (_, true, _) if ui.embed => (say!("Nothing has run yet"), mistake(session)),
        (_, true, _) => (
            say!("Nothing has run yet"),
            say!("The script has an error. Beside the script it says where, and what would help.").to_owned(),
        ),
        (_, _, true) if ui.embed => {
            (say!("No process yet"), say!("The script has no lines that start one.").to_owned())
        }
        (_, _, true) => {
            (say!("No process yet"), say!("Start one with a line of the script, or take an example.").to_owned())
        }
        (_, _, false) if over => (
            say!("No process any more"),
            say!("All have ended, and what was theirs is free. Step back to see how.").to_owned(),
        ),
        (_, _, false) => (say!("No process yet"), say!("Play, or step forward: the script starts one.").to_owned()),
    };
    let steps_back = over && !running && !wrong;
    let fresh = !running && !wrong && !ui.embed && session.run().is_empty();
    html! {
        <section class="empty" aria-label={say!("Nothing to show yet")}>
            <h2>{ title }</h2><p>{ for marked(&text) }</p>
            <p hidden={!fresh}><code>{ "process parent" }</code></p>
            <span hidden={!fresh}>{ text_button("btn--primary", say!("Insert a first example"), insert) }</span>
            <span hidden={!steps_back}>{ text_button("btn--primary", say!("Go back"), perform.on(Action::CommandBack)) }</span>
            <span hidden={session.run().is_empty() || wrong || running || over}>{ text_button("btn--primary", say!("Play"), perform.on(Action::Play)) }</span>
            <span hidden={!running}>{ text_button("btn--outline", say!("Stop the run"), perform.on(Action::Stop)) }</span>
            <span hidden={running || ui.embed}>{ text_button("btn--outline", say!("Browse scenarios"), perform.on(Action::Gallery)) }</span>
        </section>
    }
}
