//! The page: which parts are where. An embed is the same page with less around it.

use forkscope_view::SizeClass;
use yew::{classes, component, html, Callback, Classes, ContextProvider, Html, MouseEvent};

use super::dialogs::Dialogs;
use super::empty::Empty;
use super::live::Live;
use super::menu::StageMenu;
use super::notice::NoticeView;
use super::regions::{StageRegion, TimeRegion, WhyRegion};
use super::script::ScriptPanel;
use super::tabs::Tabs;
use super::top::{EmbeddedBar, TopBar};
use crate::context::{use_session, use_ui, StageShown};
use crate::drafts::title_of;
use crate::hooks::use_playback::use_playback;
use crate::hooks::use_scene::{use_scene, use_size};
use crate::platform::dom;
use crate::state::ui::{Ui, UiAction};

/// The whole page.
#[component]
pub(crate) fn Page() -> Html {
    let ui = use_ui();
    let size = use_size();
    let scene = use_scene(size);
    let session = use_session();
    use_playback(&session, scene.stage.play.kind);
    let close = {
        let ui = ui.clone();
        Callback::from(move |_| ui.dispatch(UiAction::ToggleDrawer))
    };
    // The fragment of the address is the script: the link must not touch it.
    let skip = Callback::from(|event: MouseEvent| {
        event.prevent_default();
        dom::focus_id("stage");
    });
    let narrow = matches!(size, SizeClass::E | SizeClass::P);
    html! {
        <ContextProvider<StageShown> context={StageShown(scene.stage.clone())}>
        <div class={class(&ui)} lang={ui.lang.as_deref().map(str::to_owned)}>
            <a class="skip" href="#stage" onclick={skip}>{ "Skip to the stage" }</a>
            <h1 class="sr">{ format!("Forkscope: {}", title_of(session.text())) }</h1>
            { if ui.embed { html! { <EmbeddedBar /> } } else { html! { <TopBar /> } } }
            <NoticeView />
            { if ui.embed { html! { <div hidden=true></div> } } else { html! { <ScriptPanel /> } } }
            <div class="app__scrim" onclick={close}></div>
            <main class="app__stage" id="stage" tabindex="-1" aria-label="Stage">
                { if scene.stage.cards.is_empty() { html! { <Empty /> } } else { html! { <StageRegion stage={scene.stage.clone()} tables={scene.tables.clone()} /> } } }
            </main>
            <WhyRegion narration={scene.narration.clone()} {narrow} />
            <TimeRegion bar={scene.timeline.clone()} savings={scene.savings.clone()} {size} />
            { if ui.embed { html! { <div hidden=true></div> } } else { html! { <Tabs /> } } }
            <StageMenu />
            <Dialogs />
            <Live />
        </div>
        </ContextProvider<StageShown>>
    }
}

fn class(ui: &Ui) -> Classes {
    classes!(
        "app",
        if ui.embed { "app--embed" } else { "app--full" },
        format!("app--tab-{}", ui.tab.name()),
        ui.drawer.then_some("app--drawer"),
    )
}
