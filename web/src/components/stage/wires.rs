//! What the parts of the stage tell their owner, and what they are told about pointing and focus.

use std::rc::Rc;

use forkscope_view::PageRef;
use yew::{AttrValue, Callback};

use super::hot::Hot;

/// Something on the stage that was chosen: by a click, or by Enter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picked {
    /// A page table entry, or a run of them.
    Page(PageRef),
    /// A frame, by its number.
    Frame(u32),
    /// The menu of a process, by its number and name.
    Process(u32, String),
    /// A process is to be opened or folded.
    Fold(u32, bool),
}

/// The callbacks and states that every part of the stage shares.
#[derive(Clone, PartialEq)]
pub(crate) struct Wires {
    /// Something was chosen; with the DOM id of its element, to put a menu there.
    pub(crate) on_pick: Callback<(Picked, String)>,
    /// Something is pointed at or focused, by its key; or nothing any more.
    pub(crate) on_point: Callback<Option<String>>,
    /// Something took the focus, by its key.
    pub(crate) on_focus: Callback<String>,
    /// What is lit up.
    pub(crate) hot: Rc<Hot>,
    /// The key that the Tab key reaches.
    pub(crate) current: Rc<str>,
    /// What DOM ids start with, so that two stages stand on one page.
    pub(crate) prefix: AttrValue,
    /// Whether nothing can be done on this stage.
    pub(crate) locked: bool,
}

impl Wires {
    /// The DOM id of a part.
    pub(crate) fn id(&self, key: &str) -> String {
        format!("{}-{key}", self.prefix)
    }

    /// The tab index of a part: one of all is reached by Tab, the others by arrow keys.
    pub(crate) fn tab(&self, key: &str) -> &'static str {
        if &*self.current == key {
            "0"
        } else {
            "-1"
        }
    }
}
