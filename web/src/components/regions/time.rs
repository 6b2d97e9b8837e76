//! The timeline and its transport.

use yew::{html, Callback, Html};

use crate::actions::Action;
use crate::components::timeline::{Timeline, Transport};
use crate::context::Context;
use crate::state::session::{SessionAction, Walk};

/// The timeline.
pub(crate) fn time_region(context: &Context) -> Html {
    let Context { session, perform, scene, .. } = context;
    let playback = session.playback();
    let on_transport = {
        let perform = perform.clone();
        Callback::from(move |what: Transport| perform.act(action(what)))
    };
    let on_seek = {
        let session = session.clone();
        Callback::from(move |value: usize| session.dispatch(SessionAction::Walk(Walk::SeekStep(value))))
    };
    let on_command = {
        let session = session.clone();
        Callback::from(move |index: usize| {
            session.dispatch(SessionAction::Walk(Walk::Seek(forkscope_timeline::Cursor::after(index + 1))));
        })
    };
    let on_speed = {
        let perform = perform.clone();
        Callback::from(move |speed: f32| perform.act(Action::SetSpeed(speed)))
    };
    html! {
        <footer class="app__time">
            <Timeline bar={scene.timeline.clone()} savings={scene.savings.clone()} size={scene.stage.size} playing={playback.playing} speed={playback.speed} bookmarks={session.bookmarks().clone()}
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
