//! Which engine is asked what, and what cannot be seen in one.

use lab::browser::Engine;
use lab::scenario::Group;

/// WebKit is asked about CORS and sign-in; its driver takes minutes for the rest.
pub fn is_asked(group: Group, engine: Engine) -> bool {
    use Group::{Challenge, Cors, Credentials, Exposed, Preflight, Realm, Token};
    let of_webkit = [Cors, Preflight, Exposed, Challenge, Realm, Token, Credentials];
    engine != Engine::WebKit || of_webkit.contains(&group)
}

/// What this test does not get out of an engine: Firefox's report from inside of a sandboxed frame never reached it.
pub const NOT_SEEN: [(Engine, &str); 1] = [(Engine::Firefox, "page-origin-null-frame")];

/// What no page can see in an engine, so that the table says who does: curl.
pub const UNSEEN: [(Engine, &str); 4] = [
    // Any bytes are an answer of HTTP/0.9 to Firefox. A style sheet tells them apart (it loads without a type) and would
    // open the password box of a registry with Basic.
    (Engine::Firefox, "address-wrong-port-protocol-http"),
    (Engine::Firefox, "server-unreachable-garbage"),
    // Both let `Authorization` pass by a `*`, and report nothing.
    (Engine::Firefox, "preflight-wildcard-authorization"),
    (Engine::WebKit, "preflight-wildcard-authorization"),
];
