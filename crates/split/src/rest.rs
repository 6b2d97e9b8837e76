//! The parts that come after the first: cut functions and what only they reach. They borrow everything else from the parts before them.

use crate::code::{plain, Numbers};
use crate::first::within;
use crate::module::Module;
use crate::plan::Plan;
use crate::shared::{loader, runs, stub, widen, Borrowed, BEFORE, LOADER};
use crate::visit::Part;
use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, ImportSection, RawSection, SectionId,
};

/// What these parts need of those before them.
pub(crate) fn borrowed(module: &Module<'_>, plan: &Plan) -> Result<Borrowed> {
    let taken: BTreeSet<&str> = module.exports.iter().map(|export| export.name).collect();
    let mut names = crate::shared::names().filter(|name| !taken.contains(name.as_str()));
    let mut name = |number: u32| names.next().map(|name| (number, name)).context("no name is left");
    let mut needed = before(module, plan, Part::Next)?;
    needed.extend(before(module, plan, Part::Later)?);
    Ok(Borrowed {
        tables: (0..module.tables.len() as u32).map(&mut name).collect::<Result<_>>()?,
        memories: (0..module.memories.len() as u32).map(&mut name).collect::<Result<_>>()?,
        globals: (0..module.globals.len() as u32).map(&mut name).collect::<Result<_>>()?,
        functions: needed.into_iter().filter(|f| *f >= module.imported()).map(name).collect::<Result<_>>()?,
    })
}

/// The functions of the parts before one that it calls by their names, imported ones among them.
fn before(module: &Module<'_>, plan: &Plan, part: Part) -> Result<BTreeSet<u32>> {
    let mut named = BTreeSet::new();
    for function in plan.functions(part) {
        named.extend(module.named_in(*function)?);
    }
    Ok(named.into_iter().filter(|f| *f < module.imported() || plan.part_of(*f) < part).collect())
}

/// Writes one of them.
pub(crate) fn write(module: &Module<'_>, plan: &Plan, borrowed: &Borrowed, part: Part) -> Result<Vec<u8>> {
    let mut writer = Writer::new(module, plan, part)?;
    let mut wasm = wasm_encoder::Module::new();
    wasm.section(&RawSection { id: SectionId::Type.into(), data: &crate::shared::types(module)? });
    wasm.section(&writer.imports(borrowed)?);
    let mut signatures = FunctionSection::new();
    for function in plan.functions(part).iter().chain(writer.stubs.keys()) {
        signatures.function(module.signatures[*function as usize]);
    }
    wasm.section(&signatures);
    let lent = borrowed.functions.iter().filter(|(function, _)| plan.functions(part).contains(function));
    let mut exports = ExportSection::new();
    for (function, name) in lent {
        exports.export(name, ExportKind::Func, writer.numbers.functions[function]);
    }
    wasm.section(&exports);
    wasm.section(&writer.elements());
    wasm.section(&writer.code()?);
    wasm.section(&data(module, plan, part));
    crate::shared::features(module, &mut wasm);
    Ok(wasm.finish())
}

struct Writer<'m, 'a> {
    module: &'m Module<'a>,
    plan: &'m Plan,
    part: Part,
    /// What it needs of the parts before.
    before: BTreeSet<u32>,
    stubs: BTreeMap<u32, u32>,
    /// The number of the loader's function.
    loader: u32,
    numbers: Numbers,
}

impl<'m, 'a> Writer<'m, 'a> {
    fn new(module: &'m Module<'a>, plan: &'m Plan, part: Part) -> Result<Self> {
        let (before, stubs) = (before(module, plan, part)?, plan.stubs(part));
        let loader = before.len() as u32;
        let own = plan.functions(part).iter().chain(stubs.keys()).copied();
        let mut functions: BTreeMap<u32, u32> = before.iter().copied().zip(0..).collect();
        functions.extend(own.zip(loader + 1..));
        let cuts = plan.stubs.iter().chain(&plan.next_stubs).filter(|(function, _)| plan.part_of(**function) > part);
        let signature = |function: u32| module.signatures[function as usize];
        let through_table = cuts.map(|(function, slot)| (*function, (*slot, signature(*function)))).collect();
        Ok(Self { module, plan, part, before, stubs, loader, numbers: Numbers { functions, through_table } })
    }

    fn imports(&mut self, borrowed: &Borrowed) -> Result<ImportSection> {
        let (module, mut section) = (self.module, ImportSection::new());
        for function in &self.before {
            let ty = EntityType::Function(module.signatures[*function as usize]);
            match borrowed.functions.get(function) {
                Some(name) => section.import(BEFORE, name, ty),
                None => {
                    let import = module.imports[*function as usize];
                    section.import(import.module, &crate::shared::import_name(module, *function), ty)
                }
            };
        }
        section.import(LOADER, loader(Part::Later), EntityType::Function(crate::shared::load_type(module)));
        for (table, name) in &borrowed.tables {
            let mut ty = module.tables[*table as usize].ty;
            if *table == 0 {
                widen(&mut ty, self.plan.slots);
            }
            section.import(BEFORE, name, EntityType::Table(self.numbers.table_type(ty).map_err(plain)?));
        }
        for (memory, name) in &borrowed.memories {
            let ty = module.memories[*memory as usize];
            section.import(BEFORE, name, EntityType::Memory(self.numbers.memory_type(ty).map_err(plain)?));
        }
        for (global, name) in &borrowed.globals {
            let ty = module.globals[*global as usize].ty;
            section.import(BEFORE, name, EntityType::Global(self.numbers.global_type(ty).map_err(plain)?));
        }
        Ok(section)
    }

    /// Puts each function of this part that has a slot into it, over its stub if it has one, and stubs of its own into theirs.
    fn elements(&self) -> ElementSection {
        let mut filled = BTreeMap::new();
        let own = self.plan.functions(self.part);
        for slots in &self.module.slots {
            for (slot, function) in (slots.at..).zip(&slots.functions).filter(|(_, f)| own.contains(f)) {
                filled.insert(slot, self.numbers.functions[function]);
            }
        }
        let stubs = self.stubs.iter().map(|(function, slot)| (*function, *slot));
        for (function, slot) in self.plan.over_stubs(self.part).chain(stubs) {
            filled.insert(slot, self.numbers.functions[&function]);
        }
        let mut section = ElementSection::new();
        for (at, functions) in runs(&filled) {
            section.active(None, &ConstExpr::i32_const(at.cast_signed()), Elements::Functions(functions.into()));
        }
        section
    }

    fn code(&mut self) -> Result<CodeSection> {
        let mut section = CodeSection::new();
        for function in self.plan.functions(self.part) {
            let body = self.module.body(*function).context("a function without a body")?;
            section.function(&self.numbers.body(body)?);
        }
        for (function, slot) in &self.stubs {
            section.function(&stub(self.module, *function, *slot, self.loader)?);
        }
        Ok(section)
    }
}

fn data(module: &Module<'_>, plan: &Plan, part: Part) -> DataSection {
    let mut section = DataSection::new();
    for segment in &module.data {
        for range in plan.data(part) {
            let bytes = &segment.bytes[within(segment.at, segment.bytes.len(), range)];
            if !bytes.is_empty() {
                let at = range.start.max(segment.at);
                section.active(0, &ConstExpr::i32_const(at.cast_signed()), bytes.iter().copied());
            }
        }
    }
    section
}
