//! Which functions a first visit does not need: a list of paths, and what it keeps.

/// The list: lines with a path each, or any other part of a name. It takes every function whose name mentions it, so a module takes all
/// that is in it, and a type all that is made for it. A line that begins with `!` keeps functions that another line takes; one
/// that begins with `#` is a comment.
#[derive(Default)]
pub struct Cuts {
    take: Vec<String>,
    keep: Vec<String>,
}

impl Cuts {
    /// Reads a list.
    pub fn parse(text: &str) -> Self {
        let mut cuts = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            match line.strip_prefix('!') {
                Some(path) => cuts.keep.push(path.trim().to_owned()),
                None => cuts.take.push(line.to_owned()),
            }
        }
        cuts
    }

    /// Whether a function, by the linker's name, can come later.
    pub(crate) fn takes(&self, name: &str) -> bool {
        let path = path_of(name);
        let any = |rules: &[String]| rules.iter().any(|rule| mentions(&path, rule));
        any(&self.take) && !any(&self.keep)
    }

    /// Lines that concern none of some functions: they have become untrue.
    pub(crate) fn idle<'n>(&self, names: impl Iterator<Item = &'n str>) -> Vec<String> {
        let paths: Vec<String> = names.map(path_of).collect();
        let rules = self.take.iter().chain(&self.keep);
        rules.filter(|rule| !paths.iter().any(|path| mentions(path, rule))).cloned().collect()
    }
}

/// The path in a linker's name, without hashes.
pub(crate) fn path_of(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Whether a path stands in another as whole words.
pub(crate) fn mentions(path: &str, rule: &str) -> bool {
    path.match_indices(rule).any(|(at, _)| {
        let before = path[..at].chars().next_back();
        let after = path[at + rule.len()..].chars().next();
        !before.is_some_and(|letter| is_part_of_word(letter) || letter == ':') && !after.is_some_and(is_part_of_word)
    })
}

fn is_part_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, path: &str, taken: bool) {
        assert_eq!(Cuts::parse(list).takes(path), taken, "{path} by {list:?}");
    }

    #[test]
    fn a_path_takes_what_is_below_it_and_what_is_made_for_it() {
        check("app::dialogs", "app::dialogs", true);
        check("app::dialogs", "app::dialogs::share::open", true);
        check("app::dialogs", "<lib::Scope<app::dialogs::Share> as lib::Any>::view", true);
        check("app::dialogs", "app::dialogs_of_old", false);
        check("app::dialogs", "other::app::dialogs", false);
        check("<app::Set as lib::Clone>", "<app::Set as lib::Clone>::clone", true);
        check("<app::Set as lib::Clone>", "<app::Set as lib::Drop>::drop", false);
    }

    #[test]
    fn a_kept_path_is_stronger() {
        check("# all\napp\n!app::start", "app::start", false);
        check("# all\napp\n!app::start", "app::end", true);
    }
}
