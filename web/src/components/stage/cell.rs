//! A page table entry.

use forkscope_view::{CellTag, Chip, FaultMark, PteCell, Rect};
use yew::{classes, component, html, Classes, Html, Properties};

use super::hot::cell_key;
use super::place;
use super::pointing::Pointing;
use super::wires::{Picked, Wires};

/// An entry, the box of its VMA, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CellProps {
    /// The view model.
    pub(crate) cell: PteCell,
    /// The VMA it is in.
    pub(crate) vma: Rect,
    /// Callbacks and states.
    pub(crate) wires: Wires,
}

/// Index, access, kind and frame; a button that picks the page.
#[component]
pub(crate) fn Cell(props: &CellProps) -> Html {
    let CellProps { cell, vma, wires } = props;
    let key = cell_key(&cell.id);
    let id = wires.id(&key);
    let (on_pick, picked, anchor) = (wires.on_pick.clone(), Picked::Page(cell.page.clone()), id.clone());
    let onclick = move |_| on_pick.emit((picked.clone(), anchor.clone()));
    let Pointing { enter, leave, focus, blur } = Pointing::at(wires, &key);
    html! {
        <button {id} class={state(cell, wires.hot.has(&key))} style={place::within(cell.rect, *vma)} tabindex={wires.tab(&key)}
            {onclick} onmouseenter={enter} onmouseleave={leave} onfocus={focus} onblur={blur}>
            <span class="sr">{ &cell.label }</span>
            <span class="pte__in" aria-hidden="true">
                <span class="pte__index">{ &cell.index }</span>
                <span class={classes!("pte__chip", chip(cell.chip))}>{ cell.chip.text() }</span>
                <span class="pte__tag">{ tag(cell.tag) }</span>
                <span class="pte__flag" hidden={cell.fault != FaultMark::Trapped}>{ "#PF" }</span>
                <span class="pte__frame">{ &cell.frame }</span>
            </span>
        </button>
    }
}

fn state(cell: &PteCell, hot: bool) -> Classes {
    let fault = match cell.fault {
        FaultMark::None => None,
        FaultMark::Found | FaultMark::Trapped => Some("pte--fault"),
    };
    let absent = (cell.chip == Chip::Absent).then_some("pte--absent");
    classes!("pte", fault, absent, hot.then_some("pte--hot"), cell.changed.then_some("pte--changed"))
}

fn chip(chip: Chip) -> Option<&'static str> {
    match chip {
        Chip::Absent => Some("pte__chip--absent"),
        Chip::NoAccess | Chip::ReadOnly => None,
        Chip::ReadWrite => Some("pte__chip--write"),
    }
}

fn tag(tag: CellTag) -> Html {
    html! { <><span class="pte__sign" hidden={tag != CellTag::Cow}>{ cow_sign() }</span><span class="pte__word">{ tag.text() }</span></> }
}

/// Two pages, one behind the other.
pub(crate) fn cow_sign() -> Html {
    html! { <svg class="cow" width="11" height="11" viewBox="0 0 11 11" aria-hidden="true"><path d="M1.5 1.5h5v6h-5zM4.5 7.5v2h5v-6h-3" /></svg> }
}
