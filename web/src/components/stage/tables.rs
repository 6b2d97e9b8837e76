//! The stage as tables, for those who do not see the picture.

use forkscope_view::{Table, Tables};
use yew::{html, Html};

/// All tables, out of sight.
pub(super) fn view_tables(tables: &Tables) -> Html {
    html! { <div class="sr" role="group" aria-label={say!("The stage as tables")}>{ for tables.tables.iter().map(|table| view_table(table, "")) }</div> }
}

/// A table with its caption.
pub(crate) fn view_table(table: &Table, class: &'static str) -> Html {
    html! {
        <table key={table.name} {class}>
            <caption>{ &table.caption }</caption>
            <thead><tr>{ for table.columns.iter().map(|column| html! { <th key={column.to_string()} scope="col">{ column.to_string() }</th> }) }</tr></thead>
            <tbody>{ for table.rows.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

fn row((index, cells): (usize, &Vec<String>)) -> Html {
    html! { <tr key={index}>{ for cells.iter().enumerate().map(cell) }</tr> }
}

/// The first cell of a row is its head.
fn cell((index, text): (usize, &String)) -> Html {
    let (tag, scope) = if index == 0 { ("th", Some("row")) } else { ("td", None) };
    html! { <@{tag} key={index} {scope}>{ text }</@> }
}
