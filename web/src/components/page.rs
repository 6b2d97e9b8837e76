//! The page: which parts are where. An embed is the same page with less around it.

use std::rc::Rc;

use yew::{classes, html, Callback, Classes, Html, MouseEvent};

use super::compare::Compare;
use super::dialogs::open_dialog;
use super::empty::empty;
use super::files::files;
use super::live::live;
use super::menu::stage_menu;
use super::notice::notice;
use super::regions::{stage_region, time_region, why_region};
use super::script::script_panel;
use super::tabs::tabs;
use super::top::{embedded_bar, top_bar};
use super::tour::StopCard;
use crate::context::Context;
use crate::platform::dom;
use crate::state::ui::{Tour, Ui, UiAction};

/// The whole page.
pub(crate) fn page(context: &Context) -> Html {
    let Context { session, ui, scene, .. } = context;
    let close = {
        let ui = ui.clone();
        Callback::from(move |_| ui.dispatch(UiAction::ToggleDrawer))
    };
    let nothing = scene.stage.cards.is_empty();
    html! {
        <div class={class(ui, session.predicts())} lang={ui.lang.word()}>
            <a class="skip" href="#stage" onclick={Callback::from(skip)}>{ say!("Skip to the stage") }</a>
            { if ui.embed { embedded_bar(context) } else { top_bar(context) } }
            { notice(context) }
            { unless(ui.embed, || script_panel(context)) }
            <div class="app__scrim" onclick={close}></div>
            <main class="app__stage" id="stage" tabindex="-1" aria-label={say!("Stage")}>{ main_part(context, nothing) }</main>
            { why_region(context) }
            { time_region(context) }
            { unless(ui.embed, || tabs(ui)) }
            { stage_menu(context) }
            { unless(ui.embed, || files(context)) }
            <div>{ context.ui.dialog.map(|dialog| open_dialog(context, dialog)) }</div>
            { live(context) }
            <div>{ stop(context) }</div>
        </div>
    }
}

/// The stage, several of them, or what to do without one.
fn main_part(context: &Context, nothing: bool) -> Html {
    let others = Rc::clone(&context.ui.compared);
    match (nothing, others.is_empty()) {
        (true, true) => empty(context),
        (false, true) => stage_region(context),
        (_, false) => html! { <Compare context={context.clone()} {others} /> },
    }
}

/// The stop of the tour, if it is taken.
fn stop(context: &Context) -> Html {
    match context.ui.tour {
        Tour::At(at) => html! { <StopCard context={context.clone()} {at} /> },
        Tour::Off | Tour::Invited => Html::default(),
    }
}

/// A part, or an element in its place: the parts after it must not move up in the list.
fn unless(left_out: bool, part: impl FnOnce() -> Html) -> Html {
    if left_out {
        html! { <div hidden=true></div> }
    } else {
        part()
    }
}

/// The fragment of the address is the script, so this link must not touch it.
fn skip(event: MouseEvent) {
    event.prevent_default();
    dom::focus_id("stage");
}

fn class(ui: &Ui, predicts: bool) -> Classes {
    classes!(
        "app",
        if ui.embed { "app--embed" } else { "app--full" },
        format!("app--tab-{}", ui.tab.name()),
        ui.drawer.then_some("app--drawer"),
        predicts.then_some("app--predict"),
        (!ui.compared.is_empty()).then_some("app--compare"),
    )
}
