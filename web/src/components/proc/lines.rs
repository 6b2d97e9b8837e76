//! The lines of a file. One that tells of frames can be chosen, and the stage lights them up; all of the text can be selected and copied.

use forkscope_view::proc::{Line, Refers};
use yew::{component, html, use_state, Callback, Html, KeyboardEvent, MouseEvent, Properties};

use crate::platform::dom;
use crate::state::twin::Twin;

/// The lines, and who is told what was chosen.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct LinesProps {
    /// The file and what is chosen.
    pub(super) twin: Twin,
    /// What shows it on a real machine.
    pub(super) path: String,
    /// The lines.
    pub(super) lines: Vec<Line>,
    /// Another state.
    pub(super) change: Callback<Option<Twin>>,
}

/// A list box: arrow keys walk from line to line, and the line they come to is chosen.
#[component]
pub(super) fn Lines(props: &LinesProps) -> Html {
    let LinesProps { twin, path, lines, .. } = props;
    let at = use_state(|| 0_usize);
    let current = (*at).min(lines.len().saturating_sub(1));
    let choose = {
        let (at, props) = (at.setter(), props.clone());
        Callback::from(move |line: usize| {
            at.set(line);
            let chosen = props.lines.get(line).map_or(Refers::Nothing, |line| line.refers);
            props.change.emit(Some(Twin { chosen, ..props.twin }));
        })
    };
    let onkeydown = {
        let (choose, last) = (choose.clone(), lines.len().saturating_sub(1));
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = target(&event.key(), current, last) {
                event.prevent_default();
                choose.emit(next);
                dom::reveal_id(&id(next));
            }
        })
    };
    let row = |(number, line): (usize, &Line)| {
        let onclick = choose.reform(move |_: MouseEvent| number);
        let is = number == current && twin.chosen != Refers::Nothing && line.refers == twin.chosen;
        html! { <div key={number} id={id(number)} class="proc__line" role="option" aria-selected={is.to_string()} {onclick}>{ line.text.clone() }{ "\n" }</div> }
    };
    html! {
        <div id="proc-text" class="proc__text" role="listbox" tabindex="0" aria-label={path.clone()} aria-activedescendant={id(current)} {onkeydown}>
            { for lines.iter().enumerate().map(row) }
        </div>
    }
}

fn id(line: usize) -> String {
    format!("proc-{line}")
}

/// Where a key leads.
fn target(key: &str, current: usize, last: usize) -> Option<usize> {
    match key {
        "ArrowDown" => Some((current + 1).min(last)),
        "ArrowUp" => Some(current.saturating_sub(1)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}
