//! Share: a link that carries the script, and where it stands.

use yew::{component, html, use_state, Callback, Event, Html, Properties};

use super::frame::Frame;
use super::link_field::LinkField;
use crate::components::button::text_button;
use crate::components::top::policy::words;
use crate::context::Context;
use crate::drafts::title_of;
use crate::links::{file_name, link_to, Wanted, LONG, TOO_LONG};
use crate::platform::{dom, file, url};
use crate::state::session::Session;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ShareProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// The share dialog.
#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let session = &props.context.session;
    let step = use_state(|| true);
    let wanted = Wanted { step: *step, ..Wanted::default() };
    let link = link_to(&url::current().base, session, wanted);
    let onstep = {
        let step = step.clone();
        Callback::from(move |event: Event| step.set(dom::checked(&event)))
    };
    let name = file_name(&title_of(session.text()));
    let save = {
        let (name, text) = (name.clone(), session.shared_text());
        Callback::from(move |_| {
            file::save(&name, &text);
        })
    };
    html! {
        <Frame title={say!("Share")} name="share" onclose={props.onclose.clone()}>
            <div class="dialog__group" hidden={link.is_none()}>
                <LinkField label={say!("Link")} button={say!("Copy link")} text={link.clone().unwrap_or_default()} />
                <p class="dialog__note">{ length_note(link.as_deref()) }</p>
            </div>
            <p class="dialog__note" hidden={link.is_some()}><b>{ say!("This script is too large for a link. ") }</b>{ say!("Send it as a file.") }</p>
            <div class="dialog__group">
                <label class="check"><input type="checkbox" checked={*step} onchange={onstep} />{ say!("Start at this step ({})", session.cursor()) }</label>
                <p class="dialog__note">{ policy_note(session) }</p>
            </div>
            <div class="dialog__row">{ text_button("btn--outline", &say!("Download {}", name), save) }</div>
            <p class="dialog__note">{ say!("The link holds the script itself, behind the #, which browsers do not send to servers.") }</p>
        </Frame>
    }
}

fn policy_note(session: &Session) -> String {
    match session.chosen_policy() {
        Some(policy) => say!("Policy in the link: {}.", words(policy).0),
        None => say!("Policy: as the script says ({}).", words(session.policy()).0),
    }
}

fn length_note(link: Option<&str>) -> String {
    match link.map_or(0, |link| link.chars().count()) {
        length if length > TOO_LONG => {
            say!("{} characters: too long for many chats and course systems. Better send the file.", length)
        }
        length if length > LONG => say!("{} characters: some chats and course systems cut links at {}.", length, LONG),
        length => say!("{} characters.", length),
    }
}
