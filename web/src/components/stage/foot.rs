//! What stands below the frames: the swap area and control groups.

use forkscope_view::{fill, GroupBar, SlotTile, Stage};
use yew::{html, Html};

use super::place;
use super::wires::Wires;
use crate::components::glyph::glyph;
use crate::components::leaf::{class, leaf, when};

/// Marks beside the count of a slot.
const MOST_OWNERS: usize = 2;

/// The heading of the swap area with its slots, and a line for each group; nothing where the machine has neither.
pub(super) fn view_foot(stage: &Stage, wires: &Wires<'_>) -> Html {
    let swap = stage.swap.as_ref().map(|swap| {
        html! {
            <p class="swap" style={place::at(swap.rect)}>{ leaf("b", "", swap.title) }{ leaf("span", "", &swap.text) }</p>
        }
    });
    let slots = stage.swap.iter().flat_map(|swap| &swap.slots).filter(|slot| slot.rect.is_some());
    html! {
        <div class="scene__foot">
            { for swap }
            { for slots.map(|slot| view_slot(slot, wires)) }
            { for stage.groups.iter().map(view_group) }
        </div>
    }
}

fn view_slot(slot: &SlotTile, wires: &Wires<'_>) -> Html {
    let state = class(&["slot", when(slot.tile.is_some(), "slot--cached"), when(wires.hot.has(&slot.id), "slot--hot")]);
    let marks = slot.owners.iter().take(MOST_OWNERS).map(|owner| glyph(owner.mark));
    html! {
        <button key={slot.id.as_str()} id={wires.id(&slot.id)} class={state} style={place::at(slot.rect.unwrap_or_default())}
            tabindex={wires.tab(&slot.id)} data-key={slot.id.clone()}>
            { leaf("span", "sr", &slot.label) }
            <span class="slot__line" aria-hidden="true">{ leaf("b", "", &slot.id) }<span class="slot__marks">{ for marks }</span>{ slot.entries }</span>
            <span class="slot__text" aria-hidden="true">{ &slot.text }</span>
        </button>
    }
}

fn view_group(group: &GroupBar) -> Html {
    let share = fill("width:#%", &[group.share.unwrap_or(0.0).min(1.0) * 100.0]);
    html! {
        <div key={group.name.as_str()} class="group" style={place::at(group.rect)} role="img" aria-label={group.label.clone()}>
            { leaf("b", "", &group.name) }
            <span class="group__bar" hidden={group.share.is_none()}><i style={share} /></span>
            { leaf("span", "group__text", &group.text) }
        </div>
    }
}
