//! Behaviour of the machine, by area.

mod golden;
mod naive;
mod props;
mod rules;
mod world;
