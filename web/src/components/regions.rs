//! The regions with stage, narration and timeline: what is chosen there becomes an action here.

mod stage;
mod time;
mod why;

pub(crate) use stage::stage_region;
pub(crate) use time::time_region;
pub(crate) use why::why_region;
