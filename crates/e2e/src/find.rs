//! Elements by what a screen reader says of them: a role and a name.
//!
//! The selector of a role only narrows the choice; role and name are those that the browser computes.

use crate::wire::element_id;
use crate::{Browser, Element};
use anyhow::{ensure, Context, Result};
use serde_json::json;

impl Browser {
    /// The element of a role and a name, once it is there.
    pub fn find(&self, role: &str, name: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("{role} `{name}`"), |browser| browser.try_find(role, name))
    }

    /// The element of a role and a name, if it is there now.
    pub fn try_find(&self, role: &str, name: &str) -> Result<Option<Element<'_>>> {
        for element in self.candidates(role, name)? {
            if element.name()? == name && element.role()? == role {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }

    /// The first element of a role whose name begins with some words, once it is there.
    pub fn find_starting(&self, role: &str, start: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("{role} `{start}…`"), |browser| {
            let all = browser.candidates(role, start)?;
            Ok(all.into_iter().find(|element| {
                element.name().is_ok_and(|name| name.starts_with(start))
                    && element.role().is_ok_and(|found| found == role)
            }))
        })
    }

    /// All elements of a role that can be seen, with their names, in the order of the document.
    pub fn all(&self, role: &str) -> Result<Vec<(String, Element<'_>)>> {
        let mut all = Vec::new();
        for element in self.candidates(role, "")? {
            if element.is_displayed()? && element.role()? == role {
                all.push((element.name()?, element));
            }
        }
        Ok(all)
    }

    /// The names of all elements of a role, in the order of the document.
    pub fn names_of(&self, role: &str) -> Result<Vec<String>> {
        let elements = self.candidates(role, "")?;
        elements.iter().filter(|element| element.role().is_ok_and(|found| found == role)).map(Element::name).collect()
    }

    /// The text of the element of a role and a name.
    pub fn text_of(&self, role: &str, name: &str) -> Result<String> {
        self.find(role, name)?.text()
    }

    /// Clicks the button of a name.
    pub fn click_button(&self, name: &str) -> Result<()> {
        self.find("button", name)?.click()
    }

    /// The first element that a CSS selector matches, if there is one now: for what has neither role nor name.
    pub fn try_select(&self, selector: &str) -> Result<Option<Element<'_>>> {
        Ok(self.select_all(selector)?.into_iter().next())
    }

    /// The first element that a CSS selector matches, once there is one.
    pub fn select(&self, selector: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("`{selector}`"), |browser| browser.try_select(selector))
    }

    /// All elements that a CSS selector matches.
    pub fn select_all(&self, selector: &str) -> Result<Vec<Element<'_>>> {
        let answer = self.session.post("/elements", &json!({ "using": "css selector", "value": selector }))?;
        self.elements(&answer)
    }

    /// Elements that may have a role, those first whose words contain the name.
    fn candidates(&self, role: &str, name: &str) -> Result<Vec<Element<'_>>> {
        let script = "
            const [selector, name] = arguments;
            const all = [...document.querySelectorAll(selector)];
            if (!name) return all;
            const words = e => [e.getAttribute('aria-label'), e.textContent, e.title, e.alt].join(' ');
            const likely = all.filter(e => words(e).includes(name));
            return likely.concat(all.filter(e => !likely.includes(e)));";
        let answer = self.run(script, &[json!(selector_of(role)), json!(name)])?;
        self.elements(&answer)
    }

    fn elements(&self, answer: &serde_json::Value) -> Result<Vec<Element<'_>>> {
        let list = answer.as_array().context("the driver gave no list of elements")?;
        let ids: Vec<_> = list.iter().filter_map(element_id).collect();
        ensure!(ids.len() == list.len(), "the driver gave something that is no element");
        Ok(ids.into_iter().map(|id| Element::new(self, id)).collect())
    }
}

/// Which elements can have a role without saying so.
fn selector_of(role: &str) -> String {
    let native = match role {
        "button" => "button, summary, input[type=button], input[type=submit], input[type=reset]",
        "link" => "a[href], area[href]",
        "textbox" => "textarea, input:not([type]), input[type=text], input[type=url]",
        "searchbox" => "input[type=search]",
        "checkbox" => "input[type=checkbox]",
        "radio" => "input[type=radio]",
        "slider" => "input[type=range]",
        "spinbutton" => "input[type=number]",
        "combobox" | "listbox" => "select, input[list]",
        "option" => "option",
        "heading" => "h1, h2, h3, h4, h5, h6",
        "status" => "output",
        "dialog" => "dialog",
        "table" => "table",
        "row" => "tr",
        "cell" | "gridcell" => "td",
        "columnheader" | "rowheader" => "th",
        "list" => "ul, ol",
        "listitem" => "li",
        "image" | "img" => "img, svg",
        "main" => "main",
        "navigation" => "nav",
        "banner" => "header",
        "contentinfo" => "footer",
        "complementary" => "aside",
        "region" => "section",
        "form" => "form",
        "group" => "fieldset, details",
        "article" => "article",
        "figure" => "figure",
        "Iframe" => "iframe",
        "progressbar" => "progress",
        "meter" => "meter",
        _ => "",
    };
    let explicit = format!("[role~=\"{role}\"]");
    if native.is_empty() {
        explicit
    } else {
        format!("{explicit}, {native}")
    }
}
