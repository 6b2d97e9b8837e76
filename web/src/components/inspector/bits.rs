//! The bits of the entry.

use forkscope_view::inspect::{EntryBits, Field};
use yew::{html, Html};

use crate::components::leaf::{leaf, leaf_if, when};

/// Each field with its place, name and value, and what the command at hand makes of it.
pub(super) fn view_entry(entry: Option<&EntryBits>) -> Html {
    let Some(entry) = entry else {
        return html! { <p class="dialog__note">{ say!("A table on the way is missing, so there is no entry.") }</p> };
    };
    let next = entry.next.as_ref().map(|word| say!("after this command {}", word));
    html! {
        <section class="bits" tabindex="0" aria-label={say!("Page table entry")}>
            <h3 class="inspector__head">{ say!("Entry ") }{ leaf("code", "", &entry.word) }{ leaf_if("span", "bits__next", next.as_deref()) }</h3>
            <table class="bits__table">
                <thead><tr>{ for entry.fields.iter().map(|field| html! { <th key={field.bits} scope="col" title={field.meaning}>{ leaf("small", "", field.bits) }{ leaf("span", "", field.name) }</th> }) }</tr></thead>
                <tbody>
                    <tr>{ for entry.fields.iter().map(now) }</tr>
                    <tr hidden={entry.next.is_none()}>{ for entry.fields.iter().map(then) }</tr>
                </tbody>
            </table>
        </section>
    }
}

fn now(field: &Field) -> Html {
    let class = when(field.value != "0", "bits__set");
    html! { <td key={field.bits} {class}>{ &field.value }</td> }
}

fn then(field: &Field) -> Html {
    let class = when(field.next.is_some(), "bits__changes");
    html! { <td key={field.bits} {class}>{ field.next.as_ref().unwrap_or(&field.value) }</td> }
}
