//! The parts around the canvas, and what is drawn on it.

use forkscope_view::mosaic::{Level, Live, Mosaic};
use forkscope_view::{fill, Table};
use yew::{html, Callback, Html, NodeRef};

use super::look::{Look, Room, LABELS};
use super::raster::Raster;
use crate::components::leaf::{class, leaf, when};
use crate::platform::canvas;

/// The colours of the classes of cells.
const TOKENS: [&str; 10] = ["sunken", "cold", "o1", "o2", "o3", "o4", "p1", "p2", "p3", "p4"];

/// What the canvas was drawn with last, so that it can be drawn again at once.
#[derive(Default)]
pub(super) struct Pens {
    raster: Option<Raster>,
    bands: u64,
    still: Vec<u8>,
    colours: Vec<[u8; 4]>,
    /// The theme that the colours are of: to ask for them has the browser work out all styles.
    theme: Option<u32>,
    pixels: Vec<u8>,
    rings: Vec<canvas::Ring>,
    /// What the canvas shows, all of it.
    shown: Option<Shown>,
}

/// What a drawing depends on: cells, where they are, their colours, and the rings.
type Shown = (Vec<u8>, Raster, Option<u32>, Vec<canvas::Ring>);

impl Pens {
    /// Takes up another look, another picture or another theme.
    pub(super) fn prepare(&mut self, look: &Look, mosaic: &Mosaic, room: Room, theme: u32) {
        if room.width <= LABELS {
            return;
        }
        let raster = look.raster(mosaic, room);
        self.bands = raster.grid.bands(mosaic.frames());
        if self.theme != Some(theme) {
            (self.colours, self.theme) = (canvas::colours(&TOKENS), Some(theme));
        }
        self.still = mosaic.paint(&raster.grid, raster.bands(self.bands));
        let frames = [Some(look.focused(mosaic)), look.hover];
        let ring = |frame: u64| {
            let (left, top) = raster.corner(raster.grid.spot(frame - mosaic.first()));
            let far = raster.cell.max(2);
            (left as f64 - far as f64 / 2.0, top as f64 - far as f64 / 2.0, (raster.cell + far) as f64 - 1.0)
        };
        self.rings = frames.into_iter().flatten().map(ring).collect();
        self.raster = Some(raster);
    }

    /// Draws the picture, or the moment of writes that go on.
    pub(super) fn draw(&mut self, node: &NodeRef, live: Option<&Live>) {
        let Some(raster) = self.raster else { return };
        let bands = raster.bands(self.bands);
        let moving = live.map(|live| live.paint(&raster.grid, bands.clone()));
        let cells = moving.as_ref().unwrap_or(&self.still);
        let same =
            |shown: &Shown| shown.0 == *cells && (shown.1, shown.2) == (raster, self.theme) && shown.3 == self.rings;
        if self.shown.as_ref().is_some_and(same) {
            return;
        }
        raster.draw(cells, bands, &self.colours, &mut self.pixels);
        let size = (raster.width() as u32, raster.height as u32);
        let done = canvas::show(node, &self.pixels, size, &self.rings);
        self.shown = done.map(|()| (cells.clone(), raster, self.theme, self.rings.clone()));
    }
}

/// The size of the canvas on the page.
pub(super) fn canvas_style(look: &Look, mosaic: &Mosaic, room: Room) -> String {
    if room.width <= LABELS {
        return String::new();
    }
    let raster = look.raster(mosaic, room);
    let side = |pixels: u64| room.page(pixels as i64) as f32 / 100.0;
    fill("left:#px;width:#px;height:#px", &[LABELS as f32, side(raster.width()), side(raster.height)])
}

/// What there is, and what the colours mean.
pub(super) fn view_head(mosaic: &Mosaic, level: Level) -> Html {
    let steps = Mosaic::legend(level);
    let tokens = if level == Level::Frame { &["cold", "o3"][..] } else { &["cold", "o1", "o2", "o3", "o4"][..] };
    let step = |(text, token): (&String, &&str)| {
        html! { <li key={text.clone()}><i style={format!("background:var(--{token})")}></i>{ text.clone() }</li> }
    };
    html! {
        <header class="mosaic__head">
            <h2>{ say!("Physical memory") }</h2>
            { leaf("span", "stage__sub", &mosaic.sub) }
            <ul class="mosaic__legend" aria-label={say!("Copied since fork, in a cell")}>
                <li class="mosaic__what" aria-hidden="true">{ if level == Level::Frame { say!("copied") } else { say!("copied per cell") } }</li>
                { for steps.iter().zip(tokens).map(step) }
                <li><i style="background:var(--p1)"></i>{ say!("private copies") }</li>
            </ul>
        </header>
    }
}

/// The starts of bands, beside them.
pub(super) fn view_bands(mosaic: &Mosaic, look: &Look, room: Room) -> Html {
    if room.width <= LABELS {
        return html! { <ol class="mosaic__bands" aria-hidden="true"></ol> };
    }
    let raster = look.raster(mosaic, room);
    let half = (raster.pitch() - raster.gap) as i64 / 2;
    let band = |band: u64| {
        let middle = raster.above(band) + half;
        let seen = (0..raster.height as i64).contains(&middle);
        let style = fill("top:#px", &[room.page(middle) as f32 / 100.0 - 8.0]);
        html! { <li key={band} {style} hidden={!seen}>{ mosaic.band_text(&raster.grid, band) }</li> }
    };
    let bands = raster.bands(raster.grid.bands(mosaic.frames()));
    html! { <ol class="mosaic__bands" aria-hidden="true">{ for bands.map(band) }</ol> }
}

/// From how far it is looked at.
pub(super) fn view_zoom(mosaic: &Mosaic, level: Level, set: &Callback<Level>, zoom: &Callback<bool>) -> Html {
    let levels = mosaic.levels();
    let one = |other: Level| {
        let (set, pressed) = (set.clone(), other == level);
        let words = match other.frames() {
            1 => say!("1 frame").to_owned(),
            frames if pressed => say!("{} frames per cell", frames),
            frames => frames.to_string(),
        };
        let label = match other.frames() {
            1 => say!("1 frame per cell").to_owned(),
            frames => say!("{} frames per cell", frames),
        };
        let class = class(&["btn btn--small", when(pressed, "btn--outline")]);
        html! { <button type="button" key={label.clone()} {class} aria-label={label} aria-pressed={if pressed { "true" } else { "false" }} onclick={move |_| set.emit(other)}>{ words }</button> }
    };
    let by = |label: &'static str, sign: &'static str, nearer: bool| {
        let zoom = zoom.clone();
        let end = if nearer { levels.last() } else { levels.first() } == Some(&level);
        html! { <button type="button" class="btn btn--small btn--outline mosaic__sign" aria-label={label} title={label} disabled={end} onclick={move |_| zoom.emit(nearer)}>{ sign }</button> }
    };
    html! {
        <div class="mosaic__zoom" role="group" aria-label={say!("Zoom")}>
            { by(say!("Zoom out"), "−", false) }
            { by(say!("Zoom in"), "+", true) }
            <span class="mosaic__levels">{ for levels.iter().copied().map(one) }</span>
            <span class="mosaic__hint" aria-hidden="true">{ say!("Scroll to zoom, drag to pan, ") }<kbd>{ "Enter" }</kbd>{ say!(" goes nearer") }</span>
        </div>
    }
}

/// The same as a table; it is seen where colours are not.
pub(super) fn view_table(table: &Table) -> Html {
    let row = |(index, cells): (usize, &Vec<String>)| {
        let cell = |(at, text): (usize, &String)| match at {
            0 => html! { <th key={at} scope="row">{ text.clone() }</th> },
            _ => html! { <td key={at}>{ text.clone() }</td> },
        };
        html! { <tr key={index}>{ for cells.iter().enumerate().map(cell) }</tr> }
    };
    html! {
        <table class="mosaic__table">
            <caption>{ table.caption.clone() }</caption>
            <thead><tr>{ for table.columns.iter().map(|column| html! { <th key={column.to_string()} scope="col">{ column.to_string() }</th> }) }</tr></thead>
            <tbody>{ for table.rows.iter().enumerate().map(row) }</tbody>
        </table>
    }
}
