//! Embed: a frame for a course page.

use yew::{component, html, use_state, AttrValue, Callback, Event, Html, Properties};

use super::frame::Frame;
use super::link_field::LinkField;
use crate::context::Context;
use crate::drafts::title_of;
use crate::links::{frame, link_to, Wanted};
use crate::platform::{dom, url};
use crate::route::Theme;

/// The heights that can be chosen.
const HEIGHTS: [u32; 3] = [400, 480, 640];

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct EmbedProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// What the frame is to be.
#[derive(Clone, Copy, PartialEq)]
struct Chosen {
    wanted: Wanted,
    height: u32,
}

/// The embed dialog.
#[component]
pub(crate) fn Embed(props: &EmbedProps) -> Html {
    let session = &props.context.session;
    let chosen = use_state(|| {
        let predict = Some(session.predicts());
        Chosen { wanted: Wanted { embed: true, step: true, predict, ..Wanted::default() }, height: HEIGHTS[1] }
    });
    let set = |change: fn(&mut Chosen, &Event)| {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let mut next = *chosen;
            change(&mut next, &event);
            chosen.set(next);
        })
    };
    let link = link_to(&url::current().base, session, chosen.wanted);
    let html_text: AttrValue = link
        .as_deref()
        .map_or_else(String::new, |link| frame(link, &title_of(session.text()), "100%", chosen.height))
        .into();
    html! {
        <Frame title={say!("Embed in a page")} name="embed" onclose={props.onclose.clone()}>
            <p class="dialog__note" hidden={link.is_some()}><b>{ say!("This script is too large for a link") }</b>{ say!(", and a frame is a link.") }</p>
            <LinkField label="HTML" button={say!("Copy HTML")} text={html_text} />
            <div class="dialog__group">
                <label class="check"><input type="checkbox" checked={chosen.wanted.step} onchange={set(|next, event| next.wanted.step = dom::checked(event))} />{ say!("Start at this step ({})", session.cursor()) }</label>
                <label class="check"><input type="checkbox" checked={chosen.wanted.lock} onchange={set(|next, event| next.wanted.lock = dom::checked(event))} />{ say!("Lock: readers step, and change nothing") }</label>
                <label class="check"><input type="checkbox" checked={chosen.wanted.predict == Some(true)} onchange={set(|next, event| next.wanted.predict = Some(dom::checked(event)))} />{ say!("Predict: readers are asked before each command") }</label>
            </div>
            <div class="dialog__row">
                <fieldset><legend class="dialog__label">{ say!("Theme") }</legend><div class="seg">{ for [Theme::Auto, Theme::Light, Theme::Dark].map(|theme| theme_option(theme, chosen.wanted.theme, &set(|next, event| next.wanted.theme = Theme::parse(&dom::value(event)).unwrap_or_default()))) }</div></fieldset>
                <fieldset><legend class="dialog__label">{ say!("Height") }</legend><div class="seg">{ for HEIGHTS.map(|height| height_option(height, chosen.height, &set(|next, event| next.height = dom::value(event).parse().unwrap_or(HEIGHTS[1])))) }</div></fieldset>
            </div>
            { preview(chosen.height) }
            <p class="dialog__note">{ say!("The frame needs no cookies and no permissions. It works where scripts of the page are not allowed, and tells course systems its height.") }</p>
        </Frame>
    }
}

fn theme_option(theme: Theme, current: Theme, onchange: &Callback<Event>) -> Html {
    let label = match theme {
        Theme::Auto => say!("Reader's"),
        Theme::Light => say!("Light"),
        Theme::Dark => say!("Dark"),
    };
    option("embed-theme", theme.word().to_owned(), label.to_owned(), theme == current, onchange)
}

fn height_option(height: u32, current: u32, onchange: &Callback<Event>) -> Html {
    option("embed-height", height.to_string(), height.to_string(), height == current, onchange)
}

fn option(name: &'static str, value: String, label: String, checked: bool, onchange: &Callback<Event>) -> Html {
    html! {
        <label class="seg__option" key={value.clone()}><input type="radio" {name} {value} {checked} onchange={onchange.clone()} /><span data-text={label.clone()}>{ label }</span></label>
    }
}

/// The frame at a tenth of its size, in a column of text as wide as most courses have.
fn preview(height: u32) -> Html {
    let style = format!("width: 152px; height: {}px", height / 5);
    html! { <div class="dialog__frame" style={format!("height: {}px", height / 5 + 24)} aria-hidden="true"><i {style}>{ format!("760 × {height}") }</i></div> }
}
