//! How fast it plays.

use yew::{html, Event, Html};

use super::TimelineProps;
use crate::platform::dom;

/// The speeds there are, by name.
const SPEEDS: [(&str, f32); 6] = [("0.25", 0.25), ("0.5", 0.5), ("1", 1.0), ("2", 2.0), ("4", 4.0), ("8", 8.0)];

/// A list of speeds.
pub(super) fn view_speed(props: &TimelineProps) -> Html {
    let on_speed = props.on_speed.clone();
    let onchange = move |event: Event| {
        let chosen = dom::value(&event);
        if let Some((_, speed)) = SPEEDS.iter().find(|(name, _)| *name == chosen) {
            on_speed.emit(*speed);
        }
    };
    let option = |(name, speed): (&'static str, f32)| html! { <option key={name} value={name} selected={speed == props.speed}>{ name }{ "×" }</option> };
    html! {
        <span class="pick">
            <select class="pick__select" aria-label={say!("Speed")} {onchange}>{ for SPEEDS.into_iter().map(option) }</select>
            <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="m5.5 6.5 2.5 2.5 2.5-2.5" /></svg>
        </span>
    }
}
