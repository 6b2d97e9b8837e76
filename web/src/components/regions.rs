//! The regions with stage, narration and timeline: what is chosen there becomes an action here.

mod stage;
mod time;
mod why;

pub(crate) use stage::StageRegion;
pub(crate) use time::TimeRegion;
pub(crate) use why::WhyRegion;
