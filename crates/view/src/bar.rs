//! The timeline: how wide each command is, and what is on it.

use forkscope_explain::Lang;
use forkscope_sim::smaps::Usage;

use crate::chart;
use crate::input::{Act, Held, SceneInput};
use crate::model::mark::Mark;
use crate::model::narration::Progress;
use crate::model::place::Rect;
use crate::model::timeline::{Band, Tick, TickKind, TimelineBar};
use crate::narrate::position;
use crate::size::Measures;
use crate::words;

/// A command is at least as wide as so many micro-steps, and counts no more than so many.
const LEAST: f32 = 2.0;
const MOST: f32 = 32.0;
/// More acts than this are drawn in groups of neighbours.
const MOST_BANDS: usize = 600;
/// Ticks nearer to each other than this are left out.
const TICK_GAP: f32 = 3.0;
/// How wide a character of a label is.
const CHARACTER: f32 = 6.1;
/// Line numbers: the narrowest band that has one, and how wide a digit is.
const LEAST_FOR_LINE: f32 = 14.0;
const DIGIT: f32 = 6.7;

/// The timeline at a position.
pub(crate) fn bar(input: &SceneInput<'_>, usage: Usage) -> TimelineBar {
    let m = input.size.measures();
    let scale = Scale::of(input.acts, m.timeline.0);
    let taken = taken(input);
    let head = scale.x(input.act, share(input.acts.get(input.act), taken));
    let act = input.acts.get(input.act);
    let steps = act.map_or(0, |act| act.steps);
    let before: usize = input.acts.iter().take(input.act).map(|act| act.steps).sum();
    let max = input.acts.iter().map(|act| act.steps).sum();
    let command_text = command_text(input);
    let lang = input.naming.lang();
    let step_text = position(lang, taken, steps);
    TimelineBar {
        width: m.timeline.0,
        height: m.timeline.1,
        bands: bands(input, &m, &scale),
        chart: chart::chart(input, &m, &scale, (head, usage)),
        head,
        value: before + taken,
        max,
        value_text: match input.begun {
            true => words::listed(lang, &[&command_text.to_ascii_lowercase(), &step_text]),
            false if input.acts.is_empty() => command_text.to_ascii_lowercase(),
            false => lang.say("before {}", "{}之前", &[&command_text.to_ascii_lowercase()]),
        },
        source: act.map(|act| act.source.clone()).unwrap_or_default(),
        at_start: !input.begun,
        at_end: input.act + 1 >= input.acts.len() && taken >= steps,
        command_text,
        step_text,
    }
}

fn taken(input: &SceneInput<'_>) -> usize {
    let steps = input.acts.get(input.act).map_or(0, |act| act.steps);
    input.running.map_or(steps, |running| running.taken)
}

fn command_text(input: &SceneInput<'_>) -> String {
    let lang = input.naming.lang();
    match input.acts.len() {
        0 => lang.pick("No commands", "没有命令").to_owned(),
        all => lang.say("Command {} of {}", "第 {} 条命令，共 {} 条", &[&(input.act + 1).min(all), &all]),
    }
}

fn share(act: Option<&Act>, taken: usize) -> f32 {
    let steps = act.map_or(0, |act| act.steps);
    if steps == 0 {
        1.0
    } else {
        taken as f32 / steps as f32
    }
}

/// How many neighbouring acts make a band, and a point of the chart.
pub(crate) fn group(acts: &[Act]) -> usize {
    acts.len().div_ceil(MOST_BANDS).max(1)
}

fn bands(input: &SceneInput<'_>, m: &Measures, scale: &Scale) -> Vec<Band> {
    let group = group(input.acts);
    let mut start = 0;
    let mut bands = Vec::new();
    for (number, acts) in input.acts.chunks(group).enumerate() {
        let first = number * group;
        bands.push(match acts {
            [act] => band(input, m, scale, first, act, start),
            _ => group_band(input, m, scale, first, acts, start),
        });
        start += acts.iter().map(|act| act.steps).sum::<usize>();
    }
    bands
}

/// Neighbours that are too many to be told apart. A click goes to the end of the last.
fn group_band(input: &SceneInput<'_>, m: &Measures, scale: &Scale, first: usize, acts: &[Act], start: usize) -> Band {
    let last = first + acts.len() - 1;
    let rect = rect(m, scale.x(first, 0.0), scale.x(last, 1.0));
    let progress = match (last < input.act, first > input.act) {
        (true, _) => Progress::Done,
        (_, true) => Progress::Next,
        (false, false) => Progress::Current,
    };
    let head = scale.x(input.act, share(input.acts.get(input.act), taken(input)));
    let line = acts.first().and_then(|act| act.line).map(|line| line.to_string()).unwrap_or_default();
    Band {
        index: last,
        start,
        steps: acts.iter().map(|act| act.steps).sum(),
        fill: if progress == Progress::Current { (head - rect.x).clamp(0.0, rect.w) } else { 0.0 },
        mark: None,
        held: acts.iter().any(|act| act.held == Some(Held::No)).then_some(Held::No),
        label: String::new(),
        title: input.naming.lang().say(
            "{} commands from line {} on",
            "第 {1} 行起的 {0} 条命令",
            &[&acts.len(), &line],
        ),
        line: if rect.w >= 28.0 { line } else { String::new() },
        progress,
        ticks: Vec::new(),
        rect,
    }
}

fn rect(m: &Measures, x: f32, end: f32) -> Rect {
    let (_, _, height, base) = m.timeline;
    Rect { x, y: base + 8.0, w: (end - x - 1.0).max(1.0), h: height }
}

fn band(input: &SceneInput<'_>, m: &Measures, scale: &Scale, index: usize, act: &Act, start: usize) -> Band {
    let rect = rect(m, scale.x(index, 0.0), scale.x(index, 1.0));
    let progress = match index.cmp(&input.act) {
        std::cmp::Ordering::Less => Progress::Done,
        std::cmp::Ordering::Equal => Progress::Current,
        std::cmp::Ordering::Greater => Progress::Next,
    };
    let fill = if progress == Progress::Current { rect.w * share(Some(act), taken(input)) } else { 0.0 };
    let mark = act.pid.map(|pid| Mark::of(input.naming.order(pid)));
    Band {
        index,
        start,
        steps: act.steps,
        fill,
        mark,
        held: act.held,
        label: fit(&act.label, rect.w - Band::label_x(mark, act.held) - 4.0),
        line: line(act, rect.w),
        progress,
        ticks: ticks(scale, index, act),
        title: title(input.naming.lang(), act),
        rect,
    }
}

/// The number of its line, where that does not touch the next one.
fn line(act: &Act, room: f32) -> String {
    let number = act.line.map(|line| line.to_string()).unwrap_or_default();
    if room >= LEAST_FOR_LINE.max(number.len() as f32 * DIGIT + 4.0) {
        number
    } else {
        String::new()
    }
}

/// The label, or as many whole words of it as there is room for: half a word says less than the mark alone.
fn fit(label: &str, room: f32) -> String {
    let most = (room / CHARACTER).max(0.0) as usize;
    let shorter = short(label);
    let verb = label.split(' ').next().unwrap_or_default();
    let fits = |text: &&&str| text.chars().count() <= most;
    match [label, &shorter, verb].iter().find(fits) {
        Some(text) => (*text).to_owned(),
        None => String::new(),
    }
}

/// `write heap[1]` as `write [1]`.
fn short(label: &str) -> String {
    match (label.split_once(' '), label.find('[')) {
        (Some((verb, _)), Some(at)) if at > verb.len() => format!("{verb} {}", &label[at..]),
        (Some((verb, rest)), None) if rest.contains(' ') => verb.to_owned(),
        (Some(_), _) | (None, _) => label.to_owned(),
    }
}

fn ticks(scale: &Scale, index: usize, act: &Act) -> Vec<Tick> {
    let apart = (scale.x(index, 1.0) - scale.x(index, 0.0)) / act.steps.max(1) as f32;
    let kind = |step: usize| match step {
        0 => TickKind::Command,
        _ if act.traps.contains(&step) => TickKind::Trap,
        _ => TickKind::Step,
    };
    let all = (0..act.steps.max(1)).filter(|step| *step == 0 || apart >= TICK_GAP || sparse(act, *step));
    all.map(|step| Tick { x: scale.x(index, step as f32 / act.steps.max(1) as f32), kind: kind(step) }).collect()
}

/// Where steps are too many to tick, traps are ticked as long as they are few.
fn sparse(act: &Act, step: usize) -> bool {
    act.traps.len() <= 8 && act.traps.contains(&step)
}

fn title(lang: Lang, act: &Act) -> String {
    let line = act.line.map(|line| lang.say("line {}: ", "第 {} 行：", &[&line])).unwrap_or_default();
    let held = match act.held {
        Some(Held::Yes) => lang.pick(", holds", "，成立"),
        Some(Held::No) => lang.pick(", does not hold", "，不成立"),
        Some(Held::NoMore) => lang.pick(", held before it was changed", "，改动之前成立"),
        None => "",
    };
    format!("{line}{}{held}", act.source)
}

/// Where acts are on the line.
pub(crate) struct Scale {
    starts: Vec<f32>,
}

impl Scale {
    fn of(acts: &[Act], width: f32) -> Scale {
        let weight = |act: &Act| (act.steps as f32).clamp(LEAST, MOST);
        let all: f32 = acts.iter().map(weight).sum();
        let mut starts = vec![0.0];
        let mut sum = 0.0;
        for act in acts {
            sum += weight(act);
            starts.push(width * sum / all.max(1.0));
        }
        Scale { starts }
    }

    /// A place within an act, 0 its start and 1 its end.
    pub(crate) fn x(&self, act: usize, share: f32) -> f32 {
        let last = self.starts.last().copied().unwrap_or(0.0);
        let from = self.starts.get(act).copied().unwrap_or(last);
        let to = self.starts.get(act + 1).copied().unwrap_or(last);
        from + (to - from) * share
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lose_whole_words() {
        assert_eq!(fit("write heap[1]", 100.0), "write heap[1]");
        assert_eq!(fit("write heap[1]", 60.0), "write [1]");
        assert_eq!(fit("write heap[1]", 40.0), "write");
        assert_eq!(fit("write heap[1]", 28.0), "");
    }
}
