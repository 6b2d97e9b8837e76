//! What was typed at the prompt, and what came of it.

use forkscope_scenario::diag::Fix;
use forkscope_scenario::Diagnostic;
use yew::{html, Html};

use crate::components::words::marked;
use crate::state::log::{Exchange, Reply};

/// The id of its end, where the newest lines are.
pub(super) const END: &str = "console-end";

/// The log; screen readers hear what is new.
pub(super) fn log(exchanges: &[Exchange]) -> Html {
    html! {
        <div class="console__log" role="log" aria-label="Console output" tabindex={if exchanges.is_empty() { "-1" } else { "0" }}>
            <div>{ for exchanges.iter().enumerate().map(exchange_view) }</div>
            <span id={END}></span>
        </div>
    }
}

fn exchange_view((index, exchange): (usize, &Exchange)) -> Html {
    html! {
        <div key={index}>
            <p class="console__in"><span class="console__sign" aria-hidden="true">{ "›" }</span><code>{ &exchange.typed }</code></p>
            <div class="console__out">{ reply_view(&exchange.reply) }</div>
        </div>
    }
}

fn reply_view(reply: &Reply) -> Html {
    match reply {
        Reply::Waiting(line) => html! { <p>{ format!("Line {line}, running") }</p> },
        Reply::Said(sentence) => html! { <p>{ for marked(sentence) }</p> },
        Reply::Blocked => html! { <p>{ "The line is in the script. It runs once the errors above are mended." }</p> },
        Reply::Wrong { line, diagnostic } => wrong_view(line, diagnostic),
        Reply::Help => help_view(),
    }
}

fn wrong_view(line: &str, diagnostic: &Diagnostic) -> Html {
    let column = diagnostic.position.column as usize;
    let span = diagnostic.span.range();
    let width = (span.end - span.start).clamp(1, line.chars().count().max(1));
    let carets = format!("{}{}", " ".repeat(column.saturating_sub(1)), "^".repeat(width));
    let way_out = match (&diagnostic.help, &diagnostic.expected) {
        (Some(Fix { replacement: Some((_, new)), .. }), _) => format!("Try `{new}`."),
        (_, Some(expected)) => format!("Expected {expected}."),
        (Some(fix), None) => format!("{}.", fix.text.trim_end_matches(['.', '?'])),
        (None, None) => String::new(),
    };
    html! {
        <>
            <p><b>{ "Error" }</b>{ format!(" at column {column}") }</p>
            <pre class="console__pre">{ line }{ "\n" }<b>{ carets }</b></pre>
            <p>{ for marked(&format!("{}. {way_out}", diagnostic.message)) }</p>
        </>
    }
}

/// What can be typed, by example.
fn help_view() -> Html {
    let example =
        |(line, does): (&'static str, &'static str)| html! { <p key={line}><code>{ line }</code>{ " " }{ does }</p> };
    html! { <div>{ for EXAMPLES.into_iter().map(example) }</div> }
}

const EXAMPLES: [(&str, &str); 8] = [
    ("process p", "starts a process"),
    ("p: mmap heap 3 pages", "maps memory"),
    ("p: write heap[0] \"A\"", "writes to a page"),
    ("p: read heap[0]", "reads one"),
    ("p: fork child", "forks"),
    ("expect refcount(p.heap[0]) == 2", "checks something"),
    ("child: exit", "ends a process"),
    ("clear", "empties this log"),
];
