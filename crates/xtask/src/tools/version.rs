//! Versions as tools print them.

use std::fmt;
use std::path::Path;
use std::process::Command;

/// Major, minor, patch; what a tool leaves out is zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// Finds the first word of a text that is a version: `trunk 0.21.14`, `wasm-opt version 132 (...)`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(Self::parse_word)
    }

    fn parse_word(word: &str) -> Option<Self> {
        let release = word.split(['-', '+', '_']).next()?;
        let mut numbers = release.split('.').map(str::parse);
        let mut next = || numbers.next().unwrap_or(Ok(0)).ok();
        Some(Self(next()?, next()?, next()?))
    }

    /// Asks a program for its version; a program that does not answer has none.
    pub(crate) fn of(program: &Path) -> Option<Self> {
        let text = crate::proc::output(Command::new(program).arg("--version")).ok()?;
        Self::parse(&text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::Version;

    #[track_caller]
    fn check(printed: &str, want: Option<Version>) {
        assert_eq!(Version::parse(printed), want);
    }

    #[test]
    fn tools_print_their_versions_in_many_ways() {
        check("trunk 0.21.14\n", Some(Version(0, 21, 14)));
        check("trunk 0.22.0-beta.1", Some(Version(0, 22, 0)));
        check("wasm-opt version 132 (version_132)", Some(Version(132, 0, 0)));
        check("ChromeDriver 156.0.8078.73 (abc)", Some(Version(156, 0, 8078)));
        check("no version at all", None);
    }
}
