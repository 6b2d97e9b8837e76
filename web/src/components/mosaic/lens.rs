//! 64 frames, one by one.

use forkscope_view::mosaic::{Lens, LensCell};
use yew::{html, Html};

use crate::components::leaf::{class, leaf, when};

/// The frames in eight lines of eight, and how many there are of each kind.
pub(super) fn view_lens(lens: &Lens, shown: u64) -> Html {
    let cell = |cell: &LensCell| {
        let count = cell.count.map_or(String::new(), |count| count.to_string());
        let class = class(&[
            "lens__cell",
            &format!("lens__cell--{}", cell.state.name()),
            when(cell.pfn == shown, "lens__cell--at"),
        ]);
        html! { <span key={cell.pfn} {class} title={cell.label.clone()}>{ count }</span> }
    };
    let note = |(frames, text): &(u64, &'static str)| html! { <li key={*text}><b>{ *frames }</b>{ " " }{ *text }</li> };
    html! {
        <section class="lens" aria-label={say!("Lens")}>
            <header><h3>{ lens.title.clone() }</h3>{ leaf("span", "stage__sub", &lens.sub) }</header>
            <div class="lens__grid" aria-hidden="true">{ for lens.cells.iter().map(cell) }</div>
            <ul class="lens__notes">{ for lens.notes.iter().map(note) }</ul>
        </section>
    }
}
