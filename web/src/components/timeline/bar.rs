//! The line of commands: a drawing, and over it a slider that takes clicks and keys.

use std::rc::Rc;

use forkscope_view::TimelineBar;
use yew::{component, html, Callback, Html, Properties};

use super::band::BandView;
use super::chart::ChartView;
use super::slide::{drag, keys, press};
use super::transport::Transport;

/// The line, and who is told.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct BarProps {
    /// The view model.
    pub(crate) bar: Rc<TimelineBar>,
    /// A micro-step was chosen.
    pub(crate) on_seek: Callback<usize>,
    /// A command was chosen.
    pub(crate) on_command: Callback<usize>,
    /// A key was pressed that does what a button does.
    pub(crate) on_transport: Callback<Transport>,
}

/// The line of commands.
#[component]
pub(crate) fn Bar(props: &BarProps) -> Html {
    let bar = &props.bar;
    let (width, height) = (bar.width.to_string(), bar.height.to_string());
    let head = bar.head;
    let onpointerdown = press(bar.clone(), props.on_seek.clone(), props.on_command.clone());
    let onpointermove = drag(bar.clone(), props.on_seek.clone());
    let onkeydown = keys(props.on_transport.clone());
    let ends = bar.bands.first().map_or((0.0, 20.0), |band| (band.rect.y, band.rect.bottom()));
    html! {
        <div class="bar" style={format!("width:{width}px;height:{height}px")}>
            <svg class="bar__drawing" width={width.clone()} height={height.clone()} viewBox={format!("0 0 {width} {height}")} aria-hidden="true">
                <ChartView chart={bar.chart.clone()} width={bar.width} />
                <g>{ for bar.bands.iter().map(|band| html! { <BandView key={band.index} band={band.clone()} /> }) }</g>
                <g class="bar__head">
                    <path d={format!("M{head} -4V{}M{head} {}v12", ends.0, ends.1)} />
                    <path class="bar__knob" d={format!("M{} -8h10v5l-5 5-5-5z", head - 5.0)} />
                </g>
            </svg>
            <div class="bar__slider" role="slider" tabindex="0" aria-label="Position" aria-valuemin="0" aria-valuemax={bar.max.to_string()}
                aria-valuenow={bar.value.to_string()} aria-valuetext={bar.value_text.clone()} title={hint(bar)}
                {onpointerdown} {onpointermove} {onkeydown} />
        </div>
    }
}

fn hint(bar: &TimelineBar) -> String {
    format!("{}: {}", bar.value_text, bar.source)
}
