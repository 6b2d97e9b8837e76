//! Lists with room for a few entries in themselves: what a leaf of the tree is, so that it takes one allocation.

use std::ops::{Deref, DerefMut, Range};

/// A list of at most `MOST` entries. Where it has no entry it keeps default ones, that nobody sees.
#[derive(Clone)]
pub(super) struct Few<T, const MOST: usize> {
    len: usize,
    entries: [T; MOST],
}

impl<T: Default, const MOST: usize> Few<T, MOST> {
    /// Puts entries in the place of others, as many as `come` says; there is room for them.
    pub(super) fn replace(&mut self, place: Range<usize>, come: usize, entries: impl Iterator<Item = T>) {
        let Range { start, end } = place;
        let gone = end - start;
        if come > gone {
            self.open(end, come - gone);
        } else if come < gone {
            self.entries[start + come..self.len].rotate_left(gone - come);
            self.entries[self.len + come - gone..self.len].fill_with(T::default);
            self.len -= gone - come;
        }
        self.entries[start..start + come].iter_mut().zip(entries).for_each(|(place, entry)| *place = entry);
    }

    /// Moves the entries from a place on up by some: there they leave default ones.
    pub(super) fn open(&mut self, at: usize, by: usize) {
        self.len += by;
        let entries = self.deref_mut();
        for to in (at + by..entries.len()).rev() {
            entries[to] = std::mem::take(&mut entries[to - by]);
        }
    }

    /// Moves the entries from a place on to an empty list.
    pub(super) fn split_off(&mut self, from: usize, upper: &mut Few<T, MOST>) {
        upper.len = self.len - from;
        upper.entries.iter_mut().zip(&mut self[from..]).for_each(|(to, from)| *to = std::mem::take(from));
        self.len = from;
    }
}

impl<T: Default, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Few<T, MOST> {
        Few { len: 0, entries: std::array::from_fn(|_| T::default()) }
    }
}

impl<T: Default, const MOST: usize> FromIterator<T> for Few<T, MOST> {
    /// A list of the first of some entries, up to the most that it has room for.
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Few<T, MOST> {
        let mut rest = entries.into_iter().fuse();
        let mut len = 0;
        let entries = std::array::from_fn(|_| {
            let entry = rest.next();
            len += usize::from(entry.is_some());
            entry.unwrap_or_default()
        });
        Few { len, entries }
    }
}

impl<T, const MOST: usize> Deref for Few<T, MOST> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        &self.entries[..self.len]
    }
}

impl<T, const MOST: usize> DerefMut for Few<T, MOST> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.entries[..self.len]
    }
}
