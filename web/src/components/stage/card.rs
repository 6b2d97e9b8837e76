//! The card of a process.

use forkscope_view::{Body, ProcessCard};
use yew::{classes, component, html, Classes, Html, Properties};

use super::figures::Figures;
use super::place;
use super::vma::Vma;
use super::wires::{Picked, Wires};
use crate::components::glyph::{hue, Glyph};

/// A process, and whom to tell.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CardProps {
    /// The view model.
    pub(crate) card: ProcessCard,
    /// Callbacks and states.
    pub(crate) wires: Wires,
}

/// The header, which opens the process's menu, and its VMAs.
#[component]
pub(crate) fn Card(props: &CardProps) -> Html {
    let CardProps { card, wires } = props;
    let rows = match &card.body {
        Body::Open(rows) => rows.as_slice(),
        Body::Folded { .. } | Body::Zombie => &[],
    };
    html! {
        <article class={state(card)} style={place::at(card.rect)} aria-label={card.label.clone()}>
            <header class="card__head">
                { line(card, wires) }
                <Figures figures={card.figures.clone()} unit={card.unit} shown={!rows.is_empty()} />
            </header>
            <div class="card__rows">
                { for rows.iter().map(|row| html! { <Vma key={row.key.clone()} vma={row.clone()} card={card.rect} wires={wires.clone()} /> }) }
            </div>
        </article>
    }
}

fn state(card: &ProcessCard) -> Classes {
    let body = match card.body {
        Body::Open(_) => None,
        Body::Folded { .. } => Some("card--folded"),
        Body::Zombie => Some("card--zombie"),
    };
    classes!(
        "card",
        hue(card.mark),
        body,
        card.state.on_cpu().then_some("card--cpu"),
        card.changed.then_some("card--changed")
    )
}

fn line(card: &ProcessCard, wires: &Wires) -> Html {
    let key = format!("p{}", card.pid);
    let id = wires.id(&key);
    let picked = match card.body {
        Body::Folded { .. } => Picked::Fold(card.pid, true),
        Body::Open(_) | Body::Zombie => Picked::Process(card.pid, card.name.clone()),
    };
    let (on_pick, anchor) = (wires.on_pick.clone(), id.clone());
    let onclick = move |_| on_pick.emit((picked.clone(), anchor.clone()));
    let (on_focus, focus) = (wires.on_focus.clone(), key.clone());
    let onfocus = move |_| on_focus.emit(focus.clone());
    let state = match &card.body {
        Body::Folded { text } => text,
        Body::Open(_) | Body::Zombie => &card.state_text,
    };
    html! {
        <button {id} class="card__line" tabindex={wires.tab(&key)} aria-haspopup="menu" aria-disabled={wires.locked.to_string()} {onclick} {onfocus}>
            <span class="sr">{ &card.label }</span>
            <span class="card__in" aria-hidden="true">
                <Glyph mark={card.mark} />
                <b class="card__name">{ &card.name }</b>
                <span class="card__pid"><i>{ "pid " }</i>{ card.pid }</span>
                <span class="card__state">{ state }</span>
            </span>
        </button>
    }
}
