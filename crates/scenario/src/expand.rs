//! Unrolls repeats: from a tree to the list of statements that are run, every hole filled.

use std::sync::Arc;

use crate::ast::{Body, Item, Name, Number, NumberValue, Repeat, Script, Statement, Text};
use crate::diag::{Code, Diagnostic, Diagnostics};
use crate::hole::{pieces, Piece};
use crate::parser::parse_line;
use crate::print::print_statement;
use crate::span::Span;
use crate::visit::VisitMut;

/// How many statements a script may unroll to.
pub(crate) const MAX_STATEMENTS: u64 = 200_000;

/// A statement in the order in which it is run, its holes filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLine {
    /// Its line, counted from 1.
    pub line: u32,
    /// Where it stands.
    pub span: Span,
    /// What is done.
    pub statement: Arc<Statement>,
}

impl PlannedLine {
    /// The statement in canonical form, its holes filled.
    pub fn text(&self) -> String {
        print_statement(&self.statement)
    }
}

/// Unrolls a script. Invalid lines are left out; a script with too many statements gives none.
pub(crate) fn expand(script: &Script, diagnostics: &mut Diagnostics) -> Vec<PlannedLine> {
    let mut total = 0_u64;
    for item in &script.items {
        total = total.saturating_add(count(item));
        if total > MAX_STATEMENTS {
            let message = message!("up to this line the script makes more than {} steps", MAX_STATEMENTS);
            diagnostics.push(Diagnostic::error(Code::TooManyCommands, item.span, message));
            return Vec::new();
        }
    }
    let mut expander = Expander { lines: Vec::new(), most: usize::MAX, filler: Filler::default(), diagnostics };
    expander.items(&script.items, 0);
    expander.lines
}

/// Unrolls a script, each repeat as far as `most` statements go.
pub(crate) fn beginnings(script: &Script, most: usize) -> Vec<PlannedLine> {
    let diagnostics = &mut Diagnostics::default();
    let mut expander = Expander { lines: Vec::new(), most, filler: Filler::default(), diagnostics };
    for item in &script.items {
        expander.most = expander.lines.len() + most;
        expander.items(std::slice::from_ref(item), 0);
    }
    expander.lines
}

/// How many statements an item unrolls to.
fn count(item: &Item) -> u64 {
    match &item.body {
        Body::Empty | Body::Invalid(_) => 0,
        Body::Statement(_) => 1,
        Body::Repeat(repeat) => {
            let inside = repeat.block.items().iter().map(count);
            let once = inside.fold(0, u64::saturating_add);
            once.saturating_mul(repeat.count)
        }
    }
}

struct Expander<'a> {
    lines: Vec<PlannedLine>,
    /// How many lines there are to be at most.
    most: usize,
    filler: Filler,
    diagnostics: &'a mut Diagnostics,
}

impl Expander<'_> {
    fn items(&mut self, items: &[Item], outer_line: u32) {
        for item in items {
            let line = if item.line == 0 { outer_line } else { item.line };
            match &item.body {
                Body::Empty | Body::Invalid(_) => {}
                Body::Statement(statement) => self.statement(statement, line, item.span),
                Body::Repeat(repeat) => self.repeat(repeat, item, line),
            }
        }
    }

    fn repeat(&mut self, repeat: &Repeat, item: &Item, line: u32) {
        if count(item) == 0 {
            return;
        }
        for round in 0..repeat.count {
            if self.lines.len() >= self.most {
                return;
            }
            let variable = repeat.variable.as_ref();
            self.filler.values.extend(variable.map(|word| (word.text.clone(), round)));
            self.items(repeat.block.items(), line);
            if variable.is_some() {
                self.filler.values.pop();
            }
        }
    }

    fn statement(&mut self, statement: &Arc<Statement>, line: u32, span: Span) {
        if self.lines.len() >= self.most {
            return;
        }
        let mut statement = Arc::clone(statement);
        if !self.filler.values.is_empty() {
            let mut filled = Statement::clone(&statement);
            self.filler.changed = false;
            self.filler.statement(&mut filled);
            if self.filler.wrong.is_empty() && self.filler.changed {
                self.filler.wrong.extend(reread(&filled, span));
            }
            if self.filler.changed {
                statement = Arc::new(filled);
            }
        }
        for diagnostic in self.filler.wrong.drain(..) {
            self.diagnostics.push(diagnostic);
        }
        self.lines.push(PlannedLine { line, span, statement });
    }
}

/// Reads a filled statement again, because a filled hole must keep to the rules of its place.
fn reread(statement: &Statement, span: Span) -> Option<Diagnostic> {
    let text = print_statement(statement);
    let wrong = *parse_line(&text).err()?;
    Some(Diagnostic { span, help: None, ..wrong }.help(message!("in one of the rounds the line reads `{}`", text)))
}

/// Fills holes with the numbers of the rounds.
#[derive(Default)]
struct Filler {
    /// Variables and their values, outermost first.
    values: Vec<(String, u64)>,
    /// Whether a hole was filled since this was last cleared.
    changed: bool,
    wrong: Vec<Diagnostic>,
}

impl Filler {
    fn value(&mut self, variable: &str) -> Option<u64> {
        let found = self.values.iter().rev().find(|(name, _)| name == variable);
        let value = found.map(|&(_, value)| value)?;
        self.changed = true;
        Some(value)
    }

    /// Fills the holes whose variable is known, and leaves everything else as it is.
    fn fill(&mut self, text: &str, span: Span) -> String {
        let mut filled = String::new();
        for piece in pieces(text) {
            match piece {
                Piece::Plain(plain) => filled.push_str(plain),
                Piece::Hole(hole) => match self.value(&hole.variable) {
                    None => filled.push_str(&hole.to_string()),
                    Some(value) => match hole.fill(value) {
                        Some(value) => filled.push_str(&value.to_string()),
                        None => self.wrong.push(out_of_range(&hole.to_string(), value, span)),
                    },
                },
            }
        }
        filled
    }
}

fn out_of_range(hole: &str, value: u64, span: Span) -> Diagnostic {
    let message = message!("`{}` is no whole number from 0 up in round {}", hole, value);
    Diagnostic::error(Code::NumberOutOfRange, span, message)
}

impl VisitMut for Filler {
    fn name(&mut self, name: &mut Name) {
        if name.text.contains('{') {
            name.text = self.fill(&name.text, name.span);
        }
    }

    fn number(&mut self, number: &mut Number) {
        let NumberValue::Hole(hole) = &number.value else {
            return;
        };
        let Some(value) = self.value(&hole.variable) else {
            return;
        };
        match hole.fill(value) {
            Some(filled) => number.value = NumberValue::Decimal(filled),
            None => {
                self.wrong.push(out_of_range(&hole.to_string(), value, number.span));
                number.value = NumberValue::Decimal(0);
            }
        }
    }

    fn span(&mut self, _span: &mut Span) {}

    fn text(&mut self, text: &mut Text) {
        if !text.bytes.contains(&b'{') {
            return;
        }
        if let Ok(plain) = std::str::from_utf8(&text.bytes) {
            text.bytes = self.fill(plain, text.span).into_bytes();
        }
    }
}
