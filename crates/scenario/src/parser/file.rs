//! What processes do with files.

use forkscope_sim::PageSize;

use super::cursor::{Cursor, Parse};
use super::value;
use crate::ast::{Act, FileAct, Payload};
use crate::diag::{Code, Diagnostic};
use crate::symbol::Symbol;

pub(crate) fn pread(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let from = value::file_range(cursor)?;
    let into = match cursor.eat(Symbol::Arrow) {
        Some(_) => Some(value::range(cursor)?),
        None => None,
    };
    act(FileAct::Read { from, into })
}

pub(crate) fn pwrite(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let to = value::file_range(cursor)?;
    let payload = match (cursor.at_stop(), cursor.at_any_word()) {
        (true, _) => None,
        (false, true) => Some(Payload::Memory(value::range(cursor)?)),
        (false, false) => Some(Payload::Value(value::value(cursor)?)),
    };
    act(FileAct::Write { to, payload })
}

pub(crate) fn fsync(cursor: &mut Cursor<'_>) -> Parse<Act> {
    act(FileAct::Fsync(value::file_name(cursor, text!("the name of a file or memfd"))?))
}

pub(crate) fn msync(cursor: &mut Cursor<'_>) -> Parse<Act> {
    act(FileAct::Msync(value::whole_pages(cursor)?))
}

pub(crate) fn ftruncate(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let name = value::file_name(cursor, text!("the name of a file or memfd"))?;
    let size = value::size(cursor)?;
    if size.bytes(PageSize::K4).is_some_and(|bytes| bytes % PageSize::K4.bytes() != 0) {
        let message = message!("a file has whole pages here: the size is a multiple of {}", PageSize::K4.name());
        return Err(Box::new(Diagnostic::error(Code::NumberOutOfRange, size.span, message)));
    }
    act(FileAct::Truncate(name, size))
}

pub(crate) fn process_vm_readv(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let target = value::name(cursor, text!("the process to read from"))?;
    act(FileAct::ReadRemote(target, value::range(cursor)?))
}

pub(crate) fn memread(cursor: &mut Cursor<'_>) -> Parse<Act> {
    act(FileAct::ReadMem(value::range(cursor)?))
}

pub(crate) fn memwrite(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::range(cursor)?;
    let what = match cursor.at_stop() {
        true => None,
        false => Some(value::value(cursor)?),
    };
    act(FileAct::WriteMem(range, what))
}

fn act(act: FileAct) -> Parse<Act> {
    Ok(Act::File(Box::new(act)))
}
