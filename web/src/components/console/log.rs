//! What was typed at the prompt, and what came of it.

use forkscope_scenario::diag::Fix;
use forkscope_scenario::Diagnostic;
use yew::{html, Callback, Html, MouseEvent};

use crate::components::words::marked;
use crate::lang::{lang, stopped, Text};
use crate::state::log::{Exchange, Reply};

/// The id of its end, where the newest lines are.
pub(super) const END: &str = "console-end";

/// The log; screen readers hear what is new.
pub(super) fn log(exchanges: &[Exchange], onfix: &Callback<String>) -> Html {
    html! {
        <div class="console__log" role="log" aria-label={say!("Console output")} tabindex={if exchanges.is_empty() { "-1" } else { "0" }}>
            <div>{ for exchanges.iter().enumerate().map(|(index, exchange)| exchange_view(index, exchange, onfix)) }</div>
            <span id={END}></span>
        </div>
    }
}

fn exchange_view(index: usize, exchange: &Exchange, onfix: &Callback<String>) -> Html {
    html! {
        <div key={index}>
            <p class="console__in"><span class="console__sign" aria-hidden="true">{ "›" }</span><code>{ &exchange.typed }</code></p>
            <div class="console__out">{ reply_view(&exchange.reply, onfix) }</div>
        </div>
    }
}

fn reply_view(reply: &Reply, onfix: &Callback<String>) -> Html {
    match reply {
        Reply::Waiting(line) => html! { <p>{ say!("Line {}, running", line) }</p> },
        Reply::Said(sentence) => html! { <p>{ for marked(sentence) }</p> },
        Reply::Blocked => {
            html! { <p>{ say!("The line is in the script. It runs once the errors above are mended.") }</p> }
        }
        Reply::Wrong { line, diagnostic } => wrong_view(line, diagnostic, onfix),
        Reply::Help => help_view(),
    }
}

fn wrong_view(line: &str, diagnostic: &Diagnostic, onfix: &Callback<String>) -> Html {
    let column = diagnostic.position.column as usize;
    let span = diagnostic.span.range();
    let width = (span.end - span.start).clamp(1, line.chars().count().max(1));
    let carets = format!("{}{}", " ".repeat(column.saturating_sub(1)), "^".repeat(width));
    let way_out = match (&diagnostic.help, &diagnostic.expected) {
        (Some(Fix { replacement: Some(_), .. }), _) => String::new(),
        (_, Some(expected)) => say!("Expected {}.", expected.say(lang())),
        (Some(fix), None) => stopped(fix.text.say(lang()).trim_end_matches(['.', '?', '？'])),
        (None, None) => String::new(),
    };
    html! {
        <>
            <p><b>{ say!("Error") }</b>{ say!(" at column {}", column) }</p>
            <pre class="console__pre">{ line }{ "\n" }<b>{ carets }</b></pre>
            <p>{ for marked(&format!("{}{}{way_out}", diagnostic.message.say(lang()), say!(". "))) }</p>
            { fix_view(line, diagnostic, onfix) }
        </>
    }
}

/// A button that runs the line as it was probably meant.
fn fix_view(line: &str, diagnostic: &Diagnostic, onfix: &Callback<String>) -> Html {
    let Some((mended, new)) = mended(line, diagnostic) else {
        return html! { <span hidden=true></span> };
    };
    let onclick = onfix.reform(move |_: MouseEvent| mended.clone());
    let label = if new.is_empty() { say!("Try without it").to_owned() } else { say!("Try `{}`", new) };
    html! { <button type="button" class="btn btn--small btn--outline" {onclick}><span>{ for marked(&label) }</span></button> }
}

/// The line with the fix, and what is new in it. Places in a diagnostic count from the start of the script.
fn mended(line: &str, diagnostic: &Diagnostic) -> Option<(String, String)> {
    let (span, new) = diagnostic.help.as_ref()?.replacement.clone()?;
    let column = (diagnostic.position.column as usize).saturating_sub(1);
    let before: usize = line.chars().take(column).map(char::len_utf8).sum();
    let start = diagnostic.span.range().start.checked_sub(before)?;
    let range = span.range().start.checked_sub(start)?..span.range().end.checked_sub(start)?;
    let mended = format!("{}{new}{}", line.get(..range.start)?, line.get(range.end..)?);
    Some((mended, new))
}

/// What can be typed, by example.
fn help_view() -> Html {
    let example =
        |(line, does): (&'static str, Text)| html! { <p key={line}><code>{ line }</code>{ " " }{ does.say() }</p> };
    html! { <div>{ for EXAMPLES.into_iter().map(example) }</div> }
}

const EXAMPLES: [(&str, Text); 8] = [
    ("process p", text!("starts a process")),
    ("p: mmap heap 3 pages", text!("maps memory")),
    ("p: write heap[0] \"A\"", text!("writes to a page")),
    ("p: read heap[0]", text!("reads one")),
    ("p: fork child", text!("forks")),
    ("expect refcount(p.heap[0]) == 2", text!("checks something")),
    ("child: exit", text!("ends a process")),
    ("clear", text!("empties this log")),
];
