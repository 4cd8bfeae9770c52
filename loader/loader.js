// Starts the page's program, and says on the page which of its files did not come and why. It stands inside of index.html,
// so that it is there whatever else is missing; the page's policy lets it run by its hash.
(() => {
  const { js, wasm, jsIntegrity = "", wasmIntegrity = "" } = document.currentScript.dataset;
  // A page around this one has a bar of its own. A page that stands alone has no other.
  if (window !== parent && new URLSearchParams(location.search).has("compact")) document.documentElement.dataset.compact = "";
  const here = (name) => new URL(name, document.baseURI).href;
  const say = (title, text) => {
    const show = () => {
      const frame = document.querySelector("#frame [role=main]");
      if (!frame) return;
      const problem = document.createElement("div");
      problem.className = "frame-problem";
      problem.setAttribute("role", "alert");
      const heading = document.createElement("h1");
      heading.textContent = title;
      const words = document.createElement("p");
      words.textContent = text;
      problem.append(heading, words);
      // Names of a list that nothing can open are no use either.
      frame.removeAttribute("class");
      frame.replaceChildren(problem);
    };
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
    else show();
  };
  if (location.protocol === "file:") {
    say(
      "Pierglass needs a web server",
      "It was opened as a file, and browsers let no program start from there. Any server of static files will do. To try it, run" +
        " python3 -m http.server 8000 in its folder, and open http://localhost:8000/.",
    );
    return;
  }
  if (typeof WebAssembly !== "object") {
    say(
      "This browser does not run WebAssembly",
      "Pierglass is a WebAssembly program. The browser is too old for it, or WebAssembly is switched off: by a policy of your" +
        " organisation, or by a mode of the browser for more protection (in Safari Lockdown Mode, in Edge enhanced security). An" +
        " exception for this site is enough.",
    );
    return;
  }
  // Asked for at once, side by side; the browser checks both against their hashes.
  const options = { credentials: "same-origin", integrity: wasmIntegrity };
  const program = fetch(here(wasm), options);
  program.catch(() => {});
  const glue = import(here(js));
  // The program starts in the one thread that draws, so the first names go before it where they are on their way. On a second visit it is
  // here before they are.
  const AT_MOST = 500;
  const noMoreThan = (most, what) => Promise.race([what, new Promise((late) => setTimeout(late, most))]);
  const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const named = noMoreThan(AT_MOST, globalThis.pierglassNames.then(() => document.querySelector("#frame[data-first]") && painted()));
  // Lets go before it what waits for the thread: a click, and the heading of what it opens.
  const othersFirst = async () => {
    const { hash } = location;
    for (let times = 0; times < 2; times++) {
      await new Promise((done) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
      });
    }
    if (location.hash !== hash) await noMoreThan(AT_MOST, painted());
  };
  // As it comes, where the server calls it what it is.
  const compiled = async (answer) =>
    answer.headers.get("content-type")?.startsWith("application/wasm") && WebAssembly.compileStreaming
      ? WebAssembly.compileStreaming(answer)
      : WebAssembly.compile(await answer.arrayBuffer());
  const start = async () => {
    const { default: init } = await glue.catch((error) => missing(js, jsIntegrity, "JavaScript", error));
    const answer = await program.catch((error) => missing(wasm, wasmIntegrity, "WebAssembly", error));
    if (!answer.ok) await missing(wasm, wasmIntegrity, "WebAssembly", "");
    if (document.readyState === "loading") {
      await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready, { once: true }));
    }
    await named;
    const module = await compiled(answer).catch((error) => refused(error));
    await othersFirst();
    // From now on the program follows the address.
    document.getElementById("frame").dataset.started = "";
    await init({ module_or_path: module }).catch((error) => refused(error));
  };
  // Asks once more without the hash, to learn what the server really answers.
  const missing = async (name, integrity, kind, error) => {
    const title = "A file of Pierglass did not come";
    const again = await fetch(here(name), { credentials: "same-origin", cache: "no-store" }).catch(() => null);
    const type = again?.headers.get("content-type") || "no type";
    let why = `The browser got no answer for ${name}: the network is down, a filter blocks it, or the server ended the connection.`;
    if (self.origin === "null") {
      why =
        "This page runs in a sandbox and has no origin of its own, and this browser then loads none of its files. The frame around" +
        " it needs allow-same-origin, or the server in front of it sends a sandbox policy.";
    } else if (again && !again.ok) {
      why =
        `The server answers ${again.status} for ${name}. Copy the whole folder of the release, and load this page again: a newer` +
        " version may have been put in place while it loaded.";
    } else if (again && integrity) {
      why =
        `The file ${name} is there (${type}), and is not the one that belongs to this page, or does not come as ${kind}: a mix of` +
        " two releases, a cache or a proxy that changes what passes, or a wrong content type.";
    } else if (again) {
      why = `The file ${name} is there (${type}), and the browser did not take it as ${kind}.`;
    }
    say(title, `${why} ${error ? `The browser says: ${error.message || error}` : ""}`);
    throw error;
  };
  const refused = (error) => {
    const policy = /Content.?Security|unsafe-eval|blocked by CSP|wasm-eval/i.test(String(error));
    say(
      policy ? "A policy forbids WebAssembly" : "The program did not start",
      policy
        ? "The server in front of this page, or an extension, sends a Content-Security-Policy that does not let WebAssembly run." +
            " Its script-src needs 'wasm-unsafe-eval'."
        : `The browser could not start it: ${error && error.message ? error.message : error}`,
    );
    throw error;
  };
  // A program that panicked runs on by halves, so what stands on the screen is no longer true. It names the place in its source
  // alone: its words could hold what a server said.
  const stopped = (place) => {
    if (document.querySelector(".stopped")) return;
    const report = `Pierglass stopped at ${place}\n${wasm}\n${navigator.userAgent}`;
    const made = (tag, text, press) => {
      const element = document.createElement(tag);
      element.textContent = text;
      if (press) element.addEventListener("click", press);
      return element;
    };
    const box = made("div", "");
    box.className = "stopped frame-problem";
    box.setAttribute("role", "alertdialog");
    box.setAttribute("aria-label", "Pierglass has stopped");
    const copy = made("button", "Copy this report", () =>
      navigator.clipboard.writeText(report).then(() => (copy.textContent = "Copied"), () => (copy.textContent = "Select it, and copy")),
    );
    box.append(
      made("h1", "Pierglass has stopped"),
      made("p", "Its program met something that it was not made for. That is a fault of ours; whoever maintains it needs these lines:"),
      made("pre", report),
      made("button", "Load the page again", () => location.reload()),
      copy,
    );
    document.body.append(box);
    if (document.hasFocus()) box.querySelector("button").focus();
  };
  addEventListener("pierglass-stopped", (event) => stopped(event.detail));
  // What a trap or a function of the browser's throws has no such place, and comes from the same program by its stack.
  // Of what the engine says only the kind of trap is told, and where in the program that was.
  const fatal = (error) => {
    const places = String(error?.stack).match(/wasm-function\[\d+\]/g);
    const kind = /unreachable|out of bounds|indirect|signature|stack|memory/i.exec(error?.message) ?? "";
    if (places) stopped(`${error.name} ${kind} ${places.slice(0, 8).join(" ")}`);
  };
  addEventListener("error", (event) => fatal(event.error));
  addEventListener("unhandledrejection", (event) => fatal(event.reason));
  start().catch((error) => console.error("Pierglass did not start:", error));
})();
