//! What came of many random scenarios, counted.

use std::collections::BTreeMap;
use std::fmt;

use crate::{NotRun, Report};

/// Counts of verdicts, with the seeds of those that want a look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Scenarios in which both sides agree.
    pub agreed: u64,
    /// The pages that were compared in them, one for each page of each process after each command.
    pub pages: usize,
    /// Seeds of those, not counted as agreed, that differed and agreed when run again: what others do on this machine may show once.
    pub again: Vec<u64>,
    /// Seeds of those that differ, every time that they are run.
    pub differed: Vec<u64>,
    /// Those that cannot be compared, by reason.
    pub skipped: BTreeMap<String, u64>,
    /// Seeds of those whose comparison failed: a worker did not answer, a script was wrong.
    pub unanswered: Vec<u64>,
}

impl Tally {
    /// Counts one more.
    pub fn add(&mut self, seed: u64, result: &Result<Report, NotRun>) {
        match result {
            Ok(Report { difference: None, before, pages, .. }) => {
                match before {
                    None => self.agreed += 1,
                    Some(_) => self.again.push(seed),
                }
                self.pages += pages;
            }
            Ok(Report { difference: Some(_), .. }) => self.differed.push(seed),
            Err(NotRun::Skipped { why }) => *self.skipped.entry(without_line(why).to_owned()).or_insert(0) += 1,
            Err(NotRun::Wrong { .. } | NotRun::Failed { .. }) => self.unanswered.push(seed),
        }
    }

    /// How many were counted.
    pub fn cases(&self) -> u64 {
        let named = self.again.len() + self.differed.len() + self.unanswered.len();
        self.agreed + self.skipped.values().sum::<u64>() + named as u64
    }
}

/// A reason without the line of the script that it begins with.
fn without_line(why: &str) -> &str {
    let rest = why.strip_prefix("line ").and_then(|rest| rest.split_once(": "));
    rest.filter(|(line, _)| line.parse::<u32>().is_ok()).map_or(why, |(_, reason)| reason)
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tally { agreed, again, differed, skipped, unanswered, pages: _ } = self;
        let skips: u64 = skipped.values().sum();
        let (again, differ, unanswered) = (again.len(), differed.len(), unanswered.len());
        write!(f, "{agreed} agreed, {again} agreed when run again, {differ} differed, ")?;
        write!(f, "{skips} skipped, {unanswered} unanswered")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Difference;

    #[test]
    fn verdicts_are_counted_and_reasons_gathered() {
        let mut tally = Tally::default();
        let skipped = |why: &str| Err(NotRun::Skipped { why: why.to_owned() });
        tally.add(1, &Ok(Report { pages: 7, ..Report::default() }));
        tally.add(2, &skipped("line 12: more than 8 tasks share one memory"));
        tally.add(3, &skipped("line 7: more than 8 tasks share one memory"));
        tally.add(4, &skipped("line up: nobody knows"));
        tally.add(5, &Err(NotRun::Failed { why: "a worker does not answer".to_owned() }));
        let difference = || Some(Difference::default());
        tally.add(6, &Ok(Report { pages: 1, ..Report::default() }.after(difference())));
        tally.add(7, &Ok(Report { difference: difference(), ..Report::default() }.after(difference())));
        assert_eq!(tally.to_string(), "1 agreed, 1 agreed when run again, 1 differed, 3 skipped, 1 unanswered");
        assert_eq!((&tally.again[..], &tally.differed[..]), (&[6][..], &[7][..]));
        let reasons: Vec<_> = tally.skipped.iter().map(|(why, count)| (why.as_str(), *count)).collect();
        assert_eq!(reasons, [("line up: nobody knows", 1), ("more than 8 tasks share one memory", 2)]);
        assert_eq!((tally.cases(), tally.pages, tally.unanswered), (7, 8, vec![5]));
    }
}
