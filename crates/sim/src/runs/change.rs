//! Changes that wait, and what is known of many values together.

use super::Run;

/// A change that many values go through together.
pub(crate) trait Change<V>: Copy + PartialEq {
    /// The change that changes nothing.
    const NONE: Self;

    /// Whether it changes nothing.
    fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// Makes the change.
    fn make(self, value: &mut V);

    /// This change and then another, as one.
    #[must_use]
    fn then(self, next: Self) -> Self;
}

/// What is known of many values together.
pub(crate) trait Digest<V, C>: Copy + PartialEq {
    /// Of no values.
    const NONE: Self;

    /// Counts a run in.
    fn add_run(&mut self, run: &Run<V>);

    /// What is known once some of them, of whom `before` was known, are known by `after`; none if that takes a look at all.
    fn exchange(self, before: Self, after: Self) -> Option<Self>;

    /// Counts what is known of others in, once they have gone through a change.
    fn add(&mut self, other: Self, change: C);
}

impl<V> Change<V> for () {
    const NONE: () = ();

    fn make(self, _value: &mut V) {}

    fn then(self, _next: ()) {}
}

impl<V, C> Digest<V, C> for () {
    const NONE: () = ();

    fn add_run(&mut self, _run: &Run<V>) {}

    fn exchange(self, _before: (), _after: ()) -> Option<()> {
        Some(())
    }

    fn add(&mut self, _other: (), _change: C) {}
}
