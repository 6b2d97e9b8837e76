//! The chart over the timeline: memory in use, against what it would be without sharing.

use forkscope_view::{fill, Chart, Point, TimelineBar};
use yew::{html, Html};

use crate::components::leaf::path;

/// Areas, lines, what is still to come, and labels; if there is a chart.
pub(super) fn view_chart(bar: &TimelineBar) -> Html {
    let Some(chart) = &bar.chart else { return html! { <g class="chart" /> } };
    html! {
        <g class="chart">
            { path("chart__eager", &chart.eager_area) }
            { path("chart__used", &chart.used_area) }
            { path("chart__line", &chart.eager_line) }
            { path("chart__line chart__line--used", &chart.used_line) }
            { path("chart__line chart__line--ahead", &chart.eager_ahead) }
            { path("chart__line chart__line--used chart__line--ahead", &chart.used_ahead) }
            { path("chart__axis", &fill("M0 #H#", &[chart.base, bar.width])) }
            <g>{ label(chart.eager_label.as_ref(), say!("if nothing were shared ")) }</g>
            <g>{ label(chart.used_label.as_ref(), say!("in use ")) }</g>
            <g>{ gap(chart) }</g>
        </g>
    }
}

fn label(label: Option<&(Point, String)>, words: &'static str) -> Html {
    label.map_or_else(Html::default, |(at, figure)| text(*at, "end", [words, figure, ""]))
}

fn gap(chart: &Chart) -> Html {
    let Some((line, at, figure)) = &chart.gap else { return Html::default() };
    html! { <>{ path("chart__gap", line) }{ text(*at, "start", ["", figure, say!(" never copied")]) }</> }
}

/// A figure between words.
fn text(at: Point, anchor: &'static str, [before, figure, after]: [&str; 3]) -> Html {
    html! { <text class="chart__label" x={fill("#", &[at.x])} y={fill("#", &[at.y])} text-anchor={anchor}>{ before }<tspan>{ figure }</tspan>{ after }</text> }
}
