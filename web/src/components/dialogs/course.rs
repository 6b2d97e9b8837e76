//! Memory over time: a line for each process, and the figures behind them.

use forkscope_view::fill;
use forkscope_view::memory::{course as course_of, Line};
use yew::{html, Callback, Html};

use super::frame::Frame;
use crate::components::glyph::{glyph, hue};
use crate::components::leaf::{class, leaf, path};
use crate::components::stage::view_table;
use crate::context::Context;
use crate::lang::lang;

/// The dialog.
pub(super) fn course(context: &Context, onclose: Callback<()>) -> Html {
    let course = course_of(context.session.run().history(), lang());
    let (width, height) = course.size;
    html! {
        <Frame title={say!("Memory over time")} name="course" wide=true {onclose}>
            <figure class="course">
                <svg class="course__drawing" viewBox={fill("0 0 # #", &[width, height])} preserveAspectRatio="none" aria-hidden="true">
                    { for course.lines.iter().enumerate().map(line) }
                </svg>
                <span class="course__top">{ &course.top }</span>
            </figure>
            <ul class="course__legend">{ for course.lines.iter().enumerate().map(legend) }</ul>
            <div class="wide-table" tabindex="0" role="group" aria-label={say!("Memory over time")}>{ view_table(&course.table, "data") }</div>
        </Frame>
    }
}

fn line((index, line): (usize, &Line)) -> Html {
    path(&style(index, line), &line.path)
}

fn style(index: usize, line: &Line) -> String {
    let kind = match (index, line.mark) {
        (0, _) => "course__used".to_owned(),
        (1, _) => "course__eager".to_owned(),
        (_, mark) => format!("course__process {}", mark.map(hue).unwrap_or_default()),
    };
    class(&["course__line", &kind])
}

fn legend((index, line): (usize, &Line)) -> Html {
    let sign = match line.mark {
        Some(mark) => glyph(mark),
        None => {
            html! { <svg width="18" height="8" viewBox="0 0 18 8" aria-hidden="true">{ path(&style(index, line), "M0 4h18") }</svg> }
        }
    };
    html! { <li key={line.name.clone()}>{ sign }{ leaf("span", "", &line.name) }{ leaf("b", "", &line.last) }</li> }
}
