//! What the lines that could not be read may have meant.

use crate::ast::{Body, Item};
use crate::lexer::{Lexer, TokenKind};
use crate::word_set::WordSet;

/// Every word of the lines that could not be read: each may be a name that such a line gives.
pub(super) fn words_of_invalid_lines(items: &[Item], words: &mut WordSet) {
    for item in items {
        match &item.body {
            Body::Empty | Body::Statement(_) => {}
            Body::Repeat(repeat) => words_of_invalid_lines(repeat.block.items(), words),
            Body::Invalid(raw) => {
                let mut lexer = Lexer::new(raw, 0);
                loop {
                    let token = lexer.next_token();
                    match token.kind {
                        TokenKind::Word => words.extend(Some(lexer.slice(token.span).to_owned())),
                        TokenKind::End => break,
                        TokenKind::Number { .. }
                        | TokenKind::Hole(_)
                        | TokenKind::Text(_)
                        | TokenKind::Byte(_)
                        | TokenKind::Symbol(_)
                        | TokenKind::Comment
                        | TokenKind::Bad(_) => {}
                    }
                }
            }
        }
    }
}
