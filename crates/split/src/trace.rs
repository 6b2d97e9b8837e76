//! A module that remembers which of its functions ran: each of them sets a byte behind the memory that the program knows of.

use crate::code::plain;
use crate::module::Module;
use anyhow::{Context, Result};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Instruction, MemArg, MemoryType};
use wasmparser::{FunctionBody, Parser};

const PAGE: u64 = 65_536;

/// A module to watch.
pub struct Traced {
    /// The module.
    pub wasm: Vec<u8>,
    /// The address of the first function's byte; the others follow in their order, without those that are imported.
    pub at: u64,
    /// How many functions have a byte.
    pub count: u32,
}

/// Makes a module remember what ran.
pub fn trace(bound: &[u8]) -> Result<Traced> {
    let module = Module::read(bound).context("cannot read the module of wasm-bindgen")?;
    let memory = module.memories.first().context("the module has no memory")?;
    let count = module.bodies.len() as u32;
    let at = memory.initial * PAGE;
    let mut tracer = Tracer { next: at as u32, pages: u64::from(count).div_ceil(PAGE) };
    let mut wasm = wasm_encoder::Module::new();
    tracer.parse_core_module(&mut wasm, Parser::new(0), bound).map_err(plain)?;
    Ok(Traced { wasm: wasm.finish(), at, count })
}

struct Tracer {
    /// The address of the next function's byte.
    next: u32,
    /// How much memory all of them take.
    pages: u64,
}

impl Reencode for Tracer {
    type Error = anyhow::Error;

    fn memory_type(&mut self, memory: wasmparser::MemoryType) -> Result<MemoryType, Error<Self::Error>> {
        let mut memory = wasm_encoder::reencode::utils::memory_type(self, memory);
        memory.minimum += self.pages;
        memory.maximum = memory.maximum.map(|pages| pages + self.pages);
        Ok(memory)
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Error<Self::Error>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instruction(&Instruction::I32Const(self.next.cast_signed()));
        function.instruction(&Instruction::I32Const(1));
        function.instruction(&Instruction::I32Store8(MemArg { offset: 0, align: 0, memory_index: 0 }));
        self.next += 1;
        for operator in body.get_operators_reader()? {
            function.instruction(&self.instruction(operator?)?);
        }
        code.function(&function);
        Ok(())
    }
}
