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
    let state = use_mut_ref(|| Kept::opened(session.document(), session.shared_text(), slot));
    let save = {
        let state = Rc::clone(&state);
        move || state.borrow_mut().keep()
    };
    let later = save.clone();
    let (document, text) = (session.document(), session.shared_text());
    use_watch((document, Rc::clone(&text)), move || {
        let mut kept = state.borrow_mut();
        if kept.document == document {
            kept.text = text;
        } else {
            // What was written a moment before another script was opened.
            kept.keep();
            *kept = Kept::opened(document, Rc::clone(&text), drafts::slot_of(&text));
        }
        drop(kept);
        keep(timer::after(PAUSE, later))
    });
    use_watch((), move || keep(listen(On::Window, "pagehide", move |_: yew::Event| save())));
}

/// What is known of the document at hand.
struct Kept {
    document: u32,
    /// As it is.
    text: Rc<str>,
    /// As it was opened, or kept last.
    known: Rc<str>,
    /// Where it is kept, once it is.
    slot: Option<u32>,
}

impl Kept {
    fn opened(document: u32, text: Rc<str>, slot: Option<u32>) -> Kept {
        Kept { document, known: Rc::clone(&text), text, slot }
    }

    fn keep(&mut self) {
        if *self.text == *self.known || self.text.trim().is_empty() || gallery::has(&self.text) {
            return;
        }
        // What was changed in another window, or deleted, is not written over.
        let own = self.slot.filter(|slot| drafts::get(*slot).is_some_and(|draft| draft.text == *self.known));
        self.slot = Some(drafts::keep(own.or_else(|| drafts::slot_of(&self.text)), &self.text));
        self.known = Rc::clone(&self.text);
    }
}
