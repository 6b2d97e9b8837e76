//! Forms to act by: each shows the line of the script that it writes.

use yew::{component, html, use_state, AttrValue, Callback, Event, Html, InputEvent, Properties, SubmitEvent};

use crate::actions::Action;
use crate::context::Context;
use crate::lang::Text;
use crate::platform::dom;
use crate::state::act::{Form, FORMS};

/// Who acts, and where.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ActProps {
    /// The state.
    pub(crate) context: Context,
    /// The process.
    pub(crate) process: AttrValue,
    /// The page; empty where nothing is mapped.
    pub(crate) page: AttrValue,
}

/// A choice of acts, the field that the chosen one needs, its line, and a button.
#[component]
pub(crate) fn Act(props: &ActProps) -> Html {
    let Context { session, ui, perform, .. } = &props.context;
    let chosen = use_state(|| 0_usize);
    let value = use_state(|| None::<String>);
    let form: &Form = &FORMS[*chosen];
    let filled = (*value).clone().unwrap_or_else(|| form.suggestion(session.text()));
    let line = form.line(&props.process, &props.page, &filled);
    let onchoose = {
        let (chosen, value) = (chosen.clone(), value.clone());
        Callback::from(move |event: Event| {
            chosen.set(dom::value(&event).parse().unwrap_or(0).min(FORMS.len() - 1));
            value.set(None);
        })
    };
    let oninput = {
        let value = value.clone();
        Callback::from(move |event: InputEvent| value.set(Some(dom::value(&event))))
    };
    let onsubmit = {
        let (perform, line) = (perform.clone(), line.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            perform.act(Action::Write(line.clone()));
        })
    };
    let option = |(index, form): (usize, &Form)| html! { <option key={index} value={index.to_string()} selected={index == *chosen}>{ form.label.say() }</option> };
    html! {
        <form class="act" hidden={ui.lock} {onsubmit}>
            <div class="dialog__row">
                <select class="input act__which" aria-label={say!("What {} does", props.process)} onchange={onchoose}>{ for FORMS.iter().enumerate().map(option) }</select>
                <label class="act__field" hidden={form.field.is_none()}><span>{ form.field.map(Text::say) }</span><input class="input input--mono" maxlength="200" autocomplete="off" spellcheck="false" value={filled} {oninput} /></label>
                <button type="submit" class="btn btn--primary" disabled={form.needs_page && props.page.is_empty()}>{ say!("Write the line") }</button>
            </div>
            <p class="dialog__note"><code>{ line }</code>{ ", " }{ session.where_lines_go() }</p>
        </form>
    }
}
