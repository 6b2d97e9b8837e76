//! Effects by one door: the framework's own would be compiled anew for every kind of key and closure.

use std::any::Any;
use std::rc::Rc;

use yew::{hook, use_effect_with};

/// What an effect leaves behind until its next turn; dropping it undoes the effect.
pub(crate) type Kept = Option<Box<dyn Any>>;

/// Does something after a drawing in which the key has changed. What it returns is dropped before the next time.
#[hook]
pub(crate) fn use_watch<K: PartialEq + 'static>(key: K, effect: impl FnOnce() -> Kept + 'static) {
    let effect: Box<dyn FnOnce() -> Kept> = Box::new(effect);
    use_boxed(Key(Rc::new(key)), effect);
}

#[hook]
fn use_boxed(key: Key, effect: Box<dyn FnOnce() -> Kept>) {
    use_effect_with(key, move |_| {
        let kept = effect();
        move || drop(kept)
    });
}

/// Keeps a handle, if there is one.
pub(crate) fn keep<T: 'static>(handle: Option<T>) -> Kept {
    handle.map(|handle| Box::new(handle) as Box<dyn Any>)
}

/// Keeps something to do at the end.
pub(crate) fn finally(call: impl FnOnce() + 'static) -> Kept {
    Some(Box::new(Last(Some(Box::new(call)))))
}

struct Last(Option<Box<dyn FnOnce()>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(call) = self.0.take() {
            call();
        }
    }
}

/// A key of any kind.
struct Key(Rc<dyn Same>);

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0.is(other.0.as_any())
    }
}

trait Same {
    fn is(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<K: PartialEq + 'static> Same for K {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<K>() == Some(self)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
