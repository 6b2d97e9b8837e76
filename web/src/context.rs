//! What every component may ask for: the state in two parts, and a way to act.

use std::rc::Rc;

use forkscope_view::Stage;
use yew::{hook, use_context, Callback, UseReducerHandle};

use crate::actions::Action;
use crate::state::session::Session;
use crate::state::ui::Ui;

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

/// The state of the run; redraws when it changes.
#[hook]
pub(crate) fn use_session() -> SessionHandle {
    use_context().expect("the app provides the session")
}

/// The state of the page; redraws when it changes.
#[hook]
pub(crate) fn use_ui() -> UiHandle {
    use_context().expect("the app provides the page's state")
}

/// The stage that is drawn.
#[derive(Clone, PartialEq)]
pub(crate) struct StageShown(pub(crate) Rc<Stage>);

/// The stage that is drawn; redraws when it changes.
#[hook]
pub(crate) fn use_stage() -> Rc<Stage> {
    use_context::<StageShown>().expect("the page provides the stage").0
}

/// The way to act; never changes.
#[hook]
pub(crate) fn use_perform() -> Perform {
    use_context().expect("the app provides the actions")
}
