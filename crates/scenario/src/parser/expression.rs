//! What `expect` and `ask` compute.

use super::cursor::{shorten, Cursor, Parse};
use super::value;
use crate::ast::{Call, Comparison, Expression, Name, PageRef, Pages, Query, Term, Text, Word};
use crate::diag::{Code, Diagnostic};
use crate::functions::{Function, Param, FLAGS, OUTCOMES, STATES};
use crate::lexer::TokenKind;
use crate::suggest::closest;
use crate::symbol::Symbol;
use crate::types;
use crate::wording::{one_of, Message};

/// Reads what follows `expect`.
pub(crate) fn expression(cursor: &mut Cursor<'_>) -> Parse<Expression> {
    let negated = cursor.eat_word("not");
    let left = term(cursor)?;
    let expression = match comparison(cursor)? {
        Some(comparison) => Expression { negated, left, compare: Some((comparison, term(cursor)?)) },
        None => Expression { negated, left, compare: None },
    };
    match types::check(&expression) {
        Some(wrong) => Err(Box::new(wrong)),
        None => Ok(expression),
    }
}

/// Reads the answer of an `ask`.
pub(crate) fn answer(cursor: &mut Cursor<'_>) -> Parse<Term> {
    if cursor.at_stop() {
        return Err(
            cursor.unexpected(text!("the answer: a number, a text, or something computed such as `rss(child)`"))
        );
    }
    term(cursor)
}

fn comparison(cursor: &mut Cursor<'_>) -> Parse<Option<Comparison>> {
    if cursor.at_stop() {
        return Ok(None);
    }
    if cursor.at(Symbol::Eq) {
        let span = cursor.span();
        let diagnostic = Diagnostic::error(Code::Unexpected, span, text!("`=` compares nothing"));
        return Err(Box::new(diagnostic.expecting(comparisons()).fix(message!("write `{}`", "=="), span, "==")));
    }
    let found = match cursor.peek() {
        TokenKind::Symbol(symbol) => Comparison::from_word(symbol.as_str()),
        TokenKind::Word
        | TokenKind::Number { .. }
        | TokenKind::Hole(_)
        | TokenKind::Text(_)
        | TokenKind::Byte(_)
        | TokenKind::Comment
        | TokenKind::Bad(_)
        | TokenKind::End => None,
    };
    match found {
        Some(comparison) => {
            cursor.bump();
            Ok(Some(comparison))
        }
        None => Err(cursor.unexpected(message!("{}, or the end of the line", comparisons()))),
    }
}

fn term(cursor: &mut Cursor<'_>) -> Parse<Term> {
    let span = cursor.span();
    match cursor.peek() {
        TokenKind::Word => word_term(cursor),
        TokenKind::Text(bytes) => {
            let bytes = bytes.clone();
            cursor.bump();
            Ok(Term::Text(Text { bytes, span }))
        }
        TokenKind::Byte(byte) => {
            let byte = *byte;
            cursor.bump();
            Ok(Term::Char(byte, span))
        }
        TokenKind::Number { .. } | TokenKind::Hole(_) => {
            let amount = value::number(cursor, text!("a number"))?;
            match value::unit(cursor)? {
                Some(unit) => value::sized(amount, unit, cursor).map(Term::Size),
                None => Ok(Term::Number(amount)),
            }
        }
        TokenKind::Symbol(_) | TokenKind::Comment | TokenKind::Bad(_) | TokenKind::End => {
            Err(cursor.unexpected(text!("a value: a number, a text, or a function such as `refcount(parent.heap[0])`")))
        }
    }
}

fn word_term(cursor: &mut Cursor<'_>) -> Parse<Term> {
    let source = cursor.source();
    let name = value::name(cursor, text!("a value"))?;
    if cursor.at(Symbol::ParenOpen) {
        return call(cursor, &name).map(Term::Call);
    }
    if cursor.at(Symbol::Dot) || cursor.at(Symbol::BracketOpen) {
        return Err(bare_page(&name));
    }
    if let Some(Function::Machine(function)) = Function::find(source, false) {
        return Ok(Term::Call(Call { query: Query::Machine(function), span: name.span }));
    }
    if [STATES, FLAGS, OUTCOMES].iter().any(|words| words.contains(&source)) {
        return Ok(Term::Word(Word { text: name.text, span: name.span }));
    }
    Err(unknown_value(source, &name))
}

fn comparisons() -> Message {
    one_of(Comparison::SPELLINGS)
}

fn bare_page(name: &Name) -> Box<Diagnostic> {
    let message = text!("a page has no value of its own");
    let diagnostic = Diagnostic::error(Code::Unexpected, name.span, message);
    Box::new(diagnostic.help(text!("say what of it: `text(parent.heap[0])`, `byte(..)`, `refcount(..)`, `frame(..)`")))
}

fn unknown_value(source: &str, name: &Name) -> Box<Diagnostic> {
    let shown = shorten(source);
    if let Some(function) = Function::find(source, true) {
        let message = message!("`{}` needs to know of what", shown);
        let expected = signature(function);
        return Box::new(Diagnostic::error(Code::Unexpected, name.span, message).expecting(message!("`{}`", expected)));
    }
    let names = Function::all().map(Function::name);
    let words = [STATES, FLAGS, OUTCOMES].into_iter().flatten().copied();
    let message = message!("`{}` is no value", shown);
    let diagnostic = Diagnostic::error(Code::UnknownFunction, name.span, message);
    Box::new(diagnostic.suggest(closest(source, names.chain(words))))
}

/// How a function is written: `same(PAGE, PAGE)`.
pub(crate) fn signature(function: Function) -> String {
    let info = function.info();
    if info.params.is_empty() {
        return info.name.to_owned();
    }
    let params: Vec<&str> = info
        .params
        .iter()
        .map(|param| match param {
            Param::Page => "PROCESS.PAGE",
            Param::Process => "PROCESS",
            Param::Group => "GROUP",
            Param::File => "FILE",
        })
        .collect();
    format!("{}({})", info.name, params.join(", "))
}

fn call(cursor: &mut Cursor<'_>, name: &Name) -> Parse<Call> {
    let Some(function) = Function::find(&name.text, true) else {
        return Err(unknown_function(name));
    };
    cursor.expect(Symbol::ParenOpen)?;
    let query = match function {
        Function::Page(of) => Query::Page(of, page(cursor)?),
        Function::Process(of) => Query::Process(of, process(cursor)?),
        Function::Group(of) => Query::Group(of, value::name(cursor, text!("the name of a control group"))?),
        Function::File(of) => Query::File(of, value::file_name(cursor, text!("the name of a file or memfd"))?),
        Function::Machine(of) => Query::Machine(of),
        Function::Same => {
            let one = page(cursor)?;
            if cursor.eat(Symbol::Comma).is_none() {
                return Err(wrong_count(cursor, function));
            }
            Query::Same(one, page(cursor)?)
        }
    };
    if cursor.eat(Symbol::ParenClose).is_none() {
        return Err(wrong_count(cursor, function));
    }
    let span = cursor.since(name.span);
    Ok(Call { query, span })
}

fn unknown_function(name: &Name) -> Box<Diagnostic> {
    let names = Function::all().filter(|function| !function.info().params.is_empty()).map(Function::name);
    let shown = shorten(&name.text);
    let message = match Function::find(&name.text, false) {
        Some(_) => message!("`{}` takes nothing in parentheses", shown),
        None => message!("there is no function `{}`", shown),
    };
    Box::new(Diagnostic::error(Code::UnknownFunction, name.span, message).suggest(closest(&name.text, names)))
}

fn wrong_count(cursor: &Cursor<'_>, function: Function) -> Box<Diagnostic> {
    cursor.unexpected(message!("`{}`", signature(function)))
}

fn process(cursor: &mut Cursor<'_>) -> Parse<Name> {
    let process = value::name(cursor, text!("the name of a process"))?;
    if cursor.at(Symbol::Dot) {
        return Err(cursor.unexpected(text!("a process, not one of its pages")));
    }
    Ok(process)
}

fn page(cursor: &mut Cursor<'_>) -> Parse<Box<PageRef>> {
    let process = value::name(cursor, text!("the name of a process"))?;
    if cursor.eat(Symbol::Dot).is_none() {
        return Err(cursor.unexpected(message!("a page of `{}`, such as `{0}.heap[0]`", shorten(&process.text))));
    }
    let range = value::range(cursor)?;
    match range.pages {
        Some(Pages::One(_)) => Ok(Box::new(PageRef { process, range })),
        Some(Pages::Span(..)) => {
            let message = text!("a function looks at one page");
            Err(Box::new(
                Diagnostic::error(Code::BadRange, range.span, message).expecting(text!("one page, such as `heap[0]`")),
            ))
        }
        None => {
            let fix = format!("{}[0]", range.vma.text);
            let message = text!("which page of it?");
            let diagnostic = Diagnostic::error(Code::BadRange, range.vma.span, message);
            Err(Box::new(diagnostic.fix(message!("write `{}`", fix.clone()), range.vma.span, fix)))
        }
    }
}
