//! The stage as tables, for those who do not see the picture.

use std::rc::Rc;

use forkscope_view::{Table, Tables};
use yew::{component, html, Html, Properties};

/// The tables.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct HiddenTablesProps {
    /// The view model.
    pub(crate) tables: Rc<Tables>,
}

/// All tables, out of sight.
#[component]
pub(crate) fn HiddenTables(props: &HiddenTablesProps) -> Html {
    html! { <section class="sr" aria-label="The stage as tables">{ for props.tables.tables.iter().map(table) }</section> }
}

fn table(table: &Table) -> Html {
    html! {
        <table key={table.columns[0]}>
            <caption>{ &table.caption }</caption>
            <thead><tr>{ for table.columns.iter().map(|column| html! { <th key={*column} scope="col">{ *column }</th> }) }</tr></thead>
            <tbody>{ for table.rows.iter().enumerate().map(row) }</tbody>
        </table>
    }
}

fn row((index, cells): (usize, &Vec<String>)) -> Html {
    let (head, rest) = cells.split_first().map_or(("", &[][..]), |(head, rest)| (head.as_str(), rest));
    html! {
        <tr key={index}><th key="head" scope="row">{ head }</th>{ for rest.iter().enumerate().map(|(i, text)| html! { <td key={i}>{ text }</td> }) }</tr>
    }
}
