//! Which file, and of which process.

use forkscope_view::proc::{Owner, ProcFile, Refers};
use yew::{html, Callback, Event, Html};

use crate::components::icon::{icon, Icon};
use crate::platform::dom;
use crate::state::twin::{Sheet, Twin};

/// The files.
pub(super) fn file_pick(twin: Twin, change: &Callback<Option<Twin>>) -> Html {
    let change = change.clone();
    let onchange = Callback::from(move |event: Event| {
        let chosen = dom::value(&event);
        if let Some(file) = ProcFile::ALL.into_iter().find(|file| file.name() == chosen) {
            change.emit(Some(Twin { file, chosen: Refers::Nothing, ..twin }));
        }
    });
    let options = ProcFile::ALL.into_iter().map(|file| option(file.name(), file.name(), file == twin.file));
    pick(say!("File"), false, onchange, options.collect())
}

/// The processes; nothing to choose where the file is of the whole machine.
pub(super) fn process_pick(twin: Twin, sheet: &Sheet, change: &Callback<Option<Twin>>) -> Html {
    let change = change.clone();
    let onchange = Callback::from(move |event: Event| {
        if let Ok(pid) = dom::value(&event).parse() {
            change.emit(Some(Twin { pid, chosen: Refers::Nothing, ..twin }));
        }
    });
    let options = sheet.processes.iter().map(|(pid, name)| option(&pid.to_string(), name, *pid == sheet.pid));
    pick(say!("Process"), twin.file.owner() == Owner::Machine, onchange, options.collect())
}

fn option(value: &str, name: &str, selected: bool) -> Html {
    html! { <option key={value.to_owned()} value={value.to_owned()} {selected}>{ name }</option> }
}

fn pick(label: &'static str, disabled: bool, onchange: Callback<Event>, options: Vec<Html>) -> Html {
    html! { <span class="pick"><select class="pick__select" aria-label={label} {disabled} {onchange}>{ for options }</select>{ icon(Icon::Down) }</span> }
}
