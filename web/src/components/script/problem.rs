//! What is wrong with the script: one problem at a time, with its place, its line, and a way to mend it.

use std::rc::Rc;

use forkscope_scenario::{Diagnostic, Severity};
use yew::{component, hook, html, use_state, use_state_eq, Callback, Html, Properties};

use crate::components::button::icon_button;
use crate::components::icon::Icon;
use crate::components::words::{capital, marked};
use crate::hooks::use_watch::{keep, use_watch};
use crate::lang::{lang, stopped};
use crate::platform::timer;
use crate::state::lines::Lines;

/// The problems of a script.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ProblemsProps {
    /// The script that they were found in.
    pub(crate) text: Rc<str>,
    /// The problems; errors and warnings.
    pub(crate) list: Rc<[Diagnostic]>,
    /// Called with a byte offset to put the cursor at.
    pub(crate) onjump: Callback<usize>,
    /// Called with a changed script.
    pub(crate) onfix: Callback<String>,
}

/// The problem at hand; nothing to see when there is none.
#[component]
pub(crate) fn Problems(props: &ProblemsProps) -> Html {
    let at = use_state(|| 0_usize);
    let list = use_settled(&props.list);
    let count = list.len();
    let index = (*at).min(count.saturating_sub(1));
    let Some(problem) = list.get(index) else {
        return html! { <div hidden=true></div> };
    };
    let turn = |by: usize| {
        let (at, count) = (at.clone(), count);
        Callback::from(move |_| at.set((index + by) % count.max(1)))
    };
    let jump = {
        let (onjump, start) = (props.onjump.clone(), problem.span.range().start);
        Callback::from(move |_| onjump.emit(start))
    };
    let kind = match problem.severity {
        Severity::Error => say!("Error"),
        Severity::Warning => say!("Note"),
    };
    let position = problem.position;
    html! {
        <section class="problem" aria-label={say!("Problems")}>
            <div class="problem__head">
                <button type="button" class="problem__where" onclick={jump}><b>{ kind }</b>{ say!(" at line {}, column {}", position.line, position.column) }</button>
                <span class="ph__space"></span>
                <span hidden={count < 2}>{ say!("{} of {}", index + 1, count) }</span>
                <span hidden={count < 2}>{ icon_button("btn--small", say!("Previous problem"), Icon::Previous, turn(count - 1)) }</span>
                <span hidden={count < 2}>{ icon_button("btn--small", say!("Next problem"), Icon::Next, turn(1)) }</span>
            </div>
            { excerpt(&props.text, problem) }
            <p>{ for marked(&sentence(problem)) }</p>
            { fix_view(props, problem) }
        </section>
    }
}

/// The problems, but new ones only once the visitor rests: half a word is no mistake yet.
#[hook]
fn use_settled(list: &Rc<[Diagnostic]>) -> Rc<[Diagnostic]> {
    const REST: u32 = 700;
    let settled = use_state_eq(|| Rc::clone(list));
    let setter = settled.setter();
    let new = Rc::clone(list);
    use_watch(Rc::clone(list), move || {
        let wait = if new.is_empty() { 0 } else { REST };
        keep(timer::after(wait, move || setter.set(new)))
    });
    // What is not wrong any more goes at once.
    if list.is_empty() {
        Rc::clone(list)
    } else {
        (*settled).clone()
    }
}

/// The line and a caret under what is wrong with it.
fn excerpt(text: &str, problem: &Diagnostic) -> Html {
    const SHOWN: usize = 36;
    let lines = Lines::of(text);
    let line = lines.get(text, (problem.position.line as usize).saturating_sub(1));
    let before = (problem.position.column as usize).saturating_sub(1);
    let span = text.get(problem.span.range()).unwrap_or("");
    let width = span.lines().next().unwrap_or("").chars().count().clamp(1, SHOWN);
    let skip = (before + width).saturating_sub(SHOWN).min(before);
    let shown: String = line.chars().skip(skip).take(SHOWN * 2).collect();
    let carets = format!("{}{}", " ".repeat(before - skip), "^".repeat(width));
    html! { <pre class="problem__code">{ shown }{ "\n" }<b>{ carets }</b></pre> }
}

fn sentence(problem: &Diagnostic) -> String {
    let mut sentence = capital(&problem.message.say(lang()));
    let mended = problem.help.as_ref().is_some_and(|fix| fix.replacement.is_some());
    if let Some(expectation) = problem.expectation().filter(|_| !mended && !problem.says_expected()) {
        sentence = sentence + lang().pick(": ", "：") + &expectation.say(lang());
    }
    stopped(&sentence)
}

/// What may help, with a button if the change is known.
fn fix_view(props: &ProblemsProps, problem: &Diagnostic) -> Html {
    let Some(fix) = &problem.help else {
        return html! { <div hidden=true></div> };
    };
    let Some((span, new)) = fix.replacement.clone() else {
        return html! { <div class="problem__fix">{ for marked(&capital(&fix.text.say(lang()))) }</div> };
    };
    let range = span.range();
    let old = props.text.get(range.clone()).unwrap_or("");
    let label = match (old.is_empty(), new.is_empty()) {
        (_, true) => say!("Remove `{}`", old),
        (true, false) => say!("Insert `{}`", new),
        (false, false) => say!("Change to `{}`", new),
    };
    let onclick = {
        let (text, onfix) = (Rc::clone(&props.text), props.onfix.clone());
        Callback::from(move |_| onfix.emit(replaced(&text, range.clone(), &new)))
    };
    html! {
        <div class="problem__fix"><button type="button" class="btn btn--small btn--outline" {onclick}><span>{ for marked(&label) }</span></button></div>
    }
}

fn replaced(text: &str, range: std::ops::Range<usize>, new: &str) -> String {
    let before = text.get(..range.start).unwrap_or(text);
    let after = text.get(range.end..).unwrap_or("");
    format!("{before}{new}{after}")
}
