//! Who sends requests from the page's JavaScript, by what, and for what. The program itself has one place, `src/browser/fetch.rs`.

/// By what a script sends a request, or has the browser send one.
const WAYS: &[&str] = &[
    "fetch(",
    "import(",
    "XMLHttpRequest",
    "EventSource(",
    "WebSocket(",
    "WebTransport(",
    "RTCPeerConnection(",
    "sendBeacon(",
    "Worker(",
    "importScripts(",
    "Image(",
    "Audio(",
    "createElement(\"iframe\")",
    "createElement(\"img\")",
    "createElement(\"link\")",
    "createElement(\"script\")",
];

/// A script that may send requests.
pub struct Sender {
    /// Its path in the project.
    pub file: &'static str,
    /// By what, each with how often, in the order of [`WAYS`].
    pub by: &'static [(&'static str, usize)],
    /// For what.
    pub what: &'static str,
}

/// All of them.
pub const SENDERS: &[Sender] = &[
    Sender {
        file: "loader/first.js",
        by: &[("fetch(", 1)],
        what: "config.json beside index.html, with the page's own credentials, and the first page of a registry's catalog, without any",
    },
    Sender {
        file: "loader/loader.js",
        by: &[("fetch(", 2), ("import(", 1)],
        what: "the program's own two files beside index.html, and one of them once more where it did not come, to say why",
    },
    Sender {
        file: "lab/page/src/split/load.js",
        by: &[("fetch(", 1), ("createElement(\"link\")", 1)],
        what: "the program's own parts and styles beside index.html, each bound to its hash",
    },
    Sender {
        file: "probe/probe.js",
        by: &[("fetch(", 2), ("EventSource(", 1), ("RTCPeerConnection(", 2), ("createElement(\"link\")", 1)],
        what: "the address that a check-up asks about, from a frame without an origin; its own page once, to see that Firefox notes times",
    },
    Sender {
        file: "embed/embed.js",
        by: &[("createElement(\"iframe\")", 1)],
        what: "Pierglass itself, in the frame that a portal shows it in",
    },
];

/// By what a script sends requests, each with how often.
pub fn ways(text: &str) -> Vec<(&'static str, usize)> {
    let lines =
        text.lines().map(str::trim_start).filter(|line| !["//", "/*", "*"].iter().any(|mark| line.starts_with(mark)));
    let code = lines.collect::<Vec<_>>().join("\n").replace('\'', "\"");
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_$".contains(&byte);
    let count = |way: &str| {
        let starts_there = |at: &usize| *at == 0 || !is_name(code.as_bytes()[at - 1]);
        code.match_indices(way).filter(|(at, _)| starts_there(at)).count()
    };
    WAYS.iter().map(|way| (*way, count(way))).filter(|(_, count)| *count > 0).collect()
}

/// How many calls of fetch in a script do not say `credentials: "omit"`.
pub fn fetches_that_may_take_credentials(text: &str) -> usize {
    let calls = ways(text).into_iter().find(|(way, _)| *way == "fetch(").map_or(0, |(_, count)| count);
    calls.saturating_sub(text.matches("credentials: \"omit\"").count())
}
