//! `forkscope link`

use crate::tool::forkscope;

const SCRIPT: &str = "process parent\nparent: mmap heap 3 pages\nparent: write heap[0] \"ä #%\"\n";

#[test]
fn a_link_carries_the_script_there_and_back() {
    for form in [&["link", "-"][..], &["link", "--text", "-"], &["link", "--base", "https://example.org/play#old", "-"]]
    {
        let link = forkscope(form, SCRIPT);
        assert_eq!(link.status, 0, "{link:?}");
        let back = forkscope(&["link", "--decode", link.out.trim()], "");
        assert_eq!((back.status, back.out.as_str()), (0, SCRIPT));
    }
}

#[test]
fn a_link_starts_with_the_page_that_it_opens() {
    let link = forkscope(&["link", "--base", "https://example.org/play?embed=1", "-"], SCRIPT);
    assert!(link.out.starts_with("https://example.org/play?embed=1#v1:d:"), "{link:?}");
    assert!(forkscope(&["link", "--text", "-"], SCRIPT).out.starts_with("#v1:t:"));
}

#[test]
fn a_damaged_link_is_an_error_in_words() {
    let ran = forkscope(&["link", "--decode", "https://example.org/#v1:d:%%%"], "");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("forkscope: link: the link is "), "{ran:?}");
}

#[test]
fn a_wrong_script_gets_no_link() {
    let ran = forkscope(&["link", "-"], "proces parent\n");
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
}
