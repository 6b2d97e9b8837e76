//! What happens at the prompt key by key: typing, choosing a completion, going through earlier lines.

use crate::state::offers::Offer;

/// The prompt's own state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Typing {
    text: String,
    chosen: usize,
    open: bool,
    /// Which earlier line is shown, counted from the last; none for a line of one's own.
    back: Option<usize>,
}

/// The keys that mean something here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    /// Up.
    Up,
    /// Down.
    Down,
    /// Tab.
    Tab,
    /// Enter.
    Enter,
    /// Escape.
    Escape,
}

/// What a key comes to beside the new state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The browser does with it what it always does.
    Pass,
    /// It was for us.
    Done,
    /// This line is to be run.
    Run(String),
    /// The prompt is left.
    Leave,
}

impl Key {
    /// The key of an event.
    pub(crate) fn of(key: &str, shift: bool) -> Option<Key> {
        match key {
            "ArrowUp" => Some(Key::Up),
            "ArrowDown" => Some(Key::Down),
            "Tab" if !shift => Some(Key::Tab),
            "Enter" => Some(Key::Enter),
            "Escape" => Some(Key::Escape),
            _ => None,
        }
    }
}

impl Typing {
    /// The line.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Which completion is chosen.
    pub(crate) fn chosen(&self) -> usize {
        self.chosen
    }

    /// Whether completions may be shown.
    pub(crate) fn is_open(&self) -> bool {
        self.open
    }

    /// The line was changed by typing.
    pub(crate) fn typed(&self, text: &str) -> Typing {
        Typing { text: text.to_owned(), chosen: 0, open: !text.is_empty(), back: None }
    }

    /// Completions away.
    pub(crate) fn closed(&self) -> Typing {
        Typing { open: false, ..self.clone() }
    }

    /// A completion is taken.
    pub(crate) fn taken(&self, offers: &[Offer], index: usize) -> Typing {
        match offers.get(index) {
            Some(offer) => self.typed(&offer.line),
            None => self.clone(),
        }
    }

    /// A key is pressed; `history` holds the earlier lines, oldest first.
    pub(crate) fn key(&self, key: Key, offers: &[Offer], history: &[&str]) -> (Typing, Outcome) {
        let listed = self.open && !offers.is_empty();
        match key {
            Key::Tab if listed => (self.taken(offers, self.chosen), Outcome::Done),
            Key::Tab => (self.clone(), Outcome::Pass),
            Key::Up if listed => (self.choose(offers.len() - 1, offers.len()), Outcome::Done),
            Key::Down if listed => (self.choose(1, offers.len()), Outcome::Done),
            Key::Up => (self.earlier(history), Outcome::Done),
            Key::Down => (self.later(history), Outcome::Done),
            Key::Escape if listed => (self.closed(), Outcome::Done),
            Key::Escape => (self.clone(), Outcome::Leave),
            Key::Enter if self.text.trim().is_empty() => (self.clone(), Outcome::Done),
            Key::Enter => (Typing::default(), Outcome::Run(self.text.clone())),
        }
    }

    fn choose(&self, by: usize, count: usize) -> Typing {
        Typing { chosen: (self.chosen + by) % count, ..self.clone() }
    }

    fn earlier(&self, history: &[&str]) -> Typing {
        let back = self.back.map_or(0, |back| back + 1).min(history.len().saturating_sub(1));
        self.at(back, history)
    }

    fn later(&self, history: &[&str]) -> Typing {
        match self.back {
            None => self.clone(),
            Some(0) => Typing::default(),
            Some(back) => self.at(back - 1, history),
        }
    }

    fn at(&self, back: usize, history: &[&str]) -> Typing {
        match history.iter().rev().nth(back) {
            Some(line) => Typing { text: (*line).to_owned(), chosen: 0, open: false, back: Some(back) },
            None => self.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offers(lines: &[&str]) -> Vec<Offer> {
        let offer = |line: &&str| Offer {
            label: (*line).to_owned(),
            line: (*line).to_owned(),
            hint: String::new(),
            marks: Vec::new(),
        };
        lines.iter().map(offer).collect()
    }

    #[test]
    fn tab_takes_the_chosen_completion() {
        let typing = Typing::default().typed("p: wr");
        let offers = offers(&["p: write", "p: wrong"]);
        let (typing, _) = typing.key(Key::Down, &offers, &[]);
        let (typing, outcome) = typing.key(Key::Tab, &offers, &[]);
        assert_eq!((typing.text(), outcome), ("p: wrong", Outcome::Done));
    }

    #[test]
    fn tab_without_completions_moves_on() {
        assert_eq!(Typing::default().key(Key::Tab, &[], &[]).1, Outcome::Pass);
    }

    #[test]
    fn arrows_go_through_earlier_lines() {
        let history = ["first", "second"];
        let up = |typing: Typing| typing.key(Key::Up, &[], &history).0;
        let once = up(Typing::default());
        let twice = up(once.clone());
        let thrice = up(twice.clone());
        assert_eq!((once.text(), twice.text(), thrice.text()), ("second", "first", "first"));
        assert_eq!(twice.key(Key::Down, &[], &history).0.text(), "second");
        assert_eq!(once.key(Key::Down, &[], &history).0.text(), "");
    }

    #[test]
    fn enter_runs_the_line_and_empties_the_prompt() {
        let (typing, outcome) = Typing::default().typed("p: fork c").key(Key::Enter, &[], &[]);
        assert_eq!((typing.text(), outcome), ("", Outcome::Run("p: fork c".to_owned())));
    }
}
