//! What the bytes of a frame are.
//!
//! Contents are handles: a frame filled with one byte, or with one byte changed, stores nothing beside the handle, and two
//! frames with the same bytes may share them. So a copied page costs a copied handle, whatever the page size.

use std::sync::Arc;

use crate::addr::PAGE_SIZE;

const LEN: usize = PAGE_SIZE as usize;

/// The 4096 bytes of a frame.
#[derive(Clone, Debug)]
pub struct Contents(Repr);

#[derive(Clone, Debug)]
enum Repr {
    /// Every byte is the same.
    Fill(u8),
    /// Every byte is `fill` but the one at `at`.
    Byte { fill: u8, at: u16, value: u8 },
    /// Anything.
    Bytes(Arc<[u8; LEN]>),
}

impl Contents {
    /// A page of zeros.
    pub const ZERO: Contents = Contents(Repr::Fill(0));

    /// A page in which every byte is `value`.
    pub fn filled(value: u8) -> Contents {
        Contents(Repr::Fill(value))
    }

    /// The byte at `offset`, which counts modulo the page size.
    pub fn byte(&self, offset: usize) -> u8 {
        let offset = offset % LEN;
        match &self.0 {
            Repr::Fill(value) => *value,
            Repr::Byte { at, value, .. } if usize::from(*at) == offset => *value,
            Repr::Byte { fill, .. } => *fill,
            Repr::Bytes(bytes) => bytes[offset],
        }
    }

    /// The first `N` bytes.
    pub fn head<const N: usize>(&self) -> [u8; N] {
        std::array::from_fn(|offset| self.byte(offset))
    }

    /// A number that equal contents have in common, and others seldom: from 128 of the bytes.
    pub(crate) fn checksum(&self) -> u64 {
        let places = (0..64).chain((64..LEN).step_by(63));
        places
            .fold(0xcbf2_9ce4_8422_2325, |sum: u64, at| (sum ^ u64::from(self.byte(at))).wrapping_mul(0x0100_0000_01b3))
    }

    /// All 4096 bytes.
    pub fn to_bytes(&self) -> [u8; LEN] {
        match &self.0 {
            Repr::Bytes(bytes) => **bytes,
            Repr::Fill(_) | Repr::Byte { .. } => std::array::from_fn(|offset| self.byte(offset)),
        }
    }

    /// The same bytes with `data` written at `offset`; what would reach past the page is cut off.
    #[must_use]
    pub fn with_bytes(&self, offset: usize, data: &[u8]) -> Contents {
        let offset = offset.min(LEN);
        let data = &data[..data.len().min(LEN - offset)];
        match (data, &self.0) {
            ([], _) => self.clone(),
            ([value], Repr::Fill(fill)) => Contents(Repr::Byte { fill: *fill, at: offset as u16, value: *value }),
            ([value], Repr::Byte { fill, at, .. }) if usize::from(*at) == offset => {
                Contents(Repr::Byte { fill: *fill, at: *at, value: *value })
            }
            _ => {
                let mut bytes = self.to_bytes();
                bytes[offset..offset + data.len()].copy_from_slice(data);
                Contents(Repr::Bytes(Arc::new(bytes)))
            }
        }
    }

    /// The same bytes with `len` bytes from `offset` set to `value`.
    #[must_use]
    pub(crate) fn with_fill(&self, offset: usize, len: usize, value: u8) -> Contents {
        let offset = offset.min(LEN);
        let len = len.min(LEN - offset);
        match (offset, len) {
            (0, LEN) => Contents::filled(value),
            (_, 0) => self.clone(),
            (_, 1) => self.with_bytes(offset, &[value]),
            _ => {
                let mut bytes = self.to_bytes();
                bytes[offset..offset + len].fill(value);
                Contents(Repr::Bytes(Arc::new(bytes)))
            }
        }
    }
}

/// Bytes of a page that go to another.
pub(crate) struct Part {
    from: Contents,
    offset: usize,
    len: usize,
}

impl Contents {
    /// `len` bytes from `offset`.
    pub(crate) fn part(&self, offset: usize, len: usize) -> Part {
        Part { from: self.clone(), offset, len }
    }
}

impl Part {
    /// What a page becomes when they are put at `offset` of it: a whole page is shared, not copied.
    pub(crate) fn put(&self, page: &Contents, offset: usize) -> Contents {
        match self.len {
            LEN => self.from.clone(),
            len => page.with_bytes(offset, &self.from.to_bytes()[self.offset..self.offset + len]),
        }
    }
}

impl Contents {
    /// Whether they are stored alike: then the bytes are the same. It takes no long to tell.
    pub(crate) fn is_like(&self, other: &Contents) -> bool {
        match (&self.0, &other.0) {
            (Repr::Fill(a), Repr::Fill(b)) => a == b,
            (Repr::Byte { fill, at, value }, Repr::Byte { fill: f, at: a, value: v }) => (fill, at, value) == (f, a, v),
            (Repr::Bytes(a), Repr::Bytes(b)) => Arc::ptr_eq(a, b) || a == b,
            (Repr::Fill(_) | Repr::Byte { .. } | Repr::Bytes(_), _) => false,
        }
    }
}

impl PartialEq for Contents {
    /// Whether the bytes are the same, however they are stored.
    fn eq(&self, other: &Contents) -> bool {
        match (&self.0, &other.0) {
            (Repr::Fill(a), Repr::Fill(b)) => a == b,
            (Repr::Bytes(a), Repr::Bytes(b)) if Arc::ptr_eq(a, b) => true,
            _ => (0..LEN).all(|offset| self.byte(offset) == other.byte(offset)),
        }
    }
}
impl Eq for Contents {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_changes_only_its_bytes() {
        let page = Contents::ZERO.with_bytes(10, b"hello").with_fill(4000, 500, 7);
        assert_eq!(page.byte(9), 0);
        assert_eq!([page.byte(10), page.byte(14), page.byte(15)], [b'h', b'o', 0]);
        assert_eq!([page.byte(3999), page.byte(4095)], [0, 7]);
    }

    #[test]
    fn equality_is_of_bytes_not_of_storage() {
        let one = Contents::ZERO.with_bytes(0, &[5]);
        let two = Contents::ZERO.with_bytes(0, &[5, 0]);
        assert_eq!(one, two);
        assert_ne!(one, Contents::ZERO);
        assert_eq!(one.with_bytes(0, &[0]), Contents::ZERO);
    }
}
