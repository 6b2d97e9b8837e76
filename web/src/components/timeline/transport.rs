//! The transport buttons.

use yew::{html, Html};

use super::look::Look;
use super::TimelineProps;

/// What a transport button does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    First,
    PreviousCommand,
    StepBack,
    Play,
    Pause,
    StepForward,
    NextCommand,
    Last,
}

/// First, previous command, step back, play, step forward, next command, last.
pub(super) fn view_transport(props: &TimelineProps) -> Html {
    let play = if props.playing { Transport::Pause } else { Transport::Play };
    let all = [
        Transport::First,
        Transport::PreviousCommand,
        Transport::StepBack,
        play,
        Transport::StepForward,
        Transport::NextCommand,
        Transport::Last,
    ];
    html! { <div class="transport__buttons" role="group" aria-label={say!("Transport")}>{ for all.into_iter().map(|what| button(props, what)) }</div> }
}

fn button(props: &TimelineProps, what: Transport) -> Html {
    let on_press = props.on_transport.clone();
    let Look { class, label, path, keys } = what.look();
    let idle = match what {
        Transport::First | Transport::PreviousCommand | Transport::StepBack => props.bar.at_start,
        Transport::StepForward | Transport::NextCommand | Transport::Last => props.bar.at_end,
        Transport::Play | Transport::Pause => false,
    };
    html! {
        <button key={class} class={format!("btn btn--icon transport__button transport__button--{class}")} aria-label={label}
            title={format!("{label} ({keys})")} aria-disabled={if idle { "true" } else { "false" }} onclick={move |_| on_press.emit(what)}>
            <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
        </button>
    }
}
