//! What pages of other origins may read, as good administrators write it.

use super::message::{Answer, Request};

/// The headers of CORS of one server.
#[derive(Clone, Copy, Debug)]
pub struct Cors {
    /// `Access-Control-Allow-Origin`: a text, or `{echo}` for the asking origin where it is the page's.
    pub origin: &'static str,
    /// The preflight's status.
    pub preflight: u16,
    /// `Access-Control-Allow-Headers`; empty for none.
    pub headers: &'static str,
    /// `Access-Control-Allow-Methods`; empty for none.
    pub methods: &'static str,
    /// `Access-Control-Expose-Headers`; empty for none.
    pub expose: &'static str,
    /// `Access-Control-Max-Age`; empty for none.
    pub max_age: &'static str,
}

const EXPOSED: &str = "WWW-Authenticate, Docker-Content-Digest, Docker-Distribution-Api-Version, Link, Location, \
                       Retry-After, RateLimit-Limit, RateLimit-Remaining, Date";

/// How many styles there are.
pub const STYLES: usize = 5;

impl Cors {
    /// What public storage says: everybody may read.
    pub const OPEN: Self = Self {
        origin: "*",
        preflight: 200,
        headers: "Authorization, Accept, Range",
        methods: "GET, HEAD, OPTIONS, DELETE",
        expose: EXPOSED,
        max_age: "600",
    };

    /// One of the healthy ways to write it.
    pub fn style(number: usize) -> Self {
        let open = Self::OPEN;
        match number % STYLES {
            0 => Self { origin: "{echo}", preflight: 204, headers: "Authorization, Accept", ..open },
            1 => Self { origin: "{page}", headers: "authorization,accept", expose: "*", ..open },
            2 => Self { headers: "Authorization", methods: "GET,HEAD,DELETE,OPTIONS", max_age: "", ..open },
            3 => Self { preflight: 204, expose: "*", max_age: "86400", ..open },
            _ => Self {
                origin: "{echo}",
                headers: "Accept, Authorization, Content-Type, Range, If-None-Match",
                methods: "DELETE, GET, HEAD, PUT, POST, PATCH, OPTIONS",
                max_age: "1728000",
                ..open
            },
        }
    }

    /// Adds the headers. A preflight is answered by them alone.
    pub fn apply(&self, request: &Request, page: &str, answer: &mut Answer) {
        let asking = request.header("origin");
        match self.origin {
            "{echo}" => {
                answer.add("Vary", "Origin");
                if asking == Some(page) {
                    answer.add("Access-Control-Allow-Origin", page);
                }
            }
            origin => answer.add("Access-Control-Allow-Origin", origin),
        }
        if !request.is_preflight() {
            if !self.expose.is_empty() {
                answer.add("Access-Control-Expose-Headers", self.expose);
            }
            return;
        }
        let lines = [
            ("Access-Control-Allow-Headers", self.headers),
            ("Access-Control-Allow-Methods", self.methods),
            ("Access-Control-Max-Age", self.max_age),
        ];
        for (name, value) in lines.into_iter().filter(|(_, value)| !value.is_empty()) {
            answer.add(name, value);
        }
    }
}
