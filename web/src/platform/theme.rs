//! The theme on the root element, where tokens.css looks for it.

use super::media;

/// Sets the theme that is shown; `None` follows the system.
pub(crate) fn show(dark: Option<bool>) {
    let dark = dark.unwrap_or_else(|| media::matches(media::DARK));
    let root = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    if let Some(root) = root {
        let _ = root.set_attribute("data-theme", if dark { "dark" } else { "light" });
    }
}
