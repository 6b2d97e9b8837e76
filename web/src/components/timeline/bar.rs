//! The line of commands: a drawing, and over it a slider that takes clicks and keys.

use std::rc::Rc;

use forkscope_timeline::Cursor;
use forkscope_view::{fill, TimelineBar};
use yew::{html, Html};

use super::band::BandView;
use super::chart::view_chart;
use super::slide::{drag, keys, press, wheel};
use super::TimelineProps;

/// The line of commands.
pub(super) fn view_bar(props: &TimelineProps) -> Html {
    let bar = &props.bar;
    let (width, height) = (fill("#", &[bar.width]), fill("#", &[bar.height]));
    let onpointerdown = press(bar.clone(), props.on_seek.clone(), props.on_command.clone());
    let onpointermove = drag(bar.clone(), props.on_seek.clone());
    let onkeydown = keys(props.on_transport.clone());
    let onwheel = wheel(props.on_transport.clone());
    let bands = bar.bands.iter().enumerate();
    html! {
        <div class="bar" style={fill("width:#px;height:#px", &[bar.width, bar.height])}>
            <svg class="bar__drawing" viewBox={format!("0 0 {width} {height}")} {width} {height} aria-hidden="true">
                { view_chart(bar) }
                <g>{ for bands.map(|(at, band)| html! { <BandView key={band.index} bar={Rc::clone(bar)} {at} /> }) }</g>
                <g>{ for props.bookmarks.iter().map(|place| flag(bar, *place)) }</g>
                { head(bar) }
            </svg>
            <div class="bar__slider" role="slider" tabindex="0" aria-label={say!("Position")} aria-valuemin="0" aria-valuemax={bar.max.to_string()}
                aria-valuenow={bar.value.to_string()} aria-valuetext={bar.value_text.clone()} title={hint(bar)}
                {onpointerdown} {onpointermove} {onkeydown} {onwheel} />
        </div>
    }
}

/// A bookmark.
fn flag(bar: &TimelineBar, place: Cursor) -> Html {
    let x = bar.x_of(place.command, place.taken());
    let top = bar.bands.first().map_or(0.0, |band| band.rect.y);
    html! { <path key={place.to_string()} class="bar__flag" d={fill("M# #v-9h7l-2 3 2 3h-7", &[x, top])} /> }
}

/// The cursor, with its knob.
fn head(bar: &TimelineBar) -> Html {
    let x = bar.head;
    let (top, bottom) = bar.bands.first().map_or((0.0, 20.0), |band| (band.rect.y, band.rect.bottom()));
    html! {
        <g class="bar__head" hidden={bar.bands.is_empty()}>
            <path d={fill("M# -4V#M# #v12", &[x, top, x, bottom])} />
            <path class="bar__knob" d={fill("M# -8h10v5l-5 5-5-5z", &[x - 5.0])} />
        </g>
    }
}

fn hint(bar: &TimelineBar) -> String {
    format!("{}: {}", bar.value_text, bar.source)
}
