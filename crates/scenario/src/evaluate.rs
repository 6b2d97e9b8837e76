//! What `expect` and `ask` compute, at one point of a run.
//!
//! Key types: [`Expectation`], [`Figure`], [`Answer`], [`Value`]. What cannot be computed (the frame of a page that has none) holds
//! neither as it stands nor negated, and the reason is given.

mod answer;
mod file;
mod group;
mod page;
mod process;
mod value;

pub use answer::Answer;
pub use value::Value;

use forkscope_lang::Lang;

use crate::ast::{Comparison, Expression, Query, Term};
use crate::functions::MachineFunction;
use crate::print::{print_expression, print_term};
use crate::wording::Message;
use crate::world::World;

/// What an `expect` line found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    /// What was expected, as the script writes it.
    pub text: String,
    /// Whether it held.
    pub held: bool,
    /// The figures behind it.
    pub actual: Vec<Figure>,
}

/// A computed term, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    term: String,
    computed: Computed,
}

impl Expectation {
    /// The figures behind it, as a list.
    pub fn figures(&self, lang: Lang) -> String {
        let figures: Vec<String> = self.actual.iter().map(|figure| figure.message().say(lang)).collect();
        figures.join(lang.pick(", ", "，"))
    }
}

impl Figure {
    /// The figure for people: `refcount(parent.heap[1]) is 2`. It is not worded before somebody wants to read it.
    pub fn message(&self) -> Message {
        match &self.computed {
            Ok(value) => message!("{} is {}", self.term.as_str(), value),
            Err(why) => message!("{} has no value: {}", self.term.as_str(), why.clone()),
        }
    }
}

/// A value, or why there is none: a sentence without a full stop.
pub(crate) type Computed = Result<Value, Message>;

impl World {
    /// Whether an expression holds now, and the figures that decide it.
    pub(crate) fn expectation(&self, expression: &Expression) -> Expectation {
        let left = self.compute(&expression.left);
        let right = expression.compare.as_ref().map(|(_, term)| (term, self.compute(term)));
        let held = holds(expression, &left, right.as_ref().map(|(_, computed)| computed));
        let held = held.is_some_and(|holds| holds != expression.negated);
        let mut actual = Vec::new();
        actual.extend(figure(&expression.left, left));
        if let Some((term, computed)) = right {
            actual.extend(figure(term, computed));
        }
        Expectation { text: print_expression(expression), held, actual }
    }

    /// The right answer to a question now.
    pub(crate) fn answer(&self, term: &Term) -> Answer {
        Answer::new(self.page_size(), self.compute(term))
    }

    fn compute(&self, term: &Term) -> Computed {
        let Term::Call(call) = term else {
            return Value::written(self.page_size(), term).ok_or_else(|| text!("it is not written out").into());
        };
        match &call.query {
            Query::Page(function, page) => self.figure_of_page(*function, page),
            Query::Same(one, other) => self.same_frame(one, other),
            Query::Process(function, name) => self.figure_of_process(*function, &name.text),
            Query::Group(function, name) => self.figure_of_group(*function, &name.text),
            Query::File(function, name) => self.figure_of_file(*function, &name.text),
            Query::Machine(function) => self.figure_of_machine(*function),
        }
    }

    fn figure_of_machine(&self, function: MachineFunction) -> Computed {
        let machine = self.machine();
        let last = self.last();
        let totals = machine.totals();
        let page = machine.page_size().bytes();
        Ok(match function {
            MachineFunction::FramesUsed => Value::Count(machine.usage().mapped),
            MachineFunction::FramesIfEager => Value::Count(machine.usage().if_eager),
            MachineFunction::FramesFree => Value::Count(u64::from(machine.frames().free_count())),
            MachineFunction::Faults => Value::Count(totals.faults),
            MachineFunction::CowCopies => Value::Count(totals.cow_copies),
            MachineFunction::Nanoseconds => Value::Count(machine.nanoseconds()),
            MachineFunction::CowReuses => Value::Count(totals.cow_reuses),
            MachineFunction::BytesCopied => Value::Bytes(totals.bytes_copied),
            MachineFunction::CommittedAs => Value::Bytes(machine.committed() * page),
            MachineFunction::CommitLimit => Value::Bytes(machine.commit_limit() * page),
            MachineFunction::SwapUsed => Value::Bytes(u64::from(machine.swap().used()) * page),
            MachineFunction::SwapCached => Value::Bytes(u64::from(machine.swap().cached()) * page),
            MachineFunction::SwapIns => Value::Count(totals.swapped_in),
            MachineFunction::SwapOuts => Value::Count(totals.swapped_out),
            MachineFunction::KsmShared => Value::Count(machine.ksm_figures().shared),
            MachineFunction::KsmSharing => Value::Count(machine.ksm_figures().sharing),
            MachineFunction::Minflt => Value::Count(last.minflt),
            MachineFunction::Majflt => Value::Count(last.majflt),
            MachineFunction::Result => {
                let result = last.result.as_ref().ok_or(text!("no command has run yet"))?;
                Value::Word(result.to_string())
            }
            MachineFunction::Value => Value::Byte(last.value.ok_or(text!("the last command read nothing"))?),
        })
    }
}

/// Whether the comparison or predicate holds, `not` left aside; `None` when it cannot be told.
fn holds(expression: &Expression, left: &Computed, right: Option<&Computed>) -> Option<bool> {
    let left = left.as_ref().ok()?;
    match (&expression.compare, right) {
        (Some((comparison, _)), Some(right)) => compare(left, *comparison, right.as_ref().ok()?),
        (None, _) | (_, None) => left.as_flag(),
    }
}

fn compare(left: &Value, comparison: Comparison, right: &Value) -> Option<bool> {
    match comparison {
        Comparison::Equal => Some(left.equals(right)),
        Comparison::NotEqual => Some(!left.equals(right)),
        Comparison::Less => Some(left.as_number()? < right.as_number()?),
        Comparison::AtMost => Some(left.as_number()? <= right.as_number()?),
        Comparison::More => Some(left.as_number()? > right.as_number()?),
        Comparison::AtLeast => Some(left.as_number()? >= right.as_number()?),
    }
}

/// The figure of a term, unless it is written out.
fn figure(term: &Term, computed: Computed) -> Option<Figure> {
    matches!(term, Term::Call(_)).then(|| Figure { term: print_term(term), computed })
}
