//! What the page says about how it was opened, until it is dismissed.

use std::rc::Rc;

use forkscope_scenario::link::LinkError;
use yew::AttrValue;

use crate::route::Ignored;

/// A notice above the stage.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The link could not be read.
    BrokenLink(LinkError),
    /// A link was opened while there was a draft, which is kept under this number.
    DraftKept(u32),
    /// What was asked for in a link, and could not be done.
    IgnoredOptions(Rc<[Ignored]>),
    /// Something else worth saying.
    Words(AttrValue),
}
