//! The console: a line is checked, put into the script and run.

use std::rc::Rc;

use super::Session;
use crate::state::lines::insert_after;
use crate::state::log::{Exchange, Reply};
use crate::state::reading::Reading;

/// How many exchanges are kept.
const MAX_LOG: usize = 100;

impl Session {
    /// A line typed at the prompt: shown to be wrong, or put into the script and run.
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
        let candidates = [Some(typed.to_owned()), self.with_process(typed)];
        let mut replies = candidates.into_iter().flatten().map(|line| self.judge(line));
        let first = replies.next().unwrap_or(Err(Reply::Help));
        match first.or_else(|wrong| replies.next().and_then(Result::ok).ok_or(wrong)) {
            Err(wrong) => self.say(typed, wrong),
            Ok(line) => {
                let (_, number) = insert_after(&self.text, self.line_to_write(), &line);
                self.insert(&line);
                let blocked = self.reading.has_errors();
                self.say(&line, if blocked { Reply::Blocked } else { Reply::Waiting(number) })
            }
        }
    }

    /// What is typed without a process is meant for the one at the cursor.
    fn with_process(&self, typed: &str) -> Option<String> {
        let first = typed.split_whitespace().next()?;
        let verb = forkscope_scenario::words::verb(first).is_some();
        let process = self.run.process_at(self.cursor).filter(|_| verb)?;
        Some(format!("{process}: {typed}"))
    }

    /// The line, if nothing is wrong with it where it would go.
    fn judge(&self, line: String) -> Result<String, Reply> {
        let (text, number) = insert_after(&self.text, self.line_to_write(), &line);
        let reading = Reading::of(&text);
        match reading.error_in_line(number) {
            None => Ok(line),
            Some(diagnostic) => Err(Reply::Wrong { line, diagnostic: Box::new(diagnostic.clone()) }),
        }
    }

    /// Says what came of the line that was waited for.
    pub(super) fn report(&mut self, line: usize) {
        let Some(sentence) = self.run.act_of_line(line).map(|act| self.run.sentence(act)) else { return };
        if let Some(last) = Rc::make_mut(&mut self.log).last_mut().filter(|last| last.reply == Reply::Waiting(line)) {
            last.reply = Reply::Said(sentence);
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
