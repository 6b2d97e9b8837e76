//! How fast it plays.

use yew::{component, html, Callback, Event, Html, Properties};

use crate::platform::dom;

/// The speeds there are.
const SPEEDS: [f32; 6] = [0.25, 0.5, 1.0, 2.0, 4.0, 8.0];

/// The speed, and who is told of another.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SpeedSelectProps {
    /// How fast it plays.
    pub(crate) speed: f32,
    /// Another speed was chosen.
    pub(crate) on_speed: Callback<f32>,
}

/// A list of speeds.
#[component]
pub(crate) fn SpeedSelect(props: &SpeedSelectProps) -> Html {
    let on_speed = props.on_speed.clone();
    let onchange = move |event: Event| {
        if let Ok(speed) = dom::value(&event).parse() {
            on_speed.emit(speed);
        }
    };
    let option = |speed: f32| {
        html! { <option key={speed.to_string()} value={speed.to_string()} selected={speed == props.speed}>{ format!("{speed}×") }</option> }
    };
    html! {
        <span class="speed">
            <select class="speed__select" aria-label="Speed" {onchange}>{ for SPEEDS.into_iter().map(option) }</select>
            <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="m5.5 6.5 2.5 2.5 2.5-2.5" /></svg>
        </span>
    }
}
