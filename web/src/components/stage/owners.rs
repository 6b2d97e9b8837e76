//! Who maps a frame, as marks.

use forkscope_view::Owner;
use yew::{component, html, Html, Properties};

use crate::components::glyph::Glyph;

/// More than this are counted.
const MOST: usize = 4;

/// The owners.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct OwnersProps {
    /// The view model.
    pub(crate) owners: Vec<Owner>,
}

/// A mark for each; hollow for those who are about to come or to go.
#[component]
pub(crate) fn Owners(props: &OwnersProps) -> Html {
    let all = props.owners.len();
    let shown = if all > MOST { MOST / 2 } else { all };
    let rest = (all > shown).then(|| format!("+{}", all - shown));
    let marks = props.owners.iter().take(shown).map(|owner| html! { <Glyph key={owner.pid} mark={owner.mark} /> });
    html! {
        <span class="tile__owners">
            <span class="tile__marks">{ for marks }</span>
            <small hidden={rest.is_none()}>{ rest.unwrap_or_default() }</small>
        </span>
    }
}
