// <pierglass-explorer>: Pierglass in a frame of another page. The manual is docs/embedding.md.
//
// A classic script, because a module from another origin would need CORS of the server that it lies on.
// It holds no secret longer than it takes to hand it over, and puts none into an address.
"use strict";
(() => {
  if (customElements.get("pierglass-explorer")) return;

  /** Where this script lies; Pierglass lies beside it. */
  const beside = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : "";

  /** How long Pierglass may take to say hello after its frame has loaded, and to answer, in milliseconds. */
  const PATIENCE = 20000;

  /** A new one for each message: the version of the protocol stands in it. */
  const message = (type, members) => ({ ...members, pierglass: 1, type });

  // Constructed, because a strict Content-Security-Policy of the page around it forbids a <style>.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(
    ":host{display:block;height:40rem;min-height:12rem}:host([hidden]){display:none}" +
      "iframe{display:block;width:100%;height:100%;border:0}",
  );

  /** What an attribute may say, and what is wrong with it otherwise. */
  const GRAMMAR = {
    registry: [/^(https?:\/\/)?[\w.-]+(:\d+)?\/?$|^(https?:\/\/)?\[[\da-f:.]+\](:\d+)?\/?$/i, "is no registry such as registry.example.com"],
    repository: [/^[a-z\d]+([._/-]+[a-z\d]+)*$/, "is no repository such as team/app"],
    reference: [/^(https?:\/\/)?[\w.\-/:@[\]]+$/, "is no reference such as registry.example.com/team/app:1.2"],
    theme: [/^(system|light|dark)$/, "is none of system, light and dark"],
    "max-height": [/^[1-9]\d{1,4}$/, "is no number of pixels such as 2000"],
    loading: [/^(eager|lazy)$/, "is neither eager nor lazy"],
    "read-only": [/^(on|off|true|false)$/, "is none of on, off, true and false"],
  };

  /** The properties, and the attributes that they stand for. */
  const PROPERTIES = new Map(
    ["registry", "repository", "reference", "theme", "src", "max-height", "auto-height", "compact"].map((name) => [
      name.replace(/-(.)/, (_, letter) => letter.toUpperCase()),
      name,
    ]),
  );

  /**
   * @typedef {{registry: string, token: string, username?: string, changes?: boolean}
   *   | {registry: string, username: string, password: string, changes?: boolean}} SignIn
   * @typedef {{registry: string, scope: string, reason: "required" | "refused"}} Wanted
   *
   * @fires ready - `{trusted, address, title}`
   * @fires navigate - `{address, reference, title}`
   * @fires report - the report of docs/report.md
   * @fires sign-in-wanted - {@link Wanted}
   * @fires error - `{code, message}`
   */
  class PierglassExplorer extends HTMLElement {
    static observedAttributes = ["registry", "repository", "reference", "theme", "src", "auto-height", "max-height", "loading", "compact", "read-only"];

    /**
     * Asked when Pierglass wants a sign-in. What it gives goes to that registry's session, and nowhere else.
     * @type {((wanted: Wanted) => Promise<object | null | undefined>) | null}
     */
    credentials = Object.hasOwn(this, "credentials") ? this.credentials : null;

    #root = this.attachShadow({ mode: "open" });
    /** @type {HTMLIFrameElement | null} */
    #frame = null;
    #page = "";
    #origin = "";
    /** @type {"waiting" | "trusted" | "untrusted"} */
    #state = "waiting";
    /** @type {object[]} */
    #queue = [];
    #shown = "";
    #timer = 0;
    #hasSaid = new Set();
    #listener = (event) => this.#hear(event);

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      // What a page set before this script came stands in the way of the properties below.
      for (const name of [...PROPERTIES.keys(), "readOnly"]) {
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        this[name] = value;
      }
    }

    connectedCallback() {
      window.addEventListener("message", this.#listener);
      this.#open();
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.#listener);
      this.#close();
    }

    attributeChangedCallback(name, before, after) {
      if (before === after || !this.isConnected) return;
      this.#hasSaid.delete(name);
      if (name === "src" || name === "auto-height" || name === "loading" || name === "compact") {
        this.#close();
        this.#open();
      } else if (name === "theme") {
        this.refreshTheme();
      } else if (name === "read-only") {
        this.#tellChanges();
      } else if (name !== "max-height") {
        // Registry and repository are set one after the other; only the pair of them is a place.
        queueMicrotask(() => this.#place());
      }
    }

    /** Whether Pierglass is there and trusts this page. */
    get trusted() {
      return this.#state === "trusted";
    }

    /**
     * Goes to a place: whatever the box in Pierglass takes.
     * @param {string} to
     */
    open(to) {
      this.#tell("navigate", { to: String(to) });
    }

    /**
     * Signs in to a registry, until the frame goes. Before Pierglass has answered it waits for that.
     * @param {SignIn} given
     */
    signIn(given) {
      const { registry, token, username, password, changes } = Object(given);
      const texts = [registry, ...(token === undefined ? [username, password] : [token])];
      if (!texts.every((text) => typeof text === "string")) {
        return this.#fail("sign-in-invalid", "signIn needs a registry, and a token or a username and a password");
      }
      const by = token === undefined ? { username, password } : { token, username };
      this.#tell("sign-in", { registry, ...by, changes: changes === true });
    }

    /**
     * Signs out of a registry. Pierglass does not ask for a sign-in again by itself.
     * @param {string} registry
     */
    signOut(registry) {
      this.#tell("sign-out", { registry: String(registry) });
    }

    /** Reads the attribute `theme` and the properties `--pierglass-accent` and `--pierglass-accent-dark` again. */
    refreshTheme() {
      if (this.#state !== "trusted") return;
      const style = getComputedStyle(this);
      const colour = (name) => style.getPropertyValue(name).trim() || null;
      const [accent, accentDark] = ["--pierglass-accent", "--pierglass-accent-dark"].map(colour);
      this.#tell("look", { theme: this.#read("theme"), accent, accentDark });
    }

    /** Whether people may change nothing in the frame: only an attribute that says so in words lets them. */
    get readOnly() {
      return !/^(off|false)$/.test(this.#read("read-only") ?? "");
    }

    set readOnly(value) {
      this.setAttribute("read-only", value === true ? "on" : String(value ?? ""));
    }

    #tellChanges() {
      if (this.trusted) this.#tell("changes", { allowed: !this.readOnly });
    }

    /** An attribute that is there and right. */
    #read(name) {
      const value = this.getAttribute(name)?.trim();
      if (!value) return null;
      const [grammar, wrong] = GRAMMAR[name];
      if (value.length <= 1000 && grammar.test(value)) return value;
      if (!this.#hasSaid.has(name)) {
        this.#hasSaid.add(name);
        this.#fail("attribute-invalid", `the attribute ${name} ${wrong}`);
      }
      return null;
    }

    /** Where the page of Pierglass lies; nothing where that cannot be known. */
    #whereabouts() {
      const given = this.getAttribute("src");
      try {
        const url = given === null ? new URL("./", beside) : new URL(given, document.baseURI);
        url.hash = "";
        if (/^https?:$/.test(url.protocol) && !url.username && !url.password) return url;
      } catch {
        // Told below.
      }
      const why = given === null ? "is needed, for this script does not know where it lies" : "is no http or https address";
      this.#fail("attribute-invalid", `the attribute src ${why}`);
      return null;
    }

    /** The place that the attributes name. */
    #wanted() {
      const reference = this.#read("reference");
      const [registry, repository] = [this.#read("registry"), this.#read("repository")];
      if (reference) return reference;
      if (repository && !registry && !this.hasAttribute("registry")) {
        this.#fail("attribute-invalid", "the attribute repository needs the attribute registry");
      }
      return registry ? [registry.replace(/\/$/, ""), repository].filter(Boolean).join("/") : "";
    }

    #open() {
      const url = this.#whereabouts();
      if (!url) return;
      // Beside the address of what is shown, so that no bar is drawn before somebody says that there should be none.
      if (this.hasAttribute("compact")) url.searchParams.set("compact", "");
      this.#page = url.href;
      this.#origin = url.origin;
      this.#shown = this.#wanted();
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("aria-label") || "Container registry";
      frame.setAttribute(
        "sandbox",
        "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads",
      );
      frame.allow = "clipboard-write; local-network-access; local-network; loopback-network";
      frame.referrerPolicy = "no-referrer";
      frame.loading = this.#read("loading") === "lazy" ? "lazy" : "eager";
      frame.addEventListener("load", () => this.#wait(frame, "no-answer"));
      frame.src = this.#address();
      this.#frame = frame;
      this.#root.append(frame);
    }

    #close() {
      clearTimeout(this.#timer);
      this.#frame?.remove();
      this.#frame = null;
      this.#state = "waiting";
      this.#queue = [];
    }

    #address() {
      return `${this.#page}#/${this.#shown}`;
    }

    /** Goes where the attributes lead now. */
    #place() {
      const wanted = this.#wanted();
      if (!this.#frame || wanted === this.#shown) return;
      this.#shown = wanted;
      if (this.#state === "trusted" && wanted) this.#tell("navigate", { to: wanted });
      else this.#frame.src = this.#address();
    }

    #wait(frame, code) {
      clearTimeout(this.#timer);
      if (frame !== this.#frame || this.#state !== "waiting") return;
      const say = {
        "no-answer":
          `no Pierglass answered at ${this.#page}: is it there, does its server allow this page in frame-ancestors, ` +
          "and does this page's own policy allow it in frame-src?",
        "untrusted-portal": `the page at ${this.#page} does not answer ${location.origin}`,
      };
      this.#timer = setTimeout(() => this.#fail(code, say[code]), PATIENCE);
    }

    #tell(type, members) {
      if (this.#state === "trusted") this.#post(type, members);
      else if (this.#state === "waiting" && this.#queue.length < 16) this.#queue.push([type, members]);
      else this.#fail("untrusted-portal", `Pierglass was not told ${type}, for it does not trust this page`);
    }

    #post(type, members) {
      // Never "*": whatever is in the frame by then, only Pierglass may read this.
      this.#frame?.contentWindow?.postMessage(message(type, members), this.#origin);
    }

    #hear({ source, origin, data }) {
      const frame = this.#frame;
      if (!frame || source !== frame.contentWindow || origin !== this.#origin || data?.pierglass !== 1) return;
      switch (data.type) {
        case "hello":
          // A page that has just begun: the first one, or one that was loaded again.
          this.#state = "waiting";
          this.#wait(frame, "untrusted-portal");
          return this.#post("hello", { size: this.hasAttribute("auto-height") });
        case "ready":
          return this.#answered(data);
        case "navigate":
          return this.#dispatch("navigate", place(data));
        case "report":
          return this.#dispatch("report", data.report);
        case "error":
          return this.#fail(String(data.code), String(data.message));
        case "size":
          return this.#resize(data.height);
        case "sign-in-wanted":
          return void this.#ask({ registry: String(data.registry), scope: String(data.scope), reason: data.reason });
      }
    }

    #answered(data) {
      clearTimeout(this.#timer);
      const queue = this.#queue.splice(0);
      this.#state = data.trusted === true ? "trusted" : "untrusted";
      if (this.trusted) this.refreshTheme();
      this.#tellChanges();
      this.#dispatch("ready", { trusted: this.trusted, ...(this.trusted ? place(data) : {}) });
      if (!this.trusted) {
        return this.#fail(
          "untrusted-portal",
          `Pierglass does not trust this page: add ${JSON.stringify(location.origin)} to "portals" in its config.json`,
        );
      }
      for (const [type, members] of queue) this.#post(type, members);
    }

    async #ask(wanted) {
      this.#dispatch("sign-in-wanted", wanted);
      if (typeof this.credentials !== "function") return;
      const frame = this.#frame;
      try {
        const given = await this.credentials(wanted);
        // Meanwhile the element may have been taken away; whatever has come in its place asks by itself.
        if (given && frame === this.#frame) this.signIn({ ...given, registry: wanted.registry });
      } catch {
        // Its words may hold what it was about to hand over.
        this.#fail("credentials-failed", "the portal's function for sign-ins failed");
      }
    }

    #resize(height) {
      if (!this.hasAttribute("auto-height") || !Number.isFinite(height)) return;
      const limit = Number(this.#read("max-height") ?? 4000);
      this.style.height = `${Math.min(Math.max(height, 192), limit)}px`;
    }

    #dispatch(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }

    #fail(code, text) {
      console.warn(`pierglass-explorer: ${text}`);
      this.#dispatch("error", { code, message: text });
    }
  }

  const place = ({ address, title }) => {
    const text = String(address);
    return { address: text, reference: text.replace(/^#\//, ""), title: String(title) };
  };

  for (const [property, name] of PROPERTIES) {
    const isFlag = name === "auto-height" || name === "compact";
    Object.defineProperty(PierglassExplorer.prototype, property, {
      get() {
        return isFlag ? this.hasAttribute(name) : (this.getAttribute(name) ?? "");
      },
      set(value) {
        if (isFlag) this.toggleAttribute(name, Boolean(value));
        else if (value === null || value === undefined) this.removeAttribute(name);
        else this.setAttribute(name, String(value));
      },
      enumerable: true,
      configurable: true,
    });
  }

  customElements.define("pierglass-explorer", PierglassExplorer);
})();
