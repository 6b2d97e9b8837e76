//! What it all cost.

use forkscope_view::mosaic::Fact;
use yew::{html, Html};

/// Figures, each with what it is and what it means.
pub(super) fn view_facts(facts: &[Fact]) -> Html {
    let fact = |fact: &Fact| {
        html! { <div key={fact.name}><dt>{ fact.name }</dt><dd><b>{ fact.figure.clone() }</b><span>{ fact.note.clone() }</span></dd></div> }
    };
    html! { <dl class="mosaic__facts">{ for facts.iter().map(fact) }</dl> }
}
