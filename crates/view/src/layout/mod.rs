//! Where everything goes: pure functions from the machine, its history and a size class to places.
//!
//! | module | what it decides |
//! | --- | --- |
//! | [`moment`] | what the command at the cursor is in the middle of |
//! | [`survey`] | which processes there are, in which order, and who maps what |
//! | [`segments`] | which pages are drawn as one |
//! | [`placement`] | which frame stands in which row and column, along the whole history |
//! | [`rows`] | how high the rows of frames are |
//! | [`cards`], [`tiles`], [`edges`], [`neck`], [`strips`], [`foot`] | the parts |
//! | [`mod@stage`] | all of them together |

mod cards;
mod cells;
mod edges;
mod foot;
pub(crate) mod moment;
mod neck;
mod placement;
pub(crate) mod plan;
mod rows;
mod segments;
mod stage;
mod strips;
pub(crate) mod survey;
mod tiles;
mod transition;

pub(crate) use cells::name as cell_name;
pub(crate) use stage::stage;
