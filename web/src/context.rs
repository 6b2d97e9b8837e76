//! What every part of the page is given: the state in two parts, a way to act, and what is drawn.
//!
//! It is handed down as a value. Contexts of the framework would do the same, at the price of some kilobytes each.

use std::rc::Rc;

use forkscope_view::{Scene, SizeClass};
use yew::{Callback, UseReducerHandle};

use crate::actions::Action;
use crate::state::session::Session;
use crate::state::ui::{Tab, Ui};

/// The state of the run.
pub(crate) type SessionHandle = UseReducerHandle<Session>;
/// The state of the page.
pub(crate) type UiHandle = UseReducerHandle<Ui>;

/// The way to act: the same for buttons, keys, the address and the host.
#[derive(Clone, PartialEq)]
pub(crate) struct Perform(pub(crate) Callback<Action>);

impl Perform {
    /// Does something.
    pub(crate) fn act(&self, action: Action) {
        self.0.emit(action);
    }

    /// A callback that does it, for a button.
    pub(crate) fn on<E: 'static>(&self, action: Action) -> Callback<E> {
        let perform = self.0.clone();
        Callback::from(move |_| perform.emit(action.clone()))
    }
}

/// What every part of the page is given.
#[derive(Clone)]
pub(crate) struct Context {
    /// The state of the run.
    pub(crate) session: SessionHandle,
    /// The state of the page.
    pub(crate) ui: UiHandle,
    /// The way to act; it never changes.
    pub(crate) perform: Perform,
    /// What is drawn.
    pub(crate) scene: Rc<Scene>,
    /// Writes the address, for when the visitor leaves the editor.
    pub(crate) write_address: Callback<()>,
}

impl Context {
    /// The role of a part beside the stage. Where a phone shows it in the place of the stage, it is the main one.
    pub(crate) fn role_of(&self, tab: Tab) -> &'static str {
        let phone = self.scene.stage.size == SizeClass::P;
        if phone && tab != Tab::Stage && self.ui.tab == tab {
            "main"
        } else {
            "complementary"
        }
    }
}

impl PartialEq for Context {
    /// Whether nothing was changed. The scene is one value as long as it is drawn from the same.
    fn eq(&self, other: &Context) -> bool {
        self.session == other.session && self.ui == other.ui && Rc::ptr_eq(&self.scene, &other.scene)
    }
}
