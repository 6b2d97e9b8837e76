//! What this page and the page that embeds it say to each other. `docs/embedding.md` is the reference.
//!
//! Messages are small plain objects, `{ns: "forkscope", v: 1, type, id}` and what the type needs. Whatever comes in is checked field by field
//! and becomes a [`Wish`], which ends in the same actions as a button or a key.

use forkscope_timeline::Cursor;
use serde::{Deserialize, Serialize};

use forkscope_sim::CopyPolicy;

use crate::route::{policy_from_word, policy_word, Theme};

/// The name that our messages carry.
const NAMESPACE: &str = "forkscope";
/// The version of the protocol.
const VERSION: u32 = 1;
/// The longest script that is taken from a host.
const MAX_SCRIPT: usize = 256 * 1024;

/// What a host may ask for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Wish {
    /// Say `ready`.
    Hello,
    /// Show this script.
    Load(String),
    /// Go to a place.
    StepTo(Cursor),
    /// Go so many steps forward, or back.
    StepBy(i32),
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// Change how it is shown.
    Set {
        /// The theme.
        theme: Option<Theme>,
        /// The policy.
        policy: Option<CopyPolicy>,
        /// Whether anything may be changed.
        lock: Option<bool>,
    },
    /// Say `state`.
    GetState,
    /// H5P's way of asking how high we are.
    H5pHello,
    /// H5P tells that it made room.
    H5pPrepared,
}

/// The mark by which a host knows an answer: text or a number, handed back as it came.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Id {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
}

/// A message from the host, unchecked.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Incoming {
    ns: Option<String>,
    v: Option<u32>,
    #[serde(rename = "type")]
    kind: Option<String>,
    /// Handed back in the answer.
    pub(crate) id: Option<Id>,
    script: Option<String>,
    to: Option<Target>,
    by: Option<i32>,
    theme: Option<String>,
    policy: Option<String>,
    lock: Option<bool>,
    context: Option<String>,
    action: Option<String>,
}

/// `to: 9` or `to: "9.6"`.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Target {
    Text(String),
    Number(f64),
}

impl Incoming {
    /// What is asked for, or what is wrong with the message, in words.
    pub(crate) fn wish(&self) -> Result<Wish, String> {
        if self.context.as_deref() == Some("h5p") {
            return self.h5p();
        }
        if self.ns.as_deref() != Some(NAMESPACE) {
            return Err("`ns` must be \"forkscope\"".to_owned());
        }
        if self.v != Some(VERSION) {
            return Err(format!("`v` must be {VERSION}"));
        }
        match self.kind.as_deref().unwrap_or_default() {
            "hello" => Ok(Wish::Hello),
            "load" => self.load(),
            "step" => self.step(),
            "play" => Ok(Wish::Play),
            "pause" => Ok(Wish::Pause),
            "set" => self.set(),
            "getState" => Ok(Wish::GetState),
            other => Err(format!("no message has the type {other:?}")),
        }
    }

    fn h5p(&self) -> Result<Wish, String> {
        match self.action.as_deref() {
            Some("resizePrepared") => Ok(Wish::H5pPrepared),
            _ => Ok(Wish::H5pHello),
        }
    }

    fn load(&self) -> Result<Wish, String> {
        match &self.script {
            None => Err("`load` needs `script`".to_owned()),
            Some(script) if script.len() > MAX_SCRIPT => Err(format!("a script has at most {MAX_SCRIPT} bytes")),
            Some(script) => Ok(Wish::Load(script.clone())),
        }
    }

    fn step(&self) -> Result<Wish, String> {
        match (&self.to, self.by) {
            (Some(Target::Text(text)), None) => {
                Cursor::parse(text).map(Wish::StepTo).ok_or_else(|| format!("{text:?} is no step"))
            }
            (Some(Target::Number(number)), None) => commands(*number).map(Wish::StepTo),
            (None, Some(by)) => Ok(Wish::StepBy(by)),
            (None, None) | (Some(_), Some(_)) => Err("`step` needs either `to` or `by`".to_owned()),
        }
    }

    fn set(&self) -> Result<Wish, String> {
        let theme = known(self.theme.as_deref(), "theme", Theme::parse)?;
        let policy = known(self.policy.as_deref(), "policy", policy_from_word)?;
        Ok(Wish::Set { theme, policy, lock: self.lock })
    }
}

/// A whole number of commands. A number with a fraction cannot tell step 1 from step 10 of a command.
fn commands(number: f64) -> Result<Cursor, String> {
    if number.fract() != 0.0 || !(0.0..1e9).contains(&number) {
        return Err("`to` is a whole number of commands, or a text such as \"9.6\"".to_owned());
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked above")]
    let command = number as usize;
    Ok(Cursor::after(command))
}

fn known<T>(word: Option<&str>, key: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, String> {
    word.map(|word| parse(word).ok_or_else(|| format!("{word:?} is no {key}"))).transpose()
}

/// A message to the host.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Outgoing {
    ns: &'static str,
    v: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
    #[serde(flatten)]
    body: Body,
}

/// What a message to the host says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub(crate) enum Body {
    /// The page listens.
    Ready {
        /// The version of Forkscope.
        version: &'static str,
        /// The messages it takes.
        takes: &'static [&'static str],
    },
    /// The height that the page asks for, in CSS pixels.
    Resize {
        /// That height.
        height: f64,
    },
    /// Where it stands.
    State(State),
    /// Something is wrong: with a message, or with the script.
    Error {
        /// What, in words.
        message: String,
    },
    /// A question was answered.
    Answer(Answered),
    /// How the questions were answered so far.
    Score {
        /// How many right.
        right: usize,
        /// How many were answered.
        answered: usize,
        /// How many there are.
        questions: usize,
    },
    /// The address of what is shown has changed.
    Link {
        /// That address.
        url: String,
    },
}

/// An answer that was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Answered {
    /// Counts answers, so that no two are the same.
    pub(crate) number: u32,
    /// Where it was given, as `9.6`.
    pub(crate) step: String,
    /// What was asked.
    pub(crate) question: String,
    /// What was answered.
    pub(crate) given: String,
    /// What would be right.
    pub(crate) expected: String,
    /// Whether it is right.
    pub(crate) right: bool,
}

/// Where a page stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub(crate) struct State {
    /// The title of the scenario.
    pub(crate) title: String,
    /// The place, as `9.6`.
    pub(crate) step: String,
    /// Commands carried out.
    pub(crate) command: u32,
    /// Commands in all.
    pub(crate) commands: u32,
    /// Whether it plays.
    pub(crate) playing: bool,
    /// The policy.
    pub(crate) policy: &'static str,
    /// Errors in the script.
    pub(crate) errors: u32,
}

/// The types of message that a host may send.
const TAKES: &[&str] = &["hello", "load", "step", "play", "pause", "set", "getState"];

impl Body {
    /// The answer to `hello`.
    pub(crate) fn ready() -> Body {
        Body::Ready { version: env!("CARGO_PKG_VERSION"), takes: TAKES }
    }

    /// Puts it into an envelope.
    pub(crate) fn message(self, id: Option<Id>) -> Outgoing {
        Outgoing { ns: NAMESPACE, v: VERSION, id, body: self }
    }
}

impl State {
    /// Adds the policy's word.
    pub(crate) fn under(self, policy: CopyPolicy) -> State {
        State { policy: policy_word(policy), ..self }
    }
}

/// The height as other hosts expect to hear it; each ignores what is not meant for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Dialect {
    /// Canvas: `{subject: "lti.frameResize", height}`.
    Lti {
        /// `lti.frameResize`
        subject: &'static str,
        /// CSS pixels.
        height: f64,
    },
    /// Open edX: `{type: "plugin.resize", payload: {height}}`.
    Edx {
        /// `plugin.resize`
        #[serde(rename = "type")]
        kind: &'static str,
        /// The height.
        payload: Height,
    },
    /// H5P: `{context: "h5p", action, height}`.
    H5p {
        /// `h5p`
        context: &'static str,
        /// `hello`, `prepareResize` or `resize`.
        action: &'static str,
        /// CSS pixels.
        #[serde(rename = "scrollHeight")]
        scroll_height: f64,
        /// CSS pixels.
        height: f64,
    },
}

/// `{height}`
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Height {
    /// CSS pixels.
    pub(crate) height: f64,
}

impl Dialect {
    /// A height for Canvas and for Open edX.
    pub(crate) fn resize(height: f64) -> [Dialect; 2] {
        [
            Dialect::Lti { subject: "lti.frameResize", height },
            Dialect::Edx { kind: "plugin.resize", payload: Height { height } },
        ]
    }

    /// A step of H5P's exchange.
    pub(crate) fn h5p(action: &'static str, height: f64) -> Dialect {
        Dialect::H5p { context: "h5p", action, scroll_height: height, height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn incoming(kind: &str) -> Incoming {
        Incoming {
            ns: Some(NAMESPACE.to_owned()),
            v: Some(VERSION),
            kind: Some(kind.to_owned()),
            ..Incoming::default()
        }
    }

    #[test]
    fn a_message_without_the_namespace_is_refused() {
        let message = Incoming { ns: None, ..incoming("play") };
        assert!(message.wish().is_err());
    }

    #[test]
    fn a_message_of_another_version_is_refused() {
        let message = Incoming { v: Some(2), ..incoming("play") };
        assert_eq!(message.wish(), Err("`v` must be 1".to_owned()));
    }

    #[test]
    fn load_needs_a_script_of_bearable_length() {
        assert!(incoming("load").wish().is_err());
        let long = Incoming { script: Some("x".repeat(MAX_SCRIPT + 1)), ..incoming("load") };
        assert!(long.wish().is_err());
        let good = Incoming { script: Some("process p".to_owned()), ..incoming("load") };
        assert_eq!(good.wish(), Ok(Wish::Load("process p".to_owned())));
    }

    #[test]
    fn step_takes_a_number_or_a_text() {
        let text = Incoming { to: Some(Target::Text("9.6".to_owned())), ..incoming("step") };
        assert_eq!(text.wish(), Ok(Wish::StepTo(Cursor { command: 9, step: Some(5) })));
        let number = Incoming { to: Some(Target::Number(4.0)), ..incoming("step") };
        assert_eq!(number.wish(), Ok(Wish::StepTo(Cursor::after(4))));
        let wrong = Incoming { to: Some(Target::Number(f64::NAN)), ..incoming("step") };
        assert!(wrong.wish().is_err());
    }

    #[test]
    fn set_refuses_words_it_does_not_know() {
        let wrong = Incoming { theme: Some("pink".to_owned()), ..incoming("set") };
        assert_eq!(wrong.wish(), Err("\"pink\" is no theme".to_owned()));
    }

    #[test]
    fn an_unknown_type_is_named() {
        assert_eq!(incoming("eval").wish(), Err("no message has the type \"eval\"".to_owned()));
    }
}
