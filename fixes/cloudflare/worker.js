// A closed relay: your pages read one registry through it, and nobody reads anything else.

// The pages that may use it.
const PAGES = [
  "{{each_page_origin}}",
];

// The one registry that it asks.
const REGISTRY = "{{relay_scheme}}://{{relay_upstream}}";

// Where that registry's tokens are made: the realm of its WWW-Authenticate. Pages reach it as /token of this relay.
const TOKENS = "{{relay_scheme}}://{{relay_token_service}}{{relay_token_path}}";

// What goes on to the registry. Cookie and Origin do not.
const THERE = ["Accept", "Authorization", "If-None-Match", "Range"];

// What comes back. Set-Cookie and the registry's own CORS headers do not.
const BACK = [
  "Accept-Ranges", "Cache-Control", "Content-Range", "Content-Type", "Docker-Content-Digest",
  "Docker-Distribution-Api-Version", "Docker-RateLimit-Source", "ETag", "Link", "OCI-Filters-Applied",
  "RateLimit-Limit", "RateLimit-Remaining", "Retry-After", "Warning", "WWW-Authenticate",
];

// The realm of a Bearer challenge, quoted or not, also where other parameters come first.
const REALM = /(\bBearer\s+(?:\w+=(?:"[^"]*"|[^\s",]+)\s*,\s*)*realm=)(?:"[^"]*"|[^\s",]+)/i;

export default {
  async fetch(request) {
    const origin = request.headers.get("Origin");
    // No page of yours: no relay. This keeps other sites' pages out; the registry's own sign-in keeps people out.
    if (!PAGES.includes(origin)) {
      return new Response("this relay is for its own pages\n", { status: 403, headers: { Vary: "Origin" } });
    }
    const cors = {
      "Access-Control-Allow-Origin": origin,
      "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
      "Access-Control-Allow-Headers": "Authorization, Accept, Content-Type, If-None-Match, Range",
      "Access-Control-Expose-Headers":
        "WWW-Authenticate, Docker-Content-Digest, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, " +
        "OCI-Filters-Applied, Date",
      "Access-Control-Max-Age": "7200",
      "Vary": "Origin",
    };
    const refuse = (status, text) => new Response(text + "\n", { status, headers: cors });

    // A browser's OPTIONS carries no password, so it is answered here.
    if (request.method === "OPTIONS") {
      return new Response(null, { status: 204, headers: cors });
    }
    // Reading alone: nothing is pushed or deleted through here.
    if (request.method !== "GET" && request.method !== "HEAD") {
      return refuse(405, "this relay only reads");
    }
    const here = new URL(request.url);
    const there = address(here);
    if (there === null) {
      return refuse(404, "this relay has /v2/ and /token");
    }
    try {
      return pass(await ask(there, request), here, cors);
    } catch {
      return refuse(502, "the registry cannot be reached");
    }
  },
};

// The address behind one of this relay's, or null. An encoded dot or slash could leave /v2/, and no registry needs one.
function address(here) {
  if (here.pathname === "/token") {
    return TOKENS + here.search;
  }
  const isRegistry = here.pathname.startsWith("/v2/") && !/%(2e|2f|5c)/i.test(here.pathname);
  return isRegistry ? REGISTRY + here.pathname + here.search : null;
}

// Asks, and follows what leads to the storage. A page could not: after a redirect a browser sends "Origin: null".
async function ask(there, request) {
  const headers = new Headers();
  for (const name of THERE) {
    const value = request.headers.get(name);
    if (value !== null) {
      headers.set(name, value);
    }
  }
  let url = new URL(there);
  for (let redirects = 0; redirects < 5; redirects += 1) {
    const answer = await fetch(url.href, { method: request.method, headers, redirect: "manual" });
    const location = answer.headers.get("Location");
    if (location === null || ![301, 302, 303, 307, 308].includes(answer.status)) {
      return answer;
    }
    const next = new URL(location, url);
    if (url.protocol === "https:" && next.protocol !== "https:") {
      throw new Error("a redirect away from https");
    }
    // The sign-in is for the registry alone; the storage's address is signed, and refuses a second sign-in.
    if (next.origin !== url.origin) {
      headers.delete("Authorization");
    }
    url = next;
  }
  throw new Error("too many redirects");
}

// The registry's answer for the page, with addresses that lead back to this relay.
function pass(answer, here, cors) {
  const headers = new Headers(cors);
  for (const name of BACK) {
    const value = answer.headers.get(name);
    if (value !== null) {
      headers.set(name, value);
    }
  }
  // The length counts only where nothing was unpacked on the way.
  const length = answer.headers.get("Content-Length");
  if (length !== null && !answer.headers.has("Content-Encoding")) {
    headers.set("Content-Length", length);
  }
  const challenge = headers.get("WWW-Authenticate");
  if (challenge !== null) {
    headers.set("WWW-Authenticate", challenge.replace(REALM, (_, before) => `${before}"${here.origin}/token"`));
  }
  const link = headers.get("Link");
  if (link !== null) {
    headers.set("Link", link.replaceAll(`${REGISTRY}/`, `${here.origin}/`));
  }
  return new Response(answer.body, { status: answer.status, headers });
}
