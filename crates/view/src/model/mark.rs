//! The mark of a process: a colour and a shape, so that colour is never alone.

/// A colour and a shape, by order of creation. From the fifth process on they repeat with hollow shapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Which of the four process colours, 1 to 4.
    pub colour: u8,
    /// The shape.
    pub shape: Shape,
    /// Whether only the outline is drawn.
    pub hollow: bool,
}

/// The shape of a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
}

impl Mark {
    /// The mark of the process that was created `order` others later than the first.
    pub fn of(order: usize) -> Mark {
        let shapes = [Shape::Circle, Shape::Square, Shape::Triangle, Shape::Diamond];
        Mark { colour: (order % 4) as u8 + 1, shape: shapes[order % 4], hollow: order >= 4 }
    }

    /// The same mark as an outline: somebody who is about to come or to go.
    #[must_use]
    pub fn pending(self) -> Mark {
        Mark { hollow: true, ..self }
    }
}
