//! RSS, PSS and USS of a process, on a scale that all cards share.

use forkscope_view::{fill, Figure, ProcessCard};
use yew::{html, Html};

use crate::components::leaf::leaf;

/// Three bars with their figures, where there is room for them.
pub(super) fn view_figures(card: &ProcessCard, shown: bool) -> Html {
    html! {
        <dl class="figures" hidden={!shown || card.figures.is_empty()}>
            { for card.figures.iter().map(figure) }
            <div key="unit"><dt class="sr">{ say!("unit") }</dt>{ leaf("dd", "", card.unit) }</div>
        </dl>
    }
}

fn figure(figure: &Figure) -> Html {
    html! {
        <div key={figure.name}>
            { leaf("dt", "", figure.name) }
            <dd><span class="figures__bar"><i style={fill("width:#%", &[figure.share * 100.0])} /></span>{ leaf("b", "", &figure.text) }</dd>
        </div>
    }
}
