//! The walk: the address in its pieces, and the tables that they index.

use forkscope_view::inspect::{Inspection, Part, TableRow, TableView};
use yew::{html, Html};

use crate::components::leaf::{leaf, when};

/// Pieces above, tables below, the frame at the end.
pub(super) fn view_walk(seen: &Inspection) -> Html {
    let end = seen.frame.as_ref().map(|frame| say!("frame {}", frame.pfn));
    html! {
        <section class="walk" tabindex="0" aria-label={say!("Page walk")}>
            <ol class="walk__parts">{ for seen.walk.parts.iter().map(part) }</ol>
            <ol class="walk__tables">
                { for seen.walk.tables.iter().map(table) }
                <li key="end" class="walk__end">{ leaf("b", "", end.as_deref().unwrap_or(say!("nothing mapped"))) }</li>
            </ol>
        </section>
    }
}

fn part(part: &Part) -> Html {
    html! {
        <li key={part.name} class={when(part.bits.ends_with("–0"), "walk__offset")}>
            <span class="walk__name">{ leaf("b", "", part.name) }{ leaf("span", "", &part.bits) }</span>
            { leaf("code", "walk__digits", &part.digits) }
            { leaf("b", "walk__value", &part.value) }
        </li>
    }
}

fn table(table: &TableView) -> Html {
    html! {
        <li key={table.name} class="walk__table">
            <span class="walk__name">{ leaf("b", "", table.name) }<span>{ say!("frame {}", table.frame) }</span></span>
            <table aria-label={say!("{}, frame {}", table.name, table.frame)}>
                <tbody>{ for table.rows.iter().map(row) }</tbody>
            </table>
        </li>
    }
}

fn row(row: &TableRow) -> Html {
    let current = row.taken.then_some("true");
    html! {
        <tr key={row.index} class={when(row.taken, "walk__taken")} aria-current={current}><th scope="row">{ row.index }</th>{ leaf("td", "", &row.frame) }</tr>
    }
}
