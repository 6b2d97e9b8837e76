//! Theme, window size, calm: what the page takes from the system and gives to the root element.

use yew::{hook, use_effect_with};

use crate::context::{SessionHandle, UiHandle};
use crate::drafts::title_of;
use crate::opening::THEME_KEY;
use crate::platform::listen::{listen, On};
use crate::platform::{dom, media, size, storage, theme};
use crate::state::session::SessionAction;
use crate::state::ui::UiAction;

/// Shows the chosen theme, and follows the system where that is the choice.
#[hook]
pub(crate) fn use_theme(ui: &UiHandle) {
    let embed = ui.embed;
    use_effect_with(ui.theme, move |chosen| {
        let dark = chosen.dark();
        theme::show(dark);
        if !embed {
            storage::set(THEME_KEY, chosen.word());
        }
        let watch = dark.is_none().then(|| media::watch(media::DARK, |_| theme::show(None))).flatten();
        move || drop(watch)
    });
}

/// Knows the size of the window.
#[hook]
pub(crate) fn use_window(ui: &UiHandle) {
    let ui = ui.clone();
    use_effect_with((), move |()| {
        let tell = move |ui: &UiHandle| {
            let (width, height) = size::window();
            ui.dispatch(UiAction::Resize(width, height));
        };
        tell(&ui);
        let listener = listen(On::Window, "resize", move |_: yew::Event| tell(&ui));
        move || drop(listener)
    });
}

/// Knows whether less motion is wanted.
#[hook]
pub(crate) fn use_calm(session: &SessionHandle) {
    let session = session.clone();
    use_effect_with((), move |()| {
        session.dispatch(SessionAction::Calm(media::matches(media::CALM)));
        let watch = media::watch(media::CALM, move |calm| session.dispatch(SessionAction::Calm(calm)));
        move || drop(watch)
    });
}

/// Names the tab of the browser after the script, and says the language of the page.
#[hook]
pub(crate) fn use_title(session: &SessionHandle) {
    use_effect_with(title_of(session.text()), |title| dom::set_title(&format!("{title} · Forkscope")));
}
