//! The inspector: one address taken apart, and forms to act on it.

mod act;
mod bits;
mod frame;
mod walk;

use forkscope_view::inspect::{Fact, Inspection};
use yew::{component, html, use_state, Callback, Html, InputEvent, Properties, SubmitEvent};

use self::act::Act;
use self::bits::view_entry;
use self::frame::view_frame;
use self::walk::view_walk;
use crate::components::dialogs::frame::Frame;
use crate::components::glyph::glyph;
use crate::components::leaf::{leaf, leaf_if};
use crate::components::words::word;
use crate::context::{Context, Perform};
use crate::platform::dom;
use crate::state::inspect::{inspection, read_address, Spot};
use crate::state::ui::{Dialog, UiAction};

/// What it is about.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct InspectorProps {
    /// The state.
    pub(crate) context: Context,
    /// The address.
    pub(crate) target: Spot,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The inspector.
#[component]
pub(crate) fn Inspector(props: &InspectorProps) -> Html {
    let Context { session, ui, perform, .. } = &props.context;
    let seen = inspection(session, props.target);
    let typed = use_state(|| None::<String>);
    let problem = use_state(String::new);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| typed.set(Some(dom::value(&event))))
    };
    let onsubmit = {
        let (typed, problem, ui, session, pid) =
            (typed.clone(), problem.clone(), ui.clone(), session.clone(), props.target.pid);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(text) = &*typed else { return };
            let names = session.run().history().world_at(session.cursor()).names().clone();
            match read_address(text, &names, pid) {
                Ok(address) => {
                    problem.set(String::new());
                    typed.set(None);
                    ui.dispatch(UiAction::Open(Dialog::Inspector(Spot { pid, address })));
                }
                Err(why) => problem.set(why),
            }
        })
    };
    let value = (*typed).clone().unwrap_or_else(|| seen.address.clone());
    html! {
        <Frame title={say!("Address translation")} name="inspector" wide=true onclose={props.onclose.clone()}>
            <form class="inspector__where" {onsubmit}>
                <p class="inspector__page">{ glyph(seen.mark) }{ leaf("span", "", &place(&seen)) }</p>
                <label class="inspector__address">{ say!("address") }
                    <input class="input input--mono" maxlength="40" autocomplete="off" spellcheck="false" aria-invalid={(!problem.is_empty()).to_string()} {value} {oninput} />
                </label>
                <button type="submit" class="btn btn--outline">{ say!("Go") }</button>
                <p class="inspector__wrong" role="alert">{ (*problem).clone() }</p>
            </form>
            { view_walk(&seen) }
            { view_entry(seen.entry.as_ref()) }
            <div class="inspector__verdict">
                { leaf_if("code", "", Some(seen.physical.as_str()).filter(|text| !text.is_empty())) }
                { leaf("p", "", &seen.verdict) }
            </div>
            <div class="inspector__columns">
                { view_frame(seen.frame.as_ref(), perform) }
                <section hidden={seen.vma.is_empty()} aria-label={say!("Mapping")}>
                    <h3 class="inspector__head">{ say!("Mapping") }</h3>
                    <dl class="facts">{ for seen.vma.iter().map(|fact| view_fact(fact, perform)) }</dl>
                </section>
            </div>
            <Act context={props.context.clone()} process={seen.process.clone()} page={seen.page.clone()} />
        </Frame>
    }
}

fn view_fact(fact: &Fact, perform: &Perform) -> Html {
    let Fact { label, value, term } = fact;
    let label = term.map_or_else(|| html! { *label }, |term| word(term, label, perform));
    html! { <div key={fact.label}><dt>{ label }</dt>{ leaf("dd", "", value) }</div> }
}

fn place(seen: &Inspection) -> String {
    if seen.page.is_empty() {
        say!("{}, nothing mapped", seen.process)
    } else {
        format!("{}, {}", seen.process, seen.page)
    }
}
