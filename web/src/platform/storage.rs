//! Small values kept for the visitor's next visit: `localStorage` where there is one, memory where it is blocked.
//!
//! In a sandboxed frame, or with third-party cookies blocked, the very property throws. Whoever calls need not know.

use std::cell::RefCell;

thread_local! {
    static MEMORY: RefCell<Vec<(String, String)>> = const { RefCell::new(Vec::new()) };
}

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The value kept under a key.
pub(crate) fn get(key: &str) -> Option<String> {
    let kept = storage().and_then(|storage| storage.get_item(key).ok().flatten());
    kept.or_else(|| {
        MEMORY.with_borrow(|memory| memory.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()))
    })
}

/// Forgets what is kept under a key.
pub(crate) fn remove(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
    MEMORY.with_borrow_mut(|memory| memory.retain(|(known, _)| known != key));
}

/// Keeps a value; says whether it will be there at the next visit.
pub(crate) fn set(key: &str, value: &str) -> bool {
    let stored = storage().is_some_and(|storage| storage.set_item(key, value).is_ok());
    MEMORY.with_borrow_mut(|memory| {
        memory.retain(|(known, _)| known != key);
        if !stored {
            memory.push((key.to_owned(), value.to_owned()));
        }
    });
    stored
}
