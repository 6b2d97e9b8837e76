//! The top bar of an embed: what it shows, and the way to the whole page.

use yew::{html, Html};

use super::policy::words;
use crate::components::icon::{sized, Icon};
use crate::components::logo::logo;
use crate::context::Context;
use crate::drafts::title_of;
use crate::links::{link_here, Wanted};
use crate::platform::url;

/// The top bar of an embed. The link carries all that is shown: script, step, policy.
pub(crate) fn embedded_bar(context: &Context) -> Html {
    let session = &context.session;
    let link = link_here(session, Wanted { step: true, ..Wanted::default() }).unwrap_or_else(|| url::current().base);
    html! {
        <header class="app__top top top--embed">
            { logo(20) }<h1 class="top__title">{ title_of(session.text()) }</h1><span class="top__sub">{ words(session.policy()).0 }</span>
            <a class="top__open" href={link} target="_blank" rel="noopener">{ say!("Open in Forkscope") }{ sized(Icon::Open, 14) }</a>
        </header>
    }
}
