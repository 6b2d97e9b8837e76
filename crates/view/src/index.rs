//! Finding things by number: what maps and sets are for, as one kind of sorted list. It is built once and then only looked at.

use std::ops::Range;

/// The positions of the things in a list, by a number of each: a page, a frame, a process.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index(Vec<(u64, u32)>);

impl Index {
    /// The index of a list of which these are the numbers, in order.
    pub(crate) fn of(numbers: impl Iterator<Item = u64>) -> Index {
        let mut entries = Vec::new();
        for number in numbers {
            entries.push((number, entries.len() as u32));
        }
        sort(&mut entries);
        Index(entries)
    }

    /// The same with the first of each number only.
    pub(crate) fn distinct(mut self) -> Index {
        self.0.dedup_by_key(|(number, _)| *number);
        self
    }

    /// How many things there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Numbers and positions by number; those of one number in the order of the list.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (u64, usize)> + '_ {
        self.0.iter().map(|(number, at)| (*number, *at as usize))
    }

    /// The positions of all things of this number, in the order of the list.
    pub(crate) fn all(&self, number: u64) -> impl Iterator<Item = usize> + '_ {
        self.0[self.below(number)..].iter().take_while(move |(other, _)| *other == number).map(|(_, at)| *at as usize)
    }

    /// The position of the first thing of this number.
    pub(crate) fn first(&self, number: u64) -> Option<usize> {
        self.all(number).next()
    }

    /// Whether there is one of this number.
    pub(crate) fn has(&self, number: u64) -> bool {
        self.first(number).is_some()
    }

    /// The numbers in a range.
    pub(crate) fn within(&self, range: Range<u64>) -> impl Iterator<Item = u64> + '_ {
        self.0[self.below(range.start)..]
            .iter()
            .map(|(number, _)| *number)
            .take_while(move |number| *number < range.end)
    }

    /// The last number up to this one.
    pub(crate) fn last_up_to(&self, number: u64) -> Option<u64> {
        self.0[..self.below(number + 1)].last().map(|(number, _)| *number)
    }

    /// How many things have a lower number.
    fn below(&self, number: u64) -> usize {
        self.0.partition_point(|(other, _)| *other < number)
    }
}

/// The one sort of this crate: each kind of element would cost one of its own.
fn sort(entries: &mut [(u64, u32)]) {
    entries.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn things_of_one_number_stay_in_order() {
        let index = Index::of([5, 1, 5, 3, 1].into_iter());
        assert_eq!(index.all(5).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(index.iter().map(|(_, at)| at).collect::<Vec<_>>(), [1, 4, 3, 0, 2]);
        assert_eq!((index.first(1), index.first(2), index.has(3)), (Some(1), None, true));
        assert_eq!((index.clone().distinct().len(), index.len()), (3, 5));
    }

    #[test]
    fn ranges_begin_with_their_first_number_and_end_before_their_last() {
        let index = Index::of([8, 2, 4, 6].into_iter());
        assert_eq!(index.within(4..8).collect::<Vec<_>>(), [4, 6]);
        assert_eq!((index.last_up_to(5), index.last_up_to(4), index.last_up_to(1)), (Some(4), Some(4), None));
    }
}
