//! A small module through the splitter: what goes where, and that all parts are modules.

use forkscope_split::visit::{record, Part, Visit};
use forkscope_split::{split, Parts};
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, EntityType, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, ImportSection, Instruction, LinkingSection,
    MemorySection, MemoryType, Module, NameMap, NameSection, SymbolTable, TableSection, TableType, TypeSection,
    ValType,
};
use wasmparser::{Parser, Payload};

/// Functions in order; the first is imported.
const NAMES: [&str; 7] = ["js", "app::run", "app::open", "app::help", "app::shared", "app::dialog", "app::stays"];

const JS: u32 = 0;
const RUN: u32 = 1;
const OPEN: u32 = 2;
const HELP: u32 = 3;
const SHARED: u32 = 4;
const DIALOG: u32 = 5;
const STAYS: u32 = 6;

/// Calls: who, and whom.
const CALLS: [(u32, u32); 6] = [(RUN, JS), (RUN, OPEN), (RUN, SHARED), (OPEN, HELP), (OPEN, SHARED), (OPEN, JS)];

/// Data: name, address, text.
const DATA: [(&str, u32, &str); 3] =
    [("first", 1024, "needed first"), ("later", 1036, "needed later"), ("table", 1048, "vtab")];

/// Addresses in code: who has the address of which symbol. Symbols are the functions and then the data.
const ADDRESSES: [(u32, u32); 3] = [(RUN, 7), (HELP, 8), (RUN, 9)];

const TABLE_INDEX_I32: u8 = 2;
const MEMORY_ADDR_SLEB: u8 = 4;

/// The module as wasm-bindgen leaves it.
fn bound() -> Module {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    types.ty().function([ValType::I32], [ValType::I32]);
    module.section(&types);
    module.section(ImportSection::new().import("./glue.js", "js", EntityType::Function(0)));
    let mut functions = FunctionSection::new();
    for _ in RUN..=STAYS {
        functions.function(0);
    }
    module.section(&functions);
    let table = TableType {
        element_type: wasm_encoder::RefType::FUNCREF,
        minimum: 3,
        maximum: Some(3),
        table64: false,
        shared: false,
    };
    module.section(TableSection::new().table(table));
    module.section(MemorySection::new().memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    }));
    let pointer = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    module.section(GlobalSection::new().global(pointer, &ConstExpr::i32_const(1024)));
    module.section(ExportSection::new().export("memory", ExportKind::Memory, 0).export("run", ExportKind::Func, RUN));
    module.section(ElementSection::new().active(
        None,
        &ConstExpr::i32_const(1),
        Elements::Functions([DIALOG, STAYS][..].into()),
    ));
    let mut code = CodeSection::new();
    for function in RUN..=STAYS {
        code.function(&body(function));
    }
    module.section(&code);
    let mut data = DataSection::new();
    let all: String = DATA.iter().map(|(_, _, text)| *text).collect();
    data.active(0, &ConstExpr::i32_const(1024), all.bytes());
    module.section(&data);
    let mut names = NameMap::new();
    NAMES.iter().zip(0..).for_each(|(name, index)| names.append(index, name));
    let mut section = NameSection::new();
    section.functions(&names);
    module.section(&section);
    module
}

/// Its parameter, through all that it calls; long enough to be worth a stub.
fn body(function: u32) -> Function {
    let mut body = Function::new([]);
    body.instruction(&Instruction::LocalGet(0));
    for (_, called) in CALLS.iter().filter(|(caller, _)| *caller == function) {
        body.instruction(&Instruction::Call(*called));
    }
    for _ in 0..10 {
        body.instruction(&Instruction::I32Const(function.cast_signed()));
        body.instruction(&Instruction::I32Add);
    }
    body.instruction(&Instruction::End);
    body
}

/// The same module as the linker leaves it. The datum `table` holds the address of `app::dialog`.
fn linked() -> Vec<u8> {
    let mut module = bound();
    let mut symbols = SymbolTable::new();
    for (name, index) in NAMES.iter().zip(0..) {
        symbols.function(SymbolTable::WASM_SYM_EXPLICIT_NAME, index, Some(name));
    }
    for (name, address, text) in DATA {
        let place = wasm_encoder::DataSymbolDefinition { index: 0, offset: address - 1024, size: text.len() as u32 };
        symbols.data(0, name, Some(place));
    }
    module.section(LinkingSection::new().symbol_table(&symbols));
    let starts = starts(&module.clone().finish());
    let code: Vec<[u8; 4]> = ADDRESSES
        .iter()
        .map(|(function, symbol)| [MEMORY_ADDR_SLEB, starts[*function as usize - 1] as u8, *symbol as u8, 0])
        .collect();
    relocations(&mut module, "reloc.CODE", &[&[8, code.len() as u8][..], code.as_flattened()].concat());
    // In the data section, the texts begin after the count and the head of the one segment.
    let place = 7 + (DATA[2].1 - 1024) as u8;
    relocations(&mut module, "reloc.DATA", &[9, 1, TABLE_INDEX_I32, place, DIALOG as u8]);
    module.finish()
}

fn relocations(module: &mut Module, name: &str, bytes: &[u8]) {
    module.section(&CustomSection { name: name.into(), data: bytes.into() });
}

/// Where the bodies stand in the code section.
fn starts(wasm: &[u8]) -> Vec<usize> {
    let (mut section, mut starts) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.expect("a module");
        if let Payload::CodeSectionStart { range, .. } = &payload {
            section = range.start;
        } else if let Payload::CodeSectionEntry(body) = &payload {
            starts.push(body.range().start - section + 1);
        }
    }
    starts
}

fn parts(list: &str) -> Parts {
    let parts = split(&linked(), &bound().finish(), &Visit::parse(list)).expect("three parts");
    for part in [&parts.first, &parts.next, &parts.later] {
        wasmparser::validate(part).expect("a valid module");
    }
    parts
}

/// How many bodies a part has, and whether it has each text.
fn contents(part: &[u8]) -> (usize, Vec<bool>) {
    let texts = DATA.map(|(_, _, text)| part.windows(text.len()).any(|bytes| bytes == text.as_bytes()));
    (starts(part).len(), texts.to_vec())
}

/// The stubs, by their slots.
fn stubs(parts: &Parts) -> Vec<(u32, Part, &str)> {
    parts.stubs.iter().map(|(slot, (part, name))| (*slot, *part, name.as_str())).collect()
}

#[test]
fn what_is_not_in_the_list_takes_what_only_it_uses() {
    let parts = parts("app::run\napp::shared\napp::dialog");
    // app::run, app::shared, app::dialog through the table, and a stub; app::stays is nobody's and may go.
    assert_eq!(contents(&parts.first), (4, vec![true, false, true]));
    assert_eq!(contents(&parts.next), (0, vec![false; 3]));
    assert_eq!(contents(&parts.later), (3, vec![false, true, false]));
    assert_eq!(stubs(&parts), [(3, Part::Later, "app::open")]);
}

#[test]
fn what_comes_next_has_stubs_of_its_own() {
    let parts = parts("app::run\napp::shared\napp::dialog\n+ app::open");
    assert_eq!(contents(&parts.first), (4, vec![true, false, true]));
    // app::open, and a stub for app::help, which the first part does not know.
    assert_eq!(contents(&parts.next), (2, vec![false; 3]));
    assert_eq!(contents(&parts.later), (2, vec![false, true, false]));
    assert_eq!(stubs(&parts), [(3, Part::Next, "app::open"), (4, Part::Later, "app::help")]);
}

#[test]
fn what_comes_next_brings_its_data() {
    let parts = parts("app::run\napp::shared\napp::dialog\n+ app::open\n+ app::help");
    assert_eq!(contents(&parts.next), (2, vec![false, true, false]));
    assert_eq!(contents(&parts.later), (1, vec![false; 3]));
}

#[test]
fn a_function_in_the_table_keeps_its_slot() {
    let parts = parts("app::run\napp::open\napp::shared\napp::help");
    assert_eq!(stubs(&parts), [(1, Part::Later, "app::dialog")]);
    assert_eq!(contents(&parts.first), (5, vec![true, true, true]));
}

#[test]
fn an_exported_function_is_always_first() {
    let parts = parts("* app");
    assert_eq!((parts.stubs.len(), contents(&parts.first).1), (0, vec![true, true, true]));
}

#[test]
fn lines_about_nothing_are_counted() {
    assert_eq!(parts("* app::shared\napp::open\n+ app::closed").idle, 1);
}

#[test]
fn what_ran_is_recorded_under_the_head() {
    let old = "# By hand.\n* app::shared\n\napp::closed\n";
    let new = record(&bound().finish(), old, &[1, 0, 1, 1, 0, 0], &[1, 1, 0, 0, 0, 0]).expect("a list");
    assert_eq!(new, "# By hand.\n* app::shared\n\napp::help\napp::run\n+ app::open\n");
}

#[test]
fn a_module_without_relocations_is_refused() {
    assert!(split(&bound().finish(), &bound().finish(), &Visit::parse("app::run")).is_err());
}
