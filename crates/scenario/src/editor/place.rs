//! Where in the grammar a word stands: follows the tokens of a line, right or wrong.

use crate::ast::Comparison;
use crate::functions::{Function, Param, ValueType, FLAGS, OUTCOMES, STATES};
use crate::lexer::TokenKind;
use crate::machine_key::{KeyType, MachineKey};
use crate::symbol::Symbol;
use crate::words::{self, Slot, REPEAT};

/// What a word would be in some place of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place<'a> {
    /// The first word: a process, or a word that starts a line.
    Start,
    /// What a process does.
    Verb,
    /// A name that the line gives.
    New(Named),
    /// The name of a process.
    Process,
    /// The name of a program.
    Program,
    /// The name of a file.
    File,
    /// The name of a control group.
    Group,
    /// A mapping of this process.
    Vma(&'a str),
    /// The unit of a size.
    Unit,
    /// One of these words.
    Words(&'static [&'static str]),
    /// A key of the machine.
    Key,
    /// A function or a written value.
    Term,
    /// What a function is given.
    Argument(Param),
    /// The counter of a `repeat`.
    Counter,
    /// No word belongs here.
    Nothing,
}

/// What a new name is the name of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Process,
    Vma,
    File,
    Program,
    Group,
}

/// Follows the tokens of a line.
#[derive(Clone, Debug)]
pub(super) struct Tracker<'a> {
    state: State<'a>,
    /// How many `[` and `(` are open.
    depth: usize,
    last: Last,
    word: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    Nothing,
    Word,
    Number,
    Symbol(Symbol),
}

#[derive(Clone, Debug)]
enum State<'a> {
    Start,
    Verb,
    Slots(Slots<'a>),
    Expression(Expression),
    Machine,
    Repeat,
    /// Behind a word that means nothing.
    Lost,
}

impl<'a> Tracker<'a> {
    pub(super) fn new() -> Self {
        Self { state: State::Start, depth: 0, last: Last::Nothing, word: "" }
    }

    /// What a word would be here.
    pub(super) fn place(&self) -> Place<'a> {
        match &self.state {
            State::Start => Place::Start,
            State::Verb => Place::Verb,
            State::Slots(slots) if self.last == Last::Symbol(Symbol::Arrow) => match slots.rest {
                [Slot::FileRange, ..] => Place::Vma(slots.actor),
                _ => Place::New(Named::Vma),
            },
            State::Slots(slots) if self.depth == 0 => slots.place(self.last == Last::Number),
            State::Expression(expression) => self.place_in_expression(expression),
            State::Machine => self.place_in_machine(),
            State::Repeat if self.word == "as" => Place::Counter,
            State::Repeat => Place::Words(&["as"]),
            State::Slots(_) | State::Lost => Place::Nothing,
        }
    }

    /// Goes past a token.
    pub(super) fn feed(&mut self, kind: &TokenKind, source: &'a str) {
        match kind {
            TokenKind::Word => self.take_word(source),
            TokenKind::Symbol(symbol) => self.take_symbol(*symbol),
            TokenKind::Number { .. } | TokenKind::Hole(_) => {
                self.take_value(true);
                self.last = Last::Number;
            }
            TokenKind::Text(_) | TokenKind::Byte(_) | TokenKind::Bad(_) => {
                self.take_value(false);
                self.last = Last::Nothing;
            }
            TokenKind::Comment | TokenKind::End => {}
        }
    }

    fn take_word(&mut self, source: &'a str) {
        let continues = self.depth > 0 || self.last == Last::Symbol(Symbol::Dot);
        match &mut self.state {
            State::Start => self.state = started(source),
            State::Verb => {
                let found = words::verb(source);
                let actor = self.word;
                self.state = found.map_or(State::Lost, |info| {
                    let new = if makes_process(source) { Named::Process } else { Named::Vma };
                    State::Slots(Slots { actor, new, rest: info.slots, part: Part::Before })
                });
            }
            State::Slots(slots) if !continues => slots.word(),
            State::Expression(expression) if self.depth == 0 && source != "not" => expression.word(source),
            State::Slots(_) | State::Expression(_) | State::Machine | State::Repeat | State::Lost => {}
        }
        self.word = source;
        self.last = Last::Word;
    }

    fn take_symbol(&mut self, symbol: Symbol) {
        self.last = Last::Symbol(symbol);
        if let Symbol::Semicolon | Symbol::BraceOpen | Symbol::BraceClose = symbol {
            *self = Self::new();
        } else if symbol == Symbol::Colon {
            self.state = State::Verb;
        } else if let Symbol::BracketOpen | Symbol::ParenOpen = symbol {
            self.depth += 1;
        } else if let Symbol::BracketClose | Symbol::ParenClose = symbol {
            self.depth = self.depth.saturating_sub(1);
        } else if let (Symbol::Eq, State::Slots(slots)) = (symbol, &mut self.state) {
            slots.part = Part::Option(self.word);
        } else if let State::Expression(expression) = &mut self.state {
            expression.compared |= self.depth == 0 && Comparison::from_word(symbol.as_str()).is_some();
        }
        if let (Symbol::ParenOpen, State::Expression(expression)) = (symbol, &mut self.state) {
            expression.call = Function::find(self.word, true);
        }
    }

    fn take_value(&mut self, is_number: bool) {
        let continues = matches!(self.last, Last::Symbol(Symbol::Plus | Symbol::At)) || self.depth > 0;
        if let State::Slots(slots) = &mut self.state {
            if !continues {
                slots.value(is_number);
            }
            if slots.rest == [Slot::Expression] {
                self.state = State::Expression(Expression::default());
            }
        }
    }

    fn place_in_expression(&self, expression: &Expression) -> Place<'a> {
        if self.last == Last::Symbol(Symbol::Dot) {
            return Place::Vma(self.word);
        }
        match expression.call.and_then(|function| function.info().params.first().copied()) {
            Some(param) if self.depth > 0 => Place::Argument(param),
            _ if self.depth > 0 => Place::Nothing,
            _ if self.last == Last::Number => Place::Unit,
            Some(_) | None => expression.place(),
        }
    }

    fn place_in_machine(&self) -> Place<'a> {
        let takes = MachineKey::find(self.word).map(|key| key.info().takes);
        match (takes, self.last) {
            (Some(KeyType::Choice(words) | KeyType::OneSize(words)), Last::Symbol(Symbol::Eq)) => Place::Words(words),
            (Some(KeyType::Size | KeyType::OneSize(_)), Last::Number) => Place::Unit,
            (_, Last::Symbol(Symbol::Eq)) => Place::Nothing,
            (_, Last::Nothing | Last::Word | Last::Number | Last::Symbol(_)) => Place::Key,
        }
    }
}

/// Whether a verb makes a process or thread, whose name comes first.
pub(super) fn makes_process(verb: &str) -> bool {
    matches!(verb, "fork" | "vfork" | "spawn" | "thread")
}

/// What follows the first word of a line.
fn started(word: &str) -> State<'_> {
    let Some(info) = words::word(word) else {
        return if word == REPEAT { State::Repeat } else { State::Lost };
    };
    match (info.name, info.slots) {
        (_, [Slot::Settings]) => State::Machine,
        (_, [Slot::Expression]) => State::Expression(Expression::default()),
        (name, rest) => {
            let new = match name {
                "process" => Named::Process,
                "program" => Named::Program,
                "cgroup" => Named::Group,
                _ => Named::File,
            };
            State::Slots(Slots { actor: "", new, rest, part: Part::Before })
        }
    }
}

/// What `expect` compares, as far as it is written.
#[derive(Clone, Copy, Debug, Default)]
struct Expression {
    /// What the left side gives.
    gives: Option<ValueType>,
    compared: bool,
    /// The function whose parentheses were opened last.
    call: Option<Function>,
}

impl Expression {
    fn word(&mut self, source: &str) {
        if !self.compared {
            let function = Function::find(source, true).or_else(|| Function::find(source, false));
            self.gives = function.map(|function| function.info().gives);
        }
    }

    fn place(&self) -> Place<'static> {
        match self.gives {
            None => Place::Term,
            Some(ValueType::State) if self.compared => Place::Words(STATES),
            Some(ValueType::Outcome) if self.compared => Place::Words(OUTCOMES),
            Some(ValueType::Flag) if self.compared => Place::Words(FLAGS),
            Some(_) if self.compared => Place::Term,
            Some(_) => Place::Nothing,
        }
    }
}

/// The places behind a word, and how far they are filled.
#[derive(Clone, Debug)]
struct Slots<'a> {
    actor: &'a str,
    new: Named,
    rest: &'static [Slot],
    part: Part<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    /// Before the first of the rest.
    Before,
    /// Behind the name of a range: page numbers and offset may follow.
    Range,
    /// Behind `KEY=`.
    Option(&'a str),
}

impl<'a> Slots<'a> {
    fn place(&self, behind_number: bool) -> Place<'a> {
        match (self.part, self.rest) {
            (Part::Option("file"), _) => Place::File,
            (Part::Option("at"), _) => Place::Vma(self.actor),
            (Part::Option(_), _) if behind_number => Place::Unit,
            (Part::Option(_), _) | (_, []) => Place::Nothing,
            (Part::Before, [Slot::Size, ..]) if behind_number => Place::Unit,
            (Part::Before, [first, ..]) | (Part::Range, [_, first, ..]) => self.place_of(*first),
            (Part::Range, [_]) => Place::Nothing,
        }
    }

    fn place_of(&self, slot: Slot) -> Place<'a> {
        match slot {
            Slot::NewName => Place::New(self.new),
            Slot::Process => Place::Process,
            Slot::Program => Place::Program,
            Slot::Group => Place::Group,
            Slot::Range | Slot::Payload => Place::Vma(self.actor),
            Slot::File | Slot::FileRange => Place::File,
            Slot::Choice(words) | Slot::Options(words) => Place::Words(words),
            Slot::Expression => Place::Term,
            Slot::Settings => Place::Key,
            Slot::Size | Slot::Text | Slot::Value | Slot::Number => Place::Nothing,
        }
    }

    fn word(&mut self) {
        match (self.part, self.rest) {
            (Part::Option(_), _) => self.part = Part::Before,
            (Part::Range, _) => {
                self.advance();
                self.word();
            }
            (Part::Before, [Slot::Range | Slot::FileRange | Slot::Payload, ..]) => self.part = Part::Range,
            (Part::Before, [Slot::Options(_), ..]) => {}
            (Part::Before, _) => self.advance(),
        }
    }

    fn value(&mut self, is_number: bool) {
        match (self.part, self.rest) {
            (Part::Option(_), _) | (Part::Before, [Slot::Size | Slot::Options(_), ..]) if is_number => {}
            (Part::Range, _) => {
                self.advance();
                self.value(is_number);
            }
            (Part::Option(_) | Part::Before, _) => self.advance(),
        }
    }

    fn advance(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or(&[]);
        self.part = Part::Before;
    }
}
