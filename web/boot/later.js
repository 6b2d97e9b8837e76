// Loads the parts of the page that come after the first. `cargo xtask dist`, which splits the page's wasm (crates/split), puts this at the
// end of what wasm-bindgen wrote: `wasm` is its name for the exports of the first part, `getOwnImports` ours for its list of imports.
// A link or an embed has the next part with it, and fetches the later part when someone begins to do something rare; a plain visit fetches
// both when someone begins to use the page, as its address then gets the script, which has to be packed. Who needs a function of a part before that waits for it.

const part = (file) => ({ url: new URL(file, import.meta.url), isHere: false });
const isPlain = !location.hash && !location.search;
const parts = { next: part("NEXT_FILE"), later: part("LATER_FILE") };
const partsUpTo = { next: ["next"], later: ["next", "later"] };
let partImports, partExports;

function __wbg_get_imports() {
    partImports = getOwnImports();
    partImports.load = { next: (slot) => needPart("next", slot), later: (slot) => needPart("later", slot) };
    return partImports;
}

// Fetches a part, and those before it, ahead of its use; web/boot/boot.js does so when this is no plain first visit.
export function bring(name) {
    return Promise.all(partsUpTo[name].map(fetchPart)).then(() => wasm !== undefined && installParts(name));
}

function fetchPart(name) {
    const part = parts[name];
    part.fetching ??= (async () => {
        if (part.module) return;
        const response = await fetch(part.url);
        if (!response.ok) throw new Error(`${response.status} ${response.statusText} for ${part.url}`);
        part.module ??= await WebAssembly.compile(await response.arrayBuffer());
    })().catch((error) => {
        part.fetching = undefined;
        throw error;
    });
    return part.fetching;
}

// Called by the stubs of the parts before; target/page/stubs.txt says which function has which slot.
function needPart(name, slot) {
    try {
        for (const part of partsUpTo[name].map((name) => parts[name])) part.module ??= waitForPart(part, name, slot);
        installParts(name);
    } catch (error) {
        sayMissing();
        throw error;
    }
}

function waitForPart(part, name, slot) {
    performance.mark(`${name}: slot ${slot}`);
    const request = new XMLHttpRequest();
    request.open("GET", part.url, false);
    // Each byte as a letter: a request that is waited for may not ask for bytes.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${request.status} ${request.statusText} for ${part.url}`);
    return new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0)));
}

// Each once only: a part sets up data of its own.
function installParts(name) {
    for (const part of partsUpTo[name].map((name) => parts[name])) {
        if (part.isHere) continue;
        partExports ??= { ...wasm };
        Object.assign(partExports, new WebAssembly.Instance(part.module, { ...partImports, before: partExports }).exports);
        part.isHere = true;
    }
}

// What steps through a scenario, and what is no use of the page at all.
const stepKeys = ["Home", "End", "Tab", "Enter", "Escape", "Shift", "Control", "Alt", "Meta"];
const stepPlaces = ".timeline, .ask, .app__why, .empty .btn--primary, .top__open, #stopped";
const controls = "button, a[href], input, select, textarea, [tabindex='0'], [data-key]";

// Whether an event begins something that the later part is for.
function isRare(event) {
    const at = event.target instanceof Element ? event.target.closest(controls) : null;
    if (event.type === "keydown" && !at?.matches("input, textarea"))
        return !/^[.,<> 0-9]$|^Arrow|^Page/.test(event.key) && !stepKeys.includes(event.key);
    // The mouse comes by many controls on its way. What the focus is on lights up on the stage; a click opens it.
    if (event.type === "pointerover" || (event.type === "focusin" && at?.closest("#stage"))) return false;
    return at !== null && !at.closest(stepPlaces);
}

function beginPart(event) {
    const name = isPlain || isRare(event) ? "later" : "next";
    if (!parts[name].fetching) performance.mark(`${name}: ${event.type} on ${event.target.className ?? ""}`);
    // Offline, perhaps: the next sign tries again, and who cannot do without it says so.
    bring(name).catch(() => {});
}

// What a click or a key would do that the later part is for is done when that is here, and what comes after it is done after it. Meanwhile the
// page says that it waits.
let heldEvents = [];

function holdEvent(event) {
    if (parts.later.isHere || !canBeHeld(event) || !(heldEvents.length || isRare(event))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (heldEvents.push(event) === 1) waitHeld();
}

// Clicks and keys that have no other effect than ours: what is typed, chosen in a list or followed as a link is the browser's.
function canBeHeld(event) {
    if (!(event.target instanceof Element) || event.target.closest("a[href], input, select, textarea, #stopped")) return false;
    if (event.type === "click") return true;
    return /^[a-zA-Z0-9?.,<>]$|^Arrow|^Page|^Home$|^End$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey;
}

function waitHeld() {
    sayComing(true);
    const failed = () => sayMissing(waitHeld, () => (heldEvents = []));
    bring("later").then(doHeld, failed).finally(() => sayComing(false));
}

function doHeld() {
    const events = heldEvents;
    heldEvents = [];
    for (const event of events) event.target.dispatchEvent(new event.constructor(event.type, event));
}

function sayComing(is) {
    document.getElementById("coming")?.remove();
    document.documentElement.toggleAttribute("data-coming", is);
    if (!is) return;
    const line = Object.assign(document.createElement("div"), { id: "coming", className: "coming" });
    line.setAttribute("role", "status");
    document.body.append(line);
    line.textContent = partWords("Loading…", "正在加载…");
}

function partWords(en, zh) {
    return document.documentElement.lang.startsWith("zh") ? zh : en;
}

for (const sign of ["pointerover", "pointerdown", "keydown", "focusin", "wheel", "message"])
    addEventListener(sign, (event) => parts.later.isHere || beginPart(event), { capture: true, passive: true });
for (const sign of ["click", "keydown"]) addEventListener(sign, holdEvent, { capture: true });

// The same screen as after a fault of ours (web/src/platform/panic.rs); `again` and `leave` if nothing is lost yet.
function sayMissing(again, leave) {
    if (document.getElementById("stopped")) return;
    const say = partWords;
    const screen = document.createElement("div");
    screen.id = screen.className = "stopped";
    screen.setAttribute("role", "alertdialog");
    screen.setAttribute("aria-labelledby", "stopped-title");
    const add = (kind, text) => Object.assign(screen.appendChild(document.createElement(kind)), { textContent: text });
    add("h2", say("A part of Forkscope could not be loaded", "Forkscope 的一部分加载失败")).id = "stopped-title";
    const button = (kind, text, onclick) => Object.assign(add("button", text), { className: `btn btn--${kind}`, onclick });
    if (again) {
        const close = () => screen.remove();
        add("p", say("Check the connection. Everything is as it was, and what is shown can be stepped through.", "请检查网络连接。页面保持原样，当前的场景仍可逐步查看。"));
        button("primary", say("Try again", "重试"), () => (close(), again()));
        button("outline", say("Not now", "暂不"), () => (close(), leave()));
    } else {
        add("p", say("Check the connection, then load the page again. A script that you have written is kept.", "请检查网络连接，然后重新载入页面。你写过的脚本已保留。"));
        button("primary", say("Reload", "重新载入"), () => location.reload());
    }
    document.body.append(screen);
    screen.querySelector("button").focus();
}
