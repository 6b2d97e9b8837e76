//! The frame of a dialog: title, way out, focus.

use yew::{classes, component, html, use_node_ref, AttrValue, Callback, Event, Html, MouseEvent, Properties};

use crate::components::button::icon_button;
use crate::components::icon::Icon;
use crate::hooks::use_watch::{finally, use_watch};
use crate::platform::{dialog, dom};

/// A dialog.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FrameProps {
    /// Its title.
    pub(crate) title: AttrValue,
    /// A name for ids.
    pub(crate) name: &'static str,
    /// Whether it is wide.
    #[prop_or_default]
    pub(crate) wide: bool,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
    /// What is in it.
    pub(crate) children: Html,
}

/// A dialog over the page. Escape, the button and a click beside it close it; the browser gives the focus back.
#[component]
pub(crate) fn Frame(props: &FrameProps) -> Html {
    let node = use_node_ref();
    let opened = node.clone();
    use_watch((), move || {
        dialog::open(&opened);
        finally(move || dialog::close(&opened))
    });
    let leave = {
        let onclose = props.onclose.clone();
        Callback::from(move |_: MouseEvent| onclose.emit(()))
    };
    let cancelled = {
        let onclose = props.onclose.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            onclose.emit(());
        })
    };
    let beside = {
        let onclose = props.onclose.clone();
        Callback::from(move |event: MouseEvent| {
            if dom::is_own(&event) {
                onclose.emit(());
            }
        })
    };
    let id = format!("{}-title", props.name);
    html! {
        <dialog ref={node} class={classes!("dialog", props.wide.then_some("dialog--wide"))} aria-labelledby={id.clone()} oncancel={cancelled} onmousedown={beside}>
            <header class="dialog__head">
                <h2 class="dialog__title" {id}>{ &props.title }</h2>
                { icon_button("", say!("Close"), Icon::Close, leave) }
            </header>
            <div class="dialog__body">{ props.children.clone() }</div>
        </dialog>
    }
}
