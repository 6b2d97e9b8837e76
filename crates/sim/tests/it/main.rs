//! Behaviour of the machine, by area.

mod golden;
mod naive;
mod props;
mod recorded;
mod rules;
mod tasks;
mod world;
