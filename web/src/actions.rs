//! Everything the page can do, once: buttons, keys, the address, the host page and (later) a palette all end here.
//!
//! [`Action`] is what is done, [`REGISTRY`] says how each is called and which keys it has. What is done to which state is in `state`.

use forkscope_explain::Term;
use forkscope_sim::CopyPolicy;
use forkscope_timeline::Cursor;

use crate::lang::Text;
use crate::route::Theme;
use crate::state::inspect::Spot;
use crate::state::ui::Tour;

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
    Seek(Cursor),
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
    /// Ask what commands will do before they run, or no longer.
    Predict,
    /// Answer such a question, by the key of a choice.
    Guess(char),
    /// Play the command that was asked about.
    Watch,
    /// Go on to the next such question.
    NextQuestion,
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
    /// Open the glossary, at one of its words.
    Glossary(Option<Term>),
    /// Go to a stop of the tour, or end it.
    Tour(Tour),
    /// Open or close the panel that shows the machine as /proc does.
    Proc,
    /// Open it for a process, by number.
    ProcOf(u32),
    /// Open what a phone has no room for at the top.
    More,
    /// Open or close the drawer with the script.
    Drawer,
    /// Choose a script file to open.
    OpenFile,
    /// Save the script as a file.
    SaveFile,
    /// Undo the last change of the script.
    Undo,
    /// Do again what was undone.
    Redo,
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
    pub(crate) label: Text,
    /// Its keys, as `KeyboardEvent.key` gives them.
    pub(crate) keys: &'static [&'static str],
    /// Whether Ctrl (or Cmd) goes with the key.
    pub(crate) ctrl: bool,
    /// What it does, in a few words.
    pub(crate) does: Text,
    /// The action.
    pub(crate) action: Action,
}

const fn entry(id: &'static str, label: Text, keys: &'static [&'static str], does: Text, action: Action) -> Entry {
    Entry { id, label, keys, ctrl: false, does, action }
}

/// The same with Ctrl (or Cmd).
const fn ctrl(id: &'static str, label: Text, keys: &'static [&'static str], does: Text, action: Action) -> Entry {
    Entry { id, label, keys, ctrl: true, does, action }
}

/// All actions that need no further word, in the order in which help lists them.
pub(crate) const REGISTRY: &[Entry] = &[
    entry("play-pause", text!("Play or pause"), &[" "], text!("Plays the script, or pauses it"), Action::PlayPause),
    entry("step-forward", text!("Step forward"), &["."], text!("One step of the kernel on"), Action::StepForward),
    entry("step-back", text!("Step back"), &[","], text!("One step of the kernel back"), Action::StepBack),
    entry(
        "command-forward",
        text!("Next command"),
        &[">"],
        text!("To the end of this or the next command"),
        Action::CommandForward,
    ),
    entry(
        "command-back",
        text!("Previous command"),
        &["<"],
        text!("To the start of this or the previous command"),
        Action::CommandBack,
    ),
    entry("to-start", text!("To start"), &["Home"], text!("Before the first command"), Action::ToStart),
    entry("to-end", text!("To end"), &["End"], text!("Behind the last command"), Action::ToEnd),
    entry("slower", text!("Slower"), &["["], text!("Plays slower"), Action::Slower),
    entry("faster", text!("Faster"), &["]"], text!("Plays faster"), Action::Faster),
    entry("prompt", text!("Console prompt"), &["/"], text!("Type a command"), Action::Prompt),
    entry("edit", text!("Edit the script"), &["e"], text!("Puts the cursor into the script"), Action::EditScript),
    entry("gallery", text!("Scenarios"), &["g"], text!("Opens the gallery"), Action::Gallery),
    entry(
        "inspect",
        text!("Inspector"),
        &["i"],
        text!("Takes an address apart: tables, bits, frame"),
        Action::Inspect(None),
    ),
    entry(
        "proc",
        text!("As /proc shows it"),
        &["f"],
        text!("Opens or closes ps, status, maps, smaps and other files"),
        Action::Proc,
    ),
    entry("predict", text!("Predict"), &["p"], text!("Asks what a command will do before it runs"), Action::Predict),
    entry(
        "next-question",
        text!("Next question"),
        &["q"],
        text!("To the next question of the script or about a command"),
        Action::NextQuestion,
    ),
    entry("policy", text!("Fork policy"), &["y"], text!("The next one of the list"), Action::NextPolicy),
    entry(
        "bookmark",
        text!("Bookmark this step"),
        &["m"],
        text!("Sets a bookmark, or takes it away"),
        Action::Bookmark,
    ),
    entry("next-bookmark", text!("Next bookmark"), &["}"], text!("To the next bookmark"), Action::NextBookmark),
    entry(
        "previous-bookmark",
        text!("Previous bookmark"),
        &["{"],
        text!("To the bookmark before"),
        Action::PreviousBookmark,
    ),
    entry(
        "history",
        text!("What changed"),
        &["d"],
        text!("Two steps compared; bookmarks and branches"),
        Action::History,
    ),
    entry(
        "course",
        text!("Memory over time"),
        &["o"],
        text!("A line and a figure for each process and command"),
        Action::Course,
    ),
    entry(
        "compare",
        text!("Compare policies"),
        &["c"],
        text!("The same script under two or three policies"),
        Action::Compare,
    ),
    entry(
        "pictures",
        text!("Pictures and data"),
        &["x"],
        text!("SVG, PNG, CSV and JSON to take away"),
        Action::Pictures,
    ),
    ctrl("palette", text!("Command palette"), &["k"], text!("Every action by its name"), Action::Palette),
    entry("theme", text!("Theme"), &["t"], text!("Automatic, light, dark in turn"), Action::NextTheme),
    entry("language", text!("中文 / English"), &["l"], text!("The other language"), Action::NextLang),
    entry("share", text!("Share"), &["s"], text!("A link to this script"), Action::Share),
    entry("embed", text!("Embed"), &[], text!("A frame for a course page"), Action::Embed),
    entry("help", text!("Help"), &["?"], text!("Keys, and what the page shows"), Action::Help),
    entry("glossary", text!("Glossary"), &["w"], text!("What the words of this page mean"), Action::Glossary(None)),
    entry(
        "tour",
        text!("Take the tour"),
        &[],
        text!("What stands where on the page, in six stops"),
        Action::Tour(Tour::At(0)),
    ),
    entry("restart", text!("Run from the start"), &[], text!("Runs the script again"), Action::Restart),
    entry("stop", text!("Stop the run"), &[], text!("Ends a long run, and shows how far it came"), Action::Stop),
    ctrl(
        "open-file",
        text!("Open a file"),
        &["o"],
        text!("A script that was saved as .fork; or drop it on the page"),
        Action::OpenFile,
    ),
    ctrl("save-file", text!("Save as a file"), &["s"], text!("The script as .fork"), Action::SaveFile),
    ctrl(
        "undo",
        text!("Undo"),
        &["z"],
        text!("Takes the last change of the script back, typed or clicked"),
        Action::Undo,
    ),
    ctrl("redo", text!("Redo"), &["Z", "y"], text!("Does again what was undone"), Action::Redo),
    entry("copy", text!("Copy script"), &[], text!("Copies the script as text"), Action::CopyScript),
    ctrl(
        "drawer",
        text!("Script drawer"),
        &["b"],
        text!("Opens or closes the script on narrow windows"),
        Action::Drawer,
    ),
];

/// The action of a key, if it has one.
pub(crate) fn of_key(key: &str, ctrl: bool) -> Option<Action> {
    if let Some(digit) = key.chars().next().filter(|digit| !ctrl && digit.is_ascii_digit()) {
        return Some(Action::Guess(digit));
    }
    let found = REGISTRY.iter().find(|entry| entry.ctrl == ctrl && entry.keys.contains(&key));
    found.map(|entry| entry.action.clone())
}

impl Action {
    /// Whether an embed can do it: it has no dialogs, no editor and no files.
    #[inline(never)]
    pub(crate) fn is_for_embeds(&self) -> bool {
        match self {
            Action::PlayPause
            | Action::Play
            | Action::Pause
            | Action::StepForward
            | Action::StepBack
            | Action::CommandForward
            | Action::CommandBack
            | Action::ToStart
            | Action::ToEnd
            | Action::Seek(_)
            | Action::StepBy(_)
            | Action::Faster
            | Action::Slower
            | Action::SetSpeed(_)
            | Action::Write(_)
            | Action::Restart
            | Action::Stop
            | Action::NextTheme
            | Action::NextLang
            | Action::SetTheme(_)
            | Action::NextPolicy
            | Action::SetPolicy(_)
            | Action::Lock(_)
            | Action::Predict
            | Action::Guess(_)
            | Action::Watch
            | Action::NextQuestion
            | Action::Bookmark
            | Action::NextBookmark
            | Action::PreviousBookmark
            | Action::Undo
            | Action::Redo
            | Action::CopyScript
            | Action::Load(_) => true,
            Action::Prompt
            | Action::EditScript
            | Action::Gallery
            | Action::Share
            | Action::Embed
            | Action::Inspect(_)
            | Action::Pictures
            | Action::History
            | Action::Course
            | Action::Compare
            | Action::Palette
            | Action::Help
            | Action::Glossary(_)
            | Action::Tour(_)
            | Action::Proc
            | Action::ProcOf(_)
            | Action::More
            | Action::Drawer
            | Action::OpenFile
            | Action::SaveFile => false,
        }
    }
}

impl Entry {
    /// A key of it as it is written for people: `Space`, `Ctrl+Shift+Z`.
    pub(crate) fn key_name(&self, key: &str) -> String {
        let shift = key.bytes().all(|letter| letter.is_ascii_uppercase());
        match (self.ctrl, key) {
            (false, " ") => say!("Space").to_owned(),
            (false, other) => other.to_owned(),
            (true, letter) if shift => format!("Ctrl+Shift+{letter}"),
            (true, letter) => format!("Ctrl+{}", letter.to_ascii_uppercase()),
        }
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
