//! A VMA in a card.

use forkscope_view::{Rect, VmaRow};
use yew::{classes, component, html, Html, Properties};

use super::cell::Cell;
use super::place;
use super::strip::StripView;
use super::wires::Wires;

/// A VMA, the box of its card, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct VmaProps {
    /// The view model.
    pub(crate) vma: VmaRow,
    /// The card it is in.
    pub(crate) card: Rect,
    /// Callbacks and states.
    pub(crate) wires: Wires,
}

/// Name, permissions and entries.
#[component]
pub(crate) fn Vma(props: &VmaProps) -> Html {
    let VmaProps { vma, card, wires } = props;
    let state = classes!("vma", vma.checked.then_some("vma--checked"), vma.changed.then_some("vma--changed"));
    let pages = (vma.cells.len() > 1).then(|| format!("{} pages", vma.pages));
    html! {
        <div class={state} style={place::within(vma.rect, *card)} role="group" aria-label={format!("{} {}", vma.name, vma.perms)}>
            <div class="vma__name" title={format!("{} {}", vma.name, vma.addresses)}>
                <span class="vma__word">{ &vma.name }</span><code class="vma__perms">{ &vma.perms }</code>
                <small hidden={pages.is_none()}>{ pages.unwrap_or_default() }</small>
            </div>
            <div class="vma__cells">
                { for vma.cells.iter().map(|cell| html! { <Cell key={cell.id.clone()} cell={cell.clone()} vma={vma.rect} wires={wires.clone()} /> }) }
            </div>
            <StripView strip={vma.strip.clone()} />
        </div>
    }
}
