//! Keys and the mouse, as a person uses them: on what has the focus, at where things are drawn.

use crate::wire::element_value;
use crate::{Browser, Element};
use anyhow::{bail, Result};
use serde_json::{json, Value};

/// More things than these no page of ours lets Tab stop at.
const MOST_TABS: usize = 200;

impl Browser {
    /// Presses a key, or several together: `Enter`, `.`, `Control+k`, `Shift+Tab`.
    pub fn press(&self, keys: &str) -> Result<()> {
        let keys = codes(keys)?;
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.act(json!([{ "type": "key", "id": "keyboard", "actions": actions }]))
    }

    /// Presses Tab until an element has the focus: it can be reached by keyboard.
    pub fn tab_to(&self, element: &Element<'_>) -> Result<()> {
        for _ in 0..MOST_TABS {
            if element.has_focus()? {
                return Ok(());
            }
            self.press("Tab")?;
        }
        bail!("Tab does not lead to {} `{}`", element.role()?, element.name()?)
    }

    /// Types into what has the focus.
    pub fn type_text(&self, text: &str) -> Result<()> {
        let key = |ch: char| [json!({ "type": "keyDown", "value": ch }), json!({ "type": "keyUp", "value": ch })];
        let actions: Vec<Value> =
            text.chars().map(|ch| if ch == '\n' { '\u{E007}' } else { ch }).flat_map(key).collect();
        self.act(json!([{ "type": "key", "id": "keyboard", "actions": actions }]))
    }

    /// Pastes a text into what has the focus; it has been copied elsewhere.
    pub fn paste(&self, text: &str) -> Result<()> {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        self.cdp("Browser.grantPermissions", &json!({ "permissions": permissions }))?;
        self.run("return navigator.clipboard.writeText(arguments[0])", &[json!(text)])?;
        self.press("Control+v")
    }

    /// Moves the mouse over the middle of an element.
    pub fn hover(&self, element: &Element<'_>) -> Result<()> {
        self.mouse(&[move_to(element, 0, 0)])
    }

    /// Moves the mouse over a point of an element, in CSS pixels from its middle.
    pub fn hover_at(&self, element: &Element<'_>, x: i32, y: i32) -> Result<()> {
        self.mouse(&[move_to(element, x, y)])
    }

    /// Clicks a point of an element, in CSS pixels from its middle.
    pub fn click_at(&self, element: &Element<'_>, x: i32, y: i32) -> Result<()> {
        self.mouse(&[
            move_to(element, x, y),
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ])
    }

    /// Drags from the middle of an element by a distance in CSS pixels.
    pub fn drag(&self, element: &Element<'_>, by_x: i32, by_y: i32) -> Result<()> {
        self.mouse(&[
            move_to(element, 0, 0),
            json!({ "type": "pointerDown", "button": 0 }),
            json!({ "type": "pointerMove", "origin": "pointer", "x": by_x, "y": by_y, "duration": 50 }),
            json!({ "type": "pointerUp", "button": 0 }),
        ])
    }

    /// Turns the wheel over an element, by so many CSS pixels.
    pub fn wheel(&self, element: &Element<'_>, by: i32) -> Result<()> {
        let turn = json!({ "type": "scroll", "origin": element_value(element.id()), "x": 0, "y": 0, "deltaX": 0, "deltaY": by, "duration": 0 });
        self.act(json!([{ "type": "wheel", "id": "wheel", "actions": [turn] }]))
    }

    fn mouse(&self, actions: &[Value]) -> Result<()> {
        self.act(
            json!([{ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions }]),
        )
    }

    fn act(&self, sources: Value) -> Result<()> {
        self.session.post("/actions", &json!({ "actions": sources })).map(drop)
    }
}

fn move_to(element: &Element<'_>, x: i32, y: i32) -> Value {
    json!({ "type": "pointerMove", "origin": element_value(element.id()), "x": x, "y": y, "duration": 0 })
}

/// The keys of a chord as WebDriver writes them.
fn codes(chord: &str) -> Result<Vec<char>> {
    if chord == "+" {
        return Ok(vec!['+']);
    }
    chord.split('+').map(code).collect()
}

fn code(key: &str) -> Result<char> {
    let named = match key {
        "Space" => ' ',
        "Backspace" => '\u{E003}',
        "Tab" => '\u{E004}',
        "Enter" => '\u{E007}',
        "Shift" => '\u{E008}',
        "Control" => '\u{E009}',
        "Alt" => '\u{E00A}',
        "Escape" => '\u{E00C}',
        "PageUp" => '\u{E00E}',
        "PageDown" => '\u{E00F}',
        "End" => '\u{E010}',
        "Home" => '\u{E011}',
        "ArrowLeft" => '\u{E012}',
        "ArrowUp" => '\u{E013}',
        "ArrowRight" => '\u{E014}',
        "ArrowDown" => '\u{E015}',
        "Delete" => '\u{E017}',
        "Meta" => '\u{E03D}',
        other => return single(other),
    };
    Ok(named)
}

fn single(key: &str) -> Result<char> {
    let mut chars = key.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) => Ok(only),
        _ => bail!("`{key}` is not a key"),
    }
}

#[cfg(test)]
mod tests {
    use super::codes;

    #[test]
    fn chords_are_taken_apart() {
        assert_eq!(codes("Control+k").ok(), Some(vec!['\u{E009}', 'k']));
        assert_eq!(codes("+").ok(), Some(vec!['+']));
        assert!(codes("Contrl+k").is_err());
    }
}
