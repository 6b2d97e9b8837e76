//! The frame: counts, holders, bytes.

use forkscope_explain::Term;
use forkscope_view::inspect::{Bytes, FrameFacts, HexRow};
use yew::{html, Html};

use crate::components::leaf::{class, leaf, leaf_if, when};
use crate::components::words::word;
use crate::context::Perform;

/// The frame, if there is one.
pub(super) fn view_frame(frame: Option<&FrameFacts>, perform: &Perform) -> Html {
    let Some(frame) = frame else { return html! { <section hidden=true></section> } };
    let exclusive = match frame.exclusive {
        Some(true) => say!("yes"),
        Some(false) => say!("no"),
        None => say!("not asked for this kind"),
    };
    html! {
        <section aria-label={say!("Frame")}>
            <h3 class="inspector__head">{ say!("Frame {}", frame.pfn) }</h3>
            <dl class="facts">
                <div><dt>{ word(Term::Refcount, say!("refcount"), perform) }</dt><dd>{ frame.refcount }</dd></div>
                <div><dt>{ word(Term::Mapcount, say!("mapcount"), perform) }</dt><dd>{ frame.mapcount }</dd></div>
                <div><dt>{ word(Term::Exclusive, say!("exclusive"), perform) }</dt><dd>{ exclusive }</dd></div>
                <div><dt>{ say!("held by") }</dt><dd>{ for frame.holders.iter().map(|holder| leaf("span", "facts__item", holder)) }</dd></div>
                <div hidden={frame.payer.is_none()}><dt>{ word(Term::MemoryCgroup, say!("charged to"), perform) }</dt>{ leaf("dd", "", frame.payer.as_deref().unwrap_or_default()) }</div>
            </dl>
            { view_bytes(&frame.bytes) }
        </section>
    }
}

fn view_bytes(bytes: &Bytes) -> Html {
    let rest = bytes.left_out.map(|(rows, fill)| say!("{} more rows, all {}", rows, format!("{fill:02x}")));
    let compared = Some(say!("Marked bytes differ from {}.", bytes.compared)).filter(|_| !bytes.compared.is_empty());
    html! {
        <div class="hex" tabindex="0" role="group" aria-label={say!("Contents")}>
            <table aria-label={say!("Contents")}><tbody>{ for bytes.rows.iter().map(row) }</tbody></table>
            { leaf_if("p", "dialog__note", rest.as_deref()) }
            { leaf_if("p", "dialog__note", compared.as_deref()) }
        </div>
    }
}

fn row(row: &HexRow) -> Html {
    let byte = |column: usize| {
        let state = class(&[when(row.differs[column], "hex__differs"), when(row.at == Some(column), "hex__at")]);
        html! { <td key={column} class={state}>{ format!("{:02x}", row.bytes[column]) }</td> }
    };
    let text: String =
        row.bytes.iter().map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '·' }).collect();
    html! { <tr key={row.offset}><th scope="row">{ format!("{:03x}", row.offset) }</th>{ for (0..row.bytes.len()).map(byte) }{ leaf("td", "hex__text", &text) }</tr> }
}
