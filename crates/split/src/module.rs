//! A module as wasm-bindgen leaves it, taken apart as far as splitting needs it.

use anyhow::{bail, Context, Result};
use std::collections::BTreeMap;
use wasmparser::{
    BinaryReader, ConstExpr, CustomSectionReader, DataKind, Element, ElementItems, ElementKind, Export, FuncType,
    FunctionBody, Global, Import, MemoryType, Name, NameSectionReader, Operator, Parser, Payload, Table, TypeRef,
};

/// An active segment of the function table.
pub(crate) struct Slots {
    /// The first slot it fills.
    pub(crate) at: u32,
    /// The functions it fills them with.
    pub(crate) functions: Vec<u32>,
}

/// An active data segment.
pub(crate) struct Segment<'a> {
    /// The address of its first byte.
    pub(crate) at: u32,
    /// Its bytes.
    pub(crate) bytes: &'a [u8],
}

/// A module. Functions are counted as wasm counts them: the imported ones first.
#[derive(Default)]
pub(crate) struct Module<'a> {
    /// The type section as it stands.
    pub(crate) type_section: &'a [u8],
    pub(crate) types: Vec<FuncType>,
    /// Imported functions; nothing else may be imported.
    pub(crate) imports: Vec<Import<'a>>,
    /// The type of each function.
    pub(crate) signatures: Vec<u32>,
    pub(crate) tables: Vec<Table<'a>>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<Global<'a>>,
    pub(crate) exports: Vec<Export<'a>>,
    pub(crate) start: Option<u32>,
    /// Segments of table 0.
    pub(crate) slots: Vec<Slots>,
    /// Segments of other tables, to be copied.
    pub(crate) other_elements: Vec<Element<'a>>,
    /// The body of each function that is not imported.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
    pub(crate) data: Vec<Segment<'a>>,
    /// The contents of the section `target_features`, which wasm-opt reads.
    pub(crate) features: Option<&'a [u8]>,
    /// Names as the linker knows them.
    pub(crate) names: BTreeMap<u32, &'a str>,
}

impl<'a> Module<'a> {
    /// Reads a module; what it has and we cannot split is an error.
    pub(crate) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut module = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            module.take(wasm, payload?)?;
        }
        Ok(module)
    }

    fn take(&mut self, wasm: &'a [u8], payload: Payload<'a>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                self.type_section = &wasm[section.range()];
                self.types = section.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.take_import(import?)?;
                }
            }
            Payload::FunctionSection(section) => {
                for signature in section {
                    self.signatures.push(signature?);
                }
            }
            Payload::TableSection(section) => self.tables = section.into_iter().collect::<Result<_, _>>()?,
            Payload::MemorySection(section) => self.memories = section.into_iter().collect::<Result<_, _>>()?,
            Payload::GlobalSection(section) => self.globals = section.into_iter().collect::<Result<_, _>>()?,
            Payload::ExportSection(section) => self.exports = section.into_iter().collect::<Result<_, _>>()?,
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::ElementSection(section) => {
                for element in section {
                    self.take_element(element?)?;
                }
            }
            Payload::DataSection(section) => {
                for data in section {
                    let data = data?;
                    let DataKind::Active { memory_index: 0, offset_expr } = data.kind else {
                        bail!("the module has a data segment that is not active");
                    };
                    self.data.push(Segment { at: constant(&offset_expr)?, bytes: data.data });
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => self.take_custom(&section)?,
            Payload::TagSection(_) => bail!("the module has tags"),
            _ => {}
        }
        Ok(())
    }

    fn take_import(&mut self, import: Import<'a>) -> Result<()> {
        let TypeRef::Func(signature) = import.ty else {
            bail!("`{}` is imported and is no function", import.name);
        };
        self.imports.push(import);
        self.signatures.push(signature);
        Ok(())
    }

    fn take_element(&mut self, element: Element<'a>) -> Result<()> {
        let table = match &element.kind {
            ElementKind::Active { table_index, .. } => table_index.unwrap_or(0),
            ElementKind::Passive | ElementKind::Declared => bail!("the module has a table segment that is not active"),
        };
        if table != 0 {
            self.other_elements.push(element);
            return Ok(());
        }
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (element.kind, element.items)
        else {
            bail!("the function table is filled with something else than functions");
        };
        let functions = functions.into_iter().collect::<Result<_, _>>()?;
        self.slots.push(Slots { at: constant(&offset_expr)?, functions });
        Ok(())
    }

    fn take_custom(&mut self, section: &CustomSectionReader<'a>) -> Result<()> {
        match section.name() {
            "target_features" => self.features = Some(section.data()),
            "name" => {
                for name in NameSectionReader::new(BinaryReader::new(section.data(), section.data_offset())) {
                    let Name::Function(names) = name? else { continue };
                    for naming in names {
                        let naming = naming?;
                        self.names.insert(naming.index, naming.name);
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How many functions are imported.
    pub(crate) fn imported(&self) -> u32 {
        self.imports.len() as u32
    }

    /// The body of a function; none for an imported one.
    pub(crate) fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(function.checked_sub(self.imported())? as usize)
    }

    /// Numbers of all functions that are not imported.
    pub(crate) fn defined(&self) -> std::ops::Range<u32> {
        self.imported()..self.signatures.len() as u32
    }

    /// The type of a function.
    pub(crate) fn type_of(&self, function: u32) -> Result<&FuncType> {
        let index = self.signatures.get(function as usize).context("a function without a type")?;
        self.types.get(*index as usize).context("a function of a type that is not there")
    }

    /// The functions that a function names in its body: calls and references.
    pub(crate) fn named_in(&self, function: u32) -> Result<Vec<u32>> {
        let Some(body) = self.body(function) else { return Ok(Vec::new()) };
        let mut named = Vec::new();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index }
                | Operator::ReturnCall { function_index }
                | Operator::RefFunc { function_index } => named.push(function_index),
                _ => {}
            }
        }
        Ok(named)
    }
}

/// The value of an offset, which is one constant.
pub(crate) fn constant(expression: &ConstExpr<'_>) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        other => bail!("an offset is not a constant but {other:?}"),
    }
}
