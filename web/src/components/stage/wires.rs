//! What the parts of the stage are told about pointing and focus.

use super::hot::Hot;

/// The states that every part of the stage shares.
#[derive(Clone, Copy)]
pub(super) struct Wires<'a> {
    /// What is lit up.
    pub(super) hot: &'a Hot,
    /// The key that the Tab key reaches.
    pub(super) current: &'a str,
    /// What DOM ids start with, so that two stages stand on one page.
    pub(super) prefix: &'a str,
    /// Whether nothing can be done on this stage.
    pub(super) locked: bool,
    /// The frame whose count is to be foretold.
    pub(super) asked: Option<u32>,
    /// The ids of cells that another stage shows otherwise.
    pub(super) differs: &'a [String],
}

impl Wires<'_> {
    /// The DOM id of a part.
    pub(super) fn id(&self, key: &str) -> String {
        id(self.prefix, key)
    }

    /// The tab index of a part: one of all is reached by Tab, the others by arrow keys.
    pub(super) fn tab(&self, key: &str) -> &'static str {
        if self.current == key {
            "0"
        } else {
            "-1"
        }
    }

    /// Whether nothing can be done, as an attribute.
    pub(super) fn locked(&self) -> &'static str {
        if self.locked {
            "true"
        } else {
            "false"
        }
    }
}

/// The DOM id of a part.
pub(super) fn id(prefix: &str, key: &str) -> String {
    format!("{prefix}-{key}")
}
