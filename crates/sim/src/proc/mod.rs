//! What happens to processes.
use crate::command::*; use crate::errno::Refused; use crate::machine::Tx; use crate::task::Pid;
pub(crate) fn start(_tx: &mut Tx, _program: Option<Program>) -> Result<Outcome, Refused> { unimplemented!() }
pub(crate) fn act(_tx: &mut Tx, _pid: Pid, _call: &Call) -> Result<Outcome, Refused> { unimplemented!() }
