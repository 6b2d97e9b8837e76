//! The bits of the entry.

use forkscope_view::inspect::{EntryBits, Field};
use yew::{html, Html};

use crate::components::leaf::{class, leaf, leaf_if, when};
use crate::lang::Text;

/// Each field with its place, name and value, and what the command at hand makes of it.
pub(super) fn view_entry(entry: Option<&EntryBits>) -> Html {
    let Some(entry) = entry else {
        return html! { <p class="dialog__note">{ say!("A table on the way is missing, so there is no entry.") }</p> };
    };
    let next = entry.next.as_ref().map(|word| say!("after this command {}", word));
    html! {
        <section class="bits" aria-label={say!("Page table entry")}>
            <h3 class="inspector__head">{ say!("Entry ") }{ leaf("code", "", &entry.word) }{ leaf_if("span", "bits__next", next.as_deref()) }</h3>
            <table class="bits__table">
                <thead class="sr"><tr>{ for HEADS.iter().map(|head| html! { <th key={head.english()} scope="col">{ head.say() }</th> }) }</tr></thead>
                <tbody>{ for entry.fields.iter().map(|field| view_field(field, entry.next.is_some())) }</tbody>
            </table>
        </section>
    }
}

const HEADS: [Text; 4] = [text!("Field"), text!("Meaning"), text!("Now"), text!("After this command")];

fn view_field(field: &Field, changes: bool) -> Html {
    let (set, next) = (when(field.value != "0", "bits__set"), field.next.as_ref());
    html! {
        <tr key={field.bits}>
            <th scope="row" title={field.meaning}>{ leaf("small", "", field.bits) }{ " " }{ leaf("span", "", field.name) }</th>
            { leaf("td", "bits__meaning", field.meaning) }
            <td class={class(&["bits__now", set])}>{ &field.value }</td>
            <td class={class(&["bits__then", when(next.is_some(), "bits__changes")])} hidden={!changes}>{ next.unwrap_or(&field.value) }</td>
        </tr>
    }
}
