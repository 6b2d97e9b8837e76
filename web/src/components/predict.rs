//! A question about the next command, with answers to choose from; once it is answered, what is right and why.

use forkscope_view::predict::Choice;
use yew::{classes, html, AttrValue, Html};

use crate::actions::Action;
use crate::components::button::text_button;
use crate::components::icon::{icon, Icon};
use crate::components::words::marked;
use crate::context::Context;
use crate::state::ask::Guess;
use crate::state::run::Kind;
use crate::state::session::Asked;

/// The question, its answers, and the way on.
pub(crate) fn predict(context: &Context, asked: &Asked) -> Html {
    let Context { session, perform, .. } = context;
    let Asked { act, question, guess } = asked;
    let number = session.question_number(*act).map(|(at, all)| say!("question {} of {}", at, all));
    let source = session.run().acts().get(*act).map(|act| act.source.clone()).unwrap_or_default();
    let note = match session.run().kind(session.act()) {
        Kind::Note(text) => Some(text),
        Kind::Command | Kind::Ask(_) | Kind::Expect { .. } | Kind::Other => None,
    };
    let choices = question.choices.iter().enumerate().map(|(at, choice)| view_choice(context, asked, at, choice));
    let steps = session.run().acts().get(*act).map_or(0, |act| act.steps);
    let watch = match (guess.is_some(), steps) {
        (false, _) => say!("Skip and watch").to_owned(),
        (true, 1) => say!("Watch the step").to_owned(),
        (true, steps) => say!("Watch the {} steps", steps),
    };
    let class = if guess.is_some() { "btn--primary" } else { "btn--outline" };
    let next = guess.is_some() && session.has_next_question();
    html! {
        <section key={format!("predict-{act}")} class="predict" aria-labelledby="predict-question">
            <header class="predict__head"><h2>{ say!("Predict") }</h2><span>{ number }</span></header>
            <p class="predict__note" hidden={note.is_none()}>{ for note.iter().flat_map(|note| marked(note)) }</p>
            <h3 class="predict__question" id="predict-question">{ &question.text }</h3>
            <code class="predict__line">{ source }</code>
            <div class="predict__choices" role="group" aria-labelledby="predict-question">{ for choices }</div>
            <div role="status">{ reply(context, asked) }</div>
            <div class="ask__actions">
                { text_button(class, &watch, perform.on(Action::Watch)) }
                <span hidden={!next}>{ text_button("btn--outline", say!("Next question"), perform.on(Action::NextQuestion)) }</span>
                <span hidden={guess.is_some()}>{ text_button("", say!("Stop asking"), perform.on(Action::Predict)) }</span>
            </div>
        </section>
    }
}

fn view_choice(context: &Context, asked: &Asked, at: usize, choice: &Choice) -> Html {
    let chosen = asked.guess.and_then(|guess| guess.choice) == Some(at);
    let right = asked.guess.is_some_and(|guess| guess.choice.is_some()) && asked.question.right == at;
    let (class, sign, said) = match (right, chosen) {
        (true, _) => ("choice--right", Some(Icon::Check), say!(", right")),
        (false, true) => ("choice--wrong", Some(Icon::Cross), say!(", not right")),
        (false, false) => ("", None, ""),
    };
    let Choice { key, lead, text } = choice;
    let shown = lead.len() == 1 && lead.starts_with(*key);
    let label = AttrValue::from(format!("{lead}{}{text}{said}", if text.is_empty() { "" } else { ": " }));
    let onclick = context.perform.on::<yew::MouseEvent>(Action::Guess(*key));
    html! {
        <button type="button" key={*key as usize} class={classes!("choice", class)} aria-label={label} aria-pressed={chosen.to_string()}
            aria-keyshortcuts={key.to_string()} data-shown-key={(!shown).then(|| key.to_string())} disabled={asked.guess.is_some()} {onclick}>
            <b>{ lead }</b>{ " " }<span>{ *text }</span>{ sign.map(icon).unwrap_or_default() }
        </button>
    }
}

/// What may be looked at; once answered, what is right, and what the kernel does.
fn reply(context: &Context, asked: &Asked) -> Html {
    let Asked { act, question, guess } = asked;
    let right = question.choices.get(question.right).map(|choice| choice.lead.to_lowercase()).unwrap_or_default();
    let head = match guess {
        None => {
            let keys: Vec<String> = question.choices.iter().map(|choice| choice.key.to_string()).collect();
            let (first, last) = (keys.first().cloned().unwrap_or_default(), keys.last().cloned().unwrap_or_default());
            let hint =
                say!("{} The steps stay hidden until you answer. Keys {} to {} choose.", question.hint, first, last);
            return html! { <p class="ask__hint">{ hint }</p> };
        }
        Some(Guess { choice: None, .. }) => return html! { <p class="ask__hint">{ say!("Watch what it does.") }</p> },
        Some(Guess { right: true, .. }) => say!("Right: {}", right),
        Some(Guess { right: false, .. }) => say!("Not quite: {}", right),
    };
    html! { <div class="ask__reply"><h3>{ head }</h3><p>{ for marked(&context.session.run().sentence(*act)) }</p></div> }
}
