//! Function bodies with other numbers in them.

use anyhow::{bail, Result};
use std::collections::BTreeMap;
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{Function, Instruction};
use wasmparser::{FunctionBody, Operator};

/// How the functions of one part are numbered there.
pub(crate) struct Numbers {
    /// The new number of each old one.
    pub(crate) functions: BTreeMap<u32, u32>,
    /// Functions of parts that come later, which are called through the table: their slot and type.
    pub(crate) through_table: BTreeMap<u32, (u32, u32)>,
}

impl Reencode for Numbers {
    type Error = anyhow::Error;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Self::Error>> {
        match self.functions.get(&function) {
            Some(new) => Ok(*new),
            None => Err(Error::UserError(anyhow::anyhow!("function {function} is in another part"))),
        }
    }
}

impl Numbers {
    /// Copies a body.
    pub(crate) fn body(&mut self, body: &FunctionBody<'_>) -> Result<Function> {
        let mut function = self.new_function_with_parsed_locals(body).map_err(plain)?;
        for operator in body.get_operators_reader()? {
            let operator = operator?;
            match self.elsewhere(&operator)? {
                Some((slot, type_index)) => {
                    function.instruction(&Instruction::I32Const(slot.cast_signed()));
                    function.instruction(&Instruction::CallIndirect { type_index, table_index: 0 });
                }
                None => {
                    function.instruction(&self.instruction(operator).map_err(plain)?);
                }
            }
        }
        Ok(function)
    }

    /// The slot and type of the function that an operator calls in a part that comes later.
    fn elsewhere(&self, operator: &Operator<'_>) -> Result<Option<(u32, u32)>> {
        match operator {
            Operator::Call { function_index } => Ok(self.through_table.get(function_index).copied()),
            Operator::ReturnCall { function_index } if self.through_table.contains_key(function_index) => {
                bail!("a tail call to function {function_index} of another part")
            }
            _ => Ok(None),
        }
    }
}

/// An error of the encoder as one of ours.
pub(crate) fn plain(error: Error<anyhow::Error>) -> anyhow::Error {
    match error {
        Error::UserError(error) => error,
        other => anyhow::anyhow!("{other}"),
    }
}
