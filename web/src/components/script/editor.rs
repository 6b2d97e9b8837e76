//! The script as text: a text area, and behind it the same text in colour, with numbers and marks beside it.
//!
//! The text area's text is the browser's, its undo is the session's: a change from elsewhere (a click on the stage, a fix) is undone as what was
//! typed. Only the lines that show are drawn; a script with endless lines is shown plain.

use std::rc::Rc;

use yew::{
    classes, component, html, use_memo, use_node_ref, use_state, Callback, Event, FocusEvent, Html, InputEvent,
    NodeRef, Properties,
};

use super::lines::{code_lines, Code};
use super::rows::rows;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::{dom, editor, size};
use crate::state::lines::{change, utf16, Lines};
use crate::state::marks::Marks;
use crate::state::paint::{Colours, Paint};

/// Longer lines are not coloured, nor are longer scripts.
const MAX_LINE: usize = 1_000;
const MAX_TEXT: usize = 256 * 1024;

/// A script to edit.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EditorProps {
    /// The text.
    pub(crate) text: Rc<str>,
    /// Whether it may only be read.
    pub(crate) locked: bool,
    /// What stands beside the lines.
    pub(crate) marks: Rc<Marks>,
    /// Colours and underlines.
    pub(crate) paint: Rc<Paint>,
    /// Where to put the cursor, in UTF-16 units, and how often that was asked.
    pub(crate) jump: Option<(u32, u32)>,
    /// Called when the text changes.
    pub(crate) oninput: Callback<String>,
    /// Called when the last change is to be undone (`true`), or done again.
    pub(crate) onundo: Callback<bool>,
    /// Called when the visitor leaves it.
    pub(crate) onleave: Callback<()>,
}

/// The editor.
#[component]
pub(crate) fn Editor(props: &EditorProps) -> Html {
    let area = use_node_ref();
    let sheets = (use_node_ref(), use_node_ref());
    let shown = use_state(editor::Viewport::default);
    let lines = use_memo(Rc::clone(&props.text), |text| Lines::of(text));
    let colours = use_memo(Rc::clone(&props.text), |text| Colours::of(text));
    let plain = props.text.len() > MAX_TEXT || lines.longest() > MAX_LINE;

    use_watch(Rc::clone(&props.text), {
        let (area, text) = (area.clone(), Rc::clone(&props.text));
        move || {
            put(&area, &text);
            None
        }
    });
    let measure = {
        let (area, sheets, shown) = (area.clone(), sheets.clone(), shown.clone());
        Callback::from(move |()| {
            let now = editor::viewport(&area);
            if now.height != shown.height {
                editor::keep_caret(&area, now);
            }
            editor::shift(&sheets.0, 0, now.top);
            editor::shift(&sheets.1, now.left, now.top);
            shown.set(now);
        })
    };
    use_watch((), {
        let (area, measure) = (area.clone(), measure.clone());
        move || keep(size::watch(&area, move |_, _| measure.emit(())))
    });
    use_watch((props.marks.current, *shown == editor::Viewport::default()), {
        let (area, current) = (area.clone(), props.marks.current);
        move || {
            reveal(&area, current);
            None
        }
    });
    use_watch(props.jump, {
        let (area, jump) = (area.clone(), props.jump);
        move || {
            if let Some((at, _)) = jump {
                editor::place_cursor(&area, at);
            }
            None
        }
    });

    let oninput = input(&area, props);
    let onscroll = measure.reform(|_: Event| ());
    let onblur = props.onleave.reform(|_: FocusEvent| ());
    let window = visible(*shown, lines.count());
    let code = Code { text: &props.text, lines: &lines, colours: &colours, paint: &props.paint };
    html! {
        <div class={classes!("editor", plain.then_some("editor--plain"))}>
            { rows(&sheets.0, &props.marks, window) }
            { code_lines(&sheets.1, &code, if plain { (0, 0) } else { window }) }
            <textarea ref={area} id="script-text" class="editor__input" aria-label={say!("Script")} aria-describedby="script-state" spellcheck="false"
                autocomplete="off" autocapitalize="off" wrap="off" readonly={props.locked} {oninput} {onscroll} {onblur} />
        </div>
    }
}

/// What was typed goes to the session; so does a wish for the browser's own undo, from its menu, which knows nothing of what clicks wrote.
fn input(area: &NodeRef, props: &EditorProps) -> Callback<InputEvent> {
    let (area, text) = (area.clone(), Rc::clone(&props.text));
    let (oninput, onundo) = (props.oninput.clone(), props.onundo.clone());
    Callback::from(move |event: InputEvent| match editor::history_wish(&event) {
        Some(back) => {
            editor::replace_all(&area, &text, 0);
            onundo.emit(back);
        }
        None => oninput.emit(dom::value(&event)),
    })
}

/// Puts a text into the text area unless it is there already; who writes there finds the cursor behind what has changed.
fn put(area: &NodeRef, text: &str) {
    let Some(old) = editor::text(area).filter(|old| old != text) else { return };
    let change = change(&old, text);
    editor::replace_all(area, text, change.from + utf16(change.new));
}

/// Scrolls to the current line unless the visitor is writing.
fn reveal(area: &NodeRef, current: Option<usize>) {
    let Some(line) = current.filter(|_| !editor::has_focus(area)) else { return };
    let view = editor::viewport(area);
    let top = i32::try_from(line.saturating_sub(1)).unwrap_or(i32::MAX).saturating_mul(view.line);
    if top < view.top || top + 2 * view.line > view.top + view.height {
        editor::scroll_to(area, (top - view.height / 3).max(0));
    }
}

/// The lines (from 0) that show, and a few around them.
fn visible(view: editor::Viewport, count: usize) -> (usize, usize) {
    const AROUND: i32 = 8;
    let line = view.line.max(8);
    let height = if view.height > 0 { view.height } else { 800 };
    let (from, to) = (view.top / line - AROUND, (view.top + height) / line + AROUND);
    let row = |row: i32| usize::try_from(row).unwrap_or(0).min(count);
    (row(from), row(to))
}
