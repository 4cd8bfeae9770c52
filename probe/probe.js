// Asks one question about an address, in a way that a readable request cannot, and tells the page that holds this frame.
//
// In:  {kind, url, limit, nonce}, once, from the parent alone; `limit` in milliseconds.
// Out: {nonce, said, after}; `said` is "yes", "no", "silence" or "unavailable", `after` the milliseconds that it took.
//
// No question carries a password or a token of Pierglass's, and none changes anything. None carries what the browser itself keeps for
// that server, but "object" in WebKit. What an answer means, and in which engine, stands in src/diagnosis/senses.rs; what is written
// here was measured in Chromium 156, Firefox 153 and WebKitGTK 2.50.
"use strict";

const isFirefox = "mozInnerScreenX" in window;

// Each is given the address and a way to answer, and returns what tidies up after it.
const questions = {
  // Does it answer with 2xx? An element that loads whatever comes and looks at the status alone: in Chromium a prefetch, in
  // WebKit a style sheet that is never used. (An <object> fails at X-Frame-Options and at what would be a download.)
  // Firefox has only <object>, and opens its password box there where the answer is a Basic challenge.
  // An element knows no `omit`. Chromium sends nothing of its own all the same, for the frame is `credentialless`. WebKit knows no such
  // frame, and nothing else of it tells the status of an answer that it does not share. There one GET without Origin and Referer goes to
  // the address, with what an image on any page would take along to that server: the cookies that are not kept from other
  // sites (all, where page and registry are one site), and the name and password that somebody typed into the browser's own box for
  // it. They go to the server that they belong to, nobody here can read them or the answer, and a GET changes nothing. But "yes" may
  // be the answer to whoever is signed in there.
  "object"(url, say) {
    if (isFirefox) return say("unavailable");
    const link = document.createElement("link");
    if (link.relList.supports("prefetch")) {
      link.rel = "prefetch";
    } else {
      link.rel = "preload";
      link.as = "style";
    }
    link.onload = () => say("yes");
    link.onerror = () => say("no");
    link.href = url.href;
    document.head.append(link);
    return () => link.remove();
  },

  // Does it send the browser to another origin? A policy that allows this origin alone is broken by the redirect.
  "oracle"(url, say) {
    // A policy cannot name an IPv6 address, nor Firefox's a name with an underscore: it would block the first request.
    if (!/^[a-z0-9.-]+$/i.test(url.hostname)) return say("unavailable");
    const policy = document.createElement("meta");
    policy.httpEquiv = "Content-Security-Policy";
    policy.content = `connect-src ${url.origin}`;
    document.head.append(policy);
    // The report of a violation may come after the request's own end.
    return request(url, "no-cors", () => setTimeout(say, 100, "no"));
  },

  // May a page of the origin `null`, as this frame is one, read it?
  "null-origin"(url, say) {
    return request(url, "cors", readable => say(readable ? "yes" : "no"));
  },

  // Does something accept connections there? The browser is told that its peer of a call waits there.
  "turn"(url, say, limit) {
    if (isFirefox) return firefoxRelay(url, say, limit);
    // Of the low ports Chromium lets 80 and 443 through, and these not at every address of numbers.
    if (port(url) < 1024 && (isNumeric(url) || ![80, 443].includes(port(url)))) return say("unavailable");
    const connection = new RTCPeerConnection();
    connection.createDataChannel("probe");
    connection
      .setLocalDescription()
      .then(() => connection.setRemoteDescription({ type: "answer", sdp: peerAt(url) }))
      .catch(() => say("unavailable"));
    const look = async () => {
      // A check is sent only over a connection that stands, whatever the other side makes of it; a pair goes where it was
      // refused, and waits where nothing comes back. (With turn: a server that hangs up looks like one that refuses.)
      const reports = [...(await connection.getStats()).values()];
      if (reports.some(report => report.type === "candidate-pair" && report.requestsSent > 0)) say("yes");
      else if (/disconnected|failed/.test(connection.iceConnectionState)) say("no");
    };
    const looking = setInterval(() => look().catch(() => {}), 50);
    return () => {
      clearInterval(looking);
      connection.close();
    };
  },

  // Does the name resolve? A browser may look a name up once for each family of addresses, and a name with addresses of one
  // family alone fails for the other: only where the gathering has ended, and nothing but look-ups failed, is it no.
  "stun"(url, say) {
    if (isNumeric(url) || /(^|\.)localhost$/.test(url.hostname)) return say("yes");
    let lookups = 0;
    const isLookup = errorText => !errorText || /lookup|resol/i.test(errorText);
    return gather(
      { urls: `stun:${url.hostname}:${port(url)}` },
      // Firefox gives no reason, but it gives this error at once for nothing else.
      ({ errorText }) => (isLookup(errorText) ? lookups++ : say("yes")),
      () => say(lookups > 0 ? "no" : "yes"),
    );
  },

  // Did an answer come? A source gives up for good after an answer that is no stream, and tries again where none came.
  // Firefox always gives up.
  "event-source"(url, say) {
    if (isFirefox) return say("unavailable");
    const source = new EventSource(url);
    source.onopen = () => say("yes");
    source.onerror = () => say(source.readyState === EventSource.CLOSED ? "yes" : "no");
    return () => source.close();
  },

  // Did a connection stand, with TLS where the address says so? Of a request that failed Firefox notes how long it took only where it
  // went out; else that is no time at all. Others note no more than that it failed. This page's own server shows that times are
  // noted, and what took no time is asked once more, for an answer may come within the smallest that is.
  "connection"(url, say) {
    if (!isFirefox) return say("unavailable");
    const stop = new AbortController();
    (async () => {
      if (!(await timeOf(new URL(location.href), stop.signal))) return say("unavailable");
      let time = await timeOf(url, stop.signal);
      if (time === 0) time = await timeOf(url, stop.signal);
      say(time === undefined ? "unavailable" : time > 0 ? "yes" : "no");
    })();
    return () => stop.abort();
  },
};

// How long a request took by the browser's own notes, milliseconds; nothing where it noted none. On a busy machine they come late.
async function timeOf(url, signal) {
  const noted = new Promise(resolve => {
    const observer = new PerformanceObserver(list => {
      for (const { name, duration } of list.getEntries()) if (name === url.href) resolve(duration);
    });
    observer.observe({ type: "resource" });
  });
  await fetch(url, { mode: "no-cors", credentials: "omit", cache: "no-store", signal }).catch(() => {});
  return Promise.race([noted, new Promise(resolve => setTimeout(resolve, 1000))]);
}

function request(url, mode, ended) {
  const abort = new AbortController();
  fetch(url, { mode, credentials: "omit", cache: "no-store", signal: abort.signal }).then(
    () => ended(true),
    () => ended(false),
  );
  return () => abort.abort();
}

// Firefox connects to no peer that it did not agree with, but to a relay. An error may mean that nobody listens or that the
// server hung up on what it does not understand, as nginx does; only silence says something: a connection stands, or
// nothing came back.
function firefoxRelay(url, say, limit) {
  const relay = host => ({ urls: `turn:${host}?transport=tcp`, username: "probe", credential: "probe" });
  // On loopback Firefox refuses at once. While it has not done that, it is busy, and its silence about others says nothing either.
  let isBusy = true;
  const control = gather(relay("127.0.0.1:9"), () => (isBusy = false));
  const asked = gather(relay(`${url.hostname}:${port(url)}`), () => say("unavailable"));
  const last = setTimeout(() => isBusy && say("unavailable"), limit - 50);
  return () => {
    clearTimeout(last);
    control();
    asked();
  };
}

function gather(server, failed, ended = () => {}) {
  const connection = new RTCPeerConnection({ iceServers: [server] });
  connection.onicecandidateerror = failed;
  // The last error may come just after the end.
  connection.onicegatheringstatechange = () => {
    if (connection.iceGatheringState === "complete") setTimeout(ended, 50);
  };
  connection.createDataChannel("probe");
  connection.setLocalDescription().catch(() => {});
  return () => connection.close();
}

function peerAt(url) {
  const host = url.hostname.replace(/[[\]]/g, "");
  const lines = [
    "v=0",
    "o=- 1 1 IN IP4 0.0.0.0",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    "a=mid:0",
    "a=ice-ufrag:probe",
    "a=ice-pwd:a-probe-has-no-password",
    `a=fingerprint:sha-256 ${Array(32).fill("00").join(":")}`,
    "a=setup:active",
    "a=sctp-port:5000",
    `a=candidate:1 1 TCP 2105458943 ${host} ${port(url)} typ host tcptype passive`,
    "a=end-of-candidates",
  ];
  return lines.map(line => `${line}\r\n`).join("");
}

function port(url) {
  return Number(url.port || (url.protocol === "https:" ? 443 : 80));
}

function isNumeric(url) {
  return /^[\d.]+$|^\[/.test(url.hostname);
}

function ask({ kind, url, limit, nonce }, answer) {
  const begun = performance.now();
  let tidy;
  let answered = false;
  const say = said => {
    if (answered) return;
    answered = true;
    answer({ nonce, said, after: performance.now() - begun });
    tidy?.();
  };
  try {
    const address = new URL(url);
    if (!/^https?:$/.test(address.protocol) || !Object.hasOwn(questions, kind)) return say("unavailable");
    // The oracle's own policy answers its question; any other came from the server of this page and forbids to ask.
    addEventListener("securitypolicyviolation", ({ originalPolicy }) => {
      say(kind === "oracle" && originalPolicy === `connect-src ${address.origin}` ? "yes" : "unavailable");
    });
    setTimeout(say, limit, "silence");
    tidy = questions[kind](address, say, limit);
    if (answered) tidy?.();
  } catch {
    say("unavailable");
  }
}

// Only in a sandboxed frame, which has no origin of its own: elsewhere a stranger could ask in the name of this page's.
if (origin === "null" && parent !== window) {
  addEventListener("message", function once(event) {
    if (event.source !== parent) return;
    removeEventListener("message", once);
    ask(event.data, answer => parent.postMessage(answer, event.origin === "null" ? "*" : event.origin));
  });
}
