//! How a page opens: from a link, with the visitor's newest draft, or for the first time.

use std::rc::Rc;

use forkscope_scenario::link;
use yew::Reducible;

use crate::drafts;
use crate::gallery;
use crate::lang::{speak, Lang};
use crate::platform::{media, size, storage, timer, url};
use crate::route::{Query, Theme};
use crate::state::notice::Notice;
use crate::state::run::Job;
use crate::state::session::{Session, SessionAction, Target};
use crate::state::ui::{Tour, Ui};

/// Where the choice of a language is kept.
pub(crate) const LANG_KEY: &str = "forkscope.lang";
/// Where the choice of a theme is kept.
pub(crate) const THEME_KEY: &str = "forkscope.theme";

/// Where it is kept that the tour was begun, or is not wanted.
pub(crate) const TOUR_KEY: &str = "forkscope.tour";

/// What a page opens with.
pub(crate) struct Opening {
    /// The session.
    pub(crate) session: Session,
    /// The look.
    pub(crate) ui: Ui,
    /// The draft it is, if it is one.
    pub(crate) draft: Option<u32>,
}

/// Reads the address and the kept drafts, once.
pub(crate) fn open() -> Opening {
    let address = url::current();
    let (query, problems) = Query::parse(&address.query);
    // A visitor who skipped to the stage has its place in the address.
    let fragment = Some(address.fragment.as_str()).filter(|fragment| *fragment != "stage").unwrap_or_default();
    let (text, draft, mut notice) = script(fragment, query.options.embed);
    let own = draft.is_none() && fragment.is_empty() && query.place.is_none() && !query.options.embed;
    let invited = own && storage::get(TOUR_KEY).is_none();
    let target = match query.place {
        Some(place) => Target::At(place),
        None => Target::Tour { plays: own },
    };
    if notice.is_none() && !problems.is_empty() {
        notice = Some(Notice::IgnoredOptions(problems.into()));
    }
    let session = Rc::new(ready(Session::new(&text, query.options.policy, target)));
    let session = if query.predict { session.reduce(SessionAction::Predict(true)) } else { session };
    let mut ui = Ui::new(query.options.embed, query.options.lock, theme(&query));
    ui.window = size::window();
    ui.lang = language(&query);
    speak(ui.lang);
    ui.notice = notice;
    ui.tour = if invited { Tour::Invited } else { Tour::Off };
    Opening { session: (*session).clone(), ui, draft }
}

/// Reads and runs what can be run in a moment, so that the first picture is a whole one; longer runs are made in slices later.
fn ready(session: Session) -> Session {
    const MOMENT: f64 = 40.0;
    let until = timer::now() + MOMENT;
    let session = Rc::new(session).reduce(SessionAction::Calm(media::matches(media::CALM))).reduce(SessionAction::Read);
    let wanted = session.wanted();
    let mut job = Job::new(session.run(), (session.document(), session.reading()), session.chosen_policy(), wanted);
    while wanted > 0 && !job.is_done() && timer::now() < until {
        job.advance();
    }
    let session = if wanted > 0 && job.is_done() {
        session.reduce(SessionAction::Ran(wanted, Rc::new(job.finish())))
    } else {
        session
    };
    (*session).clone()
}

/// The script to open, the draft it is, and what is to be said about it.
fn script(fragment: &str, embed: bool) -> (String, Option<u32>, Option<Notice>) {
    let newest = drafts::newest();
    if fragment.is_empty() {
        return match newest.filter(|_| !embed) {
            Some(draft) => (draft.text, Some(draft.id), None),
            None => (gallery::first().text.to_owned(), None, None),
        };
    }
    match link::decode(fragment) {
        Err(problem) => {
            let notice = Some(Notice::BrokenLink(problem));
            let draft = newest.filter(|_| !embed);
            let id = draft.as_ref().map(|draft| draft.id);
            (draft.map_or_else(|| gallery::first().text.to_owned(), |draft| draft.text), id, notice)
        }
        Ok(text) => {
            let same = drafts::slot_of(&text);
            let kept = newest.filter(|draft| same.is_none() && !embed && draft.text != text);
            (text, same, kept.map(|draft| Notice::DraftKept(draft.id)))
        }
    }
}

/// The language of the link, or the one that was chosen at an earlier visit, or the browser's.
fn language(query: &Query) -> Lang {
    let asked = query.options.lang.as_deref().and_then(Lang::parse);
    let kept = || storage::get(LANG_KEY).and_then(|word| Lang::parse(&word));
    asked.or_else(kept).or_else(|| Lang::parse(&media::language())).unwrap_or_default()
}

/// The theme of the link, or the one that was chosen at an earlier visit.
fn theme(query: &Query) -> Theme {
    match query.options.theme {
        None if query.options.embed => Theme::Auto,
        None => storage::get(THEME_KEY).and_then(|word| Theme::parse(&word)).unwrap_or_default(),
        asked => asked.into(),
    }
}
