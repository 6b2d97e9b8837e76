//! Who refers to which datum and to which function's address, as the linker wrote it down.
//!
//! A linker that is told `--emit-relocs` leaves two things in the module: a table of symbols, and for each place in code and data
//! that holds an address the symbol it is the address of. wasm-bindgen keeps names and addresses, so what
//! is true of the linked module is true of the one that is split.

use anyhow::{bail, ensure, Context, Result};
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{
    BinaryReader, CustomSectionReader, DataKind, DataSectionReader, Linking, LinkingSectionReader, Parser, Payload,
    RelocSectionReader, RelocationType, SymbolInfo,
};

/// What an address is the address of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Target<'a> {
    /// A function, by its name.
    Function(&'a str),
    /// A datum, by its number in [`Relocations::data`].
    Datum(usize),
}

/// What the linker knows of a module.
#[derive(Default)]
pub(crate) struct Relocations<'a> {
    /// The addresses of each datum.
    pub(crate) data: Vec<Range<u32>>,
    /// What each function refers to, by its name.
    pub(crate) of_functions: BTreeMap<&'a str, Vec<Target<'a>>>,
    /// What each datum refers to.
    pub(crate) of_data: BTreeMap<usize, Vec<Target<'a>>>,
    /// What data refer to that are in no symbol.
    pub(crate) of_none: Vec<Target<'a>>,
}

/// The sections of a linked module that count here.
#[derive(Default)]
struct Linked<'a> {
    imported: u32,
    /// Where each function's body stands in the section, in order.
    bodies: Vec<Range<usize>>,
    /// Where each segment stands in the section, and its address.
    segments: Vec<(Range<usize>, u32)>,
    symbols: Vec<SymbolInfo<'a>>,
    code: Vec<(usize, RelocationType, u32)>,
    data: Vec<(usize, RelocationType, u32)>,
}

impl<'a> Relocations<'a> {
    /// Reads a module that was linked with `--emit-relocs`.
    pub(crate) fn read(wasm: &'a [u8]) -> Result<Self> {
        let linked = Linked::read(wasm)?;
        ensure!(!linked.code.is_empty(), "it was linked without --emit-relocs");
        let names = linked.function_names();
        let mut found = Self::default();
        let targets = found.place_symbols(&linked, &names);
        for (offset, ty, symbol) in &linked.code {
            let targets = addressed(*ty, &targets, *symbol);
            if targets.is_empty() {
                continue;
            }
            let body = linked.bodies.partition_point(|body| body.end <= *offset);
            let aliases =
                names.get(&(linked.imported + body as u32)).context("a relocation in a function without a name")?;
            for name in aliases {
                found.of_functions.entry(name).or_default().extend(targets);
            }
        }
        for (offset, ty, symbol) in &linked.data {
            let targets = addressed(*ty, &targets, *symbol);
            if targets.is_empty() {
                continue;
            }
            let segment = linked.segments.iter().find(|(range, _)| range.contains(offset));
            let (range, at) = segment.context("a relocation outside of all segments")?;
            found.place_in_data(*at + (*offset - range.start) as u32, targets);
        }
        for name in names.values().flatten() {
            found.of_functions.entry(name).or_default();
        }
        Ok(found)
    }

    /// Numbers the data, and says what each symbol is.
    fn place_symbols(&mut self, linked: &Linked<'a>, names: &BTreeMap<u32, Vec<&'a str>>) -> Vec<Vec<Target<'a>>> {
        let mut numbers = BTreeMap::new();
        let mut targets = Vec::new();
        for symbol in &linked.symbols {
            targets.push(match symbol {
                SymbolInfo::Func { index, .. } => {
                    names.get(index).into_iter().flatten().map(|name| Target::Function(name)).collect()
                }
                SymbolInfo::Data { symbol: Some(place), .. } => {
                    let (_, at) = &linked.segments[place.index as usize];
                    let range = at + place.offset..at + place.offset + place.size;
                    let number = *numbers.entry((range.start, range.end)).or_insert(self.data.len());
                    if number == self.data.len() {
                        self.data.push(range);
                    }
                    vec![Target::Datum(number)]
                }
                _ => Vec::new(),
            });
        }
        targets
    }

    /// Notes what stands at an address, for every datum that has it.
    fn place_in_data(&mut self, address: u32, targets: &[Target<'a>]) {
        let mut placed = false;
        for (number, _) in self.data.iter().enumerate().filter(|(_, range)| range.contains(&address)) {
            self.of_data.entry(number).or_default().extend(targets);
            placed = true;
        }
        if !placed {
            self.of_none.extend(targets);
        }
    }
}

/// What a relocation is about, if it is about an address: a datum, or a function by all its names.
fn addressed<'t, 'a>(ty: RelocationType, targets: &'t [Vec<Target<'a>>], symbol: u32) -> &'t [Target<'a>] {
    match ty {
        RelocationType::TableIndexSleb
        | RelocationType::TableIndexI32
        | RelocationType::MemoryAddrLeb
        | RelocationType::MemoryAddrSleb
        | RelocationType::MemoryAddrI32 => targets.get(symbol as usize).map_or(&[], Vec::as_slice),
        _ => &[],
    }
}

impl<'a> Linked<'a> {
    fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut linked = Self::default();
        let (mut code, mut data, mut section) = (None, None, 0);
        let mut code_start = 0;
        for payload in Parser::new(0).parse_all(wasm) {
            let payload = payload?;
            match &payload {
                Payload::ImportSection(imports) => {
                    for import in imports.clone().into_imports() {
                        linked.imported += u32::from(matches!(import?.ty, wasmparser::TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionStart { range, .. } => (code, code_start) = (Some(section), range.start),
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    linked.bodies.push(range.start - code_start..range.end - code_start);
                    continue;
                }
                Payload::DataSection(segments) => {
                    data = Some(section);
                    linked.take_data(segments)?;
                }
                Payload::CustomSection(custom) => linked.take_custom(custom, code, data)?,
                _ => {}
            }
            section += u32::from(payload.as_section().is_some());
        }
        Ok(linked)
    }

    fn take_data(&mut self, segments: &DataSectionReader<'a>) -> Result<()> {
        let start = segments.range().start;
        for segment in segments.clone() {
            let segment = segment?;
            let DataKind::Active { offset_expr, .. } = &segment.kind else { bail!("a passive segment") };
            let end = segment.range.end - start;
            self.segments.push((end - segment.data.len()..end, crate::module::constant(offset_expr)?));
        }
        Ok(())
    }

    fn take_custom(&mut self, custom: &CustomSectionReader<'a>, code: Option<u32>, data: Option<u32>) -> Result<()> {
        let reader = BinaryReader::new(custom.data(), custom.data_offset());
        if custom.name() == "linking" {
            for part in LinkingSectionReader::new(reader)?.subsections() {
                if let Linking::SymbolTable(symbols) = part? {
                    self.symbols = symbols.into_iter().collect::<Result<_, _>>()?;
                }
            }
        } else if custom.name().starts_with("reloc.") {
            let section = RelocSectionReader::new(reader)?;
            let of = Some(section.section_index());
            let entries = section.entries().into_iter().map(|entry| entry.map(|e| (e.offset as usize, e.ty, e.index)));
            let entries = entries.collect::<Result<Vec<_>, _>>()?;
            if of == code {
                self.code = entries;
            } else if of == data {
                self.data = entries;
            }
        }
        Ok(())
    }

    /// The linker's names of each function.
    fn function_names(&self) -> BTreeMap<u32, Vec<&'a str>> {
        let mut names: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
        for symbol in &self.symbols {
            if let SymbolInfo::Func { index, name: Some(name), .. } = symbol {
                names.entry(*index).or_default().push(*name);
            }
        }
        names
    }
}
