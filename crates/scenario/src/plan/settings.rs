//! The machine that a script asks for.

use forkscope_sim::policy::{OnSegv, Overcommit};
use forkscope_sim::thp::Thp;
use forkscope_sim::Config;

use crate::ast::{Setting, SettingValue, Statement};
use crate::expand::PlannedLine;
use crate::machine_key::MachineKey;
use crate::policy::policy_from_word;

const PAGE: u64 = 4096;

/// The defaults, changed by the `machine` lines of a script.
pub(super) fn config(lines: &[PlannedLine]) -> Config {
    let mut config = Config::default();
    for line in lines {
        if let Statement::Machine(settings) = line.statement.as_ref() {
            for setting in settings {
                set(&mut config, setting);
            }
        }
    }
    config
}

fn set(config: &mut Config, setting: &Setting) {
    match setting.key {
        MachineKey::Ram => config.ram = number(&setting.value).map_or(config.ram, |bytes| clamp(bytes / PAGE)),
        MachineKey::Swap => config.swap = number(&setting.value).map_or(config.swap, |bytes| clamp(bytes / PAGE)),
        MachineKey::FirstPfn => config.first_pfn = number(&setting.value).map_or(config.first_pfn, clamp),
        MachineKey::PfnStep => config.pfn_step = number(&setting.value).map_or(config.pfn_step, clamp),
        MachineKey::Overcommit => {
            config.overcommit = match number(&setting.value) {
                Some(1) => Overcommit::Always,
                Some(2) => Overcommit::Never,
                Some(_) | None => Overcommit::Heuristic,
            };
        }
        MachineKey::OvercommitRatio => {
            config.overcommit_ratio =
                number(&setting.value).map_or(config.overcommit_ratio, |percent| percent.min(100) as u8);
        }
        MachineKey::Thp => {
            let word = word(&setting.value);
            config.thp = Thp::ALL.into_iter().find(|thp| thp.name() == word).unwrap_or(config.thp);
        }
        MachineKey::Mthp => {
            let pages = number(&setting.value).unwrap_or(PAGE) / PAGE;
            config.mthp = pages.max(1).ilog2() as u8;
        }
        MachineKey::Policy => config.copy = policy_from_word(word(&setting.value)).unwrap_or(config.copy),
        MachineKey::Segv => {
            config.segv = match word(&setting.value) {
                "continue" => OnSegv::Continue,
                _ => OnSegv::Kill,
            };
        }
    }
}

fn number(value: &SettingValue) -> Option<u64> {
    match value {
        SettingValue::Size(size) => size.bytes(),
        SettingValue::Number(number) => number.get(),
        SettingValue::Word(_) => None,
    }
}

fn word(value: &SettingValue) -> &str {
    match value {
        SettingValue::Word(word) => &word.text,
        SettingValue::Size(_) | SettingValue::Number(_) => "",
    }
}

fn clamp(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}
