//! Theme, window size, calm: what the page takes from the system and gives to the root element.

use yew::hook;

use crate::context::{SessionHandle, UiHandle};
use crate::drafts::title_of;
use crate::hooks::use_watch::{keep, use_watch};
use crate::opening::THEME_KEY;
use crate::platform::listen::{listen, On};
use crate::platform::{dom, media, size, storage, theme};
use crate::state::session::SessionAction;
use crate::state::ui::UiAction;

/// Shows the chosen theme, and follows the system where that is the choice.
#[hook]
pub(crate) fn use_theme(ui: &UiHandle) {
    let (embed, chosen) = (ui.embed, ui.theme);
    use_watch(chosen, move || {
        let dark = chosen.dark();
        theme::show(dark);
        if !embed {
            storage::set(THEME_KEY, chosen.word());
        }
        keep(dark.is_none().then(|| media::watch(media::DARK, |_| theme::show(None))).flatten())
    });
}

/// Knows the size of the window.
#[hook]
pub(crate) fn use_window(ui: &UiHandle) {
    let ui = ui.clone();
    use_watch((), move || {
        let tell = move |ui: &UiHandle| {
            let (width, height) = size::window();
            ui.dispatch(UiAction::Resize(width, height));
        };
        tell(&ui);
        keep(listen(On::Window, "resize", move |_: yew::Event| tell(&ui)))
    });
}

/// Knows whether less motion is wanted.
#[hook]
pub(crate) fn use_calm(session: &SessionHandle) {
    let session = session.clone();
    use_watch((), move || keep(media::watch(media::CALM, move |calm| session.dispatch(SessionAction::Calm(calm)))));
}

/// Names the tab of the browser after the script, and says the language of the page.
#[hook]
pub(crate) fn use_title(session: &SessionHandle, ui: &UiHandle) {
    let (title, lang) = (title_of(session.text()), ui.lang);
    use_watch((title.clone(), lang), move || {
        dom::set_title(&format!("{title} · Forkscope"), lang.pick("en", "zh-CN"));
        None
    });
}
