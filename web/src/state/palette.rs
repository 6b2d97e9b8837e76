//! What the palette offers for what was typed.

use forkscope_explain::Term;
use forkscope_timeline::Cursor;

use crate::actions::{Action, REGISTRY};
use crate::lang::{lang, Lang};

/// Something the palette offers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Choice {
    /// What it is called.
    pub(crate) label: String,
    /// What it does, in a few words.
    pub(crate) does: &'static str,
    /// Its key, if it has one.
    pub(crate) key: String,
    /// The action.
    pub(crate) action: Action,
}

/// The actions whose name or purpose has every word that was typed; those whose name begins with it come first. A number is a place to go to.
pub(crate) fn choices(typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_ascii_lowercase();
    let mut found: Vec<(usize, Choice)> = REGISTRY
        .iter()
        .filter(|entry| entry.id != "palette")
        .filter_map(|entry| {
            let rank = rank(&typed, entry.label.say(), entry.does.say())
                .or_else(|| rank(&typed, entry.label.english(), ""))?;
            let key = entry.keys.first().map(|key| entry.key_name(key));
            let choice = Choice {
                label: entry.label.say().to_owned(),
                does: entry.does.say(),
                key: key.unwrap_or_default(),
                action: entry.action.clone(),
            };
            Some((rank, choice))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    let place = Cursor::parse(&typed).map(|place| Choice {
        label: say!("Go to step {}", place),
        does: say!("Commands that are done, and steps of the next one"),
        key: String::new(),
        action: Action::Seek(place),
    });
    place.into_iter().chain(found.into_iter().map(|(_, choice)| choice)).chain(words(&typed)).collect()
}

/// The words of the glossary that begin as what was typed.
fn words(typed: &str) -> impl Iterator<Item = Choice> + '_ {
    let begins = move |term: &Term| {
        !typed.is_empty() && Lang::ALL.iter().any(|lang| term.word(*lang).to_ascii_lowercase().starts_with(typed))
    };
    Term::ALL.iter().copied().filter(begins).map(|term| Choice {
        label: say!("What is {}?", term.word(lang())),
        does: term.definition(lang()),
        key: String::new(),
        action: Action::Glossary(Some(term)),
    })
}

/// How well an action fits: lower is better; none when a word is missing.
fn rank(typed: &str, label: &str, does: &str) -> Option<usize> {
    let (label, does) = (label.to_ascii_lowercase(), does.to_ascii_lowercase());
    let all_in = |text: &str| typed.split_whitespace().all(|word| text.contains(word));
    if label.starts_with(typed) {
        Some(0)
    } else if all_in(&label) {
        Some(1)
    } else {
        (all_in(&format!("{label} {does}"))).then_some(2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str) -> Option<Action> {
        choices(typed).into_iter().next().map(|choice| choice.action)
    }

    #[test]
    fn names_come_before_purposes() {
        assert_eq!(first("share"), Some(Action::Share));
        assert_eq!(first("svg"), Some(Action::Pictures));
        assert_eq!(first("next comm"), Some(Action::CommandForward));
    }

    #[test]
    fn words_come_after_actions() {
        assert_eq!(first("refco"), Some(Action::Glossary(Some(Term::Refcount))));
        assert_eq!(choices("p").last().map(|choice| choice.action.clone()), Some(Action::Glossary(Some(Term::Pss))));
    }

    #[test]
    fn nothing_typed_offers_everything_but_itself() {
        assert_eq!(choices("").len(), REGISTRY.len() - 1);
        assert_eq!(choices("no such thing"), []);
    }

    #[test]
    fn a_number_is_a_place() {
        assert_eq!(first("9.6"), Some(Action::Seek(Cursor { command: 9, step: Some(5) })));
    }
}
