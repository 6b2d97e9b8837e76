//! Dialogs and menus.

use super::{at_end, check, dialog, of, view, View};
use anyhow::Result;
use forkscope_e2e::forkscope::command;
use forkscope_e2e::Browser;

const LISTS: [View; 9] = [
    view("the palette", "", |page| dialog(page, "Control+k", "Command palette")),
    view("a palette without a match", "", |page| {
        dialog(page, "Control+k", "Command palette")?;
        page.type_text("zebra")
    }),
    view("the gallery", "", |page| dialog(page, "g", "Scenarios")),
    view("a gallery without a match", "", |page| {
        dialog(page, "g", "Scenarios")?;
        page.type_text("zebra")
    }),
    view("help", "", |page| dialog(page, "?", "Help and keys")),
    view("the glossary", "", |page| dialog(page, "w", "Glossary")),
    view("a word of the glossary", "", |page| {
        dialog(page, "Control+k", "Command palette")?;
        page.type_text("refcount")?;
        page.press("Enter")?;
        page.find("dialog", "Glossary").map(drop)
    }),
    view("more", "", |page| {
        at_end(page)?;
        page.click_button("More")?;
        page.find("dialog", "More").map(drop)
    }),
    view("pictures", "", |page| dialog(page, "x", "Pictures and data")),
];

#[test]
fn lists_are_for_everyone() -> Result<()> {
    check(&LISTS)
}

const LINKS: [View; 3] = [
    view("share", "", |page| dialog(page, "s", "Share")),
    view("a refused copy", "", |page| {
        page.set_clipboard(false)?;
        dialog(page, "s", "Share")?;
        page.click_button("Copy link")
    }),
    view("embed", "", |page| {
        at_end(page)?;
        page.click_button("Embed")?;
        page.find("dialog", "Embed in a page").map(drop)
    }),
];

#[test]
fn ways_to_hand_it_on_are_for_everyone() -> Result<()> {
    check(&LINKS)
}

const LOOKING_BACK: [View; 3] = [
    view("what changed", "", |page| dialog(page, "d", "What changed")),
    view("bookmarks and branches", "", |page| {
        at_end(page)?;
        page.press("<")?;
        page.press("m")?;
        page.press("<")?;
        page.press("/")?;
        command(page, "parent: read VP[0]")?;
        page.press("Escape")?;
        page.press("d")?;
        page.find("button", "Return to branch 1").map(drop)
    }),
    view("memory over time", "", |page| dialog(page, "o", "Memory over time")),
];

#[test]
fn looking_back_is_for_everyone() -> Result<()> {
    check(&LOOKING_BACK)
}

/// The inspector on something, at the end of the script.
fn inspector(page: &Browser, cell: &str) -> Result<()> {
    at_end(page)?;
    page.find_starting("button", cell)?.click()?;
    page.click_button("Inspect i")?;
    page.find("dialog", "Address translation").map(drop)
}

const PAGES: &str = "\
process parent
file libc 4 pages
memfd shm 2 pages
parent: mmap heap 3 pages
parent: write heap[0] \"A\"
parent: read heap[1]
parent: mmap text 4 pages file=libc r
parent: read text[0]
parent: mmap all 2 pages shared file=shm
parent: write all[0] 1
parent: fork child
child: write heap[0] \"B\"
";

const INSPECTED: [View; 6] = [
    of("a page of one's own", PAGES, |page| inspector(page, "child heap[0]")),
    of("the zero page", PAGES, |page| inspector(page, "parent heap[1]")),
    of("nothing yet", PAGES, |page| inspector(page, "parent heap[2]")),
    of("a page of a file", PAGES, |page| inspector(page, "parent text[0")),
    of("shared memory", PAGES, |page| inspector(page, "parent all[0]")),
    of("no VMA, and no address", PAGES, |page| {
        inspector(page, "parent heap[0]")?;
        for address in ["0x10", "nowhere"] {
            page.find("textbox", "address")?.click()?;
            page.press("Control+a")?;
            page.type_text(address)?;
            page.press("Enter")?;
        }
        page.find_starting("alert", "").map(drop)
    }),
];

#[test]
fn the_inspector_is_for_everyone() -> Result<()> {
    check(&INSPECTED)
}

const SWAP: &str = include_str!("../../../../../scenarios/swap-out-and-in.fork");
const HUGE: &str = include_str!("../../../../../scenarios/huge-page-write.fork");

const RARER: [View; 2] = [
    of("a page in swap", SWAP, |page| {
        page.press("i")?;
        page.find("dialog", "Address translation").map(drop)
    }),
    of("a huge page", HUGE, |page| {
        page.press("i")?;
        page.find("dialog", "Address translation").map(drop)
    }),
];

#[test]
fn the_inspector_of_rarer_pages_is_for_everyone() -> Result<()> {
    check(&RARER)
}

const MENUS: [View; 4] = [
    view("the menu of a page", "", |page| {
        at_end(page)?;
        page.find_starting("button", "child VP[1]")?.click()?;
        page.find("dialog", "child, VP[1]").map(drop)
    }),
    view("the menu of a process", "", |page| {
        at_end(page)?;
        page.find_starting("button", "child")?.click()?;
        page.find_starting("menuitem", "As /proc shows it").map(drop)
    }),
    view("the menu of a frame", "", |page| {
        at_end(page)?;
        page.find_starting("button", "frame 1,")?.click()?;
        page.find("dialog", "PFN 1").map(drop)
    }),
    view("the menu of a page that is locked", "?lock=1", |page| {
        at_end(page)?;
        page.find_starting("button", "child VP[1]")?.click()?;
        page.find("dialog", "child, VP[1]").map(drop)
    }),
];

#[test]
fn menus_are_for_everyone() -> Result<()> {
    check(&MENUS)
}
