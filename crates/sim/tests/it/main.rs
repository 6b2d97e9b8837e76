//! Behaviour of the machine, by area.

mod golden;
