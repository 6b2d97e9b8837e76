//! Limits: control groups, and what processes set that holds them in their bounds.

use super::cursor::{Cursor, Parse};
use super::statement::duplicate;
use super::value;
use crate::ast::{Act, Bind, Statement};
use crate::diag::Code;
use crate::symbol::Symbol;

/// The largest adjustment of an OOM score, up or down.
const MOST_ADJ: u64 = 1000;

pub(crate) fn group(cursor: &mut Cursor<'_>) -> Parse<Statement> {
    let name = value::name(cursor, text!("a name for the control group"))?;
    let (mut limit, mut pids) = (None, None);
    while !cursor.at_stop() {
        if cursor.at_word("limit") && limit.is_none() {
            key(cursor)?;
            limit = Some(value::size(cursor)?);
        } else if cursor.at_word("pids") && pids.is_none() {
            key(cursor)?;
            pids = Some(value::number(cursor, text!("a number of processes"))?);
        } else if cursor.at_word("limit") || cursor.at_word("pids") {
            return Err(duplicate(cursor));
        } else {
            return Err(cursor.none_of(Code::UnknownOption, text!("option of `cgroup`"), &["limit=", "pids="]));
        }
    }
    Ok(Statement::Cgroup { name, limit, pids })
}

fn key(cursor: &mut Cursor<'_>) -> Parse<()> {
    cursor.bump();
    cursor.expect(Symbol::Eq).map(|_| ())
}

pub(crate) fn prlimit(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let wrong = cursor.none_of(Code::UnknownOption, text!("limit"), &["as=", "data=", "nproc="]);
    let Some(word) = cursor.take_word() else { return Err(wrong) };
    let bind = match word.text.as_str() {
        "as" => Bind::AddressSpace(size(cursor)?),
        "data" => Bind::Data(size(cursor)?),
        "nproc" => {
            cursor.expect(Symbol::Eq)?;
            Bind::Processes(value::number(cursor, text!("a number of processes"))?)
        }
        _ => return Err(wrong),
    };
    Ok(Act::Bind(bind))
}

fn size(cursor: &mut Cursor<'_>) -> Parse<crate::ast::Size> {
    cursor.expect(Symbol::Eq)?;
    value::size(cursor)
}

pub(crate) fn oom_score_adj(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let negative = cursor.eat(Symbol::Minus).is_some();
    let amount = value::number_up_to(cursor, text!("the adjustment"), MOST_ADJ)?;
    Ok(Act::Bind(Bind::OomScoreAdj { negative, amount }))
}

pub(crate) fn join(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("the name of a control group")).map(|name| Act::Bind(Bind::Group(name)))
}
