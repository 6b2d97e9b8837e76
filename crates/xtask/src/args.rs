//! The command line, taken apart by hand: flags, options with a value, and words.

use anyhow::{bail, Context, Result};
use std::collections::VecDeque;
use std::str::FromStr;

/// What is left of the command line.
pub(crate) struct Args {
    rest: VecDeque<String>,
}

impl Args {
    /// The arguments of this process, without its own name.
    pub(crate) fn from_env() -> Self {
        Self { rest: std::env::args().skip(1).collect() }
    }

    /// Takes the first argument.
    pub(crate) fn next_word(&mut self) -> Option<String> {
        self.rest.pop_front()
    }

    /// Whether help is asked for.
    pub(crate) fn has_help(&self) -> bool {
        self.rest.iter().any(|arg| arg == "-h" || arg == "--help")
    }

    /// Takes `--name`, and says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let found = self.rest.iter().position(|arg| arg == name);
        found.and_then(|at| self.rest.remove(at)).is_some()
    }

    /// Takes `--name VALUE` or `--name=VALUE`.
    pub(crate) fn option<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.option_text(name)? else {
            return Ok(None);
        };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => bail!("`{text}` is not a value for {name}"),
        }
    }

    fn option_text(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        let Some(at) = self.rest.iter().position(|arg| arg == name || arg.starts_with(&joined)) else {
            return Ok(None);
        };
        let arg = self.rest.remove(at).unwrap_or_default();
        if let Some(value) = arg.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        self.rest.remove(at).with_context(|| format!("{name} needs a value")).map(Some)
    }

    /// Takes all words that are left; an option among them is one that the command does not know.
    pub(crate) fn words(self) -> Result<Vec<String>> {
        if let Some(unknown) = self.rest.iter().find(|arg| arg.starts_with('-')) {
            bail!("there is no option `{unknown}` here; --help lists them");
        }
        Ok(self.rest.into())
    }

    /// Checks that nothing is left.
    pub(crate) fn finish(self) -> Result<()> {
        match self.words()?.first() {
            None => Ok(()),
            Some(word) => bail!("`{word}` is one word too many; --help says what there is"),
        }
    }
}
