//! Plays: one timer to the next step.

use forkscope_view::PlayKind;
use yew::hook;

use crate::context::SessionHandle;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::timer;
use crate::state::session::{Player, SessionAction};

/// Takes the next step when it is time; `play` is what the step at hand shows.
#[hook]
pub(crate) fn use_playback(session: &SessionHandle, play: PlayKind) {
    let handle = session.clone();
    let key = (session.playback(), session.cursor(), session.run().number(), play);
    use_watch(key, move || {
        let playing = handle.playback().playing;
        keep(
            playing
                .then(|| timer::after(handle.dwell(play), move || handle.dispatch(SessionAction::Player(Player::Tick))))
                .flatten(),
        )
    });
}
