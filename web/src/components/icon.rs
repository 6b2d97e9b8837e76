//! Icons, drawn with one stroke in the colour of the text around them.

use yew::{classes, html, Html};

/// The icons there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Icon {
    Down,
    Share,
    Compare,
    Embed,
    Moon,
    Sun,
    Auto,
    Help,
    Copy,
    Again,
    Pencil,
    Bin,
    Undo,
    Redo,
    Close,
    Check,
    Cross,
    Differs,
    Open,
    More,
    Panel,
    Previous,
    Next,
    Warning,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Down => "M4.5 6.5 8 10l3.5-3.5",
            Icon::Compare => "M2.5 3.5h4.5v9H2.5zM9 3.5h4.5v9H9z",
            Icon::Share => "M8 9.5v-7M5.5 4.8 8 2.3l2.5 2.5M4.5 7.5h-1v6h9v-6h-1",
            Icon::Embed => "m5.5 5-3 3 3 3M10.5 5l3 3-3 3",
            Icon::Moon => "M13 9.6A5.5 5.5 0 1 1 6.4 3a4.4 4.4 0 0 0 6.6 6.6Z",
            Icon::Sun => "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.8v1M8 13.2v1M1.8 8h1M13.2 8h1M3.6 3.6l.7.7M11.7 11.7l.7.7M12.4 3.6l-.7.7M4.3 11.7l-.7.7",
            Icon::Auto => "M8 2.25a5.75 5.75 0 1 0 0 11.5 5.75 5.75 0 0 0 0-11.5ZM8 2.5v11M8 4.5l3.6 1.6M8 8l5 .5M8 11.3l3.4.2",
            Icon::Help => "M8 2.25a5.75 5.75 0 1 0 0 11.5 5.75 5.75 0 0 0 0-11.5ZM6.4 6.5a1.65 1.65 0 1 1 2.3 1.5c-.5.25-.7.6-.7 1.1M8 11.2v.1",
            Icon::Copy => "M5.5 5.5h7v7h-7zM3.5 10.5v-7h7",
            Icon::Again => "M3.5 8a4.5 4.5 0 1 0 1.6-3.45M3.3 2.8v2.6h2.6",
            Icon::Pencil => "m3 13 .6-2.8 7-7a1.2 1.2 0 0 1 1.7 0l.5.5a1.2 1.2 0 0 1 0 1.7l-7 7L3 13Z",
            Icon::Bin => "M3 4.5h10M6.3 4.5V3h3.4v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5",
            Icon::Undo => "M6 3.5 3 6.5l3 3M3.3 6.5h6.2a3 3 0 0 1 0 6H7",
            Icon::Redo => "m10 3.5 3 3-3 3M12.7 6.5H6.5a3 3 0 0 0 0 6H9",
            Icon::Close | Icon::Cross => "m4.5 4.5 7 7M11.5 4.5l-7 7",
            Icon::Check => "m3.5 8.5 3 3 6-7",
            Icon::Differs => "M3.5 6h9M3.5 10h9M10.5 3l-5 10",
            Icon::Open => "M6.5 4h-3v8.5H12v-3M9 3.5h3.5V7M12.2 3.8 7.5 8.5",
            Icon::More => "M3.3 8h.1M8 8h.1M12.7 8h.1",
            Icon::Panel => "M2.5 3.5h11v9h-11zM6.5 3.5v9",
            Icon::Previous => "m9.5 4.5-3.5 3.5 3.5 3.5",
            Icon::Next => "m6.5 4.5 3.5 3.5-3.5 3.5",
            Icon::Warning => "M8 4v5M8 11.8v.1",
        }
    }
}

/// An icon as large as text. It is never the name of anything: whatever holds it has a label of its own.
pub(crate) fn icon(of: Icon) -> Html {
    sized(of, 16)
}

/// An icon so many CSS pixels wide and high.
pub(crate) fn sized(of: Icon, size: u16) -> Html {
    let size = size.to_string();
    let dots = (of == Icon::More).then_some("icon--dots");
    html! {
        <svg class={classes!("icon", dots)} width={size.clone()} height={size} viewBox="0 0 16 16" aria-hidden="true"><path d={of.path()} /></svg>
    }
}
