//! The script: typed, wrong, mended, completed, in the editor and at the prompt.

use anyhow::{ensure, Result};
use forkscope_e2e::forkscope::{command, link, ready, replace_script, script, with_script, Position, SPLIT};
use forkscope_e2e::{check, Browser};

const TWO_LINES: &str = "process parent\nparent: mmap heap 2 pages\n";

#[test]
fn wrong_verb_shows_its_place_and_a_fix_that_mends_it() -> Result<()> {
    with_script(TWO_LINES, |page| {
        let editor = page.find("textbox", "Script")?;
        editor.click()?;
        page.press("Control+End")?;
        page.type_text("parent: wirte heap[0] \"A\"\n")?;
        page.find("button", "Error at line 3, column 9")?;
        page.click_button("Change to write")?;
        page.wait_until("the script to be mended", |page| {
            Ok(script(page)?.contains("\nparent: write heap[0] \"A\"\n"))
        })?;
        page.wait_until("the third line to run", |page| Ok(Position::of(page)?.commands == 3))?;
        ensure!(page.try_find("region", "Problems")?.is_none(), "the problem is still shown");
        Ok(())
    })
}

#[test]
fn place_of_an_error_is_a_way_to_it() -> Result<()> {
    with_script(TWO_LINES, |page| {
        replace_script(page, "process parent\nparent: read nowhere[0]\n")?;
        page.find("button", "Error at line 2, column 14")?.click()?;
        let editor = page.find("textbox", "Script")?;
        page.wait_until("the cursor", |_| Ok(editor.has_focus()? && editor.property("selectionStart")? == 28))
    })
}

#[test]
fn mended_script_can_be_unmended_by_undo() -> Result<()> {
    let wrong = "process parent\nparent: mmpa heap 1 page\n";
    with_script(TWO_LINES, |page| {
        replace_script(page, wrong)?;
        page.click_button("Change to mmap")?;
        page.wait_until("the script to be mended", |page| Ok(script(page)?.contains(": mmap")))?;
        page.find("textbox", "Script")?.click()?;
        page.press("Control+z")?;
        page.wait_until("undo", |page| Ok(script(page)? == wrong))
    })
}

#[test]
fn clicked_lines_are_undone_with_typed_ones() -> Result<()> {
    with_script(TWO_LINES, |page| {
        let editor = page.find("textbox", "Script")?;
        editor.click()?;
        page.press("Control+End")?;
        page.type_text("# a")?;
        page.wait_until("what is typed", |page| Ok(script(page)?.ends_with("# a")))?;
        page.click_button("Last")?;
        page.press("/")?;
        command(page, "parent: write heap[0] \"A\"")?;
        page.press("Escape")?;
        page.press("Control+z")?;
        page.wait_until("the command to be undone", |page| Ok(script(page)?.ends_with("# a")))?;
        page.click_button("Undo")?;
        page.wait_until("the typing to be undone", |page| Ok(script(page)? == TWO_LINES))?;
        page.press("Control+Shift+Z")?;
        page.press("Control+y")?;
        page.wait_until("both to be done again", |page| Ok(script(page)?.contains("write heap[0]")))
    })
}

#[test]
fn wrong_line_at_the_prompt_is_not_written() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        let log = command(page, "parent: wriet heap[0] 1")?.text()?;
        ensure!(log.contains("Error at column 9") && log.contains("Try write"), "the console says `{log}`");
        ensure!(script(page)? == TWO_LINES, "the script is now {}", script(page)?);
        Ok(())
    })
}

#[test]
fn fix_at_the_prompt_is_accepted_by_key() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        command(page, "parent: wirte heap[0] 1")?;
        page.press("Shift+Tab")?;
        let fix = page.find("button", "Try write")?;
        page.wait_until("the focus on the fix", |_| fix.has_focus())?;
        page.press("Enter")?;
        page.wait_until("the mended line", |page| Ok(script(page)?.ends_with("\nparent: write heap[0] 1\n")))
    })
}

#[test]
fn pasted_lines_run_one_by_one() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        page.paste("parent: write heap[0] 1\nparent: frok child\nparent: fork child\n")?;
        page.wait_until("the lines in the script", |page| {
            Ok(script(page)?.ends_with("\nparent: write heap[0] 1\nparent: fork child\n"))
        })?;
        let log = page.find("log", "Console output")?;
        page.wait_until("what came of them", |_| {
            let text = log.text()?;
            Ok(text.contains("Try fork") && text.contains("took frame") && !text.contains("running"))
        })
    })
}

#[test]
fn prompt_offers_all_verbs() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        page.type_text("parent: ")?;
        let list = page.find("listbox", "Completions")?.text()?;
        for verb in ["vfork", "spawn", "thread", "mremap", "vmsplice", "pin", "prlimit", "cgroup", "madvise", "kill"] {
            ensure!(list.contains(&format!("\n{verb}")), "{verb} is not offered in {list}");
        }
        Ok(())
    })
}

#[test]
fn prompt_completes_with_tab_and_remembers() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        let prompt = page.find("combobox", "Command")?;
        page.type_text("parent: fo")?;
        page.find("listbox", "Completions")?;
        page.press("Tab")?;
        ensure!(prompt.property("value")? == "parent: fork ", "Tab completes to {}", prompt.property("value")?);
        page.type_text("child")?;
        page.press("Enter")?;
        page.wait_until("the line to run", |page| Ok(script(page)?.ends_with("\nparent: fork child\n")))?;
        ready(page)?;
        page.press("ArrowUp")?;
        page.wait_until("the line typed before", |_| Ok(prompt.property("value")? == "parent: fork child"))
    })
}

#[test]
fn prompt_knows_mappings_that_it_made_itself() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        page.press("/")?;
        command(page, "parent: mmap other 1 page")?;
        let log = command(page, "parent: write other[0] \"A\"")?.text()?;
        ensure!(!log.contains("Nobody could run it"), "the console says `{log}`");
        Ok(())
    })
}

#[test]
fn prompt_of_a_script_with_one_line_goes_on_after_it() -> Result<()> {
    with_script("process parent\n", |page| {
        page.press("/")?;
        let log = command(page, "parent: mmap heap 1 page")?.text()?;
        ensure!(!log.contains("Error"), "the console says `{log}`");
        Ok(())
    })
}

#[test]
fn completion_is_taken_and_a_change_done_again_by_mouse() -> Result<()> {
    with_script(TWO_LINES, |page| {
        page.click_button("Last")?;
        let prompt = page.find("combobox", "Command")?;
        prompt.click()?;
        page.type_text("parent: fo")?;
        page.find_starting("option", "fork")?.click()?;
        page.wait_until("the completion", |_| Ok(prompt.property("value")? == "parent: fork "))?;
        page.type_text("child")?;
        page.press("Enter")?;
        let written = |page: &Browser| Ok::<_, anyhow::Error>(script(page)?.ends_with("\nparent: fork child\n"));
        page.wait_until("the line", written)?;
        page.click_button("Undo")?;
        page.wait_until("the script as it was", |page| Ok(script(page)? == TWO_LINES))?;
        page.click_button("Redo")?;
        page.wait_until("the line again", written)
    })
}

#[test]
fn locked_script_is_read_and_not_changed() -> Result<()> {
    check(&format!("?lock=1{}", link(SPLIT)), |page| {
        ready(page)?;
        page.find("textbox", "Script")?.click()?;
        page.press("x")?;
        ensure!(script(page)? == SPLIT, "the script was changed");
        ensure!(page.try_find("combobox", "Command")?.is_none(), "the prompt is there");
        Ok(())
    })
}

#[test]
fn refused_copy_is_said_where_all_can_see_it() -> Result<()> {
    with_script(SPLIT, |page| {
        page.run(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined }); document.execCommand = () => false",
            &[],
        )?;
        page.click_button("Copy script")?;
        let told = page.find("status", "Notice")?.text()?;
        ensure!(told.contains("Copying is not allowed here"), "the notice says `{told}`");
        Ok(())
    })
}
