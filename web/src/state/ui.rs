//! How the page looks right now: what is open, which theme, which tab. Changes often and holds nothing that a link carries.

use std::rc::Rc;

use forkscope_explain::Term;
use forkscope_sim::CopyPolicy;
use yew::{AttrValue, Reducible};

use crate::lang::Lang;
use crate::route::Theme;
use crate::state::inspect::Spot;
use crate::state::menu::Menu;
use crate::state::notice::Notice;
use crate::state::twin::Twin;

/// The dialogs; one at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialog {
    /// The gallery.
    Gallery,
    /// A link.
    Share,
    /// A frame.
    Embed,
    /// One address, taken apart.
    Inspector(Spot),
    /// Bookmarks, branches, and what changed.
    History,
    /// The course of memory.
    Course,
    /// Pictures and data to take away.
    Pictures,
    /// Every action by its name.
    Palette,
    /// Keys and words.
    Help,
    /// What the words mean; one of them stands out.
    Glossary(Option<Term>),
    /// What a phone has no room for at the top.
    More,
}

/// The tour of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tour {
    /// It is not wanted now.
    #[default]
    Off,
    /// A first visit is invited to do something, and to take it.
    Invited,
    /// It stands at a stop, from 0.
    At(usize),
}

/// What a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tab {
    /// Processes and frames.
    #[default]
    Stage,
    /// The kernel's steps.
    Steps,
    /// Script and console.
    Script,
}

impl Tab {
    /// All of them, from left to right.
    pub(crate) const ALL: [Tab; 3] = [Tab::Stage, Tab::Steps, Tab::Script];

    /// The word on it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Tab::Stage => say!("Stage"),
            Tab::Steps => say!("Steps"),
            Tab::Script => say!("Script"),
        }
    }

    /// Its name in style sheets and ids.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tab::Stage => "stage",
            Tab::Steps => "steps",
            Tab::Script => "script",
        }
    }
}

/// How the page looks.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ui {
    /// Whether it is embedded.
    pub(crate) embed: bool,
    /// Whether nothing may be changed.
    pub(crate) lock: bool,
    /// The theme.
    pub(crate) theme: Theme,
    /// The language.
    pub(crate) lang: Lang,
    /// The open dialog.
    pub(crate) dialog: Option<Dialog>,
    /// The dialog that the glossary was asked for in: it comes back.
    pub(crate) under: Option<Dialog>,
    /// The tab of a phone.
    pub(crate) tab: Tab,
    /// Whether the drawer with the script is open.
    pub(crate) drawer: bool,
    /// The file of `/proc` that is open.
    pub(crate) twin: Option<Twin>,
    /// Whether single letters act.
    pub(crate) letters: bool,
    /// The menu at a cell or a process.
    pub(crate) menu: Option<Menu>,
    /// What the page has to say about how it was opened.
    pub(crate) notice: Option<Notice>,
    /// The tour of the page.
    pub(crate) tour: Tour,
    /// What is said to screen readers beside the steps.
    pub(crate) said: AttrValue,
    /// The policies that the run is compared with; none while nothing is compared.
    pub(crate) compared: Rc<[CopyPolicy]>,
    /// Processes that were opened or folded by hand.
    pub(crate) folds: Rc<[(u32, bool)]>,
    /// Whether a file is being dragged over the page.
    pub(crate) dropping: bool,
    /// The frames that a step names that is pointed at, or has the focus.
    pub(crate) named: Rc<[u32]>,
    /// The window, in CSS pixels.
    pub(crate) window: (u32, u32),
}

/// A change of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum UiAction {
    /// Opens a dialog.
    Open(Dialog),
    /// Closes whatever is open: menu, dialog, tour, /proc, drawer, in this order.
    Close,
    /// Shows a tab.
    Show(Tab),
    /// Opens or closes the drawer.
    ToggleDrawer,
    /// Opens a file of `/proc`, or closes it.
    Twin(Option<Twin>),
    /// Sets the theme.
    SetTheme(Theme),
    /// Takes the next theme.
    NextTheme,
    /// Takes the other language.
    NextLang,
    /// Lets single letters act, or not.
    SetLetters(bool),
    /// Allows or forbids changes.
    Lock(bool),
    /// Closes the menu.
    CloseMenu,
    /// Opens a menu.
    OpenMenu(Menu),
    /// Shows a notice, or none.
    Notify(Option<Notice>),
    /// Goes to a stop of the tour, or ends it.
    Tour(Tour),
    /// Says something to screen readers.
    Say(AttrValue),
    /// Compares with these policies; none ends it.
    Compare(Rc<[CopyPolicy]>),
    /// Opens or folds a process.
    Fold(u32, bool),
    /// A file is being dragged over the page, or no longer.
    Dropping(bool),
    /// A step that names these frames is pointed at, or has the focus.
    Name(Rc<[u32]>),
    /// The window has another size.
    Resize(u32, u32),
}

impl Ui {
    /// The page as it opens.
    pub(crate) fn new(embed: bool, lock: bool, theme: Theme) -> Ui {
        Ui {
            embed,
            lock,
            theme,
            lang: Lang::En,
            dialog: None,
            under: None,
            tab: Tab::Stage,
            drawer: false,
            twin: None,
            letters: true,
            menu: None,
            notice: None,
            tour: Tour::Off,
            said: AttrValue::from(""),
            compared: Rc::from([]),
            folds: Rc::from([]),
            dropping: false,
            named: Rc::from([]),
            window: (1440, 900),
        }
    }

    fn open(&mut self, dialog: Dialog) {
        let words = matches!(dialog, Dialog::Glossary(_));
        self.menu = None;
        self.under = self.dialog.filter(|other| words && !matches!(other, Dialog::Glossary(_) | Dialog::Palette));
        self.dialog = Some(dialog);
    }

    fn close(&mut self) {
        if self.menu.take().is_some() {
            return;
        }
        if self.dialog.take().is_some() {
            self.dialog = self.under.take();
            return;
        }
        if matches!(self.tour, Tour::At(_)) {
            self.tour = Tour::Off;
        } else if self.twin.take().is_none() {
            self.drawer = false;
        }
    }

    /// A stop is about the page as it opens: nothing is in front of it.
    fn go_to(&mut self, tour: Tour) {
        self.tour = tour;
        if let Tour::At(_) = tour {
            (self.menu, self.dialog, self.under) = (None, None, None);
            (self.drawer, self.tab) = (false, Tab::Stage);
        }
    }

    fn fold(&mut self, pid: u32, open: bool) {
        let others = self.folds.iter().filter(|(other, _)| *other != pid).copied();
        self.folds = others.chain([(pid, open)]).collect();
    }
}

impl Theme {
    fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }
}

impl Reducible for Ui {
    type Action = UiAction;

    fn reduce(self: Rc<Self>, action: UiAction) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            UiAction::Open(dialog) => next.open(dialog),
            UiAction::Close => next.close(),
            UiAction::Show(tab) => next.tab = tab,
            UiAction::ToggleDrawer => next.drawer = !next.drawer,
            UiAction::Twin(twin) => next.twin = twin,
            UiAction::SetTheme(theme) => next.theme = theme,
            UiAction::NextTheme => next.theme = next.theme.next(),
            UiAction::NextLang => next.lang = next.lang.other(),
            UiAction::SetLetters(on) => next.letters = on,
            UiAction::Lock(on) => next.lock = on,
            UiAction::CloseMenu => next.menu = None,
            UiAction::OpenMenu(menu) => next.menu = Some(menu),
            UiAction::Notify(notice) => next.notice = notice,
            UiAction::Tour(tour) => next.go_to(tour),
            UiAction::Say(words) => next.said = words,
            UiAction::Compare(policies) => next.compared = policies,
            UiAction::Fold(pid, open) => next.fold(pid, open),
            UiAction::Dropping(on) => next.dropping = on,
            UiAction::Name(frames) => next.named = frames,
            UiAction::Resize(width, height) => next.window = (width, height),
        }
        if next == *self {
            self
        } else {
            Rc::new(next)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(actions: &[UiAction]) -> Rc<Ui> {
        let start = Rc::new(Ui::new(false, false, Theme::Auto));
        actions.iter().fold(start, |ui, action| ui.reduce(action.clone()))
    }

    #[test]
    fn themes_come_in_turn() {
        assert_eq!(after(&[UiAction::NextTheme]).theme, Theme::Light);
        assert_eq!(after(&[UiAction::NextTheme, UiAction::NextTheme, UiAction::NextTheme]).theme, Theme::Auto);
    }

    #[test]
    fn close_takes_the_topmost_thing_only() {
        let open = [UiAction::ToggleDrawer, UiAction::Open(Dialog::Help)];
        let once = after(&[open[0].clone(), open[1].clone(), UiAction::Close]);
        assert!(once.dialog.is_none() && once.drawer);
        assert!(!Rc::clone(&once).reduce(UiAction::Close).drawer);
    }

    #[test]
    fn the_glossary_gives_the_place_back_that_it_took() {
        let asked = after(&[UiAction::Open(Dialog::Help), UiAction::Open(Dialog::Glossary(Some(Term::Pte)))]);
        let back = asked.reduce(UiAction::Close);
        assert_eq!(back.dialog, Some(Dialog::Help));
        assert_eq!(back.reduce(UiAction::Close).dialog, None);
    }

    #[test]
    fn the_tour_stands_before_nothing_and_ends_before_what_was_open_earlier_closes() {
        let touring = after(&[UiAction::Open(Dialog::More), UiAction::Tour(Tour::At(2))]);
        assert_eq!((touring.dialog, touring.tour), (None, Tour::At(2)));
        assert_eq!(touring.reduce(UiAction::Close).tour, Tour::Off);
        assert_eq!(after(&[UiAction::Tour(Tour::Invited), UiAction::Close]).tour, Tour::Invited);
    }

    #[test]
    fn a_change_that_changes_nothing_keeps_the_state() {
        let ui = after(&[]);
        assert!(Rc::ptr_eq(&ui, &Rc::clone(&ui).reduce(UiAction::Close)));
    }

    #[test]
    fn folding_twice_keeps_one_entry_per_process() {
        let ui = after(&[UiAction::Fold(2, false), UiAction::Fold(2, true), UiAction::Fold(3, false)]);
        assert_eq!(*ui.folds, [(2, true), (3, false)]);
    }
}
