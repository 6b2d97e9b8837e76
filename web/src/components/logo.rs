//! The mark: two pages joined by a neck.

use yew::{html, Html};

const PATH: &str = "M2.8 3h4.4A1.8 1.8 0 0 1 9 4.8V7c0 3 6 3 6 0V4.8A1.8 1.8 0 0 1 16.8 3h4.4A1.8 1.8 0 0 1 23 4.8v14.4a1.8 1.8 0 0 1-1.8 1.8h-4.4a1.8 1.8 0 0 1-1.8-1.8V17c0-3-6-3-6 0v2.2A1.8 1.8 0 0 1 7.2 21H2.8A1.8 1.8 0 0 1 1 19.2V4.8A1.8 1.8 0 0 1 2.8 3Zm14.4 1.7a.5.5 0 0 0-.5.5v13.6a.5.5 0 0 0 .5.5h3.6a.5.5 0 0 0 .5-.5V5.2a.5.5 0 0 0-.5-.5Z";

/// The mark, so many CSS pixels wide and high.
pub(crate) fn logo(size: u16) -> Html {
    let size = size.to_string();
    html! {
        <svg width={size.clone()} height={size} viewBox="0 0 24 24" aria-hidden="true"><path d={PATH} fill="currentColor" fill-rule="evenodd" /></svg>
    }
}
