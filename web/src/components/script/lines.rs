//! The text of the script in colour, behind the text area.

use yew::{classes, html, Html, NodeRef};

use super::rows::top;
use crate::state::lines::Lines;
use crate::state::paint::{Colours, Paint, Piece};

/// What the lines are drawn from.
pub(crate) struct Code<'a> {
    /// The script.
    pub(crate) text: &'a str,
    /// Its lines.
    pub(crate) lines: &'a Lines,
    /// What every piece of the script is.
    pub(crate) colours: &'a Colours,
    /// What else shows in it.
    pub(crate) paint: &'a Paint,
}

/// The lines from one number to another, from 0. The text area holds the same text, so they are hidden from screen readers.
pub(crate) fn code_lines(sheet: &NodeRef, code: &Code<'_>, (from, to): (usize, usize)) -> Html {
    let line = |row: usize| {
        let text = code.lines.get(code.text, row);
        let pieces = code.paint.line(code.colours, row + 1, code.lines.start(row), text);
        html! { <div key={row} class="editor__line" style={top(row)}>{ for pieces.iter().map(piece_view) }</div> }
    };
    html! {
        <div class="editor__clip" aria-hidden="true">
            <div ref={sheet.clone()} class="editor__code">{ for (from..to).map(line) }</div>
        </div>
    }
}

/// A piece of a line in its colour.
pub(crate) fn piece_view(piece: &Piece<'_>) -> Html {
    html! { <span key={piece.start} class={classes!(piece.class.clone())}>{ piece.text }</span> }
}
