//! The top bar of an embed: what it shows, and the way to the whole page.

use yew::{component, html, Html};

use super::policy::words;
use crate::components::icon::{Icon, IconView};
use crate::components::logo::Logo;
use crate::context::use_session;
use crate::drafts::title_of;
use crate::hooks::use_link::use_full_link;

/// The top bar of an embed.
#[component]
pub(crate) fn EmbeddedBar() -> Html {
    let session = use_session();
    let link = use_full_link();
    html! {
        <header class="app__top top top--embed">
            <Logo size={20} /><b>{ title_of(session.text()) }</b><span class="top__sub">{ words(session.policy()).0 }</span>
            <a class="top__open" href={link} target="_blank" rel="noopener">{ "Open in Forkscope" }<IconView of={Icon::Open} size={14} /></a>
        </header>
    }
}
