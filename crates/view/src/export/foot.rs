//! The swap area and control groups.

use super::pen::{Anchor, Pen, MONO, SANS};
use crate::model::foot::{GroupBar, SlotTile};
use crate::model::place::Rect;
use crate::model::stage::Stage;

/// Whatever of the two there is.
pub(super) fn foot(pen: &mut Pen<'_>, stage: &Stage) {
    if let Some(swap) = &stage.swap {
        let base = swap.rect.y + 13.0;
        let used = pen.text(swap.title, (swap.rect.x, base), swap.rect.w, SANS.px(12.0).bold(), "ink");
        pen.text(&swap.text, (swap.rect.x + used + 8.0, base), swap.rect.w - used - 8.0, SANS.px(12.0), "ink-3");
        for each in &swap.slots {
            slot(pen, each);
        }
    }
    for each in &stage.groups {
        group(pen, each);
    }
}

fn slot(pen: &mut Pen<'_>, slot: &SlotTile) {
    let Some(Rect { x, y, w, h }) = slot.rect else { return };
    pen.rect(Rect { x, y, w, h }, 3.0, "sunken", ("line-3", 1.0));
    pen.text(&slot.id, (x + 6.0, y + h / 2.0 - 3.0), w - 12.0, MONO.bold(), "ink");
    let mut at = x + w - 6.0 - SANS.width(&slot.entries.to_string());
    pen.anchored(&slot.entries.to_string(), (x + w - 6.0, y + h / 2.0 - 3.0), Anchor::End, SANS.bold(), "ink");
    for owner in slot.owners.iter().take(2).rev() {
        at -= 11.0;
        pen.glyph(owner.mark, (at, y + h / 2.0 - 11.0), 8.0);
    }
    pen.text(&slot.text, (x + 6.0, y + h / 2.0 + 12.0), w - 12.0, MONO, "ink-2");
}

fn group(pen: &mut Pen<'_>, group: &GroupBar) {
    let Rect { x, y, w, .. } = group.rect;
    let base = y + 13.0;
    let used = pen.text(&group.name, (x, base), w / 3.0, SANS.px(12.0).bold(), "ink") + 8.0;
    let right = SANS.width(&group.text) + 8.0;
    pen.anchored(&group.text, (x + w, base), Anchor::End, SANS, "ink-2");
    let bar = Rect { x: x + used, y: y + 7.0, w: w - used - right, h: 4.0 };
    if let Some(share) = group.share.filter(|_| bar.w > 20.0) {
        pen.rect(bar, 0.0, "hover", ("", 0.0));
        pen.rect(Rect { w: bar.w * share.min(1.0), ..bar }, 0.0, "o3", ("", 0.0));
    }
}
