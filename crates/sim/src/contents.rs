//! What the bytes of a frame are.
//!
//! Contents are handles: a frame filled with one byte, or with one byte changed, stores nothing beside the handle, and two
//! frames with the same bytes may share them. So a copied page costs a copied handle, whatever the page size.

use std::rc::Rc;

use crate::addr::PageSize;

/// The bytes of a frame. How many there are is the machine's to know: only what stores the bytes one by one is told.
#[derive(Clone, Debug)]
pub struct Contents(Repr);

#[derive(Clone, Debug)]
enum Repr {
    /// All bytes are alike, but for one at most.
    Short(Short),
    /// Anything: the bytes of a whole page.
    Bytes(Rc<Vec<u8>>),
}

/// Bytes that are all alike, but for one at most. No two of them are the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Short {
    fill: u8,
    /// The byte at `at`.
    value: u8,
    /// 0 if that byte is like all others.
    at: u16,
}

impl Short {
    fn new(fill: u8, at: usize, value: u8) -> Short {
        Short { fill, value, at: if value == fill { 0 } else { at as u16 } }
    }

    fn byte(self, offset: usize) -> u8 {
        if usize::from(self.at) == offset {
            self.value
        } else {
            self.fill
        }
    }

    /// With one byte changed, if it has no other that differs.
    fn with_byte(self, offset: usize, value: u8) -> Option<Short> {
        let only = self.value == self.fill || usize::from(self.at) == offset;
        only.then(|| Short::new(self.fill, offset, value))
    }
}

impl From<Short> for Contents {
    fn from(short: Short) -> Contents {
        Contents(Repr::Short(short))
    }
}

impl Contents {
    /// A page of zeros.
    pub const ZERO: Contents = Contents::filled(0);

    /// A page in which every byte is `value`.
    pub const fn filled(value: u8) -> Contents {
        Contents(Repr::Short(Short { fill: value, value, at: 0 }))
    }

    /// The bytes, if all are alike but for one at most.
    pub(crate) fn short(&self) -> Option<Short> {
        match &self.0 {
            Repr::Short(short) => Some(*short),
            Repr::Bytes(_) => None,
        }
    }

    /// The byte at `offset` of the page.
    pub fn byte(&self, offset: usize) -> u8 {
        match &self.0 {
            Repr::Short(short) => short.byte(offset),
            Repr::Bytes(bytes) => bytes.get(offset).copied().unwrap_or(0),
        }
    }

    /// The first `N` bytes.
    pub fn head<const N: usize>(&self) -> [u8; N] {
        std::array::from_fn(|offset| self.byte(offset))
    }

    /// A number that equal contents have in common, and others seldom: from 128 of the first 4096 bytes.
    pub(crate) fn checksum(&self) -> u64 {
        let places = (0..64).chain((64..PageSize::K4.bytes() as usize).step_by(63));
        places
            .fold(0xcbf2_9ce4_8422_2325, |sum: u64, at| (sum ^ u64::from(self.byte(at))).wrapping_mul(0x0100_0000_01b3))
    }

    /// All bytes of a page.
    pub fn to_bytes(&self, page: PageSize) -> Vec<u8> {
        match &self.0 {
            Repr::Bytes(bytes) => (**bytes).clone(),
            Repr::Short(Short { fill, value, at }) => {
                let mut bytes = vec![*fill; page.bytes() as usize];
                bytes[usize::from(*at)] = *value;
                bytes
            }
        }
    }

    /// The same bytes with `data` written at `offset`; what would reach past the page is cut off.
    #[must_use]
    pub fn with_bytes(&self, page: PageSize, offset: usize, data: &[u8]) -> Contents {
        let len = page.bytes() as usize;
        let offset = offset.min(len);
        let data = &data[..data.len().min(len - offset)];
        match (data, &self.0) {
            ([], _) => return self.clone(),
            ([value], Repr::Short(short)) => {
                if let Some(short) = short.with_byte(offset, *value) {
                    return short.into();
                }
            }
            _ => {}
        }
        let mut bytes = self.to_bytes(page);
        bytes[offset..offset + data.len()].copy_from_slice(data);
        Contents(Repr::Bytes(Rc::new(bytes)))
    }

    /// The same bytes with `len` bytes from `offset` set to `value`.
    #[must_use]
    pub(crate) fn with_fill(&self, page: PageSize, offset: usize, len: usize, value: u8) -> Contents {
        let whole = page.bytes() as usize;
        let offset = offset.min(whole);
        let len = len.min(whole - offset);
        match (offset, len) {
            (0, len) if len == whole => Contents::filled(value),
            (_, 0) => self.clone(),
            (_, 1) => self.with_bytes(page, offset, &[value]),
            _ => {
                let mut bytes = self.to_bytes(page);
                bytes[offset..offset + len].fill(value);
                Contents(Repr::Bytes(Rc::new(bytes)))
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
    pub(crate) fn put(&self, page: PageSize, to: &Contents, offset: usize) -> Contents {
        if self.len as u64 == page.bytes() {
            return self.from.clone();
        }
        to.with_bytes(page, offset, &self.from.to_bytes(page)[self.offset..self.offset + self.len])
    }
}

impl Contents {
    /// Whether they are stored alike: then the bytes are the same. It takes no long to tell.
    pub(crate) fn is_like(&self, other: &Contents) -> bool {
        match (&self.0, &other.0) {
            (Repr::Short(a), Repr::Short(b)) => a == b,
            (Repr::Bytes(a), Repr::Bytes(b)) => Rc::ptr_eq(a, b) || a == b,
            (Repr::Short(_), Repr::Bytes(_)) | (Repr::Bytes(_), Repr::Short(_)) => false,
        }
    }
}

impl PartialEq for Contents {
    /// Whether the bytes are the same, however they are stored.
    fn eq(&self, other: &Contents) -> bool {
        match (&self.0, &other.0) {
            (Repr::Short(_), Repr::Short(_)) | (Repr::Bytes(_), Repr::Bytes(_)) => self.is_like(other),
            (Repr::Bytes(bytes), Repr::Short(short)) | (Repr::Short(short), Repr::Bytes(bytes)) => {
                (0..bytes.len()).all(|offset| bytes[offset] == short.byte(offset))
            }
        }
    }
}
impl Eq for Contents {}

#[cfg(test)]
mod tests {
    use super::*;
    use PageSize::{K16, K4, K64};

    #[test]
    fn a_write_changes_only_its_bytes() {
        let page = Contents::ZERO.with_bytes(K4, 10, b"hello").with_fill(K4, 4000, 500, 7);
        assert_eq!(page.byte(9), 0);
        assert_eq!([page.byte(10), page.byte(14), page.byte(15)], [b'h', b'o', 0]);
        assert_eq!([page.byte(3999), page.byte(4095)], [0, 7]);
    }

    #[test]
    fn equality_is_of_bytes_not_of_storage() {
        let one = Contents::ZERO.with_bytes(K4, 0, &[5]);
        let two = Contents::ZERO.with_bytes(K4, 0, &[5, 0]);
        assert_eq!(one, two);
        assert_ne!(one, Contents::ZERO);
        assert_eq!(one.with_bytes(K4, 0, &[0]), Contents::ZERO);
    }

    #[test]
    fn larger_pages_have_more_bytes() {
        for page in [K16, K64] {
            let last = page.bytes() as usize - 1;
            let one = Contents::filled(3).with_bytes(page, last, b"xyz");
            assert_eq!((one.byte(last - 1), one.byte(last)), (3, b'x'));
            assert_eq!(one, Contents::filled(3).with_fill(page, last - 1, 2, b'x').with_bytes(page, last - 1, &[3]));
            assert_eq!(one.with_fill(page, 0, last + 1, 9), Contents::filled(9));
            assert_eq!(one.to_bytes(page).len(), last + 1);
        }
    }
}
