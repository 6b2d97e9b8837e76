//! The timeline and its transport.

use std::rc::Rc;

use forkscope_view::{Savings, SizeClass, TimelineBar};
use yew::{component, html, Callback, Html, Properties};

use crate::actions::Action;
use crate::components::timeline::{Timeline, Transport};
use crate::context::{use_perform, use_session};
use crate::state::session::SessionAction;

/// What is drawn.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TimeRegionProps {
    /// The commands.
    pub(crate) bar: Rc<TimelineBar>,
    /// What sharing saved.
    pub(crate) savings: Rc<Savings>,
    /// How much room there is.
    pub(crate) size: SizeClass,
}

/// The timeline.
#[component]
pub(crate) fn TimeRegion(props: &TimeRegionProps) -> Html {
    let session = use_session();
    let perform = use_perform();
    let playback = session.playback();
    let on_transport = {
        let perform = perform.clone();
        Callback::from(move |what: Transport| perform.act(action(what)))
    };
    let on_seek = {
        let session = session.clone();
        Callback::from(move |value: usize| session.dispatch(SessionAction::SeekStep(value)))
    };
    let on_command = {
        let session = session.clone();
        Callback::from(move |index: usize| session.dispatch(SessionAction::Seek(forkscope_timeline::Cursor::after(index + 1))))
    };
    let on_speed = Callback::from(move |speed: f32| perform.act(Action::SetSpeed(speed)));
    html! {
        <footer class="app__time">
            <Timeline bar={props.bar.clone()} savings={props.savings.clone()} size={props.size} playing={playback.playing} speed={playback.speed}
                {on_transport} {on_seek} {on_command} {on_speed} />
        </footer>
    }
}

fn action(what: Transport) -> Action {
    match what {
        Transport::First => Action::ToStart,
        Transport::PreviousCommand => Action::CommandBack,
        Transport::StepBack => Action::StepBack,
        Transport::Play => Action::Play,
        Transport::Pause => Action::Pause,
        Transport::StepForward => Action::StepForward,
        Transport::NextCommand => Action::CommandForward,
        Transport::Last => Action::ToEnd,
    }
}
