//! The arrow keys: up and down along a column, right along the edge to the frame, left back to the page.

use forkscope_view::{Body, Point, Stage};

use super::hot::{card_key, cell_key};

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrow {
    Up,
    Down,
    Left,
    Right,
}

impl Arrow {
    /// The arrow of a key.
    pub(super) fn of(key: &str) -> Option<Arrow> {
        match key {
            "ArrowUp" => Some(Arrow::Up),
            "ArrowDown" => Some(Arrow::Down),
            "ArrowLeft" => Some(Arrow::Left),
            "ArrowRight" => Some(Arrow::Right),
            _ => None,
        }
    }
}

/// Where the focus goes from `from`; nowhere at the end of a column.
pub(super) fn next(stage: &Stage, from: &str, arrow: Arrow) -> Option<String> {
    let (left, right) = (cards(stage), tiles(stage));
    let on_left = left.iter().any(|key| key == from);
    match arrow {
        Arrow::Up => beside(if on_left { &left } else { &right }, from, -1),
        Arrow::Down => beside(if on_left { &left } else { &right }, from, 1),
        Arrow::Right if on_left => {
            stage.edges.iter().find(|edge| cell_key(&edge.cell) == from).map(|edge| edge.tile.clone())
        }
        Arrow::Left if on_left => None,
        Arrow::Right => sideways(stage, from, 1.0),
        Arrow::Left => sideways(stage, from, -1.0).or_else(|| owner(stage, from)),
    }
}

/// The key that Tab reaches at first.
pub(super) fn first(stage: &Stage) -> String {
    cards(stage).into_iter().next().unwrap_or_default()
}

/// Whether the key is on the stage.
pub(super) fn exists(stage: &Stage, key: &str) -> bool {
    cards(stage).iter().chain(&tiles(stage)).any(|other| other == key)
}

fn cards(stage: &Stage) -> Vec<String> {
    let mut keys = Vec::new();
    for card in &stage.cards {
        keys.push(card_key(card.pid));
        if let Body::Open(rows) = &card.body {
            keys.extend(rows.iter().flat_map(|row| &row.cells).map(|cell| cell_key(&cell.id)));
        }
    }
    keys
}

fn tiles(stage: &Stage) -> Vec<String> {
    let slots = stage.swap.iter().flat_map(|swap| &swap.slots).filter(|slot| slot.rect.is_some());
    stage.tiles.iter().map(|tile| &tile.id).chain(slots.map(|slot| &slot.id)).cloned().collect()
}

fn beside(keys: &[String], from: &str, by: isize) -> Option<String> {
    let at = keys.iter().position(|key| key == from)?;
    keys.get(at.checked_add_signed(by)?).cloned()
}

/// The nearest tile to one side in the same row.
fn sideways(stage: &Stage, from: &str, towards: f32) -> Option<String> {
    let corner =
        |id: &str| stage.tiles.iter().find(|tile| tile.id == id).map(|tile| Point { x: tile.rect.x, y: tile.rect.y });
    let here = corner(from)?;
    let there = stage.tiles.iter().filter(|tile| tile.rect.y == here.y && (tile.rect.x - here.x) * towards > 0.0);
    there.map(|tile| tile.id.clone()).next()
}

fn owner(stage: &Stage, tile: &str) -> Option<String> {
    stage.edges.iter().find(|edge| edge.tile == tile).map(|edge| cell_key(&edge.cell))
}
