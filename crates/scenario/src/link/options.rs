//! The query of a link: how the page presents the script.

use std::fmt;

use forkscope_sim::CopyPolicy;

use super::percent;
use crate::policy::{policy_from_word, policy_word};
use crate::wording::{Message, Template};

/// How the page presents a script.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkOptions {
    /// `embed=1`: less around the stage.
    pub embed: bool,
    /// `theme=dark`
    pub theme: Option<Theme>,
    /// `step=5`: how many lines have been run.
    pub step: Option<u32>,
    /// `policy=eager`: instead of the one that the script names.
    pub policy: Option<CopyPolicy>,
    /// `lock=1`: the reader cannot change the script.
    pub lock: bool,
    /// `lang=en`: a language tag.
    pub lang: Option<String>,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// An option whose value is wrong; the page does without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionProblem {
    /// The option.
    pub key: &'static str,
    /// What it was given.
    pub value: String,
    /// What it takes.
    pub expected: &'static Template,
}

impl OptionProblem {
    /// What is wrong, in a sentence without a full stop.
    pub fn message(&self) -> Message {
        message!("`{}={}` in the link is ignored: {0} is {2}", self.key, self.value.as_str(), self.expected)
    }
}

impl fmt::Display for OptionProblem {
    /// In English.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
    }
}

impl std::error::Error for OptionProblem {}

impl Theme {
    fn as_str(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl LinkOptions {
    /// Reads a query, with or without its `?`. Unknown keys are ignored; wrong values are reported and left out.
    pub fn parse(query: &str) -> (Self, Vec<OptionProblem>) {
        let mut options = Self::default();
        let mut problems = Vec::new();
        let query = query.strip_prefix('?').unwrap_or(query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, "1"));
            let value = String::from_utf8_lossy(&percent::decode(value)).into_owned();
            if let Err((key, expected)) = options.set(key, &value) {
                problems.push(OptionProblem { key, value, expected });
            }
        }
        (options, problems)
    }

    /// Sets one option; gives its name and what it takes when the value is wrong.
    fn set(&mut self, key: &str, value: &str) -> Result<(), (&'static str, &'static Template)> {
        match key {
            "embed" => self.embed = switch(value).ok_or(("embed", text!("0 or 1")))?,
            "lock" => self.lock = switch(value).ok_or(("lock", text!("0 or 1")))?,
            "theme" => self.theme = theme(value).ok_or(("theme", text!("light, dark or auto")))?,
            "step" => self.step = Some(value.parse().map_err(|_| ("step", text!("a number")))?),
            "policy" => {
                let policy = policy_from_word(value);
                self.policy =
                    Some(policy.ok_or(("policy", text!("linux, refcount, mapcount, on_demand, textbook or eager")))?);
            }
            "lang" if is_language(value) => self.lang = Some(value.to_owned()),
            "lang" => return Err(("lang", text!("a language such as `en`"))),
            _ => {}
        }
        Ok(())
    }
}

fn switch(value: &str) -> Option<bool> {
    match value {
        "1" | "true" | "" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}

#[expect(clippy::option_option, reason = "`auto` and a wrong word are two things")]
fn theme(value: &str) -> Option<Option<Theme>> {
    match value {
        "auto" => Some(None),
        "light" => Some(Some(Theme::Light)),
        "dark" => Some(Some(Theme::Dark)),
        _ => None,
    }
}

fn is_language(value: &str) -> bool {
    let mut parts = value.split('-');
    let first = parts.next().unwrap_or("");
    let alphanumeric = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    (2..=3).contains(&first.len()) && first.bytes().all(|b| b.is_ascii_lowercase()) && parts.all(alphanumeric)
}

impl fmt::Display for LinkOptions {
    /// Writes the options that differ from the default, without the `?`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pairs = [
            ("embed", self.embed.then(|| "1".to_owned())),
            ("theme", self.theme.map(|theme| theme.as_str().to_owned())),
            ("step", self.step.map(|step| step.to_string())),
            ("policy", self.policy.map(|policy| policy_word(policy).to_owned())),
            ("lock", self.lock.then(|| "1".to_owned())),
            ("lang", self.lang.as_deref().map(percent::encode)),
        ];
        let pairs = pairs.into_iter().filter_map(|(key, value)| Some(format!("{key}={}", value?)));
        f.write_str(&pairs.collect::<Vec<_>>().join("&"))
    }
}
