//! What the script was before each change, and after each that was undone: one history for typing, clicks, forms and fixes.
//!
//! The browser keeps such a history for what is typed alone; a line written by a click breaks it. So this one takes its place
//! (`components::script::editor` hands its wishes on).

use std::rc::Rc;

use crate::state::lines::{change, utf16, Change};

/// So many texts are kept at most, and so many bytes of them; the oldest go first.
const MOST: usize = 200;
const MOST_BYTES: usize = 4 << 20;

/// The texts before and after the one at hand.
#[derive(Clone, Debug, Default)]
pub(crate) struct Past {
    /// Oldest first.
    before: Vec<Rc<str>>,
    /// What was undone, the first to come back last.
    after: Vec<Rc<str>>,
    typing: Option<Typing>,
}

/// How a text was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// By keys: what is typed on at the same place is one change.
    Typed,
    /// By something else: a change of its own.
    Put,
}

/// Keys that go on where the last one was, in UTF-16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typing {
    Inserted { end: u32 },
    Deleted { at: u32 },
}

impl Past {
    /// Whether there is something to undo.
    pub(crate) fn can_undo(&self) -> bool {
        !self.before.is_empty()
    }

    /// Whether there is something to do again.
    pub(crate) fn can_redo(&self) -> bool {
        !self.after.is_empty()
    }

    /// Keeps a text that another one takes the place of. What was undone before cannot be done again.
    pub(crate) fn record(&mut self, old: &Rc<str>, new: &str, how: How) {
        self.after.clear();
        let before = self.typing.take();
        let (joins, typing) = match how {
            How::Typed => follow(before, &change(old, new)),
            How::Put => (false, None),
        };
        self.typing = typing;
        if !joins || self.before.is_empty() {
            self.before.push(Rc::clone(old));
            self.forget();
        }
    }

    /// The text before the last change; `now` can then be had again.
    pub(crate) fn undo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.before.pop()?;
        self.after.push(Rc::clone(now));
        self.typing = None;
        Some(text)
    }

    /// The text after the change that was undone last.
    pub(crate) fn redo(&mut self, now: &Rc<str>) -> Option<Rc<str>> {
        let text = self.after.pop()?;
        self.before.push(Rc::clone(now));
        self.typing = None;
        Some(text)
    }

    fn forget(&mut self) {
        let mut bytes = 0;
        let kept = self.before.iter().rev().take(MOST).take_while(|text| {
            bytes += text.len();
            bytes <= MOST_BYTES
        });
        let gone = self.before.len() - kept.count();
        self.before.drain(..gone);
    }
}

/// Whether a change goes on with what was typed before it, and what may go on with it. A line break ends what it is typed to.
fn follow(before: Option<Typing>, change: &Change<'_>) -> (bool, Option<Typing>) {
    let &Change { from, to, new } = change;
    match (to - from, utf16(new)) {
        (0, 1) => {
            let joins = before == Some(Typing::Inserted { end: from });
            (joins, (new != "\n").then_some(Typing::Inserted { end: from + 1 }))
        }
        (1, 0) => {
            let joins = before == Some(Typing::Deleted { at: to }) || before == Some(Typing::Deleted { at: from });
            (joins, Some(Typing::Deleted { at: from }))
        }
        _ => (false, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Makes changes one after the other, and undoes them all: the texts on the way back.
    fn check(changes: &[(&str, How)], expected: &[&str]) {
        let mut past = Past::default();
        let mut text: Rc<str> = "".into();
        for (new, how) in changes {
            past.record(&text, new, *how);
            text = (*new).into();
        }
        let mut way = Vec::new();
        while let Some(back) = past.undo(&text) {
            text = back;
            way.push(text.to_string());
        }
        assert_eq!(way, expected);
        while let Some(on) = past.redo(&text) {
            text = on;
        }
        assert_eq!(&*text, changes.last().map_or("", |(text, _)| text));
    }

    #[test]
    fn what_is_typed_on_is_one_change_up_to_the_line_break() {
        use How::Typed;
        let keys = [("a", Typed), ("ab", Typed), ("ab\n", Typed), ("ab\nc", Typed), ("ab\ncd", Typed)];
        check(&keys, &["ab\n", ""]);
    }

    #[test]
    fn deleting_on_is_one_change_too() {
        use How::{Put, Typed};
        check(&[("abcd", Put), ("abc", Typed), ("ab", Typed), ("abx", Typed)], &["ab", "abcd", ""]);
    }

    #[test]
    fn a_line_that_a_click_wrote_is_a_change_of_its_own() {
        use How::{Put, Typed};
        check(&[("a", Typed), ("ab", Typed), ("ab\nx", Put), ("ab\nxy", Typed)], &["ab\nx", "ab", ""]);
    }

    #[test]
    fn a_new_change_takes_what_was_undone() {
        let mut past = Past::default();
        past.record(&"a".into(), "b", How::Put);
        let back = past.undo(&"b".into());
        past.record(&back.expect("a text"), "c", How::Put);
        assert!(past.can_undo() && !past.can_redo());
    }

    #[test]
    fn the_oldest_texts_go() {
        let mut past = Past::default();
        for number in 0..3 * MOST {
            past.record(&number.to_string().into(), "", How::Put);
        }
        assert_eq!(past.before.len(), MOST);
        let large: Rc<str> = "x".repeat(MOST_BYTES / 2).into();
        for _ in 0..4 {
            past.record(&large, "", How::Put);
        }
        assert_eq!(past.before.len(), 2);
    }
}
