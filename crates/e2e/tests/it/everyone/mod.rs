//! Nothing keeps anyone from using what is shown: axe-core over every view and dialog, in both themes, at five sizes.

mod dialogs;
mod page;
mod play;

use anyhow::{ensure, Context, Result};
use forkscope_e2e::axe::script;
use forkscope_e2e::forkscope::link;
use forkscope_e2e::{check_with, Browser, Options, SiteOptions};

/// Phone, tablet, three sizes of desk.
const SIZES: [(u32, u32); 5] = [(390, 844), (768, 1024), (1280, 720), (1440, 900), (1920, 1080)];

/// Three generations, three pages, a write of each.
const FAMILY: &str = "\
title \"A family\"
process parent
parent: mmap VP 3 pages
parent: write VP[0..3] 0x41
parent: fork child
parent: write VP[1] 0x58
child: fork grandchild
child: write VP[2] 0x59
expect refcount(child.VP[2]) == 1
expect refcount(child.VP[2]) == 2
";

/// Something that can be looked at.
struct View {
    name: &'static str,
    /// The end of the address that it is reached from, without a script.
    query: &'static str,
    /// The script of the link, if it is one.
    script: Option<&'static str>,
    /// How to get there from there.
    open: fn(&Browser) -> Result<()>,
}

/// A view of the family, at the end of the address `query`.
const fn view(name: &'static str, query: &'static str, open: fn(&Browser) -> Result<()>) -> View {
    View { name, query, script: Some(FAMILY), open }
}

/// A view of another script.
const fn of(name: &'static str, script: &'static str, open: fn(&Browser) -> Result<()>) -> View {
    View { name, query: "", script: Some(script), open }
}

/// Goes to each view and looks at it in both themes and at all sizes. Everything that is wrong is told at once.
fn check(views: &[View]) -> Result<()> {
    let Some(axe) = script()? else { return Ok(()) };
    check_with(&Options::default(), &SiteOptions::default(), |page, site| {
        page.bring_axe(&axe)?;
        let mut wrong = Vec::new();
        for View { name, query, script, open } in views {
            page.set_media(&[("prefers-reduced-motion", "reduce")])?;
            set_size(page, SIZES[3])?;
            page.visit("about:blank")?;
            page.visit(&site.url(&format!("{query}{}", script.map(link).unwrap_or_default())))?;
            page.wait_until_started()?;
            open(page).with_context(|| format!("on the way to {name}"))?;
            look(page, name, &mut wrong)?;
        }
        // The same at several sizes is one fault.
        wrong.sort();
        wrong.dedup_by(|one, other| one.1 == other.1);
        let told: Vec<String> = wrong.iter().map(|(place, fault)| format!("{place}: {fault}")).collect();
        ensure!(told.is_empty(), "these rules are broken:\n  {}", told.join("\n  "));
        Ok(())
    })
}

/// Adds what is wrong with what is shown, and where.
fn look(page: &Browser, name: &str, wrong: &mut Vec<(String, String)>) -> Result<()> {
    for scheme in ["light", "dark"] {
        page.set_media(&[("prefers-color-scheme", scheme), ("prefers-reduced-motion", "reduce")])?;
        for size in SIZES {
            set_size(page, size)?;
            let place = format!("{name}, {scheme}, {} wide", size.0);
            wrong.extend(page.broken_rules()?.into_iter().map(|fault| (place.clone(), fault)));
        }
    }
    Ok(())
}

/// Gives the window a size, and the page the time to take it; what is on its way from one colour to another is there at once.
fn set_size(page: &Browser, (width, height): (u32, u32)) -> Result<()> {
    page.set_viewport(width, height)?;
    let settled = "
        const frame = () => new Promise(requestAnimationFrame);
        const isFinite = animation => Number.isFinite(animation.effect?.getComputedTiming().endTime);
        return frame().then(frame).then(() => document.getAnimations().filter(isFinite).forEach(each => each.finish()));";
    page.run(settled, &[]).map(drop)
}

/// Nothing more has to be done to see it.
fn there(_: &Browser) -> Result<()> {
    Ok(())
}

/// The end of the script.
fn at_end(page: &Browser) -> Result<()> {
    page.press("End")?;
    page.find("button", "Play")?;
    page.wait_until("the end", |page| forkscope_e2e::forkscope::Position::of(page)?.is_at_end())
}

/// A dialog, by its key, at the end of the script.
fn dialog(page: &Browser, key: &str, title: &str) -> Result<()> {
    at_end(page)?;
    page.press(key)?;
    page.find("dialog", title).map(drop)
}
