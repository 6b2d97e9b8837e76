//! Compare: the same script under two or three policies, side by side and in step.

use std::rc::Rc;

use forkscope_sim::CopyPolicy;
use forkscope_view::compare::Total;
use forkscope_view::fill;
use yew::{component, html, use_memo, Callback, Event, Html, MouseEvent, Properties};

use crate::actions::Action;
use crate::components::button::{icon_button, text_button};
use crate::components::icon::Icon;
use crate::components::leaf::{leaf, when};
use crate::components::narration::Caption;
use crate::components::stage::Stage;
use crate::components::top::policy::words;
use crate::context::Context;
use crate::hooks::use_compared::use_compared;
use crate::platform::dom;
use crate::route::{policy_from_word, policy_word};
use crate::state::compare::{sides, size, Side, MOST};
use crate::state::ui::UiAction;

/// From so many pixels on, all figures fit side by side.
const WIDE: u32 = 1280;

/// What it needs.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CompareProps {
    /// The state.
    pub(crate) context: Context,
    /// The policies beside the session's own.
    pub(crate) others: Rc<[CopyPolicy]>,
}

/// The stages, and the table of totals below them.
#[component]
pub(crate) fn Compare(props: &CompareProps) -> Html {
    let Context { session, ui, perform, .. } = &props.context;
    let made = use_compared(session, &props.others);
    let mut runs = vec![Rc::clone(session.run())];
    runs.extend(made.into_iter().filter(|run| run.number() == session.run().number()));
    let class = size(ui.window, 1 + props.others.len());
    let key = (
        session.cursor(),
        session.moved(),
        class,
        runs.iter().map(|run| (run.number(), run.policy())).collect::<Vec<_>>(),
    );
    let shown = use_memo(key, |(cursor, moved, class, _)| sides(&runs, *cursor, *moved, *class));
    let add = {
        let (ui, others, own) = (ui.clone(), Rc::clone(&props.others), session.policy());
        Callback::from(move |_: MouseEvent| {
            let unused = CopyPolicy::ALL.into_iter().find(|policy| *policy != own && !others.contains(policy));
            ui.dispatch(UiAction::Compare(others.iter().copied().chain(unused).collect()));
        })
    };
    let speed = session.playback().speed;
    html! {
        <section class="compare" aria-label={say!("Compare policies")}>
            <header class="compare__head">
                <h2 class="ph__title">{ say!("The same script under other policies") }</h2>
                <span class="ph__space"></span>
                if props.others.len() < MOST { { text_button("btn--small btn--outline", say!("Add a policy"), add) } }
                { icon_button("", say!("Stop comparing"), Icon::Close, perform.on(Action::Compare)) }
            </header>
            <div class="compare__sides">{ for shown.sides.iter().enumerate().map(|(index, side)| view_side(props, index, side, speed)) }</div>
            { view_totals(&shown.sides, &shown.totals, ui.window.0 >= WIDE) }
        </section>
    }
}

fn view_side(props: &CompareProps, index: usize, side: &Side, speed: f32) -> Html {
    let (name, about) = words(side.policy);
    let scene = &side.scene;
    let saved =
        scene.savings.percent.map_or_else(|| say!("nothing saved").to_owned(), |percent| say!("saved {} %", percent));
    html! {
        <section key={index} class="compare__side" aria-label={name}>
            <header class="compare__policy" title={about} style={fill("width:#px", &[scene.stage.width])}>{ choice(props, index, side.policy) }<span class="ph__sub">{ format!("{}, {saved}", scene.savings.used) }</span></header>
            <Stage stage={scene.stage.clone()} tables={scene.tables.clone()} on_pick={Callback::noop()} {speed} prefix={format!("side{index}")} locked=true differs={side.differs.clone()} />
            <Caption narration={scene.narration.clone()} among_others=true />
        </section>
    }
}

/// The policy of a side; that of the first is the session's.
fn choice(props: &CompareProps, index: usize, current: CopyPolicy) -> Html {
    let Context { ui, perform, .. } = props.context.clone();
    let others = Rc::clone(&props.others);
    let onchange = Callback::from(move |event: Event| {
        let Some(policy) = policy_from_word(&dom::value(&event)) else { return };
        match index.checked_sub(1) {
            None => perform.act(Action::SetPolicy(Some(policy))),
            Some(changed) => {
                let others = others.iter().enumerate().map(|(at, other)| if at == changed { policy } else { *other });
                ui.dispatch(UiAction::Compare(others.collect()));
            }
        }
    });
    let option = |policy: CopyPolicy| {
        let word = policy_word(policy);
        html! { <option key={word} value={word} selected={policy == current}>{ words(policy).0 }</option> }
    };
    html! { <select class="input compare__choice" aria-label={say!("Policy {}", index + 1)} {onchange}>{ for CopyPolicy::ALL.into_iter().map(option) }</select> }
}

/// A row for each policy where the window is wide, so that the table is low; else a row for each figure.
fn view_totals(sides: &[Side], totals: &[Total], wide: bool) -> Html {
    let policy = |side: &Side| words(side.policy).0;
    let class = |total: &Total| when(total.differs, "compare__differs");
    let head = |name: &'static str| html! { <th key={name} scope="col">{ name }</th> };
    let (corner, heads, rows): (_, Html, Html) = if wide {
        let row = |(at, side): (usize, &Side)| {
            let values = totals.iter().map(|total| leaf("td", class(total), &total.values[at]));
            html! { <tr key={policy(side)}><th scope="row">{ policy(side) }</th>{ for values }</tr> }
        };
        let heads = totals.iter().map(|total| head(total.name));
        (say!("Policy"), heads.collect(), sides.iter().enumerate().map(row).collect())
    } else {
        let row = |total: &Total| {
            let values = total.values.iter().map(|value| leaf("td", class(total), value));
            html! { <tr key={total.name}><th scope="row">{ total.name }</th>{ for values }</tr> }
        };
        (say!("Figure"), sides.iter().map(|side| head(policy(side))).collect(), totals.iter().map(row).collect())
    };
    let (class, caption) = if wide { ("compare__totals compare__totals--wide", "sr") } else { ("compare__totals", "") };
    html! {
        <table {class}>
            { leaf("caption", caption, say!("Totals so far")) }
            <thead><tr>{ head(corner) }{ heads }</tr></thead>
            <tbody>{ rows }</tbody>
        </table>
    }
}
