//! What lights up when something on the stage is pointed at or takes the focus.

use yew::{Callback, FocusEvent, MouseEvent};

use super::wires::Wires;

/// The handlers of one part of the stage.
pub(crate) struct Pointing {
    /// The pointer comes.
    pub(crate) enter: Callback<MouseEvent>,
    /// The pointer goes.
    pub(crate) leave: Callback<MouseEvent>,
    /// The focus comes.
    pub(crate) focus: Callback<FocusEvent>,
    /// The focus goes.
    pub(crate) blur: Callback<FocusEvent>,
}

impl Pointing {
    /// The handlers of the part with this key.
    pub(crate) fn at(wires: &Wires, key: &str) -> Pointing {
        let tell = |to: Option<String>| {
            let on_point = wires.on_point.clone();
            move || on_point.emit(to.clone())
        };
        let (enter, leave) = (tell(Some(key.to_owned())), tell(None));
        let (light, dim) = (enter.clone(), leave.clone());
        let (on_focus, own) = (wires.on_focus.clone(), key.to_owned());
        let focus = move |_| {
            light();
            on_focus.emit(own.clone());
        };
        Pointing {
            enter: Callback::from(move |_| enter()),
            leave: Callback::from(move |_| leave()),
            focus: Callback::from(focus),
            blur: Callback::from(move |_| dim()),
        }
    }
}
