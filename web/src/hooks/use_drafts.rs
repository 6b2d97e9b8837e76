//! Keeps what the visitor writes, a moment after the last key and when the page goes.

use std::rc::Rc;

use yew::{hook, use_mut_ref};

use crate::context::SessionHandle;
use crate::drafts;
use crate::gallery;
use crate::hooks::use_watch::{keep, use_watch};
use crate::platform::listen::{listen, On};
use crate::platform::timer;

/// How long to wait after the last key, in milliseconds.
const PAUSE: u32 = 500;

/// Keeps drafts. A script that was only opened is none: it becomes one when it is changed, in a slot of its own.
#[hook]
pub(crate) fn use_drafts(session: &SessionHandle, slot: Option<u32>) {
    let state = use_mut_ref(|| Kept { document: 0, opened: session.shared_text(), slot });
    let save = {
        let (state, session) = (Rc::clone(&state), session.clone());
        move || state.borrow_mut().keep(session.document(), &session.shared_text())
    };
    let later = save.clone();
    let (document, text) = (session.document(), session.shared_text());
    use_watch((document, Rc::clone(&text)), move || {
        let mut kept = state.borrow_mut();
        if kept.document != document {
            *kept = Kept { document, opened: text, slot: None };
        }
        drop(kept);
        keep(timer::after(PAUSE, later))
    });
    use_watch((), move || keep(listen(On::Window, "pagehide", move |_: yew::Event| save())));
}

/// What is known of the document at hand.
struct Kept {
    document: u32,
    /// As it was opened.
    opened: Rc<str>,
    /// Where it is kept, once it is.
    slot: Option<u32>,
}

impl Kept {
    fn keep(&mut self, document: u32, text: &Rc<str>) {
        let changed = document == self.document && (**text != *self.opened || self.slot.is_some());
        if changed && !text.trim().is_empty() && !gallery::has(text) {
            let known = drafts::list().into_iter().find(|draft| draft.text == **text).map(|draft| draft.id);
            self.slot = Some(drafts::keep(self.slot.or(known), text));
        }
    }
}
