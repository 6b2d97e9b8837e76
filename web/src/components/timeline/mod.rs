//! The timeline: transport, the commands with their micro-steps, the chart, and what sharing saved.

mod band;
mod bar;
mod chart;
mod look;
mod savings;
mod slide;
mod speed;
mod transport;

use std::rc::Rc;

use forkscope_view::{Savings, SizeClass, TimelineBar};
use yew::{component, html, Callback, Html, Properties};

use self::bar::Bar;
use self::savings::SavingsBlock;
use self::speed::SpeedSelect;
use self::transport::TransportButtons;

pub(crate) use self::transport::Transport;

/// What is drawn, what plays, and who is told what was pressed.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TimelineProps {
    /// The commands and the chart.
    pub(crate) bar: Rc<TimelineBar>,
    /// What sharing saved.
    pub(crate) savings: Rc<Savings>,
    /// The size class.
    pub(crate) size: SizeClass,
    /// Whether it plays.
    pub(crate) playing: bool,
    /// How fast.
    pub(crate) speed: f32,
    /// A transport button was pressed.
    pub(crate) on_transport: Callback<Transport>,
    /// A micro-step was chosen, counted through all commands.
    pub(crate) on_seek: Callback<usize>,
    /// A command was chosen, from 0.
    pub(crate) on_command: Callback<usize>,
    /// A speed was chosen.
    pub(crate) on_speed: Callback<f32>,
}

/// The whole bar at the foot of the page.
#[component]
pub(crate) fn Timeline(props: &TimelineProps) -> Html {
    let bar = &props.bar;
    html! {
        <section class={format!("timeline timeline--{}", props.size.letter())} aria-label="Timeline">
            <div class="timeline__control">
                <div class="transport">
                    <TransportButtons playing={props.playing} at_start={bar.at_start} at_end={bar.at_end} on_press={props.on_transport.clone()} />
                    <SpeedSelect speed={props.speed} on_speed={props.on_speed.clone()} />
                </div>
                <p class="timeline__where">
                    <b>{ &bar.command_text }</b>{ ", " }{ &bar.step_text }
                    <code class="timeline__source" title={bar.source.clone()}>{ &bar.source }</code>
                </p>
            </div>
            <div class="timeline__middle">
                <Bar bar={bar.clone()} on_seek={props.on_seek.clone()} on_command={props.on_command.clone()} on_transport={props.on_transport.clone()} />
            </div>
            <SavingsBlock savings={props.savings.clone()} />
        </section>
    }
}
