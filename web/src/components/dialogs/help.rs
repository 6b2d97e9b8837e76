//! Help: what the page shows, and its keys.

use yew::{html, Callback, Event, Html};

use super::frame::Frame;
use crate::actions::{Action, Entry, REGISTRY};
use crate::components::button::text_button;
use crate::context::Context;
use crate::lang::Text;
use crate::platform::dom;
use crate::state::ui::{Tour, UiAction};

/// The help dialog.
pub(crate) fn help(context: &Context, onclose: Callback<()>) -> Html {
    let ui = context.ui.clone();
    let letters = ui.letters;
    let onchange = Callback::from(move |event: Event| ui.dispatch(UiAction::SetLetters(dom::checked(&event))));
    html! {
        <Frame title={say!("Help and keys")} name="help" {onclose}>
            <div class="dialog__group">
                <p>{ say!("Forkscope runs a script of processes that fork, read and write on a simulated machine that does what Linux does. The stage shows their page tables on the left and physical memory on the right; a line from a page to a frame is a mapping.") }</p>
                <p>{ say!("A dashed line and ") }<b>{ "R" }</b>{ say!(" mean read-only, a solid line and ") }<b>{ "RW" }</b>{ say!(" read-write. The large number on a frame is its reference count. Click a page to read or write it; each click becomes a line of the script.") }</p>
                <div class="dialog__row">{ text_button("btn--outline", say!("Take the tour"), context.perform.on(Action::Tour(Tour::At(0)))) }{ text_button("btn--outline", say!("Glossary"), context.perform.on(Action::Glossary(None))) }</div>
            </div>
            <section class="dialog__group" aria-labelledby="help-keys">
                <h3 class="dialog__label" id="help-keys">{ say!("Keys") }</h3>
                <dl class="keys">{ for REGISTRY.iter().filter(|entry| !entry.keys.is_empty()).map(row).chain(OTHERS.iter().map(other)) }</dl>
                <label class="check"><input type="checkbox" checked={letters} {onchange} />{ say!("Single keys act while nothing is being typed") }</label>
            </section>
            <p class="dialog__note">{ say!("No cookies, no tracking; nothing you type leaves this page. Links carry the script itself.") }</p>
        </Frame>
    }
}

/// Keys that act only where the focus is.
const OTHERS: [(Text, Text, Text); 4] = [
    (text!("0–9"), text!("Answer"), text!("Chooses an answer to a question about the next command")),
    (
        text!("arrows"),
        text!("Walk the stage"),
        text!("Pages up and down, along an edge to the frame; Enter opens the menu"),
    ),
    (text!("Tab"), text!("Complete"), text!("In the prompt: takes the completion")),
    (text!("Esc"), text!("Close"), text!("Closes what is open")),
];

fn other((key, label, does): &(Text, Text, Text)) -> Html {
    html! {
        <>
            <dt key={format!("{}-keys", key.english())}><kbd>{ key.say() }</kbd></dt>
            <dd key={format!("{}-does", key.english())}><b>{ label.say() }</b>{ say!(". ") }{ does.say() }</dd>
        </>
    }
}

fn row(entry: &Entry) -> Html {
    let keys = entry.keys.iter().map(|key| {
        html! { <kbd key={*key}>{ entry.key_name(key) }</kbd> }
    });
    html! {
        <>
            <dt key={format!("{}-keys", entry.id)}>{ for keys }</dt>
            <dd key={format!("{}-does", entry.id)}><b>{ entry.label.say() }</b>{ say!(". ") }{ entry.does.say() }</dd>
        </>
    }
}
