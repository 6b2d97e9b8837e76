//! Compare: the same script under two or three policies.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{go_to_end, with_script, Position, SPLIT};
use forkscope_e2e::Browser;

/// A figure of each policy: a column of the totals, or a row of them in a narrow window.
fn total(page: &Browser, name: &str) -> Result<Vec<String>> {
    let table = page.find("table", "Totals so far")?;
    let (heads, rows) = (table.heads()?, table.rows()?);
    let column = heads.iter().position(|head| head == name);
    let row = rows.iter().find(|row| row.first().is_some_and(|head| head == name));
    Ok(match column {
        Some(at) => rows.iter().filter_map(|row| row.get(at).cloned()).collect(),
        None => row.map(|row| row[1..].to_vec()).unwrap_or_default(),
    })
}

#[test]
fn two_policies_stand_side_by_side_and_step_together() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("c")?;
        page.find("region", "Eager copy")?;
        page.wait_until("both figures", |page| Ok(total(page, "Pages copied by fork")?.len() == 2))?;
        let copied = total(page, "Pages copied by fork")?;
        ensure!(copied[0] == "0" && copied[1] != "0", "fork copied {copied:?}");
        let marked = page.names_of("button")?.into_iter().filter(|name| name.ends_with(", differs")).count();
        ensure!(marked > 0, "no difference is marked");
        page.press("Home")?;
        page.wait_until("the start", |page| Ok(Position::of(page)?.command == 0))?;
        page.wait_until("both at the start", |page| Ok(total(page, "Pages copied by fork")? == ["0", "0"]))?;
        page.click_button("Stop comparing")?;
        page.wait_until("one stage", |page| Ok(page.try_find("region", "Compare policies")?.is_none()))
    })
}

#[test]
fn a_third_policy_is_added_and_changed() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("c")?;
        page.click_button("Add a policy")?;
        page.wait_until("three figures", |page| Ok(total(page, "Faults")?.len() == 3))?;
        page.find("combobox", "Policy 3")?.type_text("Text")?;
        page.find("region", "Textbook")?;
        ensure!(page.try_find("button", "Add a policy")?.is_none(), "there is room for a fourth");
        Ok(())
    })
}

#[test]
fn comparing_begins_from_the_list_of_more() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.click_button("More")?;
        page.find("dialog", "More")?;
        page.find_starting("button", "Compare policies")?.click()?;
        page.find("region", "Compare policies")?;
        ensure!(page.try_find("dialog", "More")?.is_none(), "the list is still open");
        Ok(())
    })
}

#[test]
fn comparing_is_begun_changed_and_ended_by_keyboard() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.press("c")?;
        page.find("region", "Eager copy")?;
        page.tab_to(&page.find("combobox", "Policy 2")?)?;
        page.type_text("Text")?;
        page.find("region", "Textbook")?;
        page.tab_to(&page.find("button", "Add a policy")?)?;
        page.press("Enter")?;
        page.find("combobox", "Policy 3")?;
        page.tab_to(&page.find("button", "Stop comparing")?)?;
        page.press("Enter")?;
        page.wait_until("one stage", |page| Ok(page.try_find("region", "Compare policies")?.is_none()))
    })
}

#[test]
fn a_compared_policy_is_chosen_by_mouse() -> Result<()> {
    with_script(SPLIT, |page| {
        go_to_end(page)?;
        page.click_button("Compare")?;
        let choice = page.find("combobox", "Policy 2")?;
        choice.click()?;
        let textbook = page.select("[aria-label='Policy 2'] option[value=textbook]")?;
        textbook.click()?;
        page.find("region", "Textbook").map(drop)
    })
}
