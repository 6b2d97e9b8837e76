//! A VMA in a card.

use forkscope_view::{Rect, VmaRow};
use yew::{html, Html};

use super::cell::view_cell;
use super::place;
use super::strip::view_strip;
use super::wires::Wires;
use crate::components::leaf::{class, leaf, leaf_if, when};

/// Name, permissions and entries, in the box of its card.
pub(super) fn view_vma(vma: &VmaRow, card: Rect, wires: &Wires<'_>) -> Html {
    let state = class(&["vma", when(vma.checked, "vma--checked"), when(vma.changed, "vma--changed")]);
    let pages = (vma.cells.len() > 1).then(|| say!("{} pages", vma.pages));
    let cells = vma.cells.iter().map(|cell| view_cell(cell, vma.rect, wires));
    html! {
        <div key={vma.key.as_str()} class={state} style={place::within(vma.rect, card)} role="group" aria-label={format!("{} {}", vma.name, vma.perms)}>
            <div class="vma__name" title={format!("{} {}", vma.name, vma.addresses)}>
                { leaf("span", "vma__word", &vma.name) }{ leaf("code", "vma__perms", &vma.perms) }
                { leaf_if("small", "", pages.as_deref()) }
            </div>
            <div class="vma__cells">{ for cells }</div>
            { view_strip(vma.strip.as_ref()) }
        </div>
    }
}
