//! What changed between two steps; bookmarks; branches that edits in the past have left.

use forkscope_timeline::Cursor;
use forkscope_view::changes::changes;
use yew::{component, html, use_state, Callback, Event, Html, MouseEvent, Properties};

use super::frame::Frame;
use crate::actions::Action;
use crate::components::button::text_button;
use crate::components::leaf::{leaf, leaf_if};
use crate::components::stage::view_table;
use crate::context::{Context, SessionHandle};
use crate::platform::dom;
use crate::state::session::{Branch, SessionAction};

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HistoryProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The dialog.
#[component]
pub(crate) fn History(props: &HistoryProps) -> Html {
    let Context { session, perform, .. } = &props.context;
    let offered = offered(session);
    let chosen = use_state(|| offered.last().copied().unwrap_or_default());
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            if let Some(place) = Cursor::parse(&dom::value(&event)) {
                chosen.set(place);
            }
        })
    };
    let option = |place: &Cursor| {
        let value = place.to_string();
        html! { <option key={value.clone()} value={value.clone()} selected={*place == *chosen}>{ name(session, *place) }</option> }
    };
    let (history, run) = (session.run().history(), session.run());
    let (before, after) = (history.machine_at(run.history().seek(*chosen)), history.machine_at(session.cursor()));
    // A bookmark may stand later than the cursor: then it knows the names that are still to come.
    let tables = changes(&before, &after, &run.names_at(session.act().max(run.at_hand(*chosen))));
    let mark = if session.bookmarks().contains(&session.cursor()) {
        say!("Remove the bookmark here")
    } else {
        say!("Bookmark this step")
    };
    html! {
        <Frame title={say!("What changed")} name="history" wide=true onclose={props.onclose.clone()}>
            <label class="field">{ say!("From which step to here (step {})", session.cursor()) }
                <select class="input" {onchange}>{ for offered.iter().map(option) }</select>
            </label>
            <div class="wide-table" tabindex="0" role="group" aria-label={say!("What changed")}>{ for tables.iter().map(|table| view_table(table, "data")) }</div>
            <section class="dialog__group" aria-labelledby="history-marks">
                <h3 class="dialog__label" id="history-marks">{ say!("Bookmarks") }</h3>
                <div class="dialog__row">{ for session.bookmarks().iter().map(|place| go(props, *place)) }{ text_button("btn--small btn--outline", mark, perform.on(Action::Bookmark)) }</div>
            </section>
            <section class="dialog__group" aria-labelledby="history-branches">
                <h3 class="dialog__label" id="history-branches">{ say!("Branches") }</h3>
                { for session.branches().iter().enumerate().map(|(index, branch)| view_branch(props, index, branch)) }
                { leaf_if("p", "dialog__note", session.branches().is_empty().then_some(say!("Edit the script after stepping back, and what came after is kept here."))) }
            </section>
        </Frame>
    }
}

/// Steps to compare with: the start, the bookmarks, and before the command at hand.
fn offered(session: &SessionHandle) -> Vec<Cursor> {
    let start = Cursor::after(0);
    let before = Cursor::after(session.act());
    let mut places = vec![start];
    places.extend(session.bookmarks().iter().copied().filter(|place| *place != start && *place != before));
    if before != start {
        places.push(before);
    }
    places
}

/// The step, and the line that it is before or in.
fn name(session: &SessionHandle, place: Cursor) -> String {
    let acts = session.run().acts();
    let source = acts.get(place.command).map_or(say!("the end"), |act| act.source.as_str());
    match (place.command, place.step) {
        (0, None) => say!("the start").to_owned(),
        (_, None) => say!("step {}, before {}", place, source),
        (_, Some(_)) => say!("step {}, in {}", place, source),
    }
}

fn go(props: &HistoryProps, place: Cursor) -> Html {
    let (perform, onclose) = (props.context.perform.clone(), props.onclose.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        onclose.emit(());
        perform.act(Action::Seek(place));
    });
    text_button("btn--small btn--outline", &say!("Step {}", place), onclick)
}

fn view_branch(props: &HistoryProps, index: usize, branch: &Branch) -> Html {
    let (session, onclose) = (props.context.session.clone(), props.onclose.clone());
    let take = Callback::from(move |_: MouseEvent| {
        onclose.emit(());
        session.dispatch(SessionAction::TakeBranch(index));
    });
    let last = branch.text.trim_end().lines().last().unwrap_or_default();
    let words = say!("left at step {}, with {} more to come, the last: ", branch.place, branch.lines);
    html! {
        <div key={index} class="dialog__row">
            <p class="dialog__note">{ leaf("b", "", &say!("Branch {}", index + 1)) }{ ": " }{ words }<code>{ last }</code></p>
            { text_button("btn--small btn--outline", &say!("Return to branch {}", index + 1), take) }
        </div>
    }
}
