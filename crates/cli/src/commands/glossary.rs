//! `forkscope glossary`: the words of page and narration, and what they mean.

use forkscope_explain::{Lang, Term};

use crate::output::{self, Problem, Status, Style};

/// Prints every word with its meaning in one sentence.
///
/// # Errors
/// When the output cannot be written.
pub(crate) fn glossary(lang: Lang) -> Result<Status, Problem> {
    let style = Style::of_stdout();
    for term in Term::ALL {
        output::print(&format!("{}\n    {}\n", style.strong(term.word(lang)), term.definition(lang)))?;
    }
    Ok(Status::Held)
}
