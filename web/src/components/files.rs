//! Where files come in: the field behind "Open a file", and the zone that shows while one is dragged.

use yew::{html, Callback, Event, Html};

use crate::components::words::marked;
use crate::context::Context;
use crate::hooks::use_files::take;
use crate::platform::file;

/// The id of the field.
pub(crate) const FIELD: &str = "script-file";

/// The field, which is opened by an action, and the zone.
pub(crate) fn files(context: &Context) -> Html {
    let Context { session, ui, perform, .. } = context;
    let onchange = {
        let (session, ui, perform) = (session.clone(), ui.clone(), perform.clone());
        Callback::from(move |event: Event| {
            file::chosen(&event).into_iter().for_each(|file| take(file, &session, &ui, &perform));
        })
    };
    html! {
        <div>
            <input id={FIELD} type="file" accept=".fork,.txt,text/plain" aria-label={say!("Script file")} hidden=true {onchange} />
            { zone(ui.dropping) }
        </div>
    }
}

fn zone(shown: bool) -> Html {
    if shown {
        html! { <div class="drop" role="status"><p>{ for marked(say!("Drop a `.fork` file to open it")) }</p></div> }
    } else {
        html! { <div hidden=true></div> }
    }
}
