//! What stands beside the lines: numbers, the mark of the current line, whether expectations held.

use std::rc::Rc;

use yew::{classes, component, html, Html, NodeRef, Properties};

use crate::components::icon::{Icon, IconView};
use crate::state::marks::{Beside, Marks};

/// The rows that show.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct RowsProps {
    /// The element that is moved when the text is scrolled.
    pub(crate) sheet: NodeRef,
    /// What stands beside the lines.
    pub(crate) marks: Rc<Marks>,
    /// First row, from 0.
    pub(crate) from: usize,
    /// One past the last.
    pub(crate) to: usize,
}

/// The rows. All of it is said elsewhere in words, so it is hidden from screen readers.
#[component]
pub(crate) fn Rows(props: &RowsProps) -> Html {
    let rows = (props.from..props.to).map(|row| row_view(row, &props.marks));
    html! { <div ref={props.sheet.clone()} class="editor__rows" aria-hidden="true">{ for rows }</div> }
}

fn row_view(row: usize, marks: &Marks) -> Html {
    let line = row + 1;
    let current = marks.current == Some(line);
    let beside = marks.of(line);
    let mark = match (current, beside) {
        (_, Some(Beside::Wrong)) => html! { <span class="editor__mark editor__mark--error"><IconView of={Icon::Warning} size={12} /></span> },
        (true, _) => html! { <svg class="editor__mark editor__mark--here" viewBox="0 0 10 10"><path d="M1 .5 9 5 1 9.5z" fill="currentColor" /></svg> },
        (false, Some(Beside::Held)) => html! { <span class="editor__mark"><IconView of={Icon::Check} size={12} /></span> },
        (false, Some(Beside::Failed)) => html! { <span class="editor__mark editor__mark--failed"><IconView of={Icon::Cross} size={12} /></span> },
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
