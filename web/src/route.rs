//! The query of the address: how a page is to be shown. Readable and editable by hand.
//!
//! The scenario crate knows the options of a link; what is added here is a place inside a command: `step=9.6`.

use forkscope_scenario::link::{LinkOptions, OptionProblem};
pub(crate) use forkscope_scenario::policy::{policy_from_word, policy_word};
use forkscope_timeline::Cursor;

use crate::lang::lang;

/// Which theme is wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// The system's.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Reads the word of a query or a host.
    pub(crate) fn parse(word: &str) -> Option<Theme> {
        match word {
            "auto" => Some(Theme::Auto),
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// Whether it is dark; `None` leaves it to the system.
    pub(crate) fn dark(self) -> Option<bool> {
        self.for_link().map(|theme| theme == forkscope_scenario::link::Theme::Dark)
    }

    /// As a link says it.
    pub(crate) fn for_link(self) -> Option<forkscope_scenario::link::Theme> {
        match self {
            Theme::Auto => None,
            Theme::Light => Some(forkscope_scenario::link::Theme::Light),
            Theme::Dark => Some(forkscope_scenario::link::Theme::Dark),
        }
    }

    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl From<Option<forkscope_scenario::link::Theme>> for Theme {
    fn from(theme: Option<forkscope_scenario::link::Theme>) -> Theme {
        match theme {
            None => Theme::Auto,
            Some(forkscope_scenario::link::Theme::Light) => Theme::Light,
            Some(forkscope_scenario::link::Theme::Dark) => Theme::Dark,
        }
    }
}

/// What a query says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Query {
    /// Everything but the place; its `step` stays empty.
    pub(crate) options: LinkOptions,
    /// Where to stand.
    pub(crate) place: Option<Cursor>,
    /// Whether commands are asked about before they run.
    pub(crate) predict: bool,
}

/// An option of a link whose value is wrong; the page does without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ignored {
    /// One that the scenario crate knows.
    Option(OptionProblem),
    /// What was given for `step`.
    Place(String),
}

impl Ignored {
    /// What is wrong, in a sentence without a full stop.
    pub(crate) fn say(&self) -> String {
        match self {
            Ignored::Option(problem) => problem.message().say(lang()),
            Ignored::Place(value) => {
                say!("`step={}` in the link is ignored: step is a number such as `9` or `9.6`", value)
            }
        }
    }
}

impl Query {
    /// Reads a query; also gives what is wrong with it.
    pub(crate) fn parse(query: &str) -> (Query, Vec<Ignored>) {
        let pairs = query.trim_start_matches('?').split('&');
        let (ours, others): (Vec<&str>, Vec<&str>) =
            pairs.partition(|pair| pair.starts_with("step=") || pair.starts_with("predict="));
        let (options, problems) = LinkOptions::parse(&others.join("&"));
        let mut problems: Vec<Ignored> = problems.into_iter().map(Ignored::Option).collect();
        let value_of = |key: &str| ours.iter().rev().find_map(|pair| pair.strip_prefix(key)).unwrap_or("");
        let predict = matches!(value_of("predict="), "1" | "true");
        let place = Some(value_of("step=")).filter(|value| !value.is_empty()).and_then(|value| {
            let place = Cursor::parse(value);
            if place.is_none() {
                problems.push(Ignored::Place(value.to_owned()));
            }
            place
        });
        (Query { options, place, predict }, problems)
    }

    /// Writes it, with its question mark; nothing where everything is as usual.
    pub(crate) fn print(&self) -> String {
        let place = self.place.map(|place| format!("step={place}"));
        let options = Some(self.options.to_string()).filter(|options| !options.is_empty());
        let predict = self.predict.then(|| "predict=1".to_owned());
        let pairs: Vec<String> = [options, predict, place].into_iter().flatten().collect();
        if pairs.is_empty() {
            String::new()
        } else {
            format!("?{}", pairs.join("&"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(query: &str, back: &str, problems: usize) {
        let (read, wrong) = Query::parse(query);
        assert_eq!((read.print().as_str(), wrong.len()), (back, problems));
    }

    #[test]
    fn a_full_query_comes_back() {
        check(
            "?embed=1&theme=dark&step=5&policy=eager&lock=1&lang=en",
            "?embed=1&theme=dark&policy=eager&lock=1&lang=en&step=5",
            0,
        );
    }

    #[test]
    fn what_is_wrong_is_named_and_left_out() {
        check("embed=maybe&theme=pink&step=-1&policy=magic&utm_source=mail", "", 4);
    }

    #[test]
    fn a_place_inside_a_command_has_a_point() {
        check("step=9.6", "?step=9.6", 0);
    }

    #[test]
    fn a_link_may_ask_for_predictions() {
        check("embed=1&predict=1&step=3", "?embed=1&predict=1&step=3", 0);
        check("predict=0", "", 0);
    }

    #[test]
    fn the_automatic_theme_needs_no_words() {
        check("theme=auto", "", 0);
    }
}
