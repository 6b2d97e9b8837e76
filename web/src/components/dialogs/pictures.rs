//! Pictures and data: what is shown, as files for slides, papers and spreadsheets.

use forkscope_view::Table;
use yew::{component, html, use_state, Callback, Html, MouseEvent, Properties};

use super::frame::Frame;
use crate::components::button::text_button;
use crate::context::{Context, SessionHandle};
use crate::lang::Text;
use crate::platform::{file, picture};
use crate::state::pictures::{self, File, MOST};
use crate::state::session::Session;

/// What it needs, and how to leave.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PicturesProps {
    /// The state.
    pub(crate) context: Context,
    /// Called when it is to go.
    pub(crate) onclose: Callback<()>,
}

/// Pixels a point in a PNG: sharp on projectors and in print.
const PNG_SCALE: f64 = 2.0;

const REFUSED: Text = text!("This browser could not draw the PNG; take the SVG.");

/// The dialog. Pictures have the theme and the size class of the page.
#[component]
pub(crate) fn Pictures(props: &PicturesProps) -> Html {
    let Context { session, scene, .. } = &props.context;
    let said = use_state(|| "");
    let size = scene.stage.size;
    let svg = saves(session, move |session| pictures::picture(session, size, &picture::colour));
    let strip = saves(session, move |session| pictures::strip(session, size, &picture::colour));
    let json = saves(session, pictures::run);
    let png = {
        let (session, said) = (session.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let File { name, text } = pictures::picture(&session, size, &picture::colour);
            let said = said.clone();
            let name = name.replace(".svg", ".png");
            picture::save_png(&name, &text, PNG_SCALE, move |done| said.set(if done { "" } else { REFUSED.say() }));
        })
    };
    let table = |(index, table): (usize, &Table)| {
        text_button("btn--outline", table.name, saves(session, move |session| pictures::table(session, index)))
    };
    let print = Callback::from(|_: MouseEvent| picture::print());
    html! {
        <Frame title={say!("Pictures and data")} name="pictures" onclose={props.onclose.clone()}>
            <section class="dialog__group" aria-labelledby="pictures-stage">
                <h3 class="dialog__label" id="pictures-stage">{ say!("The stage at step {}", session.cursor()) }</h3>
                <div class="dialog__row">{ text_button("btn--primary", "SVG", svg) }{ text_button("btn--outline", "PNG", png) }{ text_button("btn--outline", say!("Print"), print) }</div>
                <p class="dialog__note">{ say!("In the colours of this theme, at the size of this window.") }</p>
            </section>
            <section class="dialog__group" aria-labelledby="pictures-all">
                <h3 class="dialog__label" id="pictures-all">{ say!("All steps") }</h3>
                <div class="dialog__row">{ text_button("btn--outline", say!("Strip of all commands, SVG"), strip) }{ text_button("btn--outline", say!("Run with every step, JSON"), json) }</div>
                <p class="dialog__note" hidden={session.run().acts().len() <= MOST}>{ say!("The strip ends after {} pictures.", MOST) }</p>
            </section>
            <section class="dialog__group" aria-labelledby="pictures-tables">
                <h3 class="dialog__label" id="pictures-tables">{ say!("Tables at this step, CSV") }</h3>
                <div class="dialog__row">{ for scene.tables.tables.iter().enumerate().map(table) }</div>
            </section>
            <p class="dialog__note" role="status">{ *said }</p>
        </Frame>
    }
}

/// A button's work: makes a file and gives it to the visitor.
fn saves(session: &SessionHandle, make: impl Fn(&Session) -> File + 'static) -> Callback<MouseEvent> {
    let session = session.clone();
    Callback::from(move |_: MouseEvent| {
        let File { name, text } = make(&session);
        file::save(&name, &text);
    })
}
