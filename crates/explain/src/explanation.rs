//! What is said about one step, and about the end of one command.

use forkscope_sim::KernelFn;

use crate::glossary::Term;
use forkscope_lang::Lang;

/// A step in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What happens, with the values in it. No full stop; at most [`MAX_TITLE`](crate::MAX_TITLE) characters.
    pub title: String,
    /// Why the kernel does it: one or two short sentences.
    pub why: String,
    /// What kind of step it is.
    pub tone: Tone,
    /// What to read on. The function of Linux that takes the step comes first.
    pub cites: Vec<Cite>,
}

/// What kind of step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tone {
    /// A step like others.
    #[default]
    Plain,
    /// The CPU traps: a page fault.
    Fault,
    /// The kernel decides between two ways.
    Decision,
    /// The call fails, or a signal is sent.
    Failure,
}

/// Something to read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cite {
    /// A function of the Linux source.
    LinuxFn(KernelFn),
    /// A page of the manual and its section: `fork(2)`.
    ManPage(&'static str, u8),
    /// A word of the glossary.
    Glossary(Term),
}

/// What is said about a command that did not end as commands do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What happened: "mmap fails: ENOMEM, not enough memory".
    pub what: String,
    /// Why, with the values of this machine.
    pub why: String,
    /// What one could do about it, if anything.
    pub hint: Option<String>,
}

impl Explanation {
    pub(crate) fn new(title: impl Into<String>, why: impl Into<String>) -> Explanation {
        Explanation { title: title.into(), why: why.into(), tone: Tone::Plain, cites: Vec::new() }
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Explanation {
        self.tone = tone;
        self
    }

    pub(crate) fn term(mut self, term: Term) -> Explanation {
        self.cites.push(Cite::Glossary(term));
        self
    }

    pub(crate) fn man(mut self, page: &'static str, section: u8) -> Explanation {
        self.cites.push(Cite::ManPage(page, section));
        self
    }

    /// The first sentence of the reason: what stands below the title where there is little room.
    pub fn brief(&self) -> &str {
        let ends =
            [(". ", 1), ("。", "。".len())].into_iter().filter_map(|(stop, len)| Some(self.why.find(stop)? + len));
        ends.min().map_or(self.why.as_str(), |end| &self.why[..end])
    }
}

impl Cite {
    /// How it is written: `do_wp_page`, `fork(2)`, `refcount`.
    pub fn label(&self, lang: Lang) -> String {
        match self {
            Cite::LinuxFn(function) => function.name.to_owned(),
            Cite::ManPage(page, section) => format!("{page}({section})"),
            Cite::Glossary(term) => term.word(lang).to_owned(),
        }
    }

    /// Where it can be read; nothing for words of the glossary, and for what no source file does.
    pub fn address(&self) -> Option<String> {
        match self {
            Cite::LinuxFn(function) if function.file.is_empty() => None,
            Cite::LinuxFn(KernelFn { name, .. }) => {
                Some(format!("https://elixir.bootlin.com/linux/v6.18/A/ident/{name}"))
            }
            Cite::ManPage(page, section) => {
                Some(format!("https://man7.org/linux/man-pages/man{section}/{page}.{section}.html"))
            }
            Cite::Glossary(_) => None,
        }
    }
}

impl Remark {
    pub(crate) fn new(what: impl Into<String>, why: impl Into<String>) -> Remark {
        Remark { what: what.into(), why: why.into(), hint: None }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Remark {
        Remark { hint: Some(hint.into()), ..self }
    }
}
