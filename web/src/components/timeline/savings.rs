//! What sharing saved.

use forkscope_view::Savings;
use yew::{html, Html};

use crate::components::leaf::leaf;

/// The share saved, and the figures behind it; without a share as long as nothing is shared.
pub(super) fn view_savings(savings: &Savings) -> Html {
    let percent = savings.percent.map_or_else(String::new, |percent| format!("{percent} %"));
    let figures = match savings.percent {
        Some(_) => say!("{} in use instead of {}", savings.used, savings.eager),
        None => say!("{} in use, nothing shared", savings.used),
    };
    html! {
        <div class="savings">
            <p class="savings__share" hidden={percent.is_empty()}><span>{ say!("saved") }</span>{ " " }{ leaf("b", "", &percent) }</p>
            { leaf("p", "savings__figures", &figures) }
            { leaf("p", "savings__tables", &say!("page tables add {} either way", savings.tables)) }
        </div>
    }
}
