//! How a scenario shows what is wrong, without a browser: a request, and what must come back.
//!
//! The same proof is sent by a test, so that no scenario lies, and printed as a line for curl.

/// One request and what must come back.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// Who is asked.
    pub to: To,
    /// The method.
    pub method: &'static str,
    /// The path with the query.
    pub path: &'static str,
    /// The `Origin` of the request.
    pub origin: &'static str,
    /// Headers besides `Origin` and `Authorization`.
    pub headers: &'static [(&'static str, &'static str)],
    /// What is sent to be let in.
    pub credentials: Sent,
    /// What must come back, all of it.
    pub shows: &'static [Shows],
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum To {
    /// The registry, under the address that a person types.
    Registry,
    /// The registry's proxy itself, past what stands before it.
    Proxy,
    /// The token service.
    Tokens,
    /// Whatever the challenge of `/v2/` names as its realm; the path is added to it.
    Realm,
    /// Where the registry's answer to this very request sends the browser.
    RedirectTarget,
    /// The page.
    Page,
}

/// What is sent to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sent {
    /// Nothing.
    Nothing,
    /// The account's password.
    Password,
    /// A token for this scope, asked for with the account where the scenario has one.
    Token(&'static str),
}

/// What must come back. `{page}`, `{registry}` and `{tokens}` stand for origins, in the proof's texts too.
#[derive(Clone, Copy, Debug)]
pub enum Shows {
    /// This status.
    Status(u16),
    /// A line of this header with exactly this value.
    Header(&'static str, &'static str),
    /// A line of this header with this in its value.
    HeaderHas(&'static str, &'static str),
    /// No line of this header has this in its value, or there is none at all.
    HeaderLacks(&'static str, &'static str),
    /// No such header.
    Without(&'static str),
    /// So many lines of this header.
    Lines(&'static str, usize),
    /// This in the body.
    Body(&'static str),
    /// Not this in the body.
    BodyLacks(&'static str),
    /// A body of more than so many bytes.
    BodyOver(usize),
    /// The body does not end in time.
    Endless,
    /// The `Date` is off by more than so many seconds, ahead if positive.
    DateOff(i64),
    /// The name has no address.
    UnknownName,
    /// Nobody listens.
    Refused,
    /// Nothing comes.
    Silent,
    /// Reset or closed without an answer.
    Nothing,
    /// TLS fails, with this in the reason.
    Tls(&'static str),
    /// Bytes that are not HTTP.
    NotHttp,
    /// What a person types has this in it. The request is not sent.
    Typed(&'static str),
}
