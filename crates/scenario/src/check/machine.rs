//! The head of a script: `title` and `machine`.

use forkscope_sim::PageSize;

use crate::ast::{Setting, SettingValue};
use crate::diag::{Code, Diagnostic};
use crate::machine_key::MachineKey;
use crate::plan::settings;
use crate::span::Span;
use crate::wording::Message;

/// The least memory that a machine can work with, in frames.
const LEAST_FRAMES: u64 = 16;
/// The most: frame numbers have 32 bits.
const MOST_RAM: u64 = 8 << 40;

/// What was said about the machine so far.
pub(super) struct MachineChecker {
    page: PageSize,
    titled: bool,
    started: bool,
    keys: Vec<&'static str>,
    ram: Option<u64>,
    /// Where `first_pfn` stands, and what it says.
    first: Option<(Span, u64)>,
}

impl MachineChecker {
    /// For a script that asks for pages of this size.
    pub(super) fn new(page: PageSize) -> Self {
        Self { page, titled: false, started: false, keys: Vec::new(), ram: None, first: None }
    }

    /// Something has happened: the machine is running.
    pub(super) fn start(&mut self) {
        self.started = true;
    }

    pub(super) fn title(&mut self, span: Span) -> Option<Diagnostic> {
        let twice = std::mem::replace(&mut self.titled, true);
        twice.then(|| Diagnostic::error(Code::DuplicateName, span, text!("a scenario has one title")))
    }

    pub(super) fn settings(&mut self, settings: &[Setting]) -> Vec<Diagnostic> {
        let mut wrong = Vec::new();
        for setting in settings {
            let name = setting.key.info().name;
            if self.started {
                let message = text!("the machine runs already: it is set up before the first process and file");
                wrong.push(Diagnostic::error(Code::Misplaced, setting.span, message));
            }
            if self.keys.contains(&name) {
                let message = message!("`{}` is set twice", name);
                wrong.push(Diagnostic::error(Code::DuplicateOption, setting.span, message));
            }
            self.keys.push(name);
            wrong.extend(value(self.page, setting));
            match (&setting.value, setting.key) {
                (SettingValue::Size(size), MachineKey::Ram) => self.ram = size.bytes(self.page),
                (SettingValue::Number(number), MachineKey::FirstPfn) => {
                    self.first = number.get().map(|first| (setting.span, first));
                }
                (SettingValue::Size(_) | SettingValue::Number(_) | SettingValue::Word(_), _) => {}
            }
        }
        wrong
    }

    /// What is wrong with the settings together.
    pub(super) fn finish(&self) -> Option<Diagnostic> {
        let (span, first) = self.first?;
        let frames = self.ram.unwrap_or_else(settings::default_ram) >> self.page.shift();
        let message = message!("the machine has frames up to {} only", format!("{:#x}", frames.saturating_sub(1)));
        let diagnostic = Diagnostic::error(Code::NumberOutOfRange, span, message);
        (first >= frames).then(|| diagnostic.help(text!("give it more memory with `ram=`")))
    }
}

fn value(page: PageSize, setting: &Setting) -> Option<Diagnostic> {
    let out_of_range = |message: Message| Some(Diagnostic::error(Code::NumberOutOfRange, setting.span, message));
    match (&setting.value, setting.key) {
        (SettingValue::Size(size), MachineKey::Page) => {
            size.amount.get()?;
            settings::page_size(&setting.value).is_none().then_some(())?;
            out_of_range(text!("there are no pages of this size: expected 4K, 16K or 64K").into())
        }
        (SettingValue::Word(word), MachineKey::Thp) if page != PageSize::K4 && word.text != "never" => {
            out_of_range(message!("a machine with pages of {} has no huge pages here: leave `thp` out", page.name()))
        }
        (_, MachineKey::Mthp) if page != PageSize::K4 => {
            out_of_range(message!("a machine with pages of {} has no large folios here: leave `mthp` out", page.name()))
        }
        (SettingValue::Size(size), MachineKey::Mthp) => {
            let (bytes, page) = (size.bytes(page)?, page.bytes());
            let fits = bytes == page || (4 * page..=256 * page).contains(&bytes) && bytes.is_power_of_two();
            (!fits).then_some(())?;
            out_of_range(text!("`mthp` is 16K, 32K, 64K and so on up to 1M, or 4K for none").into())
        }
        (SettingValue::Size(size), _) => {
            let bytes = size.bytes(page)?;
            let least = LEAST_FRAMES * page.bytes();
            if setting.key == MachineKey::Ram && bytes < least {
                return out_of_range(message!("a machine needs {}K of memory at least", least >> 10));
            }
            if bytes > MOST_RAM {
                return out_of_range(text!("a machine has 8192G of memory or swap at most").into());
            }
            (bytes % page.bytes() != 0).then_some(())?;
            out_of_range(message!("memory and swap come in whole pages of {}", page.name()))
        }
        (SettingValue::Number(number), MachineKey::FirstPfn | MachineKey::PfnStep) => {
            let value = number.get()?;
            let name = setting.key.info().name;
            if value == 0 {
                return out_of_range(message!("`{}` is 1 at least; frame 0 is the zero page", name));
            }
            (value > u64::from(u32::MAX)).then_some(())?;
            out_of_range(message!("`{}` has 32 bits", name))
        }
        (SettingValue::Number(_) | SettingValue::Word(_), _) => None,
    }
}
