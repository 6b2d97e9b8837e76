//! What can be typed next at the prompt, and what each choice would do.
//!
//! The words come from the language's own completion. Pages are offered one by one, and what reading or writing one would do is found out by doing
//! it to a copy of the machine.

use forkscope_explain::{in_a_word, Digest};
use forkscope_scenario::editor::{complete, CompletionKind};
use forkscope_scenario::{parse, words};
use forkscope_view::{Mark, Stage, TileKind};

use crate::lang::lang;
use crate::state::session::Session;

/// Longer scripts get no completion: reading them at every key would be felt.
const MAX_SCRIPT: usize = 64 * 1024;
/// How many choices are offered: there are more than thirty verbs.
const MOST: usize = 64;
/// How many pages of a mapping are.
const PAGES: u64 = 6;

/// One choice.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Offer {
    /// What it stands for in the list.
    pub(crate) label: String,
    /// The whole line once it is taken.
    pub(crate) line: String,
    /// What it would do, where that is known.
    pub(crate) hint: String,
    /// The processes that share what it is about.
    pub(crate) marks: Vec<Mark>,
}

/// The choices for what is typed so far.
pub(crate) fn offers(typed: &str, session: &Session, stage: &Stage) -> Vec<Offer> {
    if session.text().len() > MAX_SCRIPT {
        return Vec::new();
    }
    let before: String = session.text().split_inclusive('\n').take(session.line_to_write()).collect();
    let whole = format!("{before}{}{typed}", if before.is_empty() || before.ends_with('\n') { "" } else { "\n" });
    let start = whole.len() - typed.len();
    let ahead = Ahead { session, stage, before: whole.get(..start).unwrap_or("") };
    if let Some(pages) = ahead.numbers(typed) {
        return pages;
    }
    let offered = complete(&whole, whole.len()).into_iter().flat_map(|completion| {
        let kept = whole.get(start..completion.replace.start).unwrap_or("");
        if completion.kind == CompletionKind::Vma {
            return ahead.pages(kept, &completion.label, "");
        }
        vec![Offer {
            label: completion.label,
            line: format!("{kept}{}", completion.insert),
            hint: completion.detail.say(lang()),
            marks: Vec::new(),
        }]
    });
    offered.filter(|offer| offer.line != typed).take(MOST).collect()
}

/// What lies ahead of a line that is being typed.
struct Ahead<'a> {
    session: &'a Session,
    stage: &'a Stage,
    /// The script before it.
    before: &'a str,
}

impl Ahead<'_> {
    /// Page numbers, when a bracket is open: `child: write heap[`.
    fn numbers(&self, typed: &str) -> Option<Vec<Offer>> {
        let (rest, digits) = typed.rsplit_once('[')?;
        let open = digits.bytes().all(|byte| byte.is_ascii_digit());
        let at = rest.rfind(' ')? + 1;
        open.then(|| self.pages(rest.get(..at).unwrap_or(""), rest.get(at..).unwrap_or(""), digits))
    }

    /// The pages of a mapping whose numbers begin with some digits, and the mapping as a whole.
    fn pages(&self, kept: &str, region: &str, digits: &str) -> Vec<Offer> {
        let whole =
            Offer { label: region.to_owned(), line: format!("{kept}{region}"), hint: String::new(), marks: Vec::new() };
        let run = self.session.run();
        let world = run.history().world_after(self.session.cursor().command);
        let process = kept.split(':').next().unwrap_or("").trim();
        let range = world.names().pid(process).and_then(|pid| world.names().range(pid, region));
        let Some(range) = range.filter(|_| is_access(kept)) else { return vec![whole] };
        let fits = |page: &u64| page.to_string().starts_with(digits);
        (0..range.pages().min(1_000))
            .filter(fits)
            .take(PAGES as usize)
            .map(|page| self.page(kept, process, region, page))
            .collect()
    }

    fn page(&self, kept: &str, process: &str, region: &str, page: u64) -> Offer {
        let label = format!("{region}[{page}]");
        let line = format!("{kept}{label}");
        let (shared, marks) = self.sharers(process, region, page);
        let hint: Vec<&str> =
            [shared.as_str(), self.outcome(&line)].into_iter().filter(|words| !words.is_empty()).collect();
        Offer { label, hint: hint.join(", "), line, marks }
    }

    /// Who shares the frame of a page, as the stage shows it.
    fn sharers(&self, process: &str, region: &str, page: u64) -> (String, Vec<Mark>) {
        let cells = self.stage.cards.iter().flat_map(|card| card.body.rows()).flat_map(|row| &row.cells);
        let here = |cell: &&forkscope_view::PteCell| {
            cell.page.process == process
                && cell.page.region == region
                && (cell.page.first..=cell.page.last).contains(&page)
        };
        let tile = { cells }.find(here).and_then(|cell| cell.tile.as_ref());
        let Some(tile) = tile.and_then(|id| self.stage.tiles.iter().find(|tile| tile.id == *id)) else {
            return (String::new(), Vec::new());
        };
        match (tile.kind, tile.owners.len()) {
            (TileKind::Zero, _) => (say!("zero page").to_owned(), Vec::new()),
            (TileKind::Anon | TileKind::Merged | TileKind::File | TileKind::Shared, 0 | 1) => {
                (String::new(), Vec::new())
            }
            (TileKind::Anon | TileKind::Merged | TileKind::File | TileKind::Shared, owners) => {
                (say!("shared by {}", owners), tile.owners.iter().take(4).map(|owner| owner.mark).collect())
            }
        }
    }

    /// What a line would come to, in a word.
    fn outcome(&self, line: &str) -> &'static str {
        let read = parse(&format!("{}{line}", self.before));
        let world = self.session.run().history().world_after(self.session.cursor().command);
        let last = read.plan.lines().len().checked_sub(1).filter(|_| !read.diagnostics.has_errors());
        let command = last.and_then(|last| read.plan.command(last, &world));
        let mut digest = Digest::default();
        match command.map(|command| world.machine().clone().run(&command, &mut digest)) {
            Some(Ok(_)) => in_a_word(&digest, lang()),
            Some(Err(_)) | None => "",
        }
    }
}

/// Whether a line is about to read or write.
fn is_access(kept: &str) -> bool {
    let verb = kept.split(':').nth(1).and_then(|rest| rest.split_whitespace().next());
    verb.and_then(words::verb).is_some_and(|verb| matches!(verb.name, "read" | "write" | "touch"))
}
