//! An element of the page, as long as it is in the document.

use crate::browser::string;
use crate::Browser;
use anyhow::Result;
use serde_json::{json, Value};

/// A box on the page, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Its left side.
    pub x: f64,
    /// Its upper side.
    pub y: f64,
    /// How wide it is.
    pub width: f64,
    /// How high it is.
    pub height: f64,
}

impl Rect {
    /// Whether two boxes lie over each other by more than a pixel.
    pub fn overlaps(&self, other: &Self) -> bool {
        let meet = |a: f64, a_size: f64, b: f64, b_size: f64| (a + a_size).min(b + b_size) - a.max(b) > 1.0;
        meet(self.x, self.width, other.x, other.width) && meet(self.y, self.height, other.y, other.height)
    }
}

/// A reference to an element.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl<'a> Element<'a> {
    pub(crate) fn new(browser: &'a Browser, id: String) -> Self {
        Self { browser, id }
    }

    /// The driver's name for it.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The role that assistive technology is told.
    pub fn role(&self) -> Result<String> {
        string(self.get("/computedrole")?)
    }

    /// The name that assistive technology is told.
    pub fn name(&self) -> Result<String> {
        string(self.get("/computedlabel")?)
    }

    /// Its text as it is drawn.
    pub fn text(&self) -> Result<String> {
        string(self.get("/text")?)
    }

    /// An attribute in the document, if it is there.
    pub fn attribute(&self, name: &str) -> Result<Option<String>> {
        Ok(self.get(&format!("/attribute/{name}"))?.as_str().map(str::to_owned))
    }

    /// A property of the DOM object, such as `value` or `checked`.
    pub fn property(&self, name: &str) -> Result<Value> {
        self.get(&format!("/property/{name}"))
    }

    /// A property of its computed style.
    pub fn style(&self, name: &str) -> Result<String> {
        string(self.get(&format!("/css/{name}"))?)
    }

    /// The texts of the cells of a table, row by row, without its head.
    pub fn rows(&self) -> Result<Vec<Vec<String>>> {
        let script = "
            const rows = [...arguments[0].querySelectorAll('tbody tr')];
            return rows.map(row => [...row.cells].map(cell => cell.textContent));";
        Ok(serde_json::from_value(self.browser.run(script, &[crate::wire::element_value(&self.id)])?)?)
    }

    /// The texts of the heads of a table's columns.
    pub fn heads(&self) -> Result<Vec<String>> {
        let script = "return [...arguments[0].querySelectorAll('thead th')].map(head => head.textContent);";
        Ok(serde_json::from_value(self.browser.run(script, &[crate::wire::element_value(&self.id)])?)?)
    }

    /// Where it is drawn.
    pub fn rect(&self) -> Result<Rect> {
        let rect = self.get("/rect")?;
        let number = |key: &str| rect[key].as_f64().unwrap_or(f64::NAN);
        Ok(Rect { x: number("x"), y: number("y"), width: number("width"), height: number("height") })
    }

    /// Whether it can be seen.
    pub fn is_displayed(&self) -> Result<bool> {
        Ok(self.get("/displayed")? == json!(true))
    }

    /// Whether it has the focus.
    pub fn has_focus(&self) -> Result<bool> {
        let script = "return document.activeElement === arguments[0]";
        Ok(self.browser.run(script, &[crate::wire::element_value(&self.id)])? == json!(true))
    }

    /// Scrolls it into view and clicks its middle; an error if something else is in the way.
    pub fn click(&self) -> Result<()> {
        self.post("/click", &json!({}))
    }

    /// Focuses it and types.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.post("/value", &json!({ "text": text }))
    }

    /// Empties a field.
    pub fn clear(&self) -> Result<()> {
        self.post("/clear", &json!({}))
    }

    fn get(&self, path: &str) -> Result<Value> {
        self.browser.session.get(&format!("/element/{}{path}", self.id))
    }

    fn post(&self, path: &str, body: &Value) -> Result<()> {
        self.browser.session.post(&format!("/element/{}{path}", self.id), body).map(drop)
    }
}
