//! What sharing saved.

use std::rc::Rc;

use forkscope_view::Savings;
use yew::{component, html, Html, Properties};

/// The savings.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct SavingsBlockProps {
    /// The view model.
    pub(crate) savings: Rc<Savings>,
}

/// The share saved, and the figures behind it; without a share as long as nothing is shared.
#[component]
pub(crate) fn SavingsBlock(props: &SavingsBlockProps) -> Html {
    let savings = &props.savings;
    let percent = savings.percent.map(|percent| format!("{percent} %"));
    let figures = match savings.percent {
        Some(_) => format!("{} in use instead of {}", savings.used, savings.eager),
        None => format!("{} in use, nothing shared", savings.used),
    };
    html! {
        <div class="savings">
            <p class="savings__share" hidden={percent.is_none()}><span>{ "saved" }</span>{ " " }<b>{ percent.unwrap_or_default() }</b></p>
            <p class="savings__figures">{ figures }</p>
            <p class="savings__tables">{ format!("page tables add {} either way", savings.tables) }</p>
        </div>
    }
}
