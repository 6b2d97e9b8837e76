// Starts the app, and says in words why if it cannot. The app draws into #app, and hides #boot.
// Which files to load is read from the two preload links that Trunk writes (Trunk.toml, pattern_preload).

const boot = document.getElementById("boot");

function fail(title, advice, error) {
  document.getElementById("boot-text").textContent = `${title} ${advice}`;
  boot.classList.add("boot-failed");
  boot.setAttribute("role", "alert");
  const again = boot.appendChild(document.createElement("button"));
  again.textContent = say("Reload", "重新载入");
  again.onclick = () => location.reload();
  if (error) console.error(error);
}

// Whether the reader has it in Chinese, as far as can be known before the app runs (web/src/opening.rs decides).
const chinese = /^zh/i.test(new URLSearchParams(location.search).get("lang") ?? navigator.language ?? "");
const say = (en, zh) => (chinese ? zh : en);
if (chinese) {
  document.querySelector(".boot-lead").textContent = "fork() 与写时复制内存的实验场：fork 进程、写它们的页，看页帧怎样共享、计数和复制。";
  document.getElementById("boot-text").textContent = "正在加载 Forkscope";
}

// Whether the page opens with its own first scenario: no link, no embedding, nothing kept from an earlier visit.
function isFirstVisit() {
  try {
    return !location.hash && !location.search && localStorage.length === 0;
  } catch {
    return true;
  }
}

// What the loading screen says is drawn before the app takes the thread; a page that nobody looks at draws nothing.
const drawn = new Promise((done) => {
  if (document.visibilityState === "hidden") done();
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, 1000);
});

async function start() {
  if (typeof WebAssembly !== "object") {
    fail(
      say("Forkscope cannot start: this browser has WebAssembly switched off or lacks it.", "Forkscope 无法启动：此浏览器关闭了或没有 WebAssembly。"),
      say("Switch it on or try another browser.", "请打开它，或换一个浏览器。"),
    );
    return;
  }
  try {
    const app = await import(document.getElementById("app-js").href);
    // What a first visit does without is split off a published page (web/boot/later.js).
    if (app.later && (chinese || !isFirstVisit())) await app.later().catch(() => {});
    await drawn;
    await app.default({ module_or_path: document.getElementById("app-wasm").href });
  } catch (error) {
    fail(
      say("Forkscope could not be loaded.", "Forkscope 加载失败。"),
      `${say("Check the connection and reload the page.", "请检查网络连接并重新载入页面。")} (${error})`,
      error,
    );
  }
}

start();
