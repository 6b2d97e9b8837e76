//! Which values may be compared with which.

use crate::ast::{Comparison, Expression, Number, Term};
use crate::diag::{Code, Diagnostic};
use crate::functions::{ValueType, FLAGS, OUTCOMES, STATES};
use crate::wording::{one_of, Phrase};

/// What is wrong with the types of an expression, if anything is.
pub(crate) fn check(expression: &Expression) -> Option<Diagnostic> {
    match &expression.compare {
        None => check_predicate(&expression.left),
        Some((comparison, right)) => check_comparison(&expression.left, *comparison, right),
    }
}

fn check_predicate(term: &Term) -> Option<Diagnostic> {
    let gives = match term {
        Term::Call(call) => Some(call.query.function().info().gives),
        Term::Number(_) | Term::Size(_) | Term::Text(_) | Term::Char(..) | Term::Word(_) => None,
    };
    if gives == Some(ValueType::Flag) {
        return None;
    }
    let what = gives.map_or(text!("a value"), ValueType::describe);
    let message = message!("this is {}, which neither holds nor fails", what);
    let help = text!("compare it: `==`, `!=`, `<`, `<=`, `>`, `>=`");
    Some(Diagnostic::error(Code::BadComparison, term.span(), message).help(help))
}

fn check_comparison(left: &Term, comparison: Comparison, right: &Term) -> Option<Diagnostic> {
    let span = left.span().to(right.span());
    if !comparable(left, right) {
        let message = message!("{} and {} cannot be compared", describe(left), describe(right));
        let diagnostic = Diagnostic::error(Code::BadComparison, span, message);
        return Some(match type_of(left).or(type_of(right)) {
            Some(ValueType::State) => diagnostic.help(message!("a state is one of {}", STATES.join(", "))),
            Some(ValueType::Outcome) => diagnostic.help(text!(
                "a result is `ok`, an error such as `ENOMEM`, or a signal such as \"SIGSEGV/SEGV_MAPERR\""
            )),
            Some(ValueType::Count | ValueType::Bytes | ValueType::Flag | ValueType::Byte | ValueType::Text) | None => {
                diagnostic
            }
        });
    }
    let ordered = !matches!(comparison, Comparison::Equal | Comparison::NotEqual);
    if ordered && !(has_order(left) && has_order(right)) {
        let message = message!("{} has no order", describe(left));
        return Some(Diagnostic::error(Code::BadComparison, span, message).expecting(one_of(&["==", "!="])));
    }
    None
}

/// What a computed term gives.
fn type_of(term: &Term) -> Option<ValueType> {
    match term {
        Term::Call(call) => Some(call.query.function().info().gives),
        Term::Number(_) | Term::Size(_) | Term::Text(_) | Term::Char(..) | Term::Word(_) => None,
    }
}

fn comparable(left: &Term, right: &Term) -> bool {
    match (type_of(left), type_of(right)) {
        (Some(left), Some(right)) => left == right || (is_figure(left) && is_figure(right)),
        (Some(computed), None) => matches(computed, right),
        (None, Some(computed)) => matches(computed, left),
        (None, None) => literal(left) == literal(right),
    }
}

fn is_figure(gives: ValueType) -> bool {
    matches!(gives, ValueType::Count | ValueType::Bytes)
}

/// Whether a written term may stand beside a computed one.
fn matches(computed: ValueType, written: &Term) -> bool {
    match computed {
        ValueType::Count => matches!(written, Term::Number(_)),
        ValueType::Bytes => matches!(written, Term::Number(_) | Term::Size(_)),
        ValueType::Flag => is_word(written, FLAGS),
        ValueType::Byte => match written {
            Term::Char(..) => true,
            Term::Number(number) => is_byte(number),
            Term::Size(_) | Term::Text(_) | Term::Word(_) | Term::Call(_) => false,
        },
        ValueType::Text => matches!(written, Term::Text(_)),
        ValueType::State => is_word(written, STATES),
        ValueType::Outcome => matches!(written, Term::Text(_)) || is_word(written, OUTCOMES),
    }
}

fn is_byte(number: &Number) -> bool {
    number.get().is_none_or(|value| value <= 255)
}

fn is_word(term: &Term, words: &[&str]) -> bool {
    match term {
        Term::Word(word) => words.contains(&word.text.as_str()),
        Term::Number(_) | Term::Size(_) | Term::Text(_) | Term::Char(..) | Term::Call(_) => false,
    }
}

/// The kind of a written term, to compare two of them.
fn literal(term: &Term) -> u8 {
    match term {
        Term::Number(_) | Term::Size(_) | Term::Char(..) => 0,
        Term::Text(_) => 1,
        Term::Word(_) => 2,
        Term::Call(_) => 3,
    }
}

fn has_order(term: &Term) -> bool {
    match term {
        Term::Number(_) | Term::Size(_) | Term::Char(..) => true,
        Term::Call(call) => {
            let gives = call.query.function().info().gives;
            is_figure(gives) || gives == ValueType::Byte
        }
        Term::Text(_) | Term::Word(_) => false,
    }
}

fn describe(term: &Term) -> Phrase {
    match term {
        Term::Number(_) => text!("a number").into(),
        Term::Size(_) => text!("a size").into(),
        Term::Text(_) => text!("a text").into(),
        Term::Char(..) => text!("a byte").into(),
        Term::Word(word) => format!("`{}`", word.text).into(),
        Term::Call(call) => call.query.function().info().gives.describe().into(),
    }
}
