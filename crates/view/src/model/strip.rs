//! Strips: many pages in one line, when there are too many for cells.

/// A range of pages or frames, summed up in equal pieces.
#[derive(Clone, Debug, PartialEq)]
pub struct Strip {
    /// The pieces, in order.
    pub buckets: Vec<Bucket>,
    /// What it says, in words.
    pub label: String,
}

/// One piece of a strip: shares of its pages, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bucket {
    /// Present at all.
    pub present: f32,
    /// Mapped once: private by now.
    pub private: f32,
}
