//! The text of the script in colour, behind the text area.

use std::rc::Rc;

use yew::{classes, component, html, Html, NodeRef, Properties};

use super::rows::top;
use crate::state::lines::Lines;
use crate::state::paint::{Colours, Paint, Piece};

/// The lines that show.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CodeLinesProps {
    /// The element that is moved when the text is scrolled.
    pub(crate) sheet: NodeRef,
    /// The script.
    pub(crate) text: Rc<str>,
    /// Its lines.
    pub(crate) lines: Rc<Lines>,
    /// What every piece of the script is.
    pub(crate) colours: Rc<Colours>,
    /// What else shows in it.
    pub(crate) paint: Rc<Paint>,
    /// First line, from 0.
    pub(crate) from: usize,
    /// One past the last.
    pub(crate) to: usize,
}

/// The lines. The text area holds the same text, so they are hidden from screen readers.
#[component]
pub(crate) fn CodeLines(props: &CodeLinesProps) -> Html {
    let line = |row: usize| {
        let text = props.lines.get(&props.text, row);
        let pieces = props.paint.line(&props.colours, row + 1, props.lines.start(row), text);
        html! { <div key={row} class="editor__line" style={top(row)}>{ for pieces.iter().map(piece_view) }</div> }
    };
    html! {
        <div class="editor__clip" aria-hidden="true">
            <div ref={props.sheet.clone()} class="editor__code">{ for (props.from..props.to).map(line) }</div>
        </div>
    }
}

/// A piece of a line in its colour.
pub(crate) fn piece_view(piece: &Piece<'_>) -> Html {
    html! { <span key={piece.start} class={classes!(piece.class.clone())}>{ piece.text }</span> }
}
