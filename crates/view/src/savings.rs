//! What sharing saved.

use forkscope_sim::smaps::Usage;

use crate::input::SceneInput;
use crate::model::timeline::Savings;
use crate::words::{count, memory};

/// The savings at a position.
pub(crate) fn savings(input: &SceneInput<'_>, usage: Usage) -> Savings {
    let comparable = usage.if_eager > usage.mapped;
    let page = input.machine.page_size();
    let (saved, all) = (usage.if_eager.saturating_sub(usage.mapped), usage.if_eager.max(1));
    Savings {
        percent: comparable.then(|| ((200 * saved + all) / (2 * all)) as u32),
        used: memory(page, usage.mapped),
        eager: memory(page, usage.if_eager),
        tables: memory(page, usage.tables),
        copies: copies(input),
    }
}

fn copies(input: &SceneInput<'_>) -> String {
    let (lang, totals) = (input.naming.lang(), input.machine.totals());
    match (totals.cow_copies, totals.cow_reuses) {
        (0, 0) => String::new(),
        (copied, 0) => lang.say("{} copied", "复制了 {}", &[&count(lang, copied, "page", "页")]),
        (copied, reused) => {
            lang.say("{} copied, {} reused", "复制了 {}，重用 {} 页", &[&count(lang, copied, "page", "页"), &reused])
        }
    }
}
