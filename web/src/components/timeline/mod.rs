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

use forkscope_timeline::Cursor;
use forkscope_view::{Savings, SizeClass, TimelineBar};
use yew::{component, html, Callback, Html, Properties};

use self::bar::view_bar;
use self::savings::view_savings;
use self::speed::view_speed;
use self::transport::view_transport;
use crate::components::leaf::leaf;
use crate::lang::lang;

pub(crate) use self::transport::Transport;

/// What is drawn, what plays, and who is told what was pressed.
#[derive(Clone, Properties)]
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
    /// Where bookmarks are.
    pub(crate) bookmarks: Rc<[Cursor]>,
    /// A speed was chosen.
    pub(crate) on_speed: Callback<f32>,
}

/// View models are compared by identity, for speed and size.
impl PartialEq for TimelineProps {
    fn eq(&self, other: &TimelineProps) -> bool {
        let same = Rc::ptr_eq(&self.bar, &other.bar)
            && Rc::ptr_eq(&self.savings, &other.savings)
            && self.bookmarks == other.bookmarks;
        let on = self.on_transport == other.on_transport && self.on_seek == other.on_seek;
        let on = on && self.on_command == other.on_command && self.on_speed == other.on_speed;
        same && on && (self.size, self.playing, self.speed) == (other.size, other.playing, other.speed)
    }
}

/// The whole bar at the foot of the page.
#[component]
pub(crate) fn Timeline(props: &TimelineProps) -> Html {
    let bar = &props.bar;
    // Without panels above there are no columns to stand under.
    let size = if props.size == SizeClass::T { SizeClass::E } else { props.size };
    html! {
        <section class={format!("timeline timeline--{}", size.letter())} aria-label={say!("Timeline")}>
            <div class="timeline__control">
                <div class="transport">
                    { view_transport(props) }
                    { view_speed(props) }
                </div>
                <p class="timeline__where">
                    { leaf("b", "", &bar.command_text) }{ lang().pick(", ", "，") }{ &bar.step_text }
                    <code class="timeline__source" title={bar.source.clone()}>{ &bar.source }</code>
                </p>
            </div>
            <div class="timeline__middle">{ view_bar(props) }</div>
            { view_savings(&props.savings) }
        </section>
    }
}
