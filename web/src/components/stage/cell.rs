//! A page table entry.

use forkscope_view::{CellTag, Chip, FaultMark, PteCell, Rect};
use yew::{html, Html};

use super::hot::cell_key;
use super::place;
use super::wires::Wires;
use crate::components::leaf::{class, leaf, leaf_if, when};
use crate::lang::lang;

/// Index, access, kind and frame, in the box of its VMA; a button that picks the page.
pub(super) fn view_cell(cell: &PteCell, vma: Rect, wires: &Wires<'_>) -> Html {
    let key = cell_key(&cell.id);
    html! {
        <button key={cell.id.as_str()} id={wires.id(&key)} class={state(cell, wires.hot.has(&key), wires.differs.contains(&cell.id))} style={place::within(cell.rect, vma)}
            tabindex={wires.tab(&key)} data-key={key.clone()}>
            { leaf("span", "sr", &cell.label) }{ leaf_if("span", "sr", wires.differs.contains(&cell.id).then_some(say!(", differs"))) }
            <span class="pte__in" aria-hidden="true">
                { leaf("span", "pte__index", &cell.index) }
                { leaf("span", chip(cell.chip), cell.chip.text()) }
                <span class="pte__tag">
                    <span class="pte__sign" hidden={cell.tag != CellTag::Cow}>{ cow_sign() }</span>
                    { leaf("span", "pte__word", cell.word(lang())) }
                </span>
                { leaf_if("span", "pte__flag", (cell.fault == FaultMark::Trapped).then_some("#PF")) }
                { leaf("span", "pte__frame", &cell.frame) }
            </span>
        </button>
    }
}

fn state(cell: &PteCell, hot: bool, differs: bool) -> String {
    let fault = when(cell.fault != FaultMark::None, "pte--fault");
    let absent = when(cell.chip == Chip::Absent, "pte--absent");
    class(&[
        "pte",
        fault,
        absent,
        when(differs, "pte--differs"),
        when(hot, "pte--hot"),
        when(cell.changed, "pte--changed"),
    ])
}

fn chip(chip: Chip) -> &'static str {
    match chip {
        Chip::Absent => "pte__chip pte__chip--absent",
        Chip::NoAccess | Chip::ReadOnly => "pte__chip",
        Chip::ReadWrite => "pte__chip pte__chip--write",
    }
}

/// Two pages, one behind the other.
pub(super) fn cow_sign() -> Html {
    html! { <svg class="cow" width="11" height="11" viewBox="0 0 11 11" aria-hidden="true"><path d="M1.5 1.5h5v6h-5zM4.5 7.5v2h5v-6h-3" /></svg> }
}
