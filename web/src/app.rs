//! The app: its state, its effects, its page.

use std::rc::Rc;

use yew::{component, use_reducer_eq, Html, Properties};

use crate::components::page::page;
use crate::context::{Context, SessionHandle, UiHandle};
use crate::hooks::use_actions::use_actions;
use crate::hooks::use_address::use_address;
use crate::hooks::use_drafts::use_drafts;
use crate::hooks::use_files::use_files;
use crate::hooks::use_host::use_host;
use crate::hooks::use_hotkeys::use_hotkeys;
use crate::hooks::use_look::{use_calm, use_theme, use_title, use_window};
use crate::hooks::use_playback::use_playback;
use crate::hooks::use_reader::use_reader;
use crate::hooks::use_runner::use_runner;
use crate::hooks::use_scene::use_scene;
use crate::lang::speak;
use crate::opening::Opening;

/// What the app begins with; it never changes.
#[derive(Clone, Properties)]
pub(crate) struct AppProps {
    /// What the page opens with.
    pub(crate) opening: Rc<Opening>,
}

impl PartialEq for AppProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.opening, &other.opening)
    }
}

/// The app.
#[component]
pub(crate) fn App(AppProps { opening }: &AppProps) -> Html {
    let session: SessionHandle = use_reducer_eq({
        let opening = Rc::clone(opening);
        move || opening.session.clone()
    });
    let ui: UiHandle = use_reducer_eq({
        let opening = Rc::clone(opening);
        move || opening.ui.clone()
    });
    speak(ui.lang);
    let perform = use_actions(&session, &ui);
    let scene = use_scene(&session, &ui);
    use_theme(&ui);
    use_window(&ui);
    use_calm(&session);
    use_title(&session, &ui);
    use_reader(&session);
    use_runner(&session);
    use_playback(&session, scene.stage.play.kind);
    use_drafts(&session, opening.draft);
    use_hotkeys(&session, &ui, &perform);
    use_files(&session, &ui, &perform);
    use_host(&session, &ui, &perform);
    let write_address = use_address(&session, &ui);
    page(&Context { session, ui, perform, scene, write_address })
}
