//! The chart over the timeline: memory in use, against what it would be without sharing.

use forkscope_view::{Chart, Point};
use yew::{component, html, Html, Properties};

/// The chart, if there is one, and its width.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ChartViewProps {
    /// The view model.
    pub(crate) chart: Option<Chart>,
    /// Its width.
    pub(crate) width: f32,
}

/// Areas, lines, what is still to come, and labels.
#[component]
pub(crate) fn ChartView(props: &ChartViewProps) -> Html {
    let Some(chart) = &props.chart else { return html! { <g class="chart" /> } };
    html! {
        <g class="chart">
            <path class="chart__eager" d={chart.eager_area.clone()} />
            <path class="chart__used" d={chart.used_area.clone()} />
            <path class="chart__line" d={chart.eager_line.clone()} />
            <path class="chart__line chart__line--used" d={chart.used_line.clone()} />
            <path class="chart__line chart__line--ahead" d={chart.eager_ahead.clone()} />
            <path class="chart__line chart__line--used chart__line--ahead" d={chart.used_ahead.clone()} />
            <path class="chart__axis" d={format!("M0 {}H{}", chart.base, props.width)} />
            <g>{ label(chart.eager_label.as_ref(), "if every fork copied eagerly ") }</g>
            <g>{ label(chart.used_label.as_ref(), "in use ") }</g>
            <g>{ gap(chart) }</g>
        </g>
    }
}

fn label(label: Option<&(Point, String)>, words: &'static str) -> Html {
    let Some((at, figure)) = label else { return Html::default() };
    html! { <text class="chart__label" x={at.x.to_string()} y={at.y.to_string()} text-anchor="end">{ words }<tspan>{ figure }</tspan></text> }
}

fn gap(chart: &Chart) -> Html {
    let Some((path, at, figure)) = &chart.gap else { return Html::default() };
    html! {
        <>
            <path class="chart__gap" d={path.clone()} />
            <text class="chart__label" x={at.x.to_string()} y={at.y.to_string()}><tspan>{ figure }</tspan>{ " never copied" }</text>
        </>
    }
}
