//! What a phone has no room for in the top bar.

use yew::{component, html, Callback, Html, Properties};

use super::frame::Frame;
use crate::actions::Action;
use crate::components::icon::{Icon, IconView};
use crate::components::top::policy::PolicySwitch;
use crate::context::use_perform;

/// How to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MoreProps {
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// Policy, embed and help.
#[component]
pub(crate) fn More(props: &MoreProps) -> Html {
    let perform = use_perform();
    html! {
        <Frame title="More" name="more" onclose={props.onclose.clone()}>
            <PolicySwitch name="more-policy" />
            <div class="dialog__row">
                <button type="button" class="btn btn--outline" onclick={perform.on(Action::Embed)}><IconView of={Icon::Embed} />{ "Embed" }</button>
                <button type="button" class="btn btn--outline" onclick={perform.on(Action::Help)}><IconView of={Icon::Help} />{ "Help" }</button>
            </div>
        </Frame>
    }
}
