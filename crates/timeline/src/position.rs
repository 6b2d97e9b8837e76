//! Positions as text: in links, on the command line, in the palette.

use std::fmt;

use crate::travel::Cursor;

impl Cursor {
    /// Reads `9`, the position after nine commands, or `9.6`, six micro-steps into the tenth.
    pub fn parse(text: &str) -> Option<Cursor> {
        let (command, taken) = text.split_once('.').unwrap_or((text, "0"));
        let taken: usize = taken.parse().ok()?;
        Some(Cursor { command: command.parse().ok()?, step: taken.checked_sub(1) })
    }

    /// How many micro-steps of the next command have been taken.
    pub fn taken(self) -> usize {
        self.step.map_or(0, |step| step + 1)
    }
}

/// Written the way it is read.
impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.taken() {
            0 => write!(f, "{}", self.command),
            taken => write!(f, "{}.{taken}", self.command),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_come_back() {
        for text in ["0", "9", "9.6", "10.1"] {
            assert_eq!(Cursor::parse(text).map(|cursor| cursor.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Cursor::parse("9.6"), Some(Cursor { command: 9, step: Some(5) }));
        assert_eq!(Cursor::parse("9.0"), Some(Cursor::after(9)));
    }

    #[test]
    fn what_is_no_position_is_none() {
        for text in ["", "-1", "9.", ".6", "9.6.1", "nine", "9.-1", "99999999999999999999"] {
            assert_eq!(Cursor::parse(text), None, "{text}");
        }
    }
}
