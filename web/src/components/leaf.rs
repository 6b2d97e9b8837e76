//! The smallest elements, of which there are many, and their classes.

use yew::{html, Html};

/// An element with a class and a text.
pub(crate) fn leaf(tag: &'static str, class: &'static str, text: &str) -> Html {
    leaf_if(tag, class, Some(text))
}

/// The same; out of sight as long as there is no text.
pub(crate) fn leaf_if(tag: &'static str, class: &'static str, text: Option<&str>) -> Html {
    let class = (!class.is_empty()).then_some(class);
    html! { <@{tag} {class} hidden={text.is_none()}>{ text.unwrap_or_default() }</@> }
}

/// A path of a drawing.
pub(crate) fn path(class: &str, d: &str) -> Html {
    html! { <path class={class.to_owned()} d={d.to_owned()} /> }
}

/// The classes of an element; those that do not apply are empty.
pub(crate) fn class(names: &[&str]) -> String {
    let mut class = String::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !class.is_empty() {
            class.push(' ');
        }
        class.push_str(name);
    }
    class
}

/// A class that applies only sometimes.
pub(crate) fn when(applies: bool, name: &'static str) -> &'static str {
    if applies {
        name
    } else {
        ""
    }
}
