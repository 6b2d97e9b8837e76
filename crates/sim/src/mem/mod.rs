//! What happens to memory.
use crate::command::Outcome; use crate::errno::Refused; use crate::file::FileKind; use crate::machine::Tx;
pub(crate) fn create_file(_tx: &mut Tx, _kind: FileKind, _pages: u64, _cached: bool) -> Result<Outcome, Refused> { unimplemented!() }
