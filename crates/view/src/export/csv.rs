//! A table as comma-separated values (RFC 4180).

use crate::model::tables::Table;

/// The table with its heads as the first line; lines end with CR LF.
pub fn csv(table: &Table) -> String {
    let mut text = String::new();
    line(&mut text, table.columns.iter().map(AsRef::as_ref));
    for row in &table.rows {
        line(&mut text, row.iter().map(String::as_str));
    }
    text
}

fn line<'t>(text: &mut String, cells: impl Iterator<Item = &'t str>) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            text.push(',');
        }
        field(text, cell);
    }
    text.push_str("\r\n");
}

/// A cell, in quotes where it has to be. A spreadsheet takes a cell that starts like a formula for one, so that gets an apostrophe.
fn field(text: &mut String, cell: &str) {
    let formula = cell.starts_with(['=', '+', '-', '@']) && cell.len() > 1;
    let quoted = formula || cell.contains([',', '"', '\r', '\n']);
    if quoted {
        text.push('"');
    }
    if formula {
        text.push('\'');
    }
    text.push_str(&cell.replace('"', "\"\""));
    if quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tables::heads;

    fn check(cell: &str, expected: &str) {
        let table = Table {
            name: "",
            caption: String::new(),
            columns: heads(["a", "b"]),
            rows: vec![vec![cell.into(), "1".into()]],
        };
        assert_eq!(csv(&table), format!("a,b\r\n{expected},1\r\n"));
    }

    #[test]
    fn cells_are_quoted_where_they_have_to_be() {
        check("plain", "plain");
        check("a, b", "\"a, b\"");
        check("say \"x\"", "\"say \"\"x\"\"\"");
    }

    #[test]
    fn nothing_becomes_a_formula() {
        check("=1+1", "\"'=1+1\"");
        check("-", "-");
    }
}
