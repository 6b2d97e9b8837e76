//! An append-only list whose clones share all full chunks.

use std::rc::Rc;

const CHUNK: usize = 512;

/// A list that grows at its end.
#[derive(Debug)]
pub(crate) struct Log<T> {
    chunks: Vec<Rc<Vec<T>>>,
}

impl<T> Clone for Log<T> {
    fn clone(&self) -> Log<T> {
        Log { chunks: self.chunks.clone() }
    }
}

impl<T: Clone> Log<T> {
    pub(crate) fn new() -> Log<T> {
        Log { chunks: Vec::new() }
    }

    pub(crate) fn len(&self) -> usize {
        let full = self.chunks.len().saturating_sub(1) * CHUNK;
        full + self.chunks.last().map_or(0, |chunk| chunk.len())
    }

    pub(crate) fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }

    pub(crate) fn push(&mut self, item: T) {
        match self.chunks.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => Rc::make_mut(chunk).push(item),
            None => self.chunks.push(Rc::new(vec![item])),
        }
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.chunks.truncate(len.div_ceil(CHUNK));
        let rest = len - self.chunks.len().saturating_sub(1) * CHUNK;
        if let Some(chunk) = self.chunks.last_mut().filter(|chunk| chunk.len() > rest) {
            Rc::make_mut(chunk).truncate(rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(len: usize) -> Log<usize> {
        let mut log = Log::new();
        (0..len).for_each(|item| log.push(item));
        log
    }

    #[test]
    fn a_log_keeps_what_was_pushed() {
        for len in [0, 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7] {
            let log = counted(len);
            assert_eq!((log.len(), log.iter().count(), log.get(len)), (len, len, None));
            assert!(log.iter().enumerate().all(|(at, item)| at == *item && log.get(at) == Some(item)));
        }
    }

    #[test]
    fn a_truncated_log_is_the_shorter_one() {
        for len in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2000] {
            let mut log = counted(1500);
            log.truncate(len);
            assert!(log.iter().eq(counted(len.min(1500)).iter()));
        }
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut log = counted(600);
        let before = log.clone();
        log.push(7);
        assert_eq!((log.len(), before.len()), (601, 600));
    }
}
