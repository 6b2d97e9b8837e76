//! The words for the policies of the machine.

use forkscope_sim::CopyPolicy;

/// How a policy is written in scripts and links.
pub fn policy_word(policy: CopyPolicy) -> &'static str {
    match policy {
        CopyPolicy::Linux => "linux",
        CopyPolicy::LinuxRefcount => "refcount",
        CopyPolicy::LinuxMapcount => "mapcount",
        CopyPolicy::OnDemand => "on_demand",
        CopyPolicy::Textbook => "textbook",
        CopyPolicy::Eager => "eager",
    }
}

/// The policy that is written like this.
pub fn policy_from_word(word: &str) -> Option<CopyPolicy> {
    CopyPolicy::ALL.into_iter().find(|policy| policy_word(*policy) == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine_key::{KeyType, MachineKey};

    #[test]
    fn the_language_knows_every_policy() {
        let words: Vec<&str> = CopyPolicy::ALL.into_iter().map(policy_word).collect();
        let KeyType::Choice(choice) = MachineKey::Policy.info().takes else {
            panic!("the policy is a choice");
        };
        assert_eq!(words, choice);
    }
}
