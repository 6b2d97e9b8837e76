//! What processes do: one function per verb, each reading what follows the verb.

use forkscope_sim::PageSize;

use super::cursor::{Cursor, Parse};
use super::statement::duplicate;
use super::value;
use crate::ast::{Act, Advice, Backing, Mmap, Mremap, Number, Perm, Place, Sharing, Touch};
use crate::diag::{Code, Diagnostic};
use crate::span::Span;
use crate::symbol::Symbol;
use crate::words;

pub(crate) fn mmap(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let name = value::name(cursor, text!("a name for the mapping"))?;
    let size = value::size(cursor)?;
    let mut mmap = Mmap { name, size, sharing: None, backing: None, perm: None, noreserve: false, at: None };
    while !cursor.at_stop() {
        mmap_option(cursor, &mut mmap)?;
    }
    Ok(Act::Mmap(mmap))
}

fn mmap_option(cursor: &mut Cursor<'_>, mmap: &mut Mmap) -> Parse<()> {
    const OPTIONS: &[&str] =
        &["private", "shared", "anon", "file=", "r", "rw", "rx", "rwx", "none", "noreserve", "at="];
    let taken = match cursor.source() {
        "private" | "shared" => mmap.sharing.is_some(),
        "anon" | "file" => mmap.backing.is_some(),
        "at" => mmap.at.is_some(),
        "noreserve" => mmap.noreserve,
        word => mmap.perm.is_some() && Perm::from_word(word).is_some(),
    };
    if taken {
        return Err(duplicate(cursor));
    }
    match cursor.source() {
        "private" => mmap.sharing = Some(Sharing::Private),
        "shared" => mmap.sharing = Some(Sharing::Shared),
        "noreserve" => mmap.noreserve = true,
        "anon" => mmap.backing = Some(Backing::Anon(cursor.span())),
        "file" => return file(cursor).map(|backing| mmap.backing = Some(backing)),
        "at" => return place(cursor).map(|at| mmap.at = Some(at)),
        word => match Perm::from_word(word) {
            Some(perm) => mmap.perm = Some(perm),
            None => return Err(cursor.none_of(Code::UnknownOption, text!("option of `mmap`"), OPTIONS)),
        },
    }
    cursor.bump();
    Ok(())
}

fn file(cursor: &mut Cursor<'_>) -> Parse<Backing> {
    cursor.bump();
    cursor.expect(Symbol::Eq)?;
    let file = value::file_name(cursor, text!("the name of a file or memfd"))?;
    let page = match cursor.eat(Symbol::At) {
        Some(_) => Some(value::number(cursor, text!("a page of the file"))?),
        None => None,
    };
    Ok(Backing::File { file, page })
}

fn place(cursor: &mut Cursor<'_>) -> Parse<Place> {
    cursor.bump();
    cursor.expect(Symbol::Eq)?;
    if value::at_number(cursor) {
        return address(cursor).map(Place::Address);
    }
    if cursor.at_any_word() {
        return value::whole_pages(cursor).map(Place::Range);
    }
    Err(cursor.unexpected(text!("an address such as `0x10000`, or a range such as `heap[1]`")))
}

fn address(cursor: &mut Cursor<'_>) -> Parse<Number> {
    let address = value::number(cursor, text!("an address"))?;
    let wrong = match address.get() {
        Some(at) if at % PageSize::K4.bytes() != 0 => {
            message!("a mapping starts at a whole page: the address is a multiple of {}", "0x1000")
        }
        Some(at) if at >= 1 << 47 => text!("the addresses of processes end at 0x7ffffffff000").into(),
        Some(_) | None => return Ok(address),
    };
    Err(Box::new(Diagnostic::error(Code::NumberOutOfRange, address.span, wrong)))
}

pub(crate) fn munmap(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::whole_pages(cursor).map(Act::Munmap)
}

pub(crate) fn mremap(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::whole_pages(cursor)?;
    let to = match cursor.eat(Symbol::Arrow) {
        Some(_) => Some(value::name(cursor, text!("a name for the pages where they go"))?),
        None => None,
    };
    let size = match value::at_number(cursor) {
        true => Some(value::size(cursor)?),
        false => None,
    };
    let at = match to.is_some() && cursor.at_word("at") {
        true => Some(place(cursor)?),
        false => None,
    };
    if to.is_none() && size.is_none() {
        return Err(cursor.unexpected(text!("a size such as `4 pages`, or `-> NAME` for another place")));
    }
    Ok(Act::Mremap(Box::new(Mremap { range, to, size, at })))
}

pub(crate) fn mlock(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::whole_pages(cursor).map(Act::Mlock)
}

pub(crate) fn munlock(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::whole_pages(cursor).map(Act::Munlock)
}

pub(crate) fn mprotect(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::whole_pages(cursor)?;
    let wrong = cursor.none_of(Code::UnknownOption, text!("permission"), Perm::SPELLINGS);
    let perm = cursor.take_word().and_then(|word| Perm::from_word(&word.text));
    perm.map(|perm| Act::Mprotect(range, perm)).ok_or(wrong)
}

pub(crate) fn madvise(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::whole_pages(cursor)?;
    let wrong = cursor.none_of(Code::UnknownOption, text!("advice"), Advice::SPELLINGS);
    let Some(word) = cursor.take_word() else {
        return Err(wrong);
    };
    let lower = word.text.to_ascii_lowercase();
    let plain = lower.strip_prefix("madv_").unwrap_or(&lower);
    match Advice::from_word(plain) {
        Some(advice) => Ok(Act::Madvise(range, advice)),
        None if words::LATER_ADVICE.contains(&plain) => Err(not_yet(plain, word.span)),
        None => Err(wrong),
    }
}

fn not_yet(word: &str, span: Span) -> Box<Diagnostic> {
    let message = message!("`{}` is a word of the language that this version cannot run yet", word);
    Box::new(Diagnostic::error(Code::NotYet, span, message))
}

pub(crate) fn vmsplice(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::whole_pages(cursor).map(Act::Vmsplice)
}

pub(crate) fn unsplice(_: &mut Cursor<'_>) -> Parse<Act> {
    Ok(Act::Unsplice)
}

pub(crate) fn pin(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::whole_pages(cursor).map(Act::Pin)
}

pub(crate) fn unpin(_: &mut Cursor<'_>) -> Parse<Act> {
    Ok(Act::Unpin)
}

pub(crate) fn dma(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::value(cursor).map(Act::Dma)
}

pub(crate) fn brk(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::size(cursor).map(Act::Brk)
}

pub(crate) fn read(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::range(cursor).map(Act::Read)
}

pub(crate) fn write(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::range(cursor)?;
    let what = match cursor.at_stop() {
        true => None,
        false => Some(value::value(cursor)?),
    };
    Ok(Act::Write(range, what))
}

pub(crate) fn touch(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let range = value::whole_pages(cursor)?;
    let mut touch = Touch { range, percent: None, seed: None };
    if value::at_number(cursor) {
        touch.percent = Some(value::number_up_to(cursor, text!("the part of the pages"), 100)?);
        cursor.expect(Symbol::Percent)?;
    }
    if cursor.at_word("seed") {
        cursor.bump();
        cursor.expect(Symbol::Eq)?;
        touch.seed = Some(value::number(cursor, text!("a number"))?);
    }
    if !cursor.at_stop() {
        return Err(cursor.unexpected(text!("a part of the pages such as `10%`, or `seed=1`")));
    }
    Ok(Act::Touch(touch))
}

pub(crate) fn fork(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("a name for the child")).map(Act::Fork)
}

pub(crate) fn vfork(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("a name for the child")).map(Act::Vfork)
}

pub(crate) fn thread(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("a name for the thread")).map(Act::Thread)
}

pub(crate) fn spawn(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let name = value::name(cursor, text!("a name for the child"))?;
    value::file_name(cursor, text!("the name of a program")).map(|program| Act::Spawn(name, program))
}

pub(crate) fn pthread_exit(_cursor: &mut Cursor<'_>) -> Parse<Act> {
    Ok(Act::PthreadExit)
}

pub(crate) fn exec(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::file_name(cursor, text!("the name of a program")).map(Act::Exec)
}

pub(crate) fn exit(cursor: &mut Cursor<'_>) -> Parse<Act> {
    let status = match cursor.at_stop() {
        true => None,
        false => Some(value::number_up_to(cursor, text!("a status"), 255)?),
    };
    Ok(Act::Exit(status))
}

pub(crate) fn wait(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("the child to wait for")).map(Act::Wait)
}

pub(crate) fn kill(cursor: &mut Cursor<'_>) -> Parse<Act> {
    value::name(cursor, text!("the process to end")).map(Act::Kill)
}
