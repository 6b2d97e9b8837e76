//! The script as text: a text area, and behind it the same text in colour, with numbers and marks beside it.
//!
//! The text area's text is the browser's, so that undo works as everywhere. A change from elsewhere (a click on the stage, a fix) is typed into
//! it where possible, so that it can be undone too. Only the lines that show are drawn; a script with endless lines is shown plain.

use std::rc::Rc;

use yew::{
    classes, component, html, use_memo, use_mut_ref, use_node_ref, use_state, Callback, Event, FocusEvent, Html,
    InputEvent, NodeRef, Properties,
};

use super::lines::{code_lines, Code};
use super::rows::rows;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::{dom, editor, size};
use crate::state::lines::{change, Lines};
use crate::state::marks::Marks;
use crate::state::paint::{Colours, Paint};

/// Longer lines are not coloured, nor are longer scripts.
const MAX_LINE: usize = 1_000;
const MAX_TEXT: usize = 256 * 1024;
/// A change larger than this is put in place at once instead of being typed.
const MAX_TYPED: usize = 16 * 1024;

/// A script to edit.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EditorProps {
    /// The text.
    pub(crate) text: Rc<str>,
    /// Which document it is; another document comes without the undo of this one.
    pub(crate) document: u32,
    /// What stands beside the lines.
    pub(crate) marks: Rc<Marks>,
    /// Colours and underlines.
    pub(crate) paint: Rc<Paint>,
    /// Where to put the cursor, in UTF-16 units, and how often that was asked.
    pub(crate) jump: Option<(u32, u32)>,
    /// Called when the text changes.
    pub(crate) oninput: Callback<String>,
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

    let known = use_mut_ref(|| u32::MAX);
    use_watch((props.document, Rc::clone(&props.text)), {
        let (area, document, text) = (area.clone(), props.document, Rc::clone(&props.text));
        move || {
            put(&area, &text, known.replace(document) == document);
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

    let oninput = props.oninput.reform(|event: InputEvent| dom::value(&event));
    let onscroll = measure.reform(|_: Event| ());
    let onblur = props.onleave.reform(|_: FocusEvent| ());
    let window = visible(*shown, lines.count());
    let code = Code { text: &props.text, lines: &lines, colours: &colours, paint: &props.paint };
    html! {
        <div class={classes!("editor", plain.then_some("editor--plain"))}>
            { rows(&sheets.0, &props.marks, window) }
            { code_lines(&sheets.1, &code, if plain { (0, 0) } else { window }) }
            <textarea ref={area} id="script-text" class="editor__input" aria-label={say!("Script")} aria-describedby="script-state" spellcheck="false"
                autocomplete="off" autocapitalize="off" wrap="off" {oninput} {onscroll} {onblur} />
        </div>
    }
}

/// Puts a text into the text area unless it is there already.
fn put(area: &NodeRef, text: &str, same_document: bool) {
    let Some(old) = editor::text(area) else { return };
    if old == text {
        return;
    }
    let change = change(&old, text);
    let small = change.new.len() <= MAX_TYPED && change.to - change.from <= MAX_TYPED as u32;
    let typed = same_document && small && editor::retype(area, change.from, change.to, change.new);
    if !typed {
        editor::replace_all(area, text);
    }
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
