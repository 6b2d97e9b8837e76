//! Behaviour of the machine, by area.

mod bulk;
mod golden;
mod huge;
mod naive;
mod policies;
mod props;
mod recorded;
mod rules;
mod simplifications;
mod tasks;
mod world;
