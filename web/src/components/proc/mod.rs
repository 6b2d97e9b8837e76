//! The panel "As /proc shows it": a file of `/proc` or `ps`, printed from the machine at the cursor.

mod lines;
mod pick;

use yew::{component, html, use_state, Callback, Html, Properties};

use self::lines::Lines;
use self::pick::{file_pick, process_pick};
use crate::components::button::icon_button;
use crate::components::icon::Icon;
use crate::context::Context;
use crate::lang::Text;
use crate::platform::clipboard;
use crate::state::twin::{sheet, Twin};
use crate::state::ui::UiAction;

/// What it is called.
pub(crate) const TITLE: Text = text!("As /proc shows it");

/// The state, and which file is open.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ProcProps {
    /// The state.
    pub(crate) context: Context,
    /// The file and the process.
    pub(crate) twin: Twin,
}

/// The panel. It stands where the kernel's steps stand, so that the stage and the timeline stay in sight.
#[component]
pub(crate) fn Proc(props: &ProcProps) -> Html {
    let Context { session, ui, .. } = &props.context;
    let twin = props.twin;
    let sheet = sheet(session.run(), session.cursor(), twin);
    let said = use_state(|| "");
    let change = {
        let ui = ui.clone();
        Callback::from(move |next: Option<Twin>| ui.dispatch(UiAction::Twin(next)))
    };
    let onclose = change.reform(|_| None);
    let oncopy = {
        let (said, text) = (said.clone(), sheet.text());
        Callback::from(move |_| {
            let said = said.clone();
            clipboard::copy(&text, move |done| said.set(if done { say!("Copied") } else { REFUSED.say() }));
        })
    };
    let note = if sheet.cut { CUT.say() } else { *said };
    html! {
        <div class="proc">
            <div class="proc__head">
                <h2>{ TITLE.say() }</h2>
                { icon_button("", say!("Copy this file"), Icon::Copy, oncopy) }
                { icon_button("", say!("Close /proc"), Icon::Close, onclose) }
            </div>
            <div class="proc__pick">
                { file_pick(twin, &change) }
                { process_pick(twin, &sheet, &change) }
            </div>
            <Lines {twin} path={sheet.path} lines={sheet.lines} {change} />
            <p class="proc__note" role="status">{ note }</p>
        </div>
    }
}

const REFUSED: Text = text!("Copying is not allowed here; select the text and copy it");
const CUT: Text = text!("There is more: forkscope proc prints it all.");
