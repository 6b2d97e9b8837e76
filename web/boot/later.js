// Loads the part of the page that comes later. `cargo xtask dist`, which splits the page's wasm (crates/split), puts this at the end of
// what wasm-bindgen wrote: `wasm` is its name for the exports of the first part, `getOwnImports` ours for its list of imports.
// The later part is fetched when someone begins to use the page; who needs a function of it before that waits for it.

const laterUrl = new URL("LATER_FILE", import.meta.url);
const laterSigns = ["pointermove", "pointerdown", "keydown", "focusin", "wheel", "message"];
const laterFollow = { capture: true, passive: true };
let laterImports, laterModule, laterFetching, laterIsHere = false;

function __wbg_get_imports() {
    laterImports = getOwnImports();
    return { ...laterImports, later: { load: laterLoad } };
}

// Fetches it ahead of its use; web/boot/boot.js does so when this is no first visit.
export function later() {
    laterFetching ??= laterFetch().catch((error) => {
        laterFetching = undefined;
        throw error;
    });
    return laterFetching;
}

async function laterFetch() {
    const response = await fetch(laterUrl);
    if (!response.ok) throw new Error(`${response.status} ${response.statusText} for ${laterUrl}`);
    const module = await WebAssembly.compile(await response.arrayBuffer());
    laterModule ??= module;
    if (wasm !== undefined) laterInstall();
}

// Called by the stubs of the first part; target/page/stubs.txt says which function has which slot.
function laterLoad(slot) {
    if (laterIsHere) return;
    try {
        laterModule ??= laterWait(slot);
        laterInstall();
    } catch (error) {
        laterFailed();
        throw error;
    }
}

function laterWait(slot) {
    performance.mark(`later: slot ${slot}`);
    const request = new XMLHttpRequest();
    request.open("GET", laterUrl, false);
    // Each byte as a letter: a request that is waited for may not ask for bytes.
    request.overrideMimeType("text/plain; charset=x-user-defined");
    request.send();
    if (request.status !== 200) throw new Error(`${request.status} ${request.statusText} for ${laterUrl}`);
    return new WebAssembly.Module(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt(0)));
}

// Once only: it sets up data of its own.
function laterInstall() {
    if (laterIsHere) return;
    new WebAssembly.Instance(laterModule, { ...laterImports, first: wasm });
    laterIsHere = true;
    for (const sign of laterSigns) removeEventListener(sign, laterBegin, laterFollow);
}

function laterBegin() {
    // Offline, perhaps: the next sign tries again, and who cannot do without it says so.
    later().catch(() => {});
}

for (const sign of laterSigns) addEventListener(sign, laterBegin, laterFollow);

// The same screen as after a fault of ours (web/src/platform/panic.rs).
function laterFailed() {
    if (document.getElementById("stopped")) return;
    const screen = document.createElement("div");
    screen.id = screen.className = "stopped";
    screen.setAttribute("role", "alertdialog");
    screen.setAttribute("aria-labelledby", "stopped-title");
    const title = screen.appendChild(document.createElement("h2"));
    title.id = "stopped-title";
    const chinese = document.documentElement.lang.startsWith("zh");
    title.textContent = chinese ? "Forkscope 的一部分加载失败" : "A part of Forkscope could not be loaded";
    screen.appendChild(document.createElement("p")).textContent = chinese
        ? "请检查网络连接，然后重新载入页面。你写过的脚本已保留。"
        : "Check the connection, then load the page again. A script that you have written is kept.";
    const button = screen.appendChild(document.createElement("button"));
    button.className = "btn btn--primary";
    button.textContent = chinese ? "重新载入" : "Reload";
    button.onclick = () => location.reload();
    document.body.append(screen);
    button.focus();
}
