//! The tour: a few stops, each a small card beside the part of the page that it is about. The page stays usable all the while.

use yew::{component, html, use_node_ref, Callback, Html, MouseEvent, Properties};

use crate::actions::Action;
use crate::components::button::text_button;
use crate::components::words::marked;
use crate::context::Context;
use crate::hooks::use_watch::{finally, use_watch};
use crate::lang::Text;
use crate::platform::{dom, popup};
use crate::state::ui::Tour;

/// A stop.
struct Stop {
    /// What it is about, as selectors; the first that is in sight.
    about: &'static [&'static str],
    title: Text,
    text: Text,
}

const STOPS: [Stop; 6] = [
    Stop {
        about: &[".card", "#stage"],
        title: text!("Processes and their pages"),
        text: text!("Each card is a process, each row a page of its memory: whether its page table entry allows reading (R) or writing too (RW), and in which frame the page is. Click a row to read or write it."),
    },
    Stop {
        about: &[".tile", "#stage"],
        title: text!("Frames and their counts"),
        text: text!("Physical memory. The large number counts who holds the frame: two after a fork, which copies no page. The first write to a shared frame splits it, and each side has its own."),
    },
    Stop {
        about: &[".app__why"],
        title: text!("Why it happened"),
        text: text!("What the kernel does for the line at hand, step by step: the function of Linux that does it, and the reason. A note or a question of the script stands here too."),
    },
    Stop {
        about: &[".app__time"],
        title: text!("There and back in time"),
        text: text!("Play, or take one step of the kernel with `.` and go back with `,` as often as you like. The filled area is memory in use, the outline what it would be if processes shared nothing."),
    },
    Stop {
        about: &["#script", "#tab-script", ".top__only-narrow"],
        title: text!("It is all a script"),
        text: text!("Everything you see comes from a few lines of text. Edit them and they run again; a click on the stage writes a line for you. More examples are behind the title of the scenario."),
    },
    Stop {
        about: &[".top__share"],
        title: text!("Take it with you"),
        text: text!("A link holds the whole script, for a chat, a course page or a bug report. Nothing is sent anywhere. The tour stays in the menu with the three dots."),
    },
];

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StopCardProps {
    /// The state.
    pub(crate) context: Context,
    /// The stop, from 0.
    pub(crate) at: usize,
}

/// The card of a stop, with the ways on, back and out. The focus goes to the way on, and to the stage in the end.
#[component]
pub(crate) fn StopCard(props: &StopCardProps) -> Html {
    let Context { session, ui, perform, scene, .. } = &props.context;
    let (at, last) = (props.at.min(STOPS.len() - 1), STOPS.len() - 1);
    let Stop { about, title, text } = &STOPS[at];
    let node = use_node_ref();
    let card = node.clone();
    use_watch((at, ui.window, ui.lang, session.cursor(), scene.stage.tick), move || popup::attend(&card, about));
    use_watch((), || {
        dom::focus_id_soon("tour-on");
        finally(|| {
            dom::focus_id("stage");
        })
    });
    let go = |to: Tour| -> Callback<MouseEvent> { perform.on(Action::Tour(to)) };
    let (on, on_words) = if at == last { (Tour::Off, say!("Done")) } else { (Tour::At(at + 1), say!("Next stop")) };
    html! {
        <section ref={node} class="menu tour" role="dialog" aria-labelledby="tour-title" aria-describedby="tour-text">
            <div aria-live="polite">
                <h2 class="dialog__title" id="tour-title">{ title.say() }</h2>
                <p id="tour-text">{ for marked(text.say()) }</p>
            </div>
            <div class="dialog__row">
                <span class="dialog__note">{ say!("{} of {}", at + 1, STOPS.len()) }</span><span class="ph__space"></span>
                <span hidden={at == last}>{ text_button("", say!("Skip"), go(Tour::Off)) }</span>
                <span hidden={at == 0}>{ text_button("btn--outline", say!("Back"), go(Tour::At(at.saturating_sub(1)))) }</span>
                <button type="button" id="tour-on" class="btn btn--primary" onclick={go(on)}>{ on_words }</button>
            </div>
        </section>
    }
}
