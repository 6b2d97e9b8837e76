//! What a phone has no room for in the top bar.

use yew::{html, Callback, Html};

use super::frame::Frame;
use crate::actions::Action;
use crate::components::icon::{icon, Icon};
use crate::components::top::policy::policy_switch;
use crate::context::Context;

/// Policy, embed and help.
pub(crate) fn more(context: &Context, onclose: Callback<()>) -> Html {
    let perform = &context.perform;
    html! {
        <Frame title="More" name="more" {onclose}>
            { policy_switch(context) }
            <div class="dialog__row">
                <button type="button" class="btn btn--outline" onclick={perform.on(Action::Embed)}>{ icon(Icon::Embed) }{ "Embed" }</button>
                <button type="button" class="btn btn--outline" onclick={perform.on(Action::Help)}>{ icon(Icon::Help) }{ "Help" }</button>
            </div>
        </Frame>
    }
}
