//! By what one sees that a server really does what a part says: a request, and facts about what comes back.

/// What a request shows of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Auth {
    /// Nothing.
    Nothing,
    /// The person's name and password.
    Person,
    /// A token for a scope, fetched from the realm with what the person has.
    Token(&'static str),
}

/// A fact about what comes back. Texts may hold places to fill in.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    /// The status.
    Status(u16),
    /// A line of this header has this value.
    Is(&'static str, &'static str),
    /// A line of this header holds this text.
    Has(&'static str, &'static str),
    /// No line of this header holds this text.
    HasNot(&'static str, &'static str),
    /// There is no such header.
    Lacks(&'static str),
    /// There are so many lines of this header.
    Lines(&'static str, usize),
    /// The first of these headers stands before the second.
    Before(&'static str, &'static str),
    /// The body holds this text.
    Body(&'static str),
    /// The body does not hold this text.
    BodyNot(&'static str),
    /// The head holds this text as it was written; the names of headers are else compared in small letters.
    Raw(&'static str),
    /// The body is empty.
    NoBody,
    /// The body is JSON, or is not.
    Json(bool),
    /// The body is shorter than promised.
    Cut,
    /// It takes at least so many milliseconds.
    Slow(u64),
    /// The name has no address.
    Unknown,
    /// Nobody listens.
    Refused,
    /// Nothing comes.
    Silent,
    /// The connection is reset.
    Reset,
    /// The connection is closed.
    Closed,
    /// TLS fails with an error that holds this text.
    Tls(&'static str),
}

/// A request and what it shows.
#[derive(Clone, Copy, Debug)]
pub struct Show {
    /// The method; for `OPTIONS` a browser's question is asked.
    pub method: &'static str,
    /// The address.
    pub url: &'static str,
    /// What it shows of a person.
    pub auth: Auth,
    /// What comes back.
    pub facts: &'static [Fact],
}

/// The first request.
pub const PING: &str = "{registry}/v2/";
/// The catalog.
pub const CATALOG: &str = "{registry}/v2/_catalog";
/// The tags of a repository.
pub const TAGS: &str = "{registry}/v2/{repository}/tags/list";
/// A manifest.
pub const MANIFEST: &str = "{registry}/v2/{repository}/manifests/latest";
/// A configuration blob.
pub const BLOB: &str = "{registry}/v2/{repository}/blobs/{config}";
/// A token for the catalog.
pub const TOKEN: &str = "{auth}/token?service={service}&scope=registry:catalog:*";
/// The right to read the catalog.
pub const CATALOG_SCOPE: &str = "registry:catalog:*";
/// The right to pull.
pub const PULL_SCOPE: &str = "repository:team/app:pull";

/// A plain request.
pub const fn get(url: &'static str, facts: &'static [Fact]) -> Show {
    Show { method: "GET", url, auth: Auth::Nothing, facts }
}

/// A request with the person's password.
pub const fn person(url: &'static str, facts: &'static [Fact]) -> Show {
    Show { method: "GET", url, auth: Auth::Person, facts }
}

/// A request with a token for a scope, or with the password where the registry takes that.
pub const fn token(url: &'static str, scope: &'static str, facts: &'static [Fact]) -> Show {
    Show { method: "GET", url, auth: Auth::Token(scope), facts }
}

/// A browser's question before a request with an `Authorization`.
pub const fn preflight(url: &'static str, facts: &'static [Fact]) -> Show {
    Show { method: "OPTIONS", url, auth: Auth::Nothing, facts }
}
