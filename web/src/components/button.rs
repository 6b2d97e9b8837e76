//! Buttons: one way to write them, compiled once.

use yew::{html, Callback, Html, MouseEvent};

use crate::components::icon::{icon, Icon};

/// A button that shows an icon and is called by a label.
pub(crate) fn icon_button(class: &'static str, label: &'static str, of: Icon, onclick: Callback<MouseEvent>) -> Html {
    let class = format!("btn btn--icon {class}");
    html! { <button type="button" {class} aria-label={label} title={label} {onclick}>{ icon(of) }</button> }
}

/// A button with words on it.
pub(crate) fn text_button(class: &'static str, words: &str, onclick: Callback<MouseEvent>) -> Html {
    let class = format!("btn {class}");
    html! { <button type="button" {class} {onclick}>{ words }</button> }
}
