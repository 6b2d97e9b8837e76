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

// Whether the page has been opened here before.
function wasHere() {
  try {
    return localStorage.length > 0;
  } catch {
    return false;
  }
}

// The words of the scenario language that a published page can do without its later part (`cargo xtask visit` watches scenarios with them).
const ordinary = new Set(
  ("process program text data bss stack file note title expect ask " +
    "fork exit wait exec mmap read write " +
    "byte cow_copies cow_reuses exclusive frame mapcount minflt page_tables ppid present private_dirty pss refcount rss same " +
    "shared_clean shared_dirty state uss writable zero").split(" "),
);

// Whether the script of a link has other words; none can be told in a browser that cannot unpack it.
async function isRare() {
  const [, codec, packed] = /^#v1:([dt]):(.*)$/.exec(location.hash) ?? [];
  if (!codec) return false;
  let script = codec === "t" ? decodeURIComponent(packed) : "";
  if (codec === "d") {
    const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    script = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text();
  }
  const bare = script.replace(/"[^"]*"|#.*/g, "");
  const words = bare.matchAll(/(?:^|:|\bexpect|\bnot)[ \t]*([a-z_]+)\b(?!:)|\b([a-z_]+)(?=[=(])/gm);
  return [...words].some(([, verb, key]) => !ordinary.has(verb ?? key));
}

// Which parts to fetch at once; published pages are split (web/boot/later.js).
async function ahead() {
  if (chinese || wasHere() || (await isRare().catch(() => false))) return "later";
  // Without a script in its address an embed packs one for its link.
  return location.hash ? "next" : location.search && "later";
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
    const [app, part] = await Promise.all([import(document.getElementById("app-js").href), ahead()]);
    if (app.bring && part) await app.bring(part).catch(() => {});
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
