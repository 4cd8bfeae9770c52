//! What a request asks to be done.

/// A request method (RFC 9110, section 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Asks for a content. It changes nothing, and needs no preflight by itself.
    Get,
    /// Asks for the head of what GET would give. It needs no preflight by itself.
    Head,
    /// Hands a content to what stands there. It needs no preflight by itself.
    Post,
    /// Asks what may be asked. A page may send it itself, and then always after a preflight, which is an OPTIONS too.
    Options,
    /// Takes a content away. It always needs a preflight.
    Delete,
    /// Puts a content there. It always needs a preflight.
    Put,
    /// Adds to what is there. It always needs a preflight (RFC 5789).
    Patch,
}

impl Method {
    /// The method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Options => "OPTIONS",
            Method::Delete => "DELETE",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
        }
    }

    /// Whether it only asks.
    pub fn only_asks(self) -> bool {
        matches!(self, Method::Get | Method::Head | Method::Options)
    }
}
