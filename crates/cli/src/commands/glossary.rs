//! `forkscope glossary`: the words of page and narration, and what they mean.

use forkscope_explain::{Lang, Term};

use crate::args::GlossaryArgs;
use crate::output::{self, Problem, Status, Style};

/// Prints the words with their meanings in one sentence: those that were asked for, or all.
///
/// # Errors
/// When nothing is called by a word, or the output cannot be written.
pub(crate) fn glossary(args: &GlossaryArgs, lang: Lang) -> Result<Status, Problem> {
    if args.words.is_empty() {
        return print(Term::ALL.iter().copied(), lang);
    }
    for wanted in &args.words {
        let found: Vec<Term> = Term::ALL.iter().copied().filter(|term| is_called(*term, wanted)).collect();
        if found.is_empty() {
            return Err(Problem::line(match lang {
                Lang::En => format!("the glossary has no word `{wanted}`; `forkscope glossary` lists all"),
                Lang::Zh => format!("词汇表里没有 `{wanted}`；`forkscope glossary` 列出全部"),
            }));
        }
        print(found.into_iter(), lang)?;
    }
    Ok(Status::Held)
}

fn is_called(term: Term, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    [Lang::En, Lang::Zh].into_iter().any(|lang| term.word(lang).to_lowercase().contains(&wanted))
}

fn print(terms: impl Iterator<Item = Term>, lang: Lang) -> Result<Status, Problem> {
    let style = Style::of_stdout();
    for term in terms {
        output::print(&format!("{}\n    {}\n", style.strong(term.word(lang)), term.definition(lang)))?;
    }
    Ok(Status::Held)
}
