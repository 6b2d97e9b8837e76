//! Recorded snapshots, brought into a form that can be compared.

use std::collections::BTreeMap;

use serde_json::{json, Value};

/// What the kernel was seen to do, in the form of the machine's own snapshots: runs of pages spread out, what the machine does not model left out.
pub(crate) fn expected(result: &Value) -> Value {
    let Some(pages) = result.get("pages").and_then(Value::as_object) else { return plain(result) };
    let spread =
        |runs: &Value| runs.as_array().into_iter().flatten().filter_map(Value::as_str).flat_map(spread).collect();
    let pages: BTreeMap<&String, Vec<String>> = pages.iter().map(|(at, runs)| (at, spread(runs))).collect();
    let mut smaps = result["smaps"].clone();
    for figures in smaps.as_object_mut().into_iter().flatten() {
        figures.1.as_object_mut().expect("figures").remove("flags");
    }
    json!({ "pages": pages, "smaps": smaps })
}

fn plain(result: &Value) -> Value {
    let mut result = result.clone();
    if let Some(fields) = result.as_object_mut() {
        fields.retain(|name, _| !["VmSize", "VmData", "VmRSS", "RssAnon"].contains(&name.as_str()));
    }
    result
}

/// One string a page for a run like `0-1 a0-1 m2 r2 AD =`.
pub(crate) fn spread(run: &str) -> Vec<String> {
    let words: Vec<&str> = run.split_whitespace().filter(|word| !["=", "!"].contains(word)).collect();
    let bounds = |text: &str| -> (u64, u64) {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        (first.parse().unwrap_or(0), last.parse().unwrap_or(0))
    };
    let (first, last) = bounds(words[0]);
    let (kind, numbers) = words[1].split_at(1);
    // `h3:0-1` are pages of one large folio.
    let (folio, numbers) = match numbers.split_once(':') {
        Some((folio, pages)) => (format!("{folio}:"), pages),
        None => (String::new(), numbers),
    };
    let rest = words[2..].join(" ");
    (first..=last)
        .map(|page| {
            let frame = if numbers.is_empty() { String::new() } else { (bounds(numbers).0 + page - first).to_string() };
            format!("{page} {kind}{folio}{frame} {rest}").trim_end().to_owned()
        })
        .collect()
}

/// Renumbers frames by first appearance, in the order of the kernel's snapshot, so that only the partition counts.
pub(crate) fn canonical(snapshot: &Value, order: &[String]) -> Value {
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut snapshot = snapshot.clone();
    for at in order {
        for page in snapshot["pages"][at].as_array_mut().into_iter().flatten() {
            let words: Vec<&str> = page.as_str().unwrap_or_default().split(' ').collect();
            let Some(label) = words.get(1).filter(|label| label.len() > 1) else { continue };
            let next = numbers.len();
            let (frame, within) = label[1..].split_at(label[1..].find(':').unwrap_or(label.len() - 1));
            // A folio and a single frame may have been given one number, and a swap slot.
            let apart = if within.is_empty() { "" } else { "folio " };
            let key = if label.starts_with('S') { label.to_string() } else { format!("{apart}{frame}") };
            let number = *numbers.entry(key).or_insert(next);
            let label = format!("{}{number}{within}", &label[..1]);
            *page = json!([&[words[0], &label], &words[2..]].concat().join(" "));
        }
    }
    snapshot
}
