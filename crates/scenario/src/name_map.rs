//! A map from names.

use std::cmp::Ordering;

/// Values by name: short names come first, names of one length in order. So the names of a long repeat, `w0` to `w99999`, are put behind one
/// another as they come, and none has to make room for them.
#[derive(Debug)]
pub(crate) struct NameMap<V>(Vec<(String, V)>);

impl<V> NameMap<V> {
    pub(crate) fn new() -> NameMap<V> {
        NameMap(Vec::new())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&V> {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// Gives a name a value, in place of the one that it has.
    pub(crate) fn insert(&mut self, name: &str, value: V) {
        match self.place(name) {
            Ok(at) => self.0[at].1 = value,
            Err(at) => self.0.insert(at, (name.to_owned(), value)),
        }
    }

    /// The names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        let order = |known: &str| -> Ordering { (known.len(), known).cmp(&(name.len(), name)) };
        self.0.binary_search_by(|(known, _)| order(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_last_value_and_short_names_come_first() {
        let mut map = NameMap::new();
        for (value, name) in ["w10", "w9", "a", "w10"].into_iter().enumerate() {
            map.insert(name, value);
        }
        assert_eq!(map.names().collect::<Vec<_>>(), ["a", "w9", "w10"]);
        assert_eq!(["w10", "w9", "w"].map(|name| map.get(name).copied()), [Some(3), Some(1), None]);
    }
}
