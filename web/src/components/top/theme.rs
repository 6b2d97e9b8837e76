//! The button that turns the theme: automatic, light, dark.

use yew::{component, html, Html};

use crate::actions::Action;
use crate::components::icon::{Icon, IconView};
use crate::context::{use_perform, use_ui};
use crate::route::Theme;

/// The theme button; it shows the theme that is on.
#[component]
pub(crate) fn ThemeButton() -> Html {
    let ui = use_ui();
    let perform = use_perform();
    let icon = match ui.theme {
        Theme::Auto => Icon::Auto,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    let label = format!("Theme: {}", ui.theme.word());
    html! {
        <button type="button" class="btn btn--icon" aria-label={label.clone()} title={label} onclick={perform.on(Action::NextTheme)}><IconView of={icon} /></button>
    }
}
