//! `<dialog>`: the browser keeps the focus inside and gives it back.

use web_sys::HtmlDialogElement;
use yew::NodeRef;

/// Opens a dialog over the page.
pub(crate) fn open(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(|dialog| !dialog.open()) {
        let _ = dialog.show_modal();
    }
}

/// Closes it.
pub(crate) fn close(node: &NodeRef) {
    if let Some(dialog) = node.cast::<HtmlDialogElement>().filter(HtmlDialogElement::open) {
        dialog.close();
    }
}
