//! The part that every visit loads: everything reached, stubs for the cut functions, and exports for the other parts.

use crate::code::{plain, Numbers};
use crate::module::Module;
use crate::plan::Plan;
use crate::shared::{loader, stub, Borrowed, LOADER};
use crate::visit::Part;
use anyhow::Result;
use std::collections::BTreeMap;
use std::ops::Range;
use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, ImportSection, MemorySection, RawSection, SectionId, StartSection, TableSection,
};

/// The parts that this one has loaded.
const OTHERS: [Part; 2] = [Part::Next, Part::Later];

/// Writes it.
pub(crate) fn write(module: &Module<'_>, plan: &Plan, borrowed: &Borrowed) -> Result<Vec<u8>> {
    let mut writer = Writer::new(module, plan);
    let mut wasm = wasm_encoder::Module::new();
    wasm.section(&RawSection { id: SectionId::Type.into(), data: &crate::shared::types(module)? });
    wasm.section(&writer.imports());
    wasm.section(&writer.functions());
    wasm.section(&writer.tables()?);
    wasm.section(&writer.memories()?);
    wasm.section(&writer.globals()?);
    wasm.section(&writer.exports(borrowed)?);
    if let Some(start) = module.start {
        wasm.section(&StartSection { function_index: writer.numbers.function_index(start).map_err(plain)? });
    }
    wasm.section(&writer.elements()?);
    wasm.section(&writer.code()?);
    wasm.section(&data(module, plan));
    crate::shared::features(module, &mut wasm);
    Ok(wasm.finish())
}

struct Writer<'m, 'a> {
    module: &'m Module<'a>,
    plan: &'m Plan,
    numbers: Numbers,
    /// The number of the first of the loader's functions.
    loader: u32,
}

impl<'m, 'a> Writer<'m, 'a> {
    fn new(module: &'m Module<'a>, plan: &'m Plan) -> Self {
        let (imported, defined): (Vec<u32>, Vec<u32>) = plan.first.iter().partition(|f| **f < module.imported());
        let loader = imported.len() as u32;
        let mut functions: BTreeMap<u32, u32> = imported.into_iter().zip(0..).collect();
        functions.extend(defined.iter().copied().chain(plan.stubs.keys().copied()).zip(loader + OTHERS.len() as u32..));
        let signature = |function: u32| module.signatures[function as usize];
        let through_table =
            plan.stubs.iter().map(|(function, slot)| (*function, (*slot, signature(*function)))).collect();
        Self { module, plan, numbers: Numbers { functions, through_table }, loader }
    }

    fn imports(&self) -> ImportSection {
        let mut section = ImportSection::new();
        for (import, function) in self.module.imports.iter().zip(0..) {
            if self.plan.first.contains(&function) {
                let signature = self.module.signatures[function as usize];
                let name = crate::shared::import_name(self.module, function);
                section.import(import.module, &name, EntityType::Function(signature));
            }
        }
        for part in OTHERS {
            section.import(LOADER, loader(part), EntityType::Function(crate::shared::load_type(self.module)));
        }
        section
    }

    /// Functions of the module that this part has, without imported ones, and then the stubs.
    fn own(&self) -> impl Iterator<Item = u32> + use<'m, 'a> {
        let imported = self.module.imported();
        self.plan.first.iter().copied().filter(move |function| *function >= imported)
    }

    fn functions(&self) -> FunctionSection {
        let mut section = FunctionSection::new();
        for function in self.own().chain(self.plan.stubs.keys().copied()) {
            section.function(self.module.signatures[function as usize]);
        }
        section
    }

    fn tables(&mut self) -> Result<TableSection> {
        let mut section = TableSection::new();
        for (table, number) in self.module.tables.iter().zip(0..) {
            let mut table = table.clone();
            if number == 0 {
                crate::shared::widen(&mut table.ty, self.plan.slots);
            }
            self.numbers.parse_table(&mut section, table).map_err(plain)?;
        }
        Ok(section)
    }

    fn memories(&mut self) -> Result<MemorySection> {
        let mut section = MemorySection::new();
        for memory in &self.module.memories {
            section.memory(self.numbers.memory_type(*memory).map_err(plain)?);
        }
        Ok(section)
    }

    fn globals(&mut self) -> Result<GlobalSection> {
        let mut section = GlobalSection::new();
        for global in &self.module.globals {
            self.numbers.parse_global(&mut section, global.clone()).map_err(plain)?;
        }
        Ok(section)
    }

    fn exports(&mut self, borrowed: &Borrowed) -> Result<ExportSection> {
        let mut section = ExportSection::new();
        for export in &self.module.exports {
            self.numbers.parse_export(&mut section, *export).map_err(plain)?;
        }
        for (table, name) in &borrowed.tables {
            section.export(name, ExportKind::Table, *table);
        }
        for (memory, name) in &borrowed.memories {
            section.export(name, ExportKind::Memory, *memory);
        }
        for (global, name) in &borrowed.globals {
            section.export(name, ExportKind::Global, *global);
        }
        for (function, name) in borrowed.functions.iter().filter(|(function, _)| self.plan.first.contains(function)) {
            section.export(name, ExportKind::Func, self.numbers.function_index(*function).map_err(plain)?);
        }
        Ok(section)
    }

    /// The function table: what is here, stubs for what is not, and gaps where nobody can come by.
    fn elements(&mut self) -> Result<ElementSection> {
        let mut filled = BTreeMap::new();
        for slots in &self.module.slots {
            for (slot, function) in (slots.at..).zip(&slots.functions) {
                if let Some(number) = self.numbers.functions.get(function) {
                    filled.insert(slot, *number);
                }
            }
        }
        for (function, slot) in &self.plan.stubs {
            filled.insert(*slot, self.numbers.functions[function]);
        }
        let mut section = ElementSection::new();
        for (at, functions) in crate::shared::runs(&filled) {
            section.active(None, &ConstExpr::i32_const(at.cast_signed()), Elements::Functions(functions.into()));
        }
        for element in &self.module.other_elements {
            self.numbers.parse_element(&mut section, element.clone()).map_err(plain)?;
        }
        Ok(section)
    }

    fn code(&mut self) -> Result<CodeSection> {
        let mut section = CodeSection::new();
        for function in self.own() {
            if let Some(body) = self.module.body(function) {
                section.function(&self.numbers.body(body)?);
            }
        }
        for (function, slot) in &self.plan.stubs {
            let place = OTHERS.iter().position(|part| *part == self.plan.part_of(*function)).unwrap_or_default();
            section.function(&stub(self.module, *function, *slot, self.loader + place as u32)?);
        }
        Ok(section)
    }
}

/// The data without those of the other parts: zeroes stand in their place, and wasm-opt drops them.
fn data(module: &Module<'_>, plan: &Plan) -> DataSection {
    let mut section = DataSection::new();
    for segment in &module.data {
        let mut bytes = segment.bytes.to_vec();
        for range in OTHERS.iter().flat_map(|part| plan.data(*part)) {
            bytes[within(segment.at, segment.bytes.len(), range)].fill(0);
        }
        section.active(0, &ConstExpr::i32_const(segment.at.cast_signed()), bytes);
    }
    section
}

/// The part of a segment that a range of addresses covers.
pub(crate) fn within(at: u32, length: usize, range: &Range<u32>) -> Range<usize> {
    let place = |address: u32| (address.saturating_sub(at) as usize).min(length);
    place(range.start)..place(range.end)
}
