//! Where this runs: its clock, its memory, its argument and its output.

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{argument, memory, now, print};
#[cfg(target_arch = "wasm32")]
pub(crate) use wasm::{argument, memory, now, print};

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::sync::OnceLock;
    use std::time::Instant;

    /// Nanoseconds since the first call.
    pub(crate) fn now() -> f64 {
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_nanos() as f64
    }

    /// Resident memory of this process, in bytes, where there is a `/proc`.
    pub(crate) fn memory() -> Option<u64> {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
    }

    /// The first argument.
    pub(crate) fn argument() -> String {
        std::env::args().nth(1).unwrap_or_default()
    }

    pub(crate) fn print(line: &str) {
        println!("{line}");
    }
}

#[cfg(target_arch = "wasm32")]
mod wasm {
    use js_sys::{Array, Function, Reflect, WebAssembly};
    use wasm_bindgen::{JsCast, JsValue};

    /// Nanoseconds since the program started: `performance.now()`.
    pub(crate) fn now() -> f64 {
        call("performance", "now", &Array::new()).as_f64().unwrap_or_default() * 1e6
    }

    /// The linear memory, in bytes. It never shrinks.
    pub(crate) fn memory() -> Option<u64> {
        let memory: WebAssembly::Memory = wasm_bindgen::memory().dyn_into().ok()?;
        let bytes = Reflect::get(&memory.buffer(), &"byteLength".into()).ok()?;
        bytes.as_f64().map(|bytes| bytes as u64)
    }

    /// The global variable `argument`.
    pub(crate) fn argument() -> String {
        get(&js_sys::global(), "argument").as_string().unwrap_or_default()
    }

    pub(crate) fn print(line: &str) {
        call("console", "log", &Array::of1(&line.into()));
    }

    fn call(object: &str, method: &str, arguments: &Array) -> JsValue {
        let object = get(&js_sys::global(), object);
        let method: Option<Function> = get(&object, method).dyn_into().ok();
        method.and_then(|method| method.apply(&object, arguments).ok()).unwrap_or_default()
    }

    fn get(object: &JsValue, key: &str) -> JsValue {
        Reflect::get(object, &key.into()).unwrap_or_default()
    }
}
