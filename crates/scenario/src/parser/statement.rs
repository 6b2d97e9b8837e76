//! What starts a line: the words of the scenario about itself, and `process: verb`.

use super::cursor::{shorten, Cursor, Parse};
use super::{expression, value};
use crate::ast::{Name, Program, Setting, SettingValue, Size, Statement, Text, Word};
use crate::diag::{Code, Diagnostic};
use crate::lexer::TokenKind;
use crate::machine_key::{KeyType, MachineKey};
use crate::suggest::closest;
use crate::symbol::Symbol;
use crate::wording::{one_of, Message};
use crate::words::{self, REPEAT};

/// Reads one statement. `process` is the process meant last, for suggestions.
pub(super) fn statement(cursor: &mut Cursor<'_>, process: Option<&str>) -> Parse<Statement> {
    if !cursor.at_any_word() {
        return Err(cursor.unexpected(text!("a process and what it does, or a word such as `process` or `expect`")));
    }
    let source = cursor.source();
    let start = value::name(cursor, text!("a process or a word such as `process`"))?;
    if cursor.eat(Symbol::Colon).is_some() {
        let act = act(cursor)?;
        return Ok(Statement::Act { process: start, act });
    }
    match words::word(source) {
        Some(info) => (info.parse)(cursor),
        None => Err(unknown_start(cursor, &start, process)),
    }
}

fn act(cursor: &mut Cursor<'_>) -> Parse<crate::ast::Act> {
    let word = cursor.source();
    if let Some(info) = cursor.at_any_word().then(|| words::verb(word)).flatten() {
        cursor.bump();
        return (info.parse)(cursor);
    }
    if cursor.at_any_word() && is_start_word(word) {
        let message = message!("`{}` is nothing that a process does: it starts a line of its own", word);
        return Err(Box::new(Diagnostic::error(Code::UnknownVerb, cursor.span(), message)));
    }
    Err(cursor.none_of(Code::UnknownVerb, text!("verb"), &words::verb_names()))
}

fn is_start_word(word: &str) -> bool {
    word == REPEAT || words::word(word).is_some()
}

/// What lines of C begin with.
const OF_C: [&str; 12] =
    ["int", "char", "void", "if", "else", "for", "while", "return", "pid_t", "printf", "size_t", "static"];

/// The line starts with a word that starts no line: works out what may have been meant.
fn unknown_start(cursor: &Cursor<'_>, start: &Name, process: Option<&str>) -> Box<Diagnostic> {
    if matches!(cursor.peek(), TokenKind::Bad(_)) {
        return cursor.unexpected(one_of(&[Symbol::Colon.as_str()]));
    }
    let word = start.text.as_str();
    let shown = shorten(word);
    if is_verb(word) {
        let message = message!("`{}` is what a process does, but the line does not say which process", shown);
        let who = process.unwrap_or("parent");
        let fix = format!("{who}: {word}");
        return Box::new(
            Diagnostic::error(Code::UnknownWord, start.span, message)
                .expecting(text!("a process and a colon first"))
                .fix(message!("write `{}`", fix.clone()), start.span, fix.clone()),
        );
    }
    if cursor.at_any_word() && is_verb(cursor.source()) {
        let fix = format!("{word}:");
        return Box::new(
            Diagnostic::error(Code::Unexpected, start.span, text!("a colon is missing behind the process"))
                .expecting(text!("`:` behind the name of the process"))
                .fix(message!("write `{}`", format!("{shown}: {}", cursor.source())), start.span, fix),
        );
    }
    let names = words::word_names();
    let message = message!("`{}` starts no line", shown);
    let expected = message!("a process and a colon, or {}", one_of(&names));
    let diagnostic = Diagnostic::error(Code::UnknownWord, start.span, message).expecting(expected);
    Box::new(if OF_C.contains(&word) {
        diagnostic.help(text!("scripts are not C: a line says what one process does, such as `parent: fork child`"))
    } else {
        diagnostic.suggest(closest(word, names))
    })
}

fn is_verb(word: &str) -> bool {
    words::verb(word).is_some()
}

pub(crate) fn title(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    text(cursor).map(Statement::Title)
}

pub(crate) fn note(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    text(cursor).map(Statement::Note)
}

pub(crate) fn ask(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let question = text(cursor)?;
    let answer = expression::answer(cursor)?;
    Ok(Statement::Ask { question, answer })
}

pub(crate) fn expect(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    expression::expression(cursor).map(Statement::Expect)
}

pub(crate) fn process(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let name = value::name(cursor, text!("a name for the process"))?;
    let program = match cursor.at_stop() {
        true => None,
        false => Some(value::file_name(cursor, text!("the name of a program, or the end of the line"))?),
    };
    Ok(Statement::Process { name, program })
}

pub(crate) fn file(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let name = value::file_name(cursor, text!("a name for the file"))?;
    let size = value::size(cursor)?;
    let (mut cold, mut read_only) = (false, false);
    while !cursor.at_stop() {
        let option = match cursor.source() {
            "cold" => &mut cold,
            "ro" => &mut read_only,
            _ => return Err(cursor.none_of(Code::UnknownOption, text!("option of `file`"), words::FILE_OPTIONS)),
        };
        if std::mem::replace(option, true) {
            return Err(duplicate(cursor));
        }
        cursor.bump();
    }
    Ok(Statement::File { name, size, cold, read_only })
}

pub(crate) fn drop_caches(_: &mut Cursor<'_>) -> Parse<Statement> {
    Ok(Statement::DropCaches)
}

pub(crate) fn memfd(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let name = value::file_name(cursor, text!("a name for the memfd"))?;
    let size = value::size(cursor)?;
    Ok(Statement::Memfd { name, size })
}

pub(crate) fn reclaim(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    value::size(cursor).map(Statement::Reclaim)
}

pub(crate) fn khugepaged(_: &mut Cursor<'_>) -> Parse<Statement> {
    Ok(Statement::Khugepaged)
}

pub(crate) fn ksm(_: &mut Cursor<'_>) -> Parse<Statement> {
    Ok(Statement::Ksm)
}

pub(crate) fn program(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    const PARTS: [&str; 4] = ["text", "data", "bss", "stack"];
    let name = value::file_name(cursor, text!("a name for the program"))?;
    let mut sizes: [Option<Size>; 4] = [None, None, None, None];
    while !cursor.at_stop() {
        let part = PARTS.iter().position(|part| cursor.at_word(part));
        let Some(slot) = part.and_then(|part| sizes.get_mut(part)) else {
            return Err(cursor.none_of(Code::UnknownOption, text!("part of a program"), &PARTS));
        };
        if slot.is_some() {
            return Err(duplicate(cursor));
        }
        cursor.bump();
        cursor.expect(Symbol::Eq)?;
        *slot = Some(value::size(cursor)?);
    }
    let [text, data, bss, stack] = sizes;
    Ok(Statement::Program(Program { name, text, data, bss, stack }))
}

pub(crate) fn machine(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let mut settings: Vec<Setting> = Vec::new();
    while settings.is_empty() || !cursor.at_stop() {
        let names: Vec<&str> = MachineKey::ALL.iter().map(|key| key.info().name).collect();
        let key = cursor.at_any_word().then(|| MachineKey::find(cursor.source()));
        let Some(key) = key.flatten() else {
            return Err(cursor.none_of(Code::UnknownOption, text!("key of the machine"), &names));
        };
        if settings.iter().any(|setting| setting.key == key) {
            return Err(duplicate(cursor));
        }
        let start = cursor.bump().span;
        cursor.expect(Symbol::Eq)?;
        let value = setting_value(cursor, key)?;
        settings.push(Setting { key, span: cursor.since(start), value });
    }
    Ok(Statement::Machine(settings))
}

fn setting_value(cursor: &mut Cursor<'_>, key: MachineKey) -> Parse<SettingValue> {
    let info = key.info();
    Ok(match info.takes {
        KeyType::Size | KeyType::OneSize(_) => SettingValue::Size(value::size(cursor)?),
        KeyType::Number => SettingValue::Number(value::number(cursor, text!("a number"))?),
        KeyType::Small(most) => SettingValue::Number(value::number_up_to(cursor, info.name, most)?),
        KeyType::Choice(words) => SettingValue::Word(choice(cursor, message!("value of `{}`", info.name), words)?),
    })
}

/// One of a list of words.
pub(super) fn choice(cursor: &mut Cursor<'_>, what: Message, words: &[&'static str]) -> Parse<Word> {
    let wrong = cursor.none_of(Code::UnknownOption, what, words);
    match cursor.take_word() {
        Some(word) if words.contains(&word.text.as_str()) => Ok(word),
        Some(_) | None => Err(wrong),
    }
}

/// The word ahead was there before.
pub(super) fn duplicate(cursor: &Cursor<'_>) -> Box<Diagnostic> {
    let message = message!("{} is said twice", cursor.found());
    Box::new(Diagnostic::error(Code::DuplicateOption, cursor.span(), message))
}

pub(super) fn text(cursor: &mut Cursor<'_>) -> Parse<Text> {
    if !matches!(cursor.peek(), TokenKind::Text(_)) {
        return Err(cursor.unexpected(text!("a text between double quotes")));
    }
    let token = cursor.bump();
    let TokenKind::Text(bytes) = token.kind else {
        return Err(cursor.unexpected(text!("a text between double quotes")));
    };
    Ok(Text { bytes, span: token.span })
}
