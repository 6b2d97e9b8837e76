//! What stands beside the lines: numbers, the mark of the current line, whether expectations held.

use yew::{classes, html, Html, NodeRef};

use crate::components::icon::{sized, Icon};
use crate::state::marks::{Beside, Marks};

/// The rows from one number to another, from 0. All of it is said elsewhere in words, so it is hidden from screen readers.
pub(crate) fn rows(sheet: &NodeRef, marks: &Marks, (from, to): (usize, usize)) -> Html {
    html! { <div ref={sheet.clone()} class="editor__rows" aria-hidden="true">{ for (from..to).map(|row| row_view(row, marks)) }</div> }
}

fn row_view(row: usize, marks: &Marks) -> Html {
    let line = row + 1;
    let current = marks.current == Some(line);
    let beside = marks.of(line);
    let mark = match (current, beside) {
        (_, Some(Beside::Wrong)) => {
            html! { <span class="editor__mark editor__mark--error">{ sized(Icon::Warning, 12) }</span> }
        }
        (true, _) => {
            html! { <svg class="editor__mark editor__mark--here" viewBox="0 0 10 10"><path d="M1 .5 9 5 1 9.5z" fill="currentColor" /></svg> }
        }
        (false, Some(Beside::Held)) => html! { <span class="editor__mark">{ sized(Icon::Check, 12) }</span> },
        (false, Some(Beside::Failed)) => {
            html! { <span class="editor__mark editor__mark--failed">{ sized(Icon::Cross, 12) }</span> }
        }
        (false, Some(Beside::Outgrown)) => {
            html! { <span class="editor__mark">{ sized(Icon::Differs, 12) }</span> }
        }
        (false, None) => html! { <span class="editor__mark"></span> },
    };
    html! {
        <div key={row} class={classes!("editor__row", current.then_some("editor__row--current"))} style={top(row)}>
            { mark }<span class="editor__number">{ line }</span>
        </div>
    }
}

/// Where a row is.
pub(super) fn top(row: usize) -> String {
    format!("top: calc(var(--cl) * {row} + 2px)")
}
