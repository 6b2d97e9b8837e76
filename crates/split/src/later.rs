//! The half that comes later: the cut functions and what only they reach. It borrows everything else from the first half.

use crate::code::{plain, Numbers};
use crate::first::within;
use crate::module::Module;
use crate::plan::Plan;
use crate::shared::{runs, widen, Borrowed, FIRST};
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, FunctionSection, ImportSection,
    RawSection, SectionId,
};

/// What the later half needs of the first.
pub(crate) fn borrowed(module: &Module<'_>, plan: &Plan) -> Result<Borrowed> {
    let mut named = BTreeSet::new();
    for function in &plan.later {
        named.extend(module.named_in(*function)?);
    }
    let taken: BTreeSet<&str> = module.exports.iter().map(|export| export.name).collect();
    let mut names = crate::shared::names().filter(|name| !taken.contains(name.as_str()));
    let mut name = |number: u32| names.next().map(|name| (number, name)).context("no name is left");
    let functions = named.iter().filter(|f| !plan.later.contains(f) && **f >= module.imported());
    Ok(Borrowed {
        tables: (0..module.tables.len() as u32).map(&mut name).collect::<Result<_>>()?,
        memories: (0..module.memories.len() as u32).map(&mut name).collect::<Result<_>>()?,
        globals: (0..module.globals.len() as u32).map(&mut name).collect::<Result<_>>()?,
        imports: named.iter().copied().filter(|function| *function < module.imported()).collect(),
        functions: functions.copied().map(name).collect::<Result<_>>()?,
    })
}

/// Writes it.
pub(crate) fn write(module: &Module<'_>, plan: &Plan, borrowed: &Borrowed) -> Result<Vec<u8>> {
    let mut functions: BTreeMap<u32, u32> = BTreeMap::new();
    let imported = borrowed.imports.iter().copied().chain(borrowed.functions.iter().map(|(function, _)| *function));
    for (function, number) in imported.chain(plan.later.iter().copied()).zip(0..) {
        functions.insert(function, number);
    }
    let mut numbers = Numbers { functions, through_table: BTreeMap::new() };
    let mut wasm = wasm_encoder::Module::new();
    wasm.section(&RawSection { id: SectionId::Type.into(), data: module.type_section });
    wasm.section(&imports(module, plan, borrowed, &mut numbers)?);
    let mut signatures = FunctionSection::new();
    for function in &plan.later {
        signatures.function(module.signatures[*function as usize]);
    }
    wasm.section(&signatures);
    wasm.section(&elements(module, plan, &numbers));
    let mut code = CodeSection::new();
    for function in &plan.later {
        code.function(&numbers.body(module.body(*function).context("a function without a body")?)?);
    }
    wasm.section(&code);
    wasm.section(&data(module, plan));
    crate::shared::features(module, &mut wasm);
    Ok(wasm.finish())
}

fn imports(module: &Module<'_>, plan: &Plan, borrowed: &Borrowed, numbers: &mut Numbers) -> Result<ImportSection> {
    let mut section = ImportSection::new();
    for function in &borrowed.imports {
        let import = module.imports[*function as usize];
        let name = crate::shared::import_name(module, *function);
        section.import(import.module, &name, EntityType::Function(module.signatures[*function as usize]));
    }
    for (function, name) in &borrowed.functions {
        section.import(FIRST, name, EntityType::Function(module.signatures[*function as usize]));
    }
    for (table, name) in &borrowed.tables {
        let mut ty = module.tables[*table as usize].ty;
        if *table == 0 {
            widen(&mut ty, plan.slots);
        }
        section.import(FIRST, name, EntityType::Table(numbers.table_type(ty).map_err(plain)?));
    }
    for (memory, name) in &borrowed.memories {
        let ty = module.memories[*memory as usize];
        section.import(FIRST, name, EntityType::Memory(numbers.memory_type(ty).map_err(plain)?));
    }
    for (global, name) in &borrowed.globals {
        let ty = module.globals[*global as usize].ty;
        section.import(FIRST, name, EntityType::Global(numbers.global_type(ty).map_err(plain)?));
    }
    Ok(section)
}

/// Puts each function of this half that has a slot into it, over its stub if it has one.
fn elements(module: &Module<'_>, plan: &Plan, numbers: &Numbers) -> ElementSection {
    let mut filled = BTreeMap::new();
    for slots in &module.slots {
        for (slot, function) in (slots.at..).zip(&slots.functions).filter(|(_, f)| plan.later.contains(f)) {
            filled.insert(slot, numbers.functions[function]);
        }
    }
    for (function, slot) in &plan.stubs {
        filled.insert(*slot, numbers.functions[function]);
    }
    let mut section = ElementSection::new();
    for (at, functions) in runs(&filled) {
        section.active(None, &ConstExpr::i32_const(at.cast_signed()), Elements::Functions(functions.into()));
    }
    section
}

fn data(module: &Module<'_>, plan: &Plan) -> DataSection {
    let mut section = DataSection::new();
    for segment in &module.data {
        for range in &plan.later_data {
            let bytes = &segment.bytes[within(segment.at, segment.bytes.len(), range)];
            if !bytes.is_empty() {
                let at = range.start.max(segment.at);
                section.active(0, &ConstExpr::i32_const(at.cast_signed()), bytes.iter().copied());
            }
        }
    }
    section
}
