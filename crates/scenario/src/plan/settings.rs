//! The machine that a script asks for.

use forkscope_sim::policy::{OnSegv, Overcommit};
use forkscope_sim::thp::Thp;
use forkscope_sim::{Config, PageSize};

use crate::ast::{Setting, SettingValue, Statement, Unit};
use crate::expand::PlannedLine;
use crate::machine_key::MachineKey;
use crate::policy::policy_from_word;

/// The defaults, changed by the `machine` lines of a script.
pub(super) fn config(lines: &[PlannedLine]) -> Config {
    let mut config = Config { page: page(lines), ..Config::default() };
    config.ram = clamp(default_ram() >> config.page.shift());
    for line in lines {
        if let Statement::Machine(settings) = line.statement.as_ref() {
            for setting in settings {
                set(&mut config, setting);
            }
        }
    }
    config
}

/// The memory of a machine of which nothing is said, in bytes.
pub(crate) fn default_ram() -> u64 {
    u64::from(Config::default().ram) * PageSize::K4.bytes()
}

/// The size of pages that a script asks for: what the other settings and all sizes in pages come to depends on it.
pub(crate) fn page(lines: &[PlannedLine]) -> PageSize {
    let mut page = PageSize::K4;
    for line in lines {
        let Statement::Machine(settings) = line.statement.as_ref() else { continue };
        for setting in settings.iter().filter(|setting| setting.key == MachineKey::Page) {
            page = page_size(&setting.value).unwrap_or(page);
        }
    }
    page
}

/// The size of pages that a value of `page` names, if there is such a size.
pub(crate) fn page_size(value: &SettingValue) -> Option<PageSize> {
    let SettingValue::Size(size) = value else { return None };
    let bytes = size.bytes(PageSize::K4).filter(|_| size.unit != Unit::Pages)?;
    PageSize::ALL.into_iter().find(|page| page.bytes() == bytes)
}

fn set(config: &mut Config, setting: &Setting) {
    let page = config.page;
    let number = |value| number(page, value);
    let pages = |bytes: u64| clamp(bytes >> page.shift());
    match setting.key {
        MachineKey::Page => {}
        MachineKey::Ram => config.ram = number(&setting.value).map_or(config.ram, pages),
        MachineKey::Swap => config.swap = number(&setting.value).map_or(config.swap, pages),
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
            let pages = number(&setting.value).map_or(1, |bytes| bytes >> page.shift());
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

fn number(page: PageSize, value: &SettingValue) -> Option<u64> {
    match value {
        SettingValue::Size(size) => size.bytes(page),
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
