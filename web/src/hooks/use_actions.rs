//! The one place where actions are carried out: each becomes a change of a state, or a call of the browser.

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use forkscope_view::SizeClass;
use yew::{hook, use_callback, Callback};

use crate::actions::Action;
use crate::components::files::FIELD;
use crate::context::{Perform, SessionHandle, UiHandle};
use crate::drafts::title_of;
use crate::hooks::use_address::ask_for;
use crate::links::file_name;
use crate::opening::{LANG_KEY, TOUR_KEY};
use crate::platform::timer::{self, Timeout};
use crate::platform::{clipboard, dom, file, storage};
use crate::state::compare::first_other;
use crate::state::inspect::Spot;
use crate::state::notice::Notice;
use crate::state::scene::{draw, Look};
use crate::state::session::{Player, SessionAction, Target, Walk};
use crate::state::twin::Twin;
use crate::state::ui::{Dialog, Tab, Tour, UiAction};

/// The way to act; it never changes.
#[hook]
pub(crate) fn use_actions(session: &SessionHandle, ui: &UiHandle) -> Perform {
    let (session, ui) = (session.clone(), ui.clone());
    Perform(use_callback((), move |action: Action, ()| perform(action, &session, &ui)))
}

fn perform(action: Action, session: &SessionHandle, ui: &UiHandle) {
    match action {
        Action::PlayPause => session.dispatch(SessionAction::Player(Player::PlayPause)),
        Action::Play => session.dispatch(SessionAction::Player(Player::Play)),
        Action::Pause => session.dispatch(SessionAction::Player(Player::Pause)),
        Action::StepForward => session.dispatch(SessionAction::Walk(Walk::StepForward)),
        Action::StepBack => session.dispatch(SessionAction::Walk(Walk::StepBack)),
        Action::CommandForward => session.dispatch(SessionAction::Walk(Walk::CommandForward)),
        Action::CommandBack => session.dispatch(SessionAction::Walk(Walk::CommandBack)),
        Action::ToStart => session.dispatch(SessionAction::Walk(Walk::ToStart)),
        Action::ToEnd => session.dispatch(SessionAction::Walk(Walk::ToEnd)),
        Action::Seek(place) => session.dispatch(SessionAction::Walk(Walk::Goto(place))),
        Action::StepBy(by) => session.dispatch(SessionAction::Walk(Walk::StepBy(by))),
        Action::Faster => session.dispatch(SessionAction::Player(Player::Faster)),
        Action::Slower => session.dispatch(SessionAction::Player(Player::Slower)),
        Action::SetSpeed(speed) => session.dispatch(SessionAction::Player(Player::SetSpeed(speed))),
        Action::Restart => session.dispatch(SessionAction::Restart),
        Action::Stop => session.dispatch(SessionAction::Stop),
        Action::NextPolicy => session.dispatch(SessionAction::NextPolicy),
        Action::SetPolicy(policy) => session.dispatch(SessionAction::SetPolicy(policy)),
        Action::Write(line) => write(line, session, ui),
        Action::Load(text) => session.dispatch(SessionAction::Load(text.into(), Target::Tour { plays: false })),
        Action::Prompt => write_in("prompt", ui),
        Action::EditScript => write_in("script-text", ui),
        Action::NextTheme => ui.dispatch(UiAction::NextTheme),
        Action::NextLang => next_language(ui),
        Action::SetTheme(theme) => ui.dispatch(UiAction::SetTheme(theme)),
        Action::Lock(on) => ui.dispatch(UiAction::Lock(on)),
        Action::Gallery => open(Dialog::Gallery, ui),
        Action::Share => open(Dialog::Share, ui),
        Action::Embed => open(Dialog::Embed, ui),
        Action::Inspect(target) => inspect(target, session, ui),
        Action::Predict => session.dispatch(SessionAction::Predict(!session.predicts())),
        Action::Guess(key) => session.dispatch(SessionAction::Guess(key)),
        Action::Watch => session.dispatch(SessionAction::Watch),
        Action::NextQuestion => session.dispatch(SessionAction::NextQuestion),
        Action::Pictures => open(Dialog::Pictures, ui),
        Action::Bookmark => session.dispatch(SessionAction::Bookmark),
        Action::NextBookmark => session.dispatch(SessionAction::Walk(Walk::Bookmark { next: true })),
        Action::PreviousBookmark => session.dispatch(SessionAction::Walk(Walk::Bookmark { next: false })),
        Action::History => open(Dialog::History, ui),
        Action::Course => open(Dialog::Course, ui),
        Action::Compare => compare(session, ui),
        Action::Palette => open(Dialog::Palette, ui),
        Action::Help => open(Dialog::Help, ui),
        Action::Glossary(term) => open(Dialog::Glossary(term), ui),
        Action::Tour(to) => tour(to, ui),
        Action::Proc => proc(ui.twin.is_none().then(|| Twin::of(0)), ui),
        Action::ProcOf(pid) => proc(Some(Twin::of(pid)), ui),
        Action::More => open(Dialog::More, ui),
        Action::Drawer => ui.dispatch(UiAction::ToggleDrawer),
        Action::OpenFile => open_file(ui),
        Action::SaveFile => save_file(session, ui),
        Action::Undo => change(SessionAction::Undo, session, ui),
        Action::Redo => change(SessionAction::Redo, session, ui),
        Action::CopyScript => copy(session, ui),
    }
}

/// Keeps the choice for the next visit. An address that asks for the other language would win over it, so it is written anew.
fn next_language(ui: &UiHandle) {
    // The handle shows the new state as soon as it is there.
    let lang = ui.lang.other();
    ui.dispatch(UiAction::NextLang);
    if !ui.embed {
        storage::set(LANG_KEY, lang.word());
        ask_for(lang);
    }
}

/// Begins with one other policy, or ends.
fn compare(session: &SessionHandle, ui: &UiHandle) {
    let begins = ui.compared.is_empty() && !ui.embed;
    let others: Rc<[CopyPolicy]> = if begins { [first_other(session.policy())].into() } else { [].into() };
    ui.dispatch(UiAction::Compare(others));
}

/// Without an address, the one that the step is about.
fn inspect(target: Option<Spot>, session: &SessionHandle, ui: &UiHandle) {
    let (size, folds) = (SizeClass::L, Rc::clone(&ui.folds));
    let look = Look { cursor: session.cursor(), moved: session.moved(), size, folds };
    let target = target.or_else(|| Spot::of_stage(&draw(session.run(), &look).stage));
    if let Some(target) = target {
        open(Dialog::Inspector(target), ui);
    }
}

/// Dialogs are for the full page only.
fn open(dialog: Dialog, ui: &UiHandle) {
    if !ui.embed {
        ui.dispatch(UiAction::Open(dialog));
    }
}

/// An embed has no tour. Who has begun it, or wants none, is not invited again.
fn tour(to: Tour, ui: &UiHandle) {
    if !ui.embed {
        storage::set(TOUR_KEY, "seen");
        ui.dispatch(UiAction::Tour(to));
    }
}

/// Opens or closes the panel with a file of `/proc`. An embed has no room for it; on a phone it stands where the steps stand.
fn proc(twin: Option<Twin>, ui: &UiHandle) {
    if ui.embed {
        return;
    }
    ui.dispatch(UiAction::CloseMenu);
    ui.dispatch(UiAction::Twin(twin));
    if twin.is_some() {
        ui.dispatch(UiAction::Show(Tab::Steps));
        dom::focus_id_soon("proc-text");
    }
}

/// Puts the cursor into a field, and opens what it is in where it does not show.
fn write_in(id: &'static str, ui: &UiHandle) {
    if ui.embed || dom::focus_id(id) {
        return;
    }
    ui.dispatch(UiAction::Show(Tab::Script));
    if !ui.drawer {
        ui.dispatch(UiAction::ToggleDrawer);
    }
    dom::focus_id_soon(id);
}

/// Changes the script, unless nothing may be changed.
fn change(action: SessionAction, session: &SessionHandle, ui: &UiHandle) {
    if !ui.lock {
        session.dispatch(action);
    }
}

/// A click wrote a line: nothing is written where nothing may be changed.
fn write(line: String, session: &SessionHandle, ui: &UiHandle) {
    ui.dispatch(UiAction::Close);
    if !ui.lock {
        session.dispatch(SessionAction::Insert(line));
    }
}

/// An embed has no field for files.
fn open_file(ui: &UiHandle) {
    ui.dispatch(UiAction::Close);
    dom::click_id(FIELD);
}

fn save_file(session: &SessionHandle, ui: &UiHandle) {
    let name = file_name(&title_of(session.text()));
    file::save(&name, session.text());
    ui.dispatch(UiAction::Say(say!("Saved as {}", name).into()));
}

/// How long the page shows that something was copied, in milliseconds.
const SHOWN: u32 = 2_500;

fn copy(session: &SessionHandle, ui: &UiHandle) {
    let ui = ui.clone();
    let say: Callback<bool> = Callback::from(move |done: bool| {
        if !done {
            let words = say!("Copying is not allowed here; select the script and copy it");
            ui.dispatch(UiAction::Notify(Some(Notice::Words(words.into()))));
            return;
        }
        ui.dispatch(UiAction::Say(say!("Script copied").into()));
        let later = ui.clone();
        timer::after(SHOWN, move || later.dispatch(UiAction::Say("".into()))).into_iter().for_each(Timeout::forget);
    });
    clipboard::copy(session.text(), move |done| say.emit(done));
}
