//! The transport buttons.

use yew::{classes, component, html, Callback, Html, Properties};

use super::look::Look;

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

/// Whether it plays, where the cursor is, and who is told.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TransportButtonsProps {
    /// Whether it plays.
    pub(crate) playing: bool,
    /// Whether there is nothing before the cursor.
    pub(crate) at_start: bool,
    /// Whether there is nothing after it.
    pub(crate) at_end: bool,
    /// A button was pressed.
    pub(crate) on_press: Callback<Transport>,
}

/// First, previous command, step back, play, step forward, next command, last.
#[component]
pub(crate) fn TransportButtons(props: &TransportButtonsProps) -> Html {
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
    html! { <div class="transport__buttons" role="group" aria-label="Transport">{ for all.into_iter().map(|what| button(props, what)) }</div> }
}

fn button(props: &TransportButtonsProps, what: Transport) -> Html {
    let on_press = props.on_press.clone();
    let Look { class, label, path, keys } = what.look();
    let idle = match what {
        Transport::First | Transport::PreviousCommand | Transport::StepBack => props.at_start,
        Transport::StepForward | Transport::NextCommand | Transport::Last => props.at_end,
        Transport::Play | Transport::Pause => false,
    };
    html! {
        <button key={class} class={classes!("btn", "btn--icon", "transport__button", format!("transport__button--{class}"))} aria-label={label}
            title={format!("{label} ({keys})")} aria-disabled={idle.to_string()} onclick={move |_| on_press.emit(what)}>
            <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg>
        </button>
    }
}
