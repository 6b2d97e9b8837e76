//! RSS, PSS and USS of a process, on a scale that all cards share.

use forkscope_view::Figure;
use yew::{component, html, Html, Properties};

/// The figures.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FiguresProps {
    /// The view model.
    pub(crate) figures: Vec<Figure>,
    /// Their unit.
    pub(crate) unit: &'static str,
    /// Whether there is room for them.
    pub(crate) shown: bool,
}

/// Three bars with their figures.
#[component]
pub(crate) fn Figures(props: &FiguresProps) -> Html {
    html! {
        <dl class="figures" hidden={!props.shown || props.figures.is_empty()}>
            { for props.figures.iter().map(figure) }
            <div key="unit"><dt class="sr">{ "unit" }</dt><dd>{ props.unit }</dd></div>
        </dl>
    }
}

fn figure(figure: &Figure) -> Html {
    let width = format!("width:{:.1}%", figure.share * 100.0);
    html! {
        <div key={figure.name}>
            <dt>{ figure.name }</dt>
            <dd><span class="figures__bar"><i style={width} /></span><b>{ &figure.text }</b></dd>
        </div>
    }
}
