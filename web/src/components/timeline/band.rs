//! A command on the timeline.

use forkscope_view::{Band, Mark, Progress, Shape, Tick, TickKind};
use yew::{classes, component, html, Classes, Html, Properties};

use crate::components::glyph::hue;

/// A command.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct BandViewProps {
    /// The view model.
    pub(crate) band: Band,
}

/// Its band, mark, label, ticks and line number.
#[component]
pub(crate) fn BandView(props: &BandViewProps) -> Html {
    let band = &props.band;
    let rect = band.rect;
    let number = |value: f32| value.to_string();
    let middle = rect.y + rect.h / 2.0;
    html! {
        <g class={state(band)}>
            <rect class="band__box" x={number(rect.x)} y={number(rect.y)} width={number(rect.w)} height={number(rect.h)} />
            <rect class="band__fill" x={number(rect.x)} y={number(rect.y)} width={number(band.fill)} height={number(rect.h)} />
            <path class={classes!("band__mark", sign_class(band))} d={sign(band, middle)} />
            <text class="band__label" x={number(rect.x + 16.0)} y={number(middle + 4.0)}>{ &band.label }</text>
            <g>{ for band.ticks.iter().map(|tick| view_tick(tick, rect.bottom() + 3.0)) }</g>
            <text class="band__line" x={number(rect.x)} y={number(rect.bottom() + 22.0)}>{ &band.line }</text>
        </g>
    }
}

fn state(band: &Band) -> Classes {
    let progress = match band.progress {
        Progress::Done => "band--done",
        Progress::Current => "band--current",
        Progress::Next => "band--next",
    };
    classes!("band", progress, band.mark.map(hue))
}

fn sign_class(band: &Band) -> Option<&'static str> {
    match (band.held, band.mark) {
        (Some(true), _) => Some("band__mark--held"),
        (Some(false), _) => Some("band__mark--broken"),
        (None, Some(Mark { hollow: true, .. })) => Some("band__mark--hollow"),
        (None, Some(_) | None) => None,
    }
}

/// A check or a cross for an `expect`, the process's shape for a command; nothing where there is no room.
fn sign(band: &Band, y: f32) -> String {
    let x = band.rect.x + if band.rect.w < 20.0 { band.rect.w / 2.0 } else { 8.0 };
    match (band.held, band.mark) {
        _ if band.rect.w < 9.0 => String::new(),
        (Some(true), _) => format!("M{} {y}l3 3l5 -6", x - 4.0),
        (Some(false), _) => format!("M{} {}l6 6m0 -6l-6 6", x - 3.0, y - 3.0),
        (None, Some(mark)) => shape(mark.shape, x, y),
        (None, None) => format!("M{} {y}h6", x - 3.0),
    }
}

fn shape(shape: Shape, x: f32, y: f32) -> String {
    match shape {
        Shape::Circle => format!("M{} {y}a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z", x - 3.2),
        Shape::Square => format!("M{} {}h6v6h-6Z", x - 3.0, y - 3.0),
        Shape::Triangle => format!("M{x} {}l3.7 6.2h-7.4Z", y - 3.5),
        Shape::Diamond => format!("M{x} {}l3.9 3.9l-3.9 3.9l-3.9 -3.9Z", y - 3.9),
    }
}

fn view_tick(tick: &Tick, y: f32) -> Html {
    let (class, length) = match tick.kind {
        TickKind::Command => ("tick tick--command", 8.0),
        TickKind::Step => ("tick", 4.0),
        TickKind::Trap => ("tick tick--trap", 8.0),
    };
    html! { <path key={format!("{:.2}", tick.x)} {class} d={format!("M{:.2} {y}v{length}", tick.x.max(0.5))} /> }
}
