//! The button that turns to the other language.

use yew::{html, Html};

use crate::actions::Action;
use crate::context::Context;
use crate::lang::Lang;

/// The language button; it shows the language that it turns to, by its tag: not every font has Chinese.
pub(crate) fn language_button(context: &Context) -> Html {
    let lang = context.ui.lang;
    let other = match lang {
        Lang::En => "ZH",
        Lang::Zh => "EN",
    };
    // Who speaks to the browser says what stands on the button, so its name has that too.
    let label = say!("Language: {}. {} for {}", lang.name(), other, lang.other().name());
    html! {
        <button type="button" id="language" class="btn btn--icon" aria-label={label.clone()} title={label} onclick={context.perform.on(Action::NextLang)}>
            <b lang={lang.other().word()} aria-hidden="true">{ other }</b>
        </button>
    }
}
