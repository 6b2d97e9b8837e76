//! A command on the timeline.

use std::rc::Rc;

use forkscope_view::{fill, Band, Held, Mark, Progress, Shape, Tick, TickKind, TimelineBar};
use yew::{component, html, Html, Properties};

use crate::components::glyph::hue;
use crate::components::leaf::{class, path};

/// A command of the timeline. There may be hundreds, and few change with a step: each is a component, to be drawn again only then.
#[derive(Clone, Properties)]
pub(crate) struct BandViewProps {
    /// The timeline.
    pub(crate) bar: Rc<TimelineBar>,
    /// Which of its bands.
    pub(crate) at: usize,
}

impl PartialEq for BandViewProps {
    fn eq(&self, other: &BandViewProps) -> bool {
        self.bar.bands.get(self.at) == other.bar.bands.get(other.at)
    }
}

/// Its band, mark, label, ticks and line number.
#[component]
pub(crate) fn BandView(props: &BandViewProps) -> Html {
    let Some(band) = props.bar.bands.get(props.at) else { return html! { <g class="band" /> } };
    let rect = band.rect;
    let middle = rect.y + rect.h / 2.0;
    let mark = class(&["band__mark", sign_class(band)]);
    html! {
        <g class={state(band)}>
            { block("band__box", band, rect.w) }
            { block("band__fill", band, band.fill) }
            { path(&mark, &sign(band, middle)) }
            { text("band__label", (rect.x + Band::label_x(band.mark, band.held), middle + 4.0), &band.label) }
            <g>{ for band.ticks.iter().map(|tick| view_tick(tick, rect.bottom() + 3.0)) }</g>
            { text("band__line", (rect.x, rect.bottom() + 22.0), &band.line) }
        </g>
    }
}

fn block(class: &'static str, band: &Band, width: f32) -> Html {
    let [x, y, width, height] = [band.rect.x, band.rect.y, width, band.rect.h].map(|value| fill("#", &[value]));
    html! { <rect {class} {x} {y} {width} {height} /> }
}

fn text(class: &'static str, (x, y): (f32, f32), text: &str) -> Html {
    html! { <text {class} x={fill("#", &[x])} y={fill("#", &[y])}>{ text }</text> }
}

fn state(band: &Band) -> String {
    let progress = match band.progress {
        Progress::Done => "band--done",
        Progress::Current => "band--current",
        Progress::Next => "band--next",
    };
    class(&["band", progress, &band.mark.map(hue).unwrap_or_default()])
}

fn sign_class(band: &Band) -> &'static str {
    match (band.held, band.mark) {
        (Some(Held::Yes | Held::NoMore), _) => "band__mark--held",
        (Some(Held::No), _) => "band__mark--broken",
        (None, Some(Mark { hollow: true, .. })) => "band__mark--hollow",
        (None, Some(_) | None) => "",
    }
}

/// A check, a cross or `≠` for an `expect`, the process's shape for a command; nothing where there is no room.
fn sign(band: &Band, y: f32) -> String {
    let x = band.rect.x + if band.rect.w < 20.0 { band.rect.w / 2.0 } else { 8.0 };
    match (band.held, band.mark) {
        _ if band.rect.w < 9.0 => String::new(),
        (Some(Held::Yes), _) => fill("M# #l3 3l5 -6", &[x - 4.0, y]),
        (Some(Held::NoMore), _) => fill("M# #h7m-7 3h7m-2 -5.5l-3 8", &[x - 3.5, y - 1.5]),
        (Some(Held::No), _) => fill("M# #l6 6m0 -6l-6 6", &[x - 3.0, y - 3.0]),
        (None, Some(mark)) => shape(mark.shape, x, y),
        (None, None) => fill("M# #h6", &[x - 3.0, y]),
    }
}

fn shape(shape: Shape, x: f32, y: f32) -> String {
    match shape {
        Shape::Circle => fill("M# #a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z", &[x - 3.2, y]),
        Shape::Square => fill("M# #h6v6h-6Z", &[x - 3.0, y - 3.0]),
        Shape::Triangle => fill("M# #l3.7 6.2h-7.4Z", &[x, y - 3.5]),
        Shape::Diamond => fill("M# #l3.9 3.9l-3.9 3.9l-3.9 -3.9Z", &[x, y - 3.9]),
    }
}

fn view_tick(tick: &Tick, y: f32) -> Html {
    let (class, length) = match tick.kind {
        TickKind::Command => ("tick tick--command", 8.0),
        TickKind::Step => ("tick", 4.0),
        TickKind::Trap => ("tick tick--trap", 8.0),
    };
    html! { <path key={fill("#", &[tick.x])} {class} d={fill("M# #v#", &[tick.x.max(0.5), y, length])} /> }
}
