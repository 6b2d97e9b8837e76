//! Everything the page can do, once: buttons, keys, the address, the host page and (later) a palette all end here.
//!
//! [`Action`] is what is done, [`REGISTRY`] says how each is called and which keys it has. What is done to which state is in `state`.

use forkscope_sim::CopyPolicy;

use crate::route::{Place, Theme};
use crate::state::inspect::Spot;

/// Something to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Action {
    /// Play, or pause.
    PlayPause,
    /// Play.
    Play,
    /// Pause.
    Pause,
    /// One step of the kernel on.
    StepForward,
    /// One step of the kernel back.
    StepBack,
    /// To the end of this command, or of the next.
    CommandForward,
    /// To the start of this command, or of the one before.
    CommandBack,
    /// Before the first command.
    ToStart,
    /// Behind the last.
    ToEnd,
    /// To a place.
    Seek(Place),
    /// So many steps on, or back.
    StepBy(i32),
    /// Play faster.
    Faster,
    /// Play slower.
    Slower,
    /// At this speed.
    SetSpeed(f32),
    /// Write a line of the script, and step onto it.
    Write(String),
    /// Run the script from the start.
    Restart,
    /// Stop a long run.
    Stop,
    /// Put the cursor into the console's prompt.
    Prompt,
    /// Put the cursor into the script.
    EditScript,
    /// The next theme.
    NextTheme,
    /// The other language.
    NextLang,
    /// This theme.
    SetTheme(Theme),
    /// The next policy.
    NextPolicy,
    /// This policy; none is the script's own.
    SetPolicy(Option<CopyPolicy>),
    /// Allow or forbid changes.
    Lock(bool),
    /// Open the gallery.
    Gallery,
    /// Open the share dialog.
    Share,
    /// Open the embed dialog.
    Embed,
    /// Take an address apart: this one, or the one that the step is about.
    Inspect(Option<Spot>),
    /// Open pictures and data.
    Pictures,
    /// Set a bookmark, or take it away.
    Bookmark,
    /// To the next bookmark.
    NextBookmark,
    /// To the bookmark before.
    PreviousBookmark,
    /// Open bookmarks, branches, and what changed.
    History,
    /// Open the course of memory.
    Course,
    /// Begin or end comparing policies.
    Compare,
    /// Open the palette.
    Palette,
    /// Open help.
    Help,
    /// Open or close the panel that shows the machine as /proc does.
    Proc,
    /// Open it for a process, by number.
    ProcOf(u32),
    /// Open what a phone has no room for at the top.
    More,
    /// Open or close the drawer with the script.
    Drawer,
    /// Copy the script.
    CopyScript,
    /// Show another script.
    Load(String),
}

/// How an action is called.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Its name for machines.
    pub(crate) id: &'static str,
    /// Its name for people.
    pub(crate) label: &'static str,
    /// Its keys, as `KeyboardEvent.key` gives them.
    pub(crate) keys: &'static [&'static str],
    /// Whether Ctrl (or Cmd) goes with the key.
    pub(crate) ctrl: bool,
    /// What it does, in a few words.
    pub(crate) does: &'static str,
    /// The action.
    pub(crate) action: Action,
}

const fn entry(
    id: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    does: &'static str,
    action: Action,
) -> Entry {
    Entry { id, label, keys, ctrl: false, does, action }
}

/// The same with Ctrl (or Cmd).
const fn ctrl(
    id: &'static str,
    label: &'static str,
    keys: &'static [&'static str],
    does: &'static str,
    action: Action,
) -> Entry {
    Entry { id, label, keys, ctrl: true, does, action }
}

/// All actions that need no further word, in the order in which help lists them.
pub(crate) const REGISTRY: &[Entry] = &[
    entry("play-pause", "Play or pause", &[" "], "Plays the script, or pauses it", Action::PlayPause),
    entry("step-forward", "Step forward", &["."], "One step of the kernel on", Action::StepForward),
    entry("step-back", "Step back", &[","], "One step of the kernel back", Action::StepBack),
    entry("command-forward", "Next command", &[">"], "To the end of this or the next command", Action::CommandForward),
    entry(
        "command-back",
        "Previous command",
        &["<"],
        "To the start of this or the previous command",
        Action::CommandBack,
    ),
    entry("to-start", "To start", &["Home"], "Before the first command", Action::ToStart),
    entry("to-end", "To end", &["End"], "Behind the last command", Action::ToEnd),
    entry("slower", "Slower", &["["], "Plays slower", Action::Slower),
    entry("faster", "Faster", &["]"], "Plays faster", Action::Faster),
    entry("prompt", "Console prompt", &["/"], "Type a command", Action::Prompt),
    entry("edit", "Edit the script", &["e"], "Puts the cursor into the script", Action::EditScript),
    entry("gallery", "Scenarios", &["g"], "Opens the gallery", Action::Gallery),
    entry("inspect", "Inspector", &["i"], "Takes an address apart: tables, bits, frame", Action::Inspect(None)),
    entry("proc", "As /proc shows it", &["f"], "Opens or closes ps, status, maps, smaps and other files", Action::Proc),
    entry("policy", "Fork policy", &["y"], "The next one of the list", Action::NextPolicy),
    entry("bookmark", "Bookmark this step", &["m"], "Sets a bookmark, or takes it away", Action::Bookmark),
    entry("next-bookmark", "Next bookmark", &["}"], "To the next bookmark", Action::NextBookmark),
    entry("previous-bookmark", "Previous bookmark", &["{"], "To the bookmark before", Action::PreviousBookmark),
    entry("history", "What changed", &["d"], "Two steps compared; bookmarks and branches", Action::History),
    entry("course", "Memory over time", &["o"], "A line and a figure for each process and command", Action::Course),
    entry("compare", "Compare policies", &["c"], "The same script under two or three policies", Action::Compare),
    entry("pictures", "Pictures and data", &["x"], "SVG, PNG, CSV and JSON to take away", Action::Pictures),
    ctrl("palette", "Command palette", &["k"], "Every action by its name", Action::Palette),
    entry("theme", "Theme", &["t"], "Automatic, light, dark in turn", Action::NextTheme),
    entry("language", "中文 / English", &["l"], "The other language", Action::NextLang),
    entry("share", "Share", &["s"], "A link to this script", Action::Share),
    entry("embed", "Embed", &[], "A frame for a course page", Action::Embed),
    entry("help", "Help", &["?"], "Keys, and what the page shows", Action::Help),
    entry("restart", "Run from the start", &[], "Runs the script again", Action::Restart),
    entry("copy", "Copy script", &[], "Copies the script as text", Action::CopyScript),
    ctrl("drawer", "Script drawer", &["b"], "Opens or closes the script on narrow windows", Action::Drawer),
];

/// The action of a key, if it has one.
pub(crate) fn of_key(key: &str, ctrl: bool) -> Option<Action> {
    let found = REGISTRY.iter().find(|entry| entry.ctrl == ctrl && entry.keys.contains(&key));
    found.map(|entry| entry.action.clone())
}

/// How a key is written for people.
pub(crate) fn key_name(key: &str) -> &str {
    match key {
        " " => "Space",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_actions_share_a_key_or_a_name() {
        for (index, entry) in REGISTRY.iter().enumerate() {
            for other in &REGISTRY[index + 1..] {
                assert_ne!(entry.id, other.id);
                assert!(
                    entry.ctrl != other.ctrl || entry.keys.iter().all(|key| !other.keys.contains(key)),
                    "{}",
                    entry.id
                );
            }
        }
    }

    #[test]
    fn keys_find_their_actions() {
        assert_eq!(of_key(" ", false), Some(Action::PlayPause));
        assert_eq!(of_key(">", false), Some(Action::CommandForward));
        assert_eq!(of_key("b", true), Some(Action::Drawer));
        assert_eq!(of_key("b", false), None);
    }
}
