// Starts the app, and says in words why if it cannot. The app draws into #app; #boot is hidden once it runs.
// Which files to load is read from the two preload links that Trunk writes (Trunk.toml, pattern_preload).

const boot = document.getElementById("boot");

function fail(title, advice, error) {
  document.getElementById("boot-text").textContent = `${title} ${advice}`;
  boot.classList.add("boot-failed");
  boot.setAttribute("role", "alert");
  if (error) console.error(error);
}

// Whether the page opens with its own first scenario: no link, no embedding, nothing kept from an earlier visit.
function isFirstVisit() {
  try {
    return !location.hash && !location.search && localStorage.length === 0;
  } catch {
    return true;
  }
}

async function start() {
  if (typeof WebAssembly !== "object") {
    fail("Forkscope cannot start: this browser has WebAssembly switched off or lacks it.", "Switch it on or try another browser.");
    return;
  }
  try {
    const app = await import(document.getElementById("app-js").href);
    // What a first visit does without is split off a published page (web/boot/later.js).
    if (app.later && !isFirstVisit()) await app.later().catch(() => {});
    await app.default({ module_or_path: document.getElementById("app-wasm").href });
    boot.hidden = true;
  } catch (error) {
    fail("Forkscope could not be loaded.", `Check the connection and reload the page. (${error})`, error);
  }
}

start();
