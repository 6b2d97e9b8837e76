//! Scenarios made up from seeds.

use forkscope_oracle::command::verify_again;
use forkscope_oracle::random;

use crate::agrees;

const SEEDS: std::ops::Range<u64> = 5700..5764;

#[test]
fn random_scenarios_agree_with_the_kernel() {
    let verdicts =
        SEEDS.filter_map(|seed| Some((seed, agrees(&format!("seed {seed}"), verify_again(&random::script(seed)))?)));
    let verdicts: Vec<(u64, bool)> = verdicts.collect();
    let wrong: Vec<u64> = verdicts.iter().filter(|(_, agreed)| !agreed).map(|(seed, _)| *seed).collect();
    assert!(
        wrong.is_empty(),
        "these seeds differ: {wrong:?}; `forkscope-oracle random --seed S --cases 1` shrinks one"
    );
    assert!(verdicts.is_empty() || verdicts.len() == SEEDS.count(), "some could not be compared");
}
