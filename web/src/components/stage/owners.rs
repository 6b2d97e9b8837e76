//! Who maps a frame, as marks.

use forkscope_view::{FrameTile, TileKind};
use yew::{html, Html};

use crate::components::glyph::glyph;
use crate::components::leaf::leaf_if;

/// More than this are counted.
const MOST: usize = 4;

/// A mark for each; hollow for those who are about to come or to go. The zero page is not counted, so nobody is counted under its dash
/// either.
pub(super) fn view_owners(tile: &FrameTile) -> Html {
    let owners = match tile.kind {
        TileKind::Zero => &[],
        TileKind::Anon | TileKind::Merged | TileKind::File | TileKind::Shared => tile.owners.as_slice(),
    };
    let all = owners.len();
    let shown = if all > MOST { MOST / 2 } else { all };
    let rest = (all > shown).then(|| format!("+{}", all - shown));
    let marks = owners.iter().take(shown).map(|owner| html! { <key={owner.pid}>{ glyph(owner.mark) }</> });
    html! {
        <span class="tile__owners">
            <span class="tile__marks">{ for marks }</span>
            { leaf_if("small", "", rest.as_deref()) }
        </span>
    }
}
