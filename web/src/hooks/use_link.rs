//! Links to what is shown, for components.

use yew::{hook, use_context, AttrValue, Callback};

use crate::context::use_session;
use crate::links::{link_to, Wanted};
use crate::platform::url;

/// The address of the full page with all that is shown here: script, step, policy.
#[hook]
pub(crate) fn use_full_link() -> AttrValue {
    let session = use_session();
    let base = url::current().base;
    link_to(&base, &session, Wanted { step: true, ..Wanted::default() }).unwrap_or(base).into()
}

/// A way to write the address now, for when the visitor leaves the editor.
#[derive(Clone, PartialEq)]
pub(crate) struct WriteAddress(pub(crate) Callback<()>);

/// A callback that writes the address.
#[hook]
pub(crate) fn use_write_address() -> Callback<()> {
    use_context::<WriteAddress>().map(|write| write.0).unwrap_or_default()
}
