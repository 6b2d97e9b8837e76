//! The card of a process.

use forkscope_view::{Body, ProcessCard};
use yew::{html, Html};

use super::figures::view_figures;
use super::hot::card_key;
use super::place;
use super::vma::view_vma;
use super::wires::Wires;
use crate::components::glyph::{glyph, hue};
use crate::components::leaf::{class, leaf, when};

/// The header, which opens the process's menu, and its VMAs.
pub(super) fn view_card(card: &ProcessCard, wires: &Wires<'_>) -> Html {
    let rows = card.body.rows();
    html! {
        <article key={card.pid} class={state(card)} style={place::at(card.rect)} aria-label={card.label.clone()}>
            <header class="card__head">
                { line(card, wires) }
                { view_figures(card, !rows.is_empty()) }
            </header>
            <div class="card__rows">{ for rows.iter().map(|row| view_vma(row, card.rect, wires)) }</div>
        </article>
    }
}

fn state(card: &ProcessCard) -> String {
    let body = match &card.body {
        Body::Open(rows) if rows.is_empty() => "card--folded",
        Body::Open(_) => "",
        Body::Folded { .. } | Body::Borrowed { .. } => "card--folded",
        Body::Zombie => "card--zombie",
    };
    let on_cpu = when(card.state.on_cpu(), "card--cpu");
    class(&["card", &hue(card.mark), body, on_cpu, when(card.changed, "card--changed")])
}

fn line(card: &ProcessCard, wires: &Wires<'_>) -> Html {
    let key = card_key(card.pid);
    let state = match &card.body {
        Body::Folded { text } | Body::Borrowed { text } => text,
        Body::Open(_) | Body::Zombie => &card.state_text,
    };
    html! {
        <button id={wires.id(&key)} class="card__line" tabindex={wires.tab(&key)} data-key={key.clone()} aria-haspopup="menu" aria-disabled={wires.locked()}>
            { leaf("span", "sr", &card.label) }
            <span class="card__in" aria-hidden="true">
                { glyph(card.mark) }
                { leaf("b", "card__name", &card.name) }
                <span class="card__pid"><i>{ "pid " }</i>{ card.pid }</span>
                { leaf("span", "card__state", state) }
            </span>
        </button>
    }
}
