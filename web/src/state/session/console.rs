//! The console: a line is checked, put into the script and run.

use std::rc::Rc;

use super::{Session, Target};
use crate::state::lines::insert_after;
use crate::state::log::{Exchange, Reply};
use crate::state::past::How;
use crate::state::reading::Reading;

/// How many exchanges are kept.
const MAX_LOG: usize = 100;

impl Session {
    /// A line typed at the prompt: shown to be wrong, or put into the script and run.
    #[inline(never)]
    pub(super) fn command(&mut self, typed: &str) -> bool {
        let typed = typed.trim();
        if typed.is_empty() {
            return false;
        }
        if matches!(typed, "help" | "?") {
            return self.say(typed, Reply::Help);
        }
        if typed == "clear" {
            return self.clear_log();
        }
        let (text, at) = (self.shared_text(), self.line_to_write());
        match self.judge_either(&text, at, typed) {
            Err(wrong) => self.say(typed, wrong),
            Ok(Judged { line, number, .. }) => {
                self.insert(&line);
                let blocked = self.reading.has_errors();
                self.say(&line, if blocked { Reply::Blocked } else { Reply::Waiting(number) })
            }
        }
    }

    /// Lines that were pasted at the prompt: each is checked where it would go, those that are right are put into the script and run. The lines
    /// of a `repeat` are taken together.
    pub(super) fn commands(&mut self, pasted: &str) -> bool {
        let (mut text, mut at, mut written) = (self.shared_text(), self.line_to_write(), None);
        for piece in pieces(pasted) {
            match self.judge_either(&text, at, &piece) {
                Err(wrong) => drop(self.say(&piece, wrong)),
                Ok(judged) => {
                    self.say(&judged.line, Reply::Waiting(judged.number));
                    written = Some(judged.number);
                    at = judged.end;
                    text = judged.text.into();
                }
            }
        }
        let Some(last) = written else { return true };
        self.leave_branch();
        self.put_text(text, How::Put);
        self.target = Target::Line(last);
        self.playback = self.playback.paused();
        self.touched = true;
        self.read();
        if self.reading.has_errors() {
            self.answer_waiting(|_| Some(Reply::Blocked));
        }
        true
    }

    /// A line as it is typed, or else with the process that it is meant for.
    fn judge_either(&self, text: &str, at: usize, typed: &str) -> Result<Judged, Reply> {
        let first = judge(text, at, typed.to_owned());
        first.or_else(|wrong| {
            let named = self.with_process(typed).map(|line| judge(text, at, line));
            named.and_then(Result::ok).ok_or(wrong)
        })
    }

    /// What is typed without a process is meant for the one at the cursor.
    fn with_process(&self, typed: &str) -> Option<String> {
        let first = typed.split_whitespace().next()?;
        let verb = forkscope_scenario::words::verb(first).is_some();
        let process = self.run.process_at(self.cursor).filter(|_| verb)?;
        Some(format!("{process}: {typed}"))
    }

    /// Says what came of the lines that were waited for.
    pub(super) fn report(&mut self) {
        let run = Rc::clone(&self.run);
        self.answer_waiting(|line| run.act_of_line(line).map(|act| Reply::Said(run.sentence(act))));
    }

    fn answer_waiting(&mut self, reply: impl Fn(usize) -> Option<Reply>) {
        for exchange in Rc::make_mut(&mut self.log) {
            if let Reply::Waiting(line) = exchange.reply {
                exchange.reply = reply(line).unwrap_or(Reply::Waiting(line));
            }
        }
    }

    fn say(&mut self, typed: &str, reply: Reply) -> bool {
        let log = Rc::make_mut(&mut self.log);
        if log.len() >= MAX_LOG {
            log.remove(0);
        }
        log.push(Exchange { typed: typed.to_owned(), reply });
        true
    }

    pub(super) fn clear_log(&mut self) -> bool {
        let was = !self.log.is_empty();
        self.log = Rc::default();
        was
    }
}

/// A line, or a block, that is right where it would go.
struct Judged {
    /// As it is written.
    line: String,
    /// The script with it.
    text: String,
    /// The line that is waited for.
    number: usize,
    /// Its last line.
    end: usize,
}

/// Puts a line behind another one of a script, if nothing is wrong with it there.
fn judge(text: &str, at: usize, line: String) -> Result<Judged, Reply> {
    let (text, number) = insert_after(text, at, &line);
    let reading = Reading::of(&text);
    let lines = line.lines().count().max(1);
    match (number..number + lines).find_map(|number| reading.error_in_line(number)) {
        None => {
            let waited = number + lines.saturating_sub(2);
            Ok(Judged { line, text, number: waited, end: number + lines - 1 })
        }
        Some(diagnostic) => {
            let wrong = text.lines().nth((diagnostic.position.line as usize).saturating_sub(1)).unwrap_or_default();
            Err(Reply::Wrong { line: wrong.to_owned(), diagnostic: Box::new(diagnostic.clone()) })
        }
    }
}

/// Pasted lines one by one, those between braces together.
fn pieces(pasted: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let (mut piece, mut depth) = (String::new(), 0_usize);
    for line in pasted.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        let count = |brace: char| line.matches(brace).count();
        depth = (depth + count('{')).saturating_sub(count('}'));
        piece.push_str(if piece.is_empty() { line.trim_start() } else { line });
        if depth == 0 {
            pieces.push(std::mem::take(&mut piece));
        } else {
            piece.push('\n');
        }
    }
    pieces.extend(Some(piece).filter(|rest| !rest.trim().is_empty()));
    pieces
}
