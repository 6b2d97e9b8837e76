//! The narration: what the kernel does for the command at hand, step by step, and why.

mod caption;
mod cites;
mod headline;
mod step;

use std::rc::Rc;

use forkscope_view::{self as view, Progress};
use yew::{component, html, use_effect_with, use_node_ref, Callback, Event, FocusEvent, Html, MouseEvent, Properties};

use self::headline::view_headline;
use self::step::view_step;
use crate::context::Perform;
use crate::platform::dom;

pub(crate) use self::caption::Caption;

/// More steps than this, and those that are done show no reason.
const LONG: usize = 9;

/// What is told, and who is told of a step that was chosen.
#[derive(Clone, Properties)]
pub(crate) struct NarrationProps {
    /// The view model.
    pub(crate) narration: Rc<view::Narration>,
    /// A step of the command was chosen, from 1.
    pub(crate) on_step: Callback<usize>,
    /// Which command it is.
    pub(crate) act: usize,
    /// Whether all steps keep their places: while it plays, nobody can read what opens and closes by itself.
    pub(crate) steady: bool,
    /// The way to act, if what to read on is to be shown.
    pub(crate) read_on: Option<Perform>,
    /// A step that is about these frames is pointed at, or has the focus; none is, or no longer.
    pub(crate) on_name: Callback<Rc<[u32]>>,
}

impl PartialEq for NarrationProps {
    fn eq(&self, other: &NarrationProps) -> bool {
        Rc::ptr_eq(&self.narration, &other.narration)
            && self.on_step == other.on_step
            && self.act == other.act
            && self.steady == other.steady
            && self.read_on == other.read_on
    }
}

/// Tells which frames the step is about that an event is in.
fn point(props: &NarrationProps) -> Callback<Event> {
    let (narration, on_name) = (Rc::clone(&props.narration), props.on_name.clone());
    Callback::from(move |event: Event| {
        let number = dom::key_at(&event);
        let step = narration.steps.iter().find(|step| step.number.to_string() == number);
        on_name.emit(step.map_or(Rc::from([]), |step| step.frames.as_slice().into()));
    })
}

/// The panel: headline and steps. The current step is said aloud.
#[component]
pub(crate) fn Narration(props: &NarrationProps) -> Html {
    let narration = &props.narration;
    let list = use_node_ref();
    let current = narration.steps.iter().find(|step| step.progress == Progress::Current);
    let number = current.map(|step| step.number);
    use_effect_with((number, list.clone()), |(number, list)| {
        if number.is_some() {
            dom::reveal(list);
        }
    });
    let class = match (props.steady, narration.steps.len() > LONG) {
        (true, _) => "narration narration--steady",
        (false, true) => "narration narration--long",
        (false, false) => "narration",
    };
    let said = current.map_or_else(String::new, |step| format!("{}. {}", step.title, step.brief));
    let steps = narration.steps.iter().map(|step| {
        let here = if step.progress == Progress::Current { list.clone() } else { Default::default() };
        view_step(step, here, props)
    });
    let name = point(props);
    let (light, dim, dim_too) = (name.clone(), props.on_name.clone(), props.on_name.clone());
    let onmouseover = move |event: MouseEvent| light.emit(event.into());
    let onfocusin = move |event: FocusEvent| name.emit(event.into());
    let onmouseleave = move |_: MouseEvent| dim.emit(Rc::from([]));
    let onfocusout = move |_: FocusEvent| dim_too.emit(Rc::from([]));
    html! {
        <section {class} aria-label={say!("Kernel steps")}>
            { view_headline(narration.headline.as_ref()) }
            <ol key={props.act} class="narration__steps" {onmouseover} {onfocusin} {onmouseleave} {onfocusout}>{ for steps }</ol>
            <p class="sr" aria-live="polite">{ said }</p>
        </section>
    }
}
