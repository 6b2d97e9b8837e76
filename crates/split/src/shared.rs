//! What the parts agree on.

use crate::module::Module;
use crate::visit::Part;
use anyhow::{ensure, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::{CustomSection, Function, Instruction};
use wasmparser::{TableType, ValType};

/// The import that loads the other parts.
pub(crate) const LOADER: &str = "load";
/// The import that is the exports of the parts before.
pub(crate) const BEFORE: &str = "before";

/// What the later parts import of those before them, each with a short name.
pub(crate) struct Borrowed {
    pub(crate) tables: Vec<(u32, String)>,
    pub(crate) memories: Vec<(u32, String)>,
    pub(crate) globals: Vec<(u32, String)>,
    pub(crate) functions: BTreeMap<u32, String>,
}

/// The loader's function that brings a part. It is told the slot of the stub that calls it, and returns when the part is in place.
pub(crate) fn loader(part: Part) -> &'static str {
    match part {
        Part::First => "first",
        Part::Next => "next",
        Part::Later => "later",
    }
}

/// A function that loads the part of another, which so comes into the slot of this stub, and calls that. `load` is the loader's number.
pub(crate) fn stub(module: &Module<'_>, function: u32, slot: u32, load: u32) -> Result<Function> {
    let parameters = module.type_of(function)?.params().len() as u32;
    let mut stub = Function::new(std::iter::empty::<(u32, wasm_encoder::ValType)>());
    stub.instruction(&Instruction::I32Const(slot.cast_signed()));
    stub.instruction(&Instruction::Call(load));
    for parameter in 0..parameters {
        stub.instruction(&Instruction::LocalGet(parameter));
    }
    stub.instruction(&Instruction::I32Const(slot.cast_signed()));
    let type_index = module.signatures[function as usize];
    stub.instruction(&Instruction::CallIndirect { type_index, table_index: 0 });
    stub.instruction(&Instruction::End);
    Ok(stub)
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

/// The name under which all parts import a function. wasm-bindgen's names end with sixteen digits that no compression makes shorter.
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

/// The number of the loader's type, `(i32) -> ()`: one that the module has, or the one behind them.
pub(crate) fn load_type(module: &Module<'_>) -> u32 {
    let is_it = |ty: &wasmparser::FuncType| ty.params() == [ValType::I32] && ty.results().is_empty();
    module.types.iter().position(is_it).unwrap_or(module.types.len()) as u32
}

/// The type section, in which the loader's type is.
pub(crate) fn types(module: &Module<'_>) -> Result<Vec<u8>> {
    let (section, types) = (module.type_section, module.types.len());
    if (load_type(module) as usize) < types {
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
