//! The page itself: whole, empty, wrong, embedded, in Chinese.

use super::{at_end, check, of, there, view, View, FAMILY};
use crate::scale::LARGE;
use anyhow::Result;
use forkscope_e2e::forkscope::{command, replace_script};

const WHOLE: [View; 5] = [
    View { name: "a first visit", query: "", script: None, open: |page| page.find("region", "Your turn").map(drop) },
    view("the middle of a fault", "?step=5.6", there),
    view("an expectation that holds", "?step=8", there),
    view("an expectation that does not hold", "", at_end),
    view("the start", "?step=0", there),
];

#[test]
fn the_page_is_for_everyone() -> Result<()> {
    check(&WHOLE)
}

const WRONG: &str = "process parent\nparent: wirte heap[0] 1\n";

const STATES: [View; 6] = [
    of("an empty script", "", there),
    of("a script with a mistake", WRONG, |page| page.find("button", "Error at line 2, column 9").map(drop)),
    View {
        name: "a broken link",
        query: "#v9:d:KyjKT04tLlYoSCxKzSvhAgA",
        script: None,
        open: |page| page.find("status", "Notice").map(drop),
    },
    view("a mistake at the prompt", "", |page| {
        at_end(page)?;
        page.press("/")?;
        command(page, "parent: wriet VP[0] 1").map(drop)
    }),
    view("completions", "", |page| {
        at_end(page)?;
        page.press("/")?;
        page.type_text("parent: ")?;
        page.find("listbox", "Completions").map(drop)
    }),
    view("a file over the page", "", |page| {
        let drag = "
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File(['x'], 'x.fork'));
            document.body.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))";
        page.run(drag, &[])?;
        page.select(".drop").map(drop)
    }),
];

#[test]
fn states_of_the_page_are_for_everyone() -> Result<()> {
    check(&STATES)
}

const LARGE_VIEWS: [View; 3] = [
    of("the mosaic", LARGE, |page| page.find("region", "Physical memory").map(drop)),
    of("a process in the mosaic", LARGE, |page| {
        page.select("canvas")?.click()?;
        page.press("Enter")?;
        page.press("ArrowRight")
    }),
    of("what if", LARGE, |page| {
        page.click_button("Go on writing")?;
        page.find("button", "Stop writing").map(drop)
    }),
];

#[test]
fn the_mosaic_is_for_everyone() -> Result<()> {
    check(&LARGE_VIEWS)
}

const EMBEDDED: [View; 3] = [
    view("an embed", "?embed=1&step=5.6", there),
    view("an embed that asks", "?embed=1&predict=1&step=4", there),
    View { name: "an embed with a mistake", query: "?embed=1", script: Some(WRONG), open: there },
];

#[test]
fn embeds_are_for_everyone() -> Result<()> {
    check(&EMBEDDED)
}

const CHINESE: [View; 7] = [
    view("the page in Chinese", "?lang=zh&step=5.6", there),
    view("a question in Chinese", "?lang=zh&predict=1&step=4", there),
    view("help in Chinese", "?lang=zh", |page| page.press("?")),
    view("the glossary in Chinese", "?lang=zh", |page| page.press("w")),
    view("the inspector in Chinese", "?lang=zh&step=5.6", |page| page.press("i")),
    view("what changed in Chinese", "?lang=zh", |page| page.press("d")),
    View { name: "an embed in Chinese", query: "?embed=1&lang=zh&step=5", script: Some(FAMILY), open: there },
];

#[test]
fn the_page_in_chinese_is_for_everyone() -> Result<()> {
    check(&CHINESE)
}

const EDITED: [View; 2] = [
    view("the drawer with the script", "", |page| {
        super::set_size(page, (1024, 768))?;
        page.press("Control+b")
    }),
    view("a draft kept", "", |page| {
        replace_script(page, "process mine\n")?;
        page.wait_until("it is kept", |page| Ok(page.run("return !!localStorage['forkscope.drafts']", &[])? == true))?;
        page.find_starting("button", "Scenario")?.click()?;
        page.find("dialog", "Scenarios").map(drop)
    }),
];

#[test]
fn the_script_is_for_everyone() -> Result<()> {
    check(&EDITED)
}
