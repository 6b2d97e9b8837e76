//! An element of the page, as long as it is in the document.

use crate::browser::string;
use crate::Browser;
use anyhow::Result;
use serde_json::{json, Value};

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

    /// Whether it can be seen.
    pub fn is_displayed(&self) -> Result<bool> {
        Ok(self.get("/displayed")? == json!(true))
    }

    /// Whether it can be used.
    pub fn is_enabled(&self) -> Result<bool> {
        Ok(self.get("/enabled")? == json!(true))
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
