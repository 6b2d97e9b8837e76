//! Plays: one timer to the next step.

use forkscope_view::PlayKind;
use yew::{hook, use_effect_with};

use crate::context::SessionHandle;
use crate::platform::timer;
use crate::state::session::SessionAction;

/// Takes the next step when it is time; `play` is what the step at hand shows.
#[hook]
pub(crate) fn use_playback(session: &SessionHandle, play: PlayKind) {
    let handle = session.clone();
    let deps = (session.playback(), session.cursor(), session.run().number(), play);
    use_effect_with(deps, move |(playback, ..)| {
        let timer = playback.playing.then(|| timer::after(handle.dwell(play), move || handle.dispatch(SessionAction::Tick))).flatten();
        move || drop(timer)
    });
}
