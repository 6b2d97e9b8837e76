//! What both halves agree on.

use crate::module::Module;
use anyhow::{ensure, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::CustomSection;
use wasmparser::TableType;

/// The import that loads the later half.
pub(crate) const LOADER: &str = "later";
/// Its one function. It is told the slot of the stub that calls it, and returns when the later half is in place.
pub(crate) const LOAD: &str = "load";
/// The import that is the first half's exports.
pub(crate) const FIRST: &str = "first";

/// What the later half imports of the first, each with a short name.
pub(crate) struct Borrowed {
    pub(crate) tables: Vec<(u32, String)>,
    pub(crate) memories: Vec<(u32, String)>,
    pub(crate) globals: Vec<(u32, String)>,
    /// Functions that JavaScript gives to both.
    pub(crate) imports: Vec<u32>,
    pub(crate) functions: Vec<(u32, String)>,
}

/// Short names: `a` to `z`, then `aa` and so on.
pub(crate) fn names() -> impl Iterator<Item = String> {
    (1_u32..).map(|mut number| {
        let mut name = String::new();
        while number > 0 {
            number -= 1;
            name.push(char::from(b'a' + (number % 26) as u8));
            number /= 26;
        }
        name
    })
}

/// The name under which both halves import a function. wasm-bindgen's names end with sixteen digits that no compression makes shorter.
pub(crate) fn import_name<'m>(module: &'m Module<'_>, function: u32) -> Cow<'m, str> {
    let name = module.imports[function as usize].name;
    let digits = name.rsplit_once('_').map(|(_, digits)| digits);
    let is_long = name.starts_with("__wbg_")
        && digits.is_some_and(|digits| digits.len() == 16 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
    if is_long {
        Cow::Owned(format!("${function}"))
    } else {
        Cow::Borrowed(name)
    }
}

/// Gives a table room for some slots.
pub(crate) fn widen(table: &mut TableType, slots: u32) {
    table.initial = table.initial.max(u64::from(slots));
    table.maximum = table.maximum.map(|maximum| maximum.max(u64::from(slots)));
}

/// Joins neighbours: the first slot of each run, and its functions.
pub(crate) fn runs(filled: &BTreeMap<u32, u32>) -> Vec<(u32, Vec<u32>)> {
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (slot, function) in filled {
        match runs.last_mut() {
            Some((at, functions)) if *at + functions.len() as u32 == *slot => functions.push(*function),
            _ => runs.push((*slot, vec![*function])),
        }
    }
    runs
}

/// A type section with the type `(i32) -> ()` at its end, unless `number` is one that it has.
pub(crate) fn append(section: &[u8], types: usize, number: u32) -> Result<Vec<u8>> {
    if (number as usize) < types {
        return Ok(section.to_vec());
    }
    let count = section.iter().position(|byte| byte & 0x80 == 0).map_or(0, |end| end + 1);
    ensure!(count > 0, "the type section is empty");
    let mut bytes = leb(types as u32 + 1);
    bytes.extend(&section[count..]);
    bytes.extend([0x60, 1, 0x7f, 0]);
    Ok(bytes)
}

fn leb(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// Copies the list of features, without which wasm-opt refuses the module.
pub(crate) fn features(module: &Module<'_>, wasm: &mut wasm_encoder::Module) {
    if let Some(features) = module.features {
        wasm.section(&CustomSection { name: "target_features".into(), data: Cow::Borrowed(features) });
    }
}
