//! The colours of the page: `web/styles/tokens.css` is the only place that has them.

use crate::args::Theme;

const SHEET: &str = include_str!("../../../web/styles/tokens.css");

/// The value of a colour token such as `ink` in a theme; black for one that does not exist.
pub(crate) fn colour(theme: Theme, token: &str) -> String {
    let light = SHEET.find(":root").unwrap_or(0);
    let dark = SHEET.find("[data-theme=\"dark\"]").unwrap_or(light);
    let found = match theme {
        Theme::Light => value(&SHEET[light..dark], token),
        // What the dark theme leaves out it has from the light one.
        Theme::Dark => value(&SHEET[dark..], token).or_else(|| value(&SHEET[light..dark], token)),
    };
    found.unwrap_or("#000").to_owned()
}

fn value<'s>(rules: &'s str, token: &str) -> Option<&'s str> {
    let name = format!("--{token}:");
    let after = &rules[rules.find(&name)? + name.len()..];
    Some(after[..after.find(';')?].trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_themes_have_their_own_ink() {
        let (light, dark) = (colour(Theme::Light, "ink"), colour(Theme::Dark, "ink"));
        assert!(light.starts_with('#') && dark.starts_with('#') && light != dark, "{light} {dark}");
        assert_ne!(colour(Theme::Light, "p1-tint"), colour(Theme::Light, "p1"));
    }
}
