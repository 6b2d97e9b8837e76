//! `forkscope picture`

use crate::tool::forkscope;

const SCRIPT: &str = "title \"Split\"\nprocess parent\nparent: mmap heap 1 page\nparent: write heap[0] \"A\"\n\
                      parent: fork child\nparent: write heap[0] \"B\"\nexpect refcount(parent.heap[0]) == 1\n";

#[test]
fn the_end_shows_both_frames_and_the_title() {
    let drawn = forkscope(&["picture", "-"], SCRIPT);
    assert_eq!(drawn.status, 0, "{drawn:?}");
    for part in ["<svg ", ">Split<", ">parent<", ">child<", ">PFN 1<", ">PFN 2<"] {
        assert!(drawn.out.contains(part), "{part} is missing");
    }
}

#[test]
fn themes_have_their_own_colours() {
    let [light, dark] = ["light", "dark"].map(|theme| forkscope(&["picture", "--theme", theme, "-"], SCRIPT).out);
    assert!(light != dark && light.contains("#ffffff") && !dark.contains("\"#ffffff\""));
}

#[test]
fn a_strip_has_one_picture_per_command_that_does_something() {
    let strip = forkscope(&["picture", "--all", "-"], SCRIPT);
    assert_eq!(strip.out.matches(">Page tables<").count(), 4, "{}", strip.err);
}

#[test]
fn a_step_that_is_not_there_is_an_error_in_words() {
    let past = forkscope(&["picture", "--step", "99", "-"], SCRIPT);
    assert_eq!(
        (past.status, past.err.trim()),
        (2, "forkscope: the scenario has 6 commands, so there is no position 99")
    );
    let deep = forkscope(&["picture", "--step", "5.99", "-"], SCRIPT);
    assert!(deep.status == 2 && deep.err.contains("so there is no step 99"), "{deep:?}");
    let words = forkscope(&["picture", "--step", "soon", "-"], SCRIPT);
    assert!(words.status == 2 && words.err.contains("expected a number such as 9"), "{words:?}");
}
