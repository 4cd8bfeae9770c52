// Asks for the first list while the program is on its way, and shows its names in the frame until the program takes over, or the form of
// a registry that wants a sign-in; whoever follows a name, or comes to a repository's address, sees that repository's heading while its
// tags are asked for.
//
// What is asked here lies in pierglassAsked by its address, and the program takes it from there in place of asking again
// (src/browser/fetch.rs). Rows are those of src/ui/pages/repositories/row.rs; a story holds both against each other. Whatever is not
// plain (strange names, a tree, another catalog) is left to the program.
(() => {
  const asked = (globalThis.pierglassAsked = new Map());
  const ask = (address, options) => {
    const url = new URL(address, document.baseURI).href;
    const answer = fetch(url, options);
    asked.set([url, ...Object.values(options.headers ?? {})].join(" "), answer);
    // A copy, for a body is read once.
    return answer.then((answer) => answer.clone());
  };
  const read = (storage, key) => {
    try {
      return globalThis[storage].getItem(`pierglass.1.${key}`);
    } catch {
      return null;
    }
  };

  // The origin of a registry that is written as the program writes it. Without a scheme that is https; what the program would
  // open otherwise (this machine, names without a dot, Docker Hub) is not read.
  const HOST = /^(https?:\/\/[a-z0-9.-]+(:\d+)?|[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*(:\d+)?)\/*$/;
  const originOf = (text) => {
    const isPlain = HOST.test(text) && !/^([^/]*[./])?(docker\.io|localhost)(:|\/*$)/.test(text);
    return isPlain || /^https?:\/\/localhost(:\d+)?\/*$/.test(text) ? new URL(/^http/.test(text) ? text : `https://${text}`).origin : null;
  };

  // Asked for behind the registry, where the address names one: that answer is what a person waits for.
  let settings;
  const config = () =>
    (settings ??= ask("config.json", { credentials: "same-origin" })
      .then(async (answer) => (answer.ok ? JSON.parse(await answer.text()) : answer.status < 500 ? {} : null))
      .catch(() => null));
  // Kept when the first names are drawn, or there are none to wait for: the program starts then (loader/loader.js).
  let namesAreDrawn;
  globalThis.pierglassNames = new Promise((drawn) => (namesAreDrawn = drawn));
  const here = () => location.hash.replace(/^#\/*/, "");
  let typed = here();
  const isList = read("localStorage", "show") !== '["tree"]';
  // How the program writes it in an address.
  const nameOf = (origin) => {
    const { host, protocol, hostname } = new URL(origin);
    return protocol === "https:" && /[.:]/.test(host) && !/^(127\.|.*\blocalhost$)/.test(hostname) ? host : origin;
  };
  const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
  const isName = (name) => NAME.test(name) && name.length < 256;
  const begin = (origin, repository) => {
    const [name, place] = [nameOf(origin), typed];
    if (repository) namesAreDrawn();
    // A page around this one may hand a token over, and then nothing is asked without it.
    const isAlone = parent === self && !(/^http:/.test(origin) && location.protocol === "https:");
    if (isAlone && repository) draw(place, origin, () => opened(repository)).catch(() => {});
    // Whoever is known there is asked for with a token or a password, which is the program's to do.
    if (read("sessionStorage", `sign-in.${name}`) || read("localStorage", `memory.${name}`)) return ["handshake"];
    if (!isAlone) return [];
    const path = repository ? `${repository}/tags/list` : "_catalog";
    const address = `${origin}/v2/${path}?n=100`;
    const list = ask(address, { credentials: "omit", cache: "no-store" });
    const names = (answer) => {
      const isHere = new URL(answer.url).origin === origin && !answer.headers.has("www-authenticate");
      return !repository && answer.ok && isHere && isList && draw(place, origin, (entry) => listed(origin, name, entry, answer));
    };
    return list.then(async (answer) => {
      if (answer.status !== 401) return (await names(answer), []);
      // What is asked and drawn on the way to a sign-in, the parts that it needs do not wait for.
      const refused = async (weak) => draw(place, origin, (entry) => signIn(origin, entry, weak));
      if (!repository) anonymously(origin, address, answer, names, refused).catch(() => {});
      return ["handshake", "way_in"];
    });
  };
  // Goes on as the program will for whoever is not signed in (src/registry/auth/), where the registry itself gives tokens: with an anonymous
  // one. Where that does not help, or Basic is the only way, a person is asked. Everything else is the program's.
  const anonymously = async (origin, address, answer, names, refused) => {
    const scope = "registry:catalog:*";
    const challenge = answer.headers.get("www-authenticate") ?? "";
    const isSafe = /^https:/.test(origin) || /^(localhost|127\.[0-9.]+)$/.test(new URL(origin).hostname);
    if (!isSafe) return;
    if (/^basic realm="[^"]*"(, *charset="?utf-8"?)?$/i.test(challenge)) return refused(false);
    const [, realm, service, wanted] = /^bearer realm="([^"?#]+)", *service="([^"]+)"(?:, *scope="([^"]*)")?$/i.exec(challenge) ?? [];
    if (!realm || (wanted ?? scope) !== scope || new URL(realm).origin !== origin) return;
    const plain = { credentials: "omit", cache: "no-store" };
    const given = await ask(`${realm}?${new URLSearchParams({ service, scope })}`, plain);
    if (given.status === 401 || given.status === 403) return refused(false);
    const { token = "", access_token = token } = await given.json();
    const bearer = token || access_token;
    if (!given.ok || !/^[!-~]+$/.test(bearer)) return;
    // A token that says what it permits.
    let access;
    try {
      access = JSON.parse(atob(bearer.split(".")[1].replace(/-/g, "+").replace(/_/g, "/"))).access;
    } catch {}
    const isCatalog = ({ type, name, actions }) => type === "registry" && name === "catalog" && actions?.includes("*");
    if (Array.isArray(access) && !access.some(isCatalog)) return refused(true);
    const list = await ask(address, { credentials: "omit", headers: { Authorization: `Bearer ${bearer}` } });
    return list.status === 401 ? refused(true) : names(list);
  };
  // A registry, or a repository of one, as the address names it.
  const PLACE = /^((?:https?:\/\/)?[^/?]+)(?:\/+([^:@?]+?))?\/*(?:\?.*)?$/;
  const go = async () => {
    const [, registry, repository] = PLACE.exec(typed) ?? [];
    const origin = registry && originOf(registry);
    return origin && (!repository || isName(repository)) ? begin(origin, repository) : [];
  };
  // The registry that the configuration opens, or that the page lies beside.
  const own = async () => {
    const known = await config();
    const chosen = String(known?.defaultRegistry ?? "");
    if (chosen) return originOf(chosen) === location.origin ? begin(location.origin) : [];
    const isFirstVisit = parent === self && /^http/.test(location.protocol) && (read("localStorage", "recent") ?? "[]") === "[]";
    if (!known || known.registries || !isFirstVisit) return ["way_in"];
    // Beside a registry whoever comes for the first time is led into it (src/ui/pages/connect.rs).
    const answer = await ask(`${location.origin}/v2/`, { credentials: "omit", cache: "no-store" });
    if (answer.status === 401) return ["way_in", "handshake"];
    const isRegistry = answer.headers.has("docker-distribution-api-version") || (await answer.text()).trim() === "{}";
    if (answer.status !== 200 || answer.redirected || !isRegistry || here()) return ["way_in"];
    typed = nameOf(location.origin);
    history.replaceState(null, "", `#/${typed}`);
    return begin(location.origin);
  };
  const made = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  };
  // Puts what is made of it into the frame, once the configuration has said that it may be shown, and if the address is still the same.
  const draw = async (place, origin, make) => {
    const { title, theme, openOthers, registries = [] } = (await config()) ?? { openOthers: false };
    const entry = registries.find(({ url }) => originOf(url) === origin) ?? (openOthers === false ? null : {});
    if (!entry || !registries.every(({ url }) => originOf(url))) return;
    const parts = await make(entry);
    if (document.readyState === "loading") {
      await new Promise((ready) => document.addEventListener("DOMContentLoaded", ready, { once: true }));
    }
    const frame = document.getElementById("frame");
    const main = frame?.querySelector("[role=main]");
    const isLate = here() !== place || frame?.querySelector(".frame-problem:not(.frame-late, noscript *)");
    if (!parts || !main || "started" in frame.dataset || isLate) return;
    const [chosen = theme] = JSON.parse(read("localStorage", "theme") ?? "[]");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
    if (title) frame.querySelector(".brand span").textContent = title;
    main.className = "frame-first";
    main.replaceChildren(...parts);
    frame.dataset.first = "";
    if (document.activeElement === document.body) main.querySelector("#user")?.focus();
    performance.mark("pierglass-first-names");
  };
  const head = (name, ...summary) => made("div", { class: "head" }, made("h1", {}, name), made("p", { class: "summary" }, ...summary));
  const opened = (repository) => {
    const bar = made("span", { class: "progress-bar", "aria-hidden": "true" });
    return [head(repository), made("div", { class: "progress" }, bar, made("span", {}, "Asking for the tags…"))];
  };
  const headOf = (origin, name, count) =>
    head(name, made("span", { class: "count" }, count), " at ", made("code", {}, origin));
  // The form of src/ui/parts/sign_in.rs, which takes over what was typed into it. Whoever sends it first is signed in then.
  const signIn = (origin, { name = new URL(origin).host, catalog = "auto", repositories = [] }, weak) => {
    if (catalog !== "auto" || repositories.length) return null;
    const user = { autocomplete: "username", autocapitalize: "none", spellcheck: "false" };
    const button = made("button", { type: "submit", class: "primary" }, "Sign in");
    const form = made(
      "form",
      { class: "sign-in", method: "post", "aria-label": "Sign in" },
      made("h2", {}, `Sign in to ${name}`),
      ...(weak ? [made("p", {}, "Without a sign-in it does not let you see this.")] : []),
      made("label", { for: "user" }, "User name"),
      made("input", { id: "user", name: "username", ...user }),
      made("label", { for: "password" }, "Password or access token"),
      made("input", { id: "password", name: "password", type: "password", autocomplete: "current-password" }),
      made("p", { class: "note" }, "Your password goes to ", made("strong", {}, origin), " and nowhere else."),
      made(
        "label",
        { class: "check" },
        made("input", { type: "checkbox", name: "keep" }),
        made("span", {}, "Keep me signed in until I close this tab"),
      ),
      button,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      form.dataset.sent = "";
      button.disabled = true;
      button.textContent = "Signing in…";
    });
    return [headOf(origin, name, ""), form];
  };
  const listed = async (origin, address, entry, answer) => {
    const { catalog = "auto", repositories = [], name = new URL(origin).host } = entry;
    const { repositories: names } = await answer.json();
    if (catalog !== "auto" || repositories.length || !Array.isArray(names) || !names.length || !names.every(isName)) return null;
    const sorted = [...new Set(names)].sort();
    const height = innerWidth < 640 ? 44 : 40;
    const row = (name, at) => {
      const cut = name.lastIndexOf("/") + 1;
      const link = made(
        "a",
        { class: "repository", href: `#/${address}/${name}`, style: { "--depth": "0" } },
        made("span", { class: "namespace" }, name.slice(0, cut)),
        made("span", { class: "last" }, name.slice(cut)),
      );
      const place = { class: "row", "data-row": at, "aria-posinset": at + 1, "aria-setsize": -1, style: { "--at": at } };
      return made("li", place, link);
    };
    const tree = made("button", { type: "button", "aria-pressed": false }, "Tree");
    const all = made("button", { type: "button", "aria-pressed": true }, "List");
    // The program then begins with it.
    const choose = (isTree) => {
      tree.setAttribute("aria-pressed", isTree);
      all.setAttribute("aria-pressed", !isTree);
      try {
        localStorage.setItem("pierglass.1.show", isTree ? '["tree"]' : '["list"]');
      } catch {}
    };
    tree.addEventListener("click", () => choose(true));
    all.addEventListener("click", () => choose(false));
    const onScreen = Math.ceil(innerHeight / height) + 7;
    // More may come where the program will ask on (src/registry/listing.rs).
    const isWhole = names.length < 10 && !answer.headers.has("link");
    const count = `${sorted.length} ${sorted.length === 1 ? "repository" : "repositories"}${isWhole ? "" : " so far"}`;
    const label = "Filter repositories";
    const box = { id: "filter", type: "search", autocomplete: "off", autocapitalize: "none", spellcheck: "false", placeholder: label };
    const list = { class: `window-list${height === 44 ? " narrow" : ""}`, "aria-label": "Repositories" };
    const style = { "--row": height, height: `${sorted.length * height}px` };
    return [
      headOf(origin, name, count),
      made(
        "div",
        { class: "browse" },
        made(
          "div",
          { class: "tools" },
          made(
            "div",
            { class: "filter" },
            made("label", { for: "filter", class: "visually-hidden" }, label),
            made("input", box),
            made("kbd", { "aria-hidden": "true" }, "/"),
          ),
          ...(sorted.some((name) => name.includes("/"))
            ? [made("div", { class: "choice", role: "group", "aria-label": "Show as" }, all, tree)]
            : []),
          made("span", { class: "found" }),
        ),
        made("ol", { ...list, style }, ...sorted.slice(0, onScreen).map(row)),
      ),
    ];
  };
  // Whoever follows a name before the program is there is on the way at once.
  addEventListener("hashchange", () => {
    const frame = document.getElementById("frame");
    if (!frame || !("first" in frame.dataset) || "started" in frame.dataset) return;
    frame.querySelector("[role=main]").replaceChildren(made("p", { class: "loading" }, "Loading…"));
    typed = here();
    for (const url of asked.keys()) if (url.includes("/v2/")) asked.delete(url);
    go().catch(() => {});
  });
  // Which parts of the program this will need, for the glue, which fetches them beside the program.
  globalThis.pierglassParts = (typed ? go : own)().catch(() => []);
  globalThis.pierglassParts.then(namesAreDrawn);
  config();
})();
