//! The button that turns the theme: automatic, light, dark.

use yew::{html, Html};

use crate::actions::Action;
use crate::components::icon::{icon, Icon};
use crate::context::Context;
use crate::route::Theme;

/// What a theme is called.
fn words(theme: Theme) -> &'static str {
    match theme {
        Theme::Auto => say!("auto"),
        Theme::Light => say!("light"),
        Theme::Dark => say!("dark"),
    }
}

/// The theme button; it shows the theme that is on.
pub(crate) fn theme_button(context: &Context) -> Html {
    let theme = context.ui.theme;
    let sign = match theme {
        Theme::Auto => Icon::Auto,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    let label = say!("Theme: {}", words(theme));
    html! {
        <button type="button" class="btn btn--icon" aria-label={label.clone()} title={label} onclick={context.perform.on(Action::NextTheme)}>{ icon(sign) }</button>
    }
}
