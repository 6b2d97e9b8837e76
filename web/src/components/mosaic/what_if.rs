//! Writes that go on: what if the process wrote so many pages a second? Nothing of it is in the script until it is written there as a line.

use std::cell::RefCell;
use std::rc::Rc;

use forkscope_view::mosaic::{Live, Moment, Mosaic, Share};
use yew::{
    component, html, use_mut_ref, use_state, Callback, Event, Html, InputEvent, NodeRef, Properties, UseStateHandle,
};

use super::view::Pens;
use crate::components::button::text_button;
use crate::components::leaf::leaf;
use crate::hooks::use_watch::use_watch;
use crate::platform::canvas::{self, Frames};
use crate::platform::{dom, timer};

/// Pages a second: what there is to choose from.
const RATES: [u64; 9] = [100, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
/// Where the slider stands at first.
const RATE: usize = 5;
/// How much of a frame of the screen the writes may take, in milliseconds: the rest is for drawing.
const SLICE: f64 = 8.0;
/// Words change every so many frames of the screen: nobody reads faster.
const WORDS: u32 = 6;

/// Writes under way, or stopped.
#[derive(Default)]
pub(super) struct Playing {
    /// The machine that is written on; none while the picture is the script's.
    pub(super) live: Option<Live>,
    /// What it looks like when it is stopped.
    still: Option<Rc<Mosaic>>,
    rate: u64,
    last: Option<f64>,
    turns: u32,
}

impl Playing {
    /// What is looked at: the script's machine, or that of the writes once they are stopped.
    pub(super) fn shown(&self, script: &Rc<Mosaic>) -> Rc<Mosaic> {
        self.still.as_ref().unwrap_or(script).clone()
    }

    /// Goes on until `now`, in milliseconds. Says whether words are to be said, and whether it can go on.
    fn frame(&mut self, now: f64) -> (bool, bool) {
        let passed = now - self.last.replace(now).unwrap_or(now);
        let until = timer::now() + SLICE;
        self.turns += 1;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "time goes forward, and not far in a frame"
        )]
        let micros = (passed * 1000.0) as u64;
        let rate = self.rate;
        let goes_on = self.live.as_mut().is_some_and(|live| live.advance(micros, rate, &mut || timer::now() > until));
        (self.turns.is_multiple_of(WORDS) || !goes_on, goes_on)
    }
}

/// What it is about.
#[derive(Clone, Properties)]
pub(super) struct WhatIfProps {
    /// The script's picture.
    pub(super) mosaic: Rc<Mosaic>,
    /// The writes.
    pub(super) playing: Rc<RefCell<Playing>>,
    /// What draws.
    pub(super) pens: Rc<RefCell<Pens>>,
    /// What is drawn on.
    pub(super) canvas: NodeRef,
    /// Grows when the picture changed otherwise than by the script.
    pub(super) turn: u32,
    /// Tells that it did.
    pub(super) on_turn: Callback<()>,
    /// A line is to be put into the script.
    pub(super) on_line: Callback<String>,
    /// Whether the script may not be changed.
    pub(super) locked: bool,
}

impl PartialEq for WhatIfProps {
    fn eq(&self, other: &WhatIfProps) -> bool {
        Rc::ptr_eq(&self.mosaic, &other.mosaic) && (self.turn, self.locked) == (other.turn, other.locked)
    }
}

/// A slider, buttons, and figures that grow.
#[component]
pub(super) fn WhatIf(props: &WhatIfProps) -> Html {
    let rate = use_state(|| RATE);
    let moment = use_state(|| None::<Moment>);
    let line = use_state(|| None::<String>);
    let runs = use_state(|| false);
    let frames = use_mut_ref(|| None::<Frames>);
    let writes = Writes {
        playing: Rc::clone(&props.playing),
        pens: Rc::clone(&props.pens),
        canvas: props.canvas.clone(),
        on_turn: props.on_turn.clone(),
        frames,
        moment: moment.clone(),
        line: line.clone(),
        runs: runs.clone(),
    };
    // Another picture of the script takes the place of the writes.
    use_watch(Rc::as_ptr(&props.mosaic) as usize, {
        let writes = writes.clone();
        move || {
            writes.reset();
            None
        }
    });
    let oninput = {
        let (rate, playing) = (rate.clone(), Rc::clone(&props.playing));
        move |event: InputEvent| {
            let event: Event = event.into();
            if let Some(chosen) = dom::value(&event).parse().ok().filter(|chosen| *chosen < RATES.len()) {
                rate.set(chosen);
                playing.borrow_mut().rate = RATES[chosen];
            }
        }
    };
    let button = {
        let (writes, mosaic, rate) = (writes.clone(), Rc::clone(&props.mosaic), RATES[*rate]);
        if *runs {
            text_button("btn--primary btn--small", say!("Stop writing"), Callback::from(move |_| writes.stop()))
        } else {
            text_button(
                "btn--primary btn--small",
                say!("Go on writing"),
                Callback::from(move |_| writes.play(&mosaic, rate)),
            )
        }
    };
    let write = line.as_ref().filter(|_| !props.locked && !*runs).map(|line| {
        let (on_line, said) = (props.on_line.clone(), line.clone());
        text_button(
            "btn--outline btn--small",
            say!("Write as a line"),
            Callback::from(move |_| on_line.emit(said.clone())),
        )
    });
    let began = moment.is_some();
    let text = text_of(RATES[*rate]);
    html! {
        <section class="whatif" aria-label={say!("What if it goes on writing")}>
            <label class="whatif__rate">
                <span>{ say!("Pages written per second") }</span>
                <input type="range" min="0" max={(RATES.len() - 1).to_string()} step="1" value={rate.to_string()} aria-valuetext={text.clone()} {oninput} />
                <output>{ text }</output>
            </label>
            <span class="whatif__do">
                { button }
                <span hidden={!began}>{ text_button("btn--outline btn--small", say!("Back to the script"), Callback::from(move |_| writes.reset())) }</span>
                <span hidden={write.is_none()}>{ write.unwrap_or_default() }</span>
            </span>
            { view_moment(moment.as_ref()) }
        </section>
    }
}

/// What the buttons act on.
#[derive(Clone)]
struct Writes {
    playing: Rc<RefCell<Playing>>,
    pens: Rc<RefCell<Pens>>,
    canvas: NodeRef,
    on_turn: Callback<()>,
    frames: Rc<RefCell<Option<Frames>>>,
    moment: UseStateHandle<Option<Moment>>,
    line: UseStateHandle<Option<String>>,
    runs: UseStateHandle<bool>,
}

impl Writes {
    /// Stops, and leaves the picture as it is.
    fn stop(&self) {
        drop(self.frames.take());
        let mut now = self.playing.borrow_mut();
        now.last = None;
        now.still = now.live.as_ref().map(|live| Rc::new(live.mosaic()));
        drop(now);
        self.runs.set(false);
        self.on_turn.emit(());
    }

    /// Goes back to the picture of the script.
    fn reset(&self) {
        drop(self.frames.take());
        if self.playing.take().live.is_some() {
            self.runs.set(false);
            self.moment.set(None);
            self.line.set(None);
            self.on_turn.emit(());
        }
    }

    /// Writes so many pages a second from now on, on the machine of the picture unless there are writes already.
    fn play(&self, mosaic: &Mosaic, rate: u64) {
        let mut now = self.playing.borrow_mut();
        now.rate = rate;
        now.still = None;
        now.live = now.live.take().or_else(|| mosaic.live());
        drop(now);
        let writes = self.clone();
        let started = canvas::each_frame(move |time| writes.frame(time));
        *self.frames.borrow_mut() = Some(started);
        self.runs.set(true);
    }

    /// Takes the writes up to a time, draws them, and says whether they go on.
    fn frame(&self, time: f64) -> bool {
        let (words, goes_on) = self.playing.borrow_mut().frame(time);
        let now = self.playing.borrow();
        self.pens.borrow_mut().draw(&self.canvas, now.live.as_ref());
        let words = now.live.as_ref().filter(|_| words).map(|live| (live.moment(), live.line()));
        drop(now);
        if let Some((now, said)) = words {
            self.moment.set(Some(now));
            self.line.set(said);
        }
        if !goes_on {
            self.stop_soon();
        }
        goes_on
    }

    /// Stops after the frame at hand: its closure cannot go while it runs.
    fn stop_soon(&self) {
        let writes = self.clone();
        if let Some(timer) = timer::after(0, move || writes.stop()) {
            timer.forget();
        }
    }
}

fn text_of(rate: u64) -> String {
    match rate {
        1000.. => format!("{},{:03}", rate / 1000, rate % 1000),
        _ => rate.to_string(),
    }
}

fn view_moment(moment: Option<&Moment>) -> Html {
    let Some(moment) = moment else { return html! { <dl class="whatif__figures" hidden=true></dl> } };
    let figure = |name: &'static str, text: &str| html! { <div><dt>{ name }</dt>{ leaf("dd", "", text) }</div> };
    let share = |share: &Share| {
        html! { <div key={share.name.clone()} class={format!("hue-{}", share.colour)}><dt>{ say!("PSS of {}", share.name) }</dt><dd>{ &share.pss }<small>{ say!(" {} its own", share.uss) }</small></dd></div> }
    };
    html! {
        <dl class="whatif__figures">
            { figure(say!("Since then"), &moment.time) }
            { figure(say!("Copied since then"), &moment.copied) }
            { figure(say!("COW faults"), &moment.faults) }
            { figure(say!("In use"), &moment.in_use) }
            { for moment.shares.iter().map(share) }
        </dl>
    }
}
