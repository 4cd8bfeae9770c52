//! The traps, and why they are traps, in sentences.

use super::kind::Kind;
use crate::diagnosis::cors::OriginFault;

/// A line that does not do what it is there for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trap {
    /// The allowed origin is no origin as browsers write it.
    OriginMalformed(OriginFault),
    /// The allowed origin is the registry's own.
    OriginOfRegistry {
        /// The page's origin.
        page: String,
    },
    /// The allowed origin, or all allowed ones, are of other pages.
    OriginOfAnother {
        /// The page's origin.
        page: String,
    },
    /// Several origins in one header line.
    OriginList,
    /// The header line of the origin goes out twice.
    OriginTwice,
    /// A header name that no browser knows.
    HeaderMisspelt {
        /// The name as pasted.
        sent: String,
        /// The name that was probably meant.
        meant: &'static str,
    },
    /// A header of the answer is set on the request.
    HeaderOfRequest,
    /// Any origin together with credentials.
    WildcardWithCredentials,
    /// `*` in the allowed headers.
    WildcardHeaders,
    /// The allowed headers lack `Authorization`.
    AuthorizationNotAllowed,
    /// The method stands there in small letters.
    MethodInSmallLetters,
    /// The exposed headers lack some that a registry page reads.
    NotExposed {
        /// Their names; never empty.
        names: Vec<&'static str>,
    },
    /// Nothing exposes headers where the origin is allowed.
    ExposeMissing {
        /// The names that a registry page reads; never empty.
        names: Vec<&'static str>,
    },
    /// Nothing allows request headers where the origin is allowed.
    HeadersMissing,
    /// Deleting is switched on, and the allowed methods lack it.
    DeleteNotAllowed,
    /// The header is added to good answers alone, or to answers of the registry alone.
    NotOnErrors(Kind),
    /// nginx: a block with `add_header` of its own loses those of the blocks around it.
    NotInherited,
    /// nginx: `add_header` may not stand in this block.
    NotAllowedHere,
    /// nginx: the semicolon is missing.
    SemicolonMissing,
    /// nginx: preflights are answered in a block that has none of the headers.
    PreflightWithoutHeaders,
    /// Preflights are asked for a password.
    OptionsBehindAuth(Kind),
    /// Preflights go to a service that signs people in.
    OptionsBehindService(Kind),
    /// Ingress: CORS is described and not switched on.
    NotSwitchedOn,
    /// Kubernetes: an annotation's value is no text.
    NotAText,
    /// Envoy: CORS is described, and the filter that does it is missing.
    FilterMissing,
    /// Distribution: a header's value has to be a list.
    NotAList,
    /// Distribution: a `*` without quotes is something else in YAML.
    StarWithoutQuotes,
    /// Distribution: the variable's name says another header, or nothing.
    VariableName,
    /// A browser is sent to a name that only containers know.
    InternalName {
        /// The name.
        host: String,
    },
    /// The token service has a name that only containers know.
    RealmInternalName {
        /// The name.
        host: String,
    },
    /// The token service is called on plain http.
    RealmPlainHttp {
        /// Whether the page is on https, so that its browser refuses.
        mixed: bool,
    },
}

impl Trap {
    /// The id of the rule that a check-up finds this by.
    pub fn rule(&self) -> Option<&'static str> {
        Some(match self {
            Trap::OriginMalformed(_) | Trap::OriginList => "cors-origin-malformed",
            Trap::OriginOfRegistry { .. } | Trap::OriginOfAnother { .. } => "cors-origin-mismatch",
            Trap::OriginTwice => "cors-origin-duplicated",
            Trap::HeaderMisspelt { .. } => "cors-header-misspelt",
            Trap::HeaderOfRequest
            | Trap::NotInherited
            | Trap::PreflightWithoutHeaders
            | Trap::VariableName
            | Trap::NotSwitchedOn
            | Trap::FilterMissing => "cors-origin-missing",
            Trap::WildcardWithCredentials => "cors-wildcard-with-credentials",
            Trap::WildcardHeaders => "preflight-wildcard-authorization",
            Trap::AuthorizationNotAllowed | Trap::HeadersMissing => "preflight-header-not-allowed",
            Trap::MethodInSmallLetters | Trap::DeleteNotAllowed => "preflight-method-not-allowed",
            Trap::NotExposed { names } | Trap::ExposeMissing { names } => match names.first() {
                Some(&"WWW-Authenticate") => "challenge-not-exposed",
                Some(&"Docker-Content-Digest") => "digest-not-exposed",
                _ => "link-not-exposed",
            },
            Trap::NotOnErrors(_) => "cors-missing-on-errors",
            Trap::OptionsBehindAuth(_) | Trap::OptionsBehindService(_) => "preflight-unauthorized",
            Trap::InternalName { .. } => "address-internal-name",
            Trap::RealmInternalName { .. } => "realm-internal-name",
            Trap::RealmPlainHttp { mixed: true } => "realm-mixed-content",
            Trap::RealmPlainHttp { mixed: false } => "realm-insecure",
            Trap::NotAllowedHere
            | Trap::SemicolonMissing
            | Trap::NotAList
            | Trap::StarWithoutQuotes
            | Trap::NotAText => return None,
        })
    }

    /// Whether it is a trap for pages of other origins alone, as long as nothing else is wrong with the line.
    pub fn needs_other_origin(&self) -> bool {
        matches!(
            self,
            Trap::OriginOfRegistry { .. }
                | Trap::OriginOfAnother { .. }
                | Trap::AuthorizationNotAllowed
                | Trap::NotExposed { .. }
                | Trap::ExposeMissing { .. }
                | Trap::HeadersMissing
                | Trap::DeleteNotAllowed
                | Trap::NotOnErrors(_)
                | Trap::NotInherited
                | Trap::PreflightWithoutHeaders
                | Trap::OptionsBehindAuth(_)
                | Trap::OptionsBehindService(_)
                | Trap::NotSwitchedOn
                | Trap::FilterMissing
        )
    }

    /// Why it is a trap, in one or two sentences.
    pub fn reason(&self) -> String {
        let fixed = match self {
            Trap::OriginMalformed(fault) => malformed(*fault),
            Trap::OriginOfRegistry { page } => {
                return with(
                    "This is the registry's own origin. Browsers compare with the origin of the page that asks, which is ",
                    page,
                    ".",
                );
            }
            Trap::OriginOfAnother { page } => {
                return with(
                    "This lets another page read. Browsers compare with this page's origin, which is ",
                    page,
                    ".",
                );
            }
            Trap::OriginList => {
                "Browsers accept one origin in this header, not a list. A server that is for several pages has to choose the \
                 one that asks."
            }
            Trap::OriginTwice => {
                "This sends Access-Control-Allow-Origin a second time. Browsers join the two lines and then know neither."
            }
            Trap::HeaderMisspelt { sent, meant } => {
                return with("No browser reads a header ", sent, "; ") + "it was probably meant to be " + meant + ".";
            }
            Trap::HeaderOfRequest => {
                "This sends the header to the registry. A browser needs it in the answer that comes back."
            }
            Trap::WildcardWithCredentials => {
                "Browsers refuse * where credentials are allowed as well and the page uses those of the browser. Name the \
                 page's origin, or leave Access-Control-Allow-Credentials out: this page does not need it."
            }
            Trap::WildcardHeaders => {
                "By the standard * does not stand for Authorization. Where browsers let it pass all the same, they ask again \
                 before every request."
            }
            Trap::AuthorizationNotAllowed => {
                "After the sign-in every request carries Authorization, and browsers send it to another origin only where it \
                 is in this list."
            }
            Trap::MethodInSmallLetters => "Browsers compare methods letter by letter: DELETE needs capital letters.",
            Trap::NotExposed { names } => {
                return list("A page sees only the headers in this list. It lacks ", names);
            }
            Trap::ExposeMissing { names } => {
                return list(
                    "Of an answer from another address a page sees only the headers that Access-Control-Expose-Headers names, and \
                     nothing sets it here. So it does not see ",
                    names,
                );
            }
            Trap::HeadersMissing => {
                "Nothing sets Access-Control-Allow-Headers here. After the sign-in every request carries Authorization, and \
                 browsers send it to another origin only where that header names it."
            }
            Trap::DeleteNotAllowed => {
                "This configuration lets images be deleted, and browsers send DELETE to another origin only where this list \
                 names it."
            }
            Trap::NotOnErrors(kind) => not_on_errors(*kind),
            Trap::NotInherited => {
                "A block with add_header of its own inherits none from the blocks around it, so the headers for browsers are \
                 lost here. Repeat them in this block, or move this line out to the others."
            }
            Trap::NotAllowedHere => {
                "nginx does not start with add_header in this block. It may stand in http, server, location, and an if inside \
                 of a location."
            }
            Trap::SemicolonMissing => "The semicolon at the end is missing, and nginx does not start without it.",
            Trap::PreflightWithoutHeaders => {
                "This answers the preflight (OPTIONS) here, where no Access-Control-Allow-Origin is set, so browsers refuse it. \
                 It belongs into the block with the headers."
            }
            Trap::OptionsBehindAuth(kind) => behind_auth(*kind),
            Trap::OptionsBehindService(kind) => return behind_service(*kind),
            Trap::NotSwitchedOn => {
                "What cors-… says has no effect until enable-cors is \"true\", and nothing here sets it."
            }
            Trap::NotAText => {
                "Kubernetes takes only texts as the values of annotations and refuses the whole object: this one needs quotes."
            }
            Trap::FilterMissing => {
                "This list of filters lacks envoy.filters.http.cors, and without it Envoy does nothing of what the policy says."
            }
            Trap::NotAList => {
                "The registry reads the values of a header as a YAML list and does not start with a plain text."
            }
            Trap::StarWithoutQuotes => {
                "In YAML a * without quotes begins the name of an anchor, so the registry does not start. It needs quotes."
            }
            Trap::VariableName => {
                "Of such a variable the registry makes no header with this name: what follows REGISTRY_HTTP_HEADERS_ is the \
                 header's name, with its hyphens."
            }
            Trap::InternalName { host } => {
                return with("The browser calls this address, and ", host, " is a name ")
                    + "that only containers of the same network know.";
            }
            Trap::RealmInternalName { host } => {
                return with("The browser itself asks the token service, and ", host, " is a name ")
                    + "that only containers of the same network know.";
            }
            Trap::RealmPlainHttp { mixed: true } => {
                "Browsers do not let a page on https ask for a token on plain http."
            }
            Trap::RealmPlainHttp { mixed: false } => {
                "The registry is on https and would have the password sent over plain http, which this page does not do."
            }
        };
        fixed.to_owned()
    }
}

fn with(before: &str, name: &str, after: &str) -> String {
    [before, name, after].concat()
}

fn malformed(fault: OriginFault) -> &'static str {
    match fault {
        OriginFault::Empty => "There is no origin.",
        OriginFault::Quoted => "The quotes go out with the origin, and browsers then do not know it.",
        OriginFault::Pattern => {
            "Browsers know no patterns here: it is * alone, or one whole origin. The server has to choose the one that asks."
        }
        OriginFault::Placeholder => "A variable stands here as it is.",
        OriginFault::NoScheme => "An origin begins with http:// or https://, and browsers compare all of it.",
        OriginFault::TrailingSlash => "An origin ends without a slash, and browsers compare every character.",
        OriginFault::HasPath => "An origin has no path: it ends behind the host, or behind the port.",
        OriginFault::UpperCase => "Browsers write origins in small letters and compare every character.",
        OriginFault::DefaultPort => {
            "Browsers leave out the port that the scheme says, 443 or 80, and compare every character."
        }
    }
}

fn list(before: &str, names: &[&str]) -> String {
    let mut reason = before.to_owned();
    for (at, name) in names.iter().enumerate() {
        let what = match *name {
            "WWW-Authenticate" => " (how to sign in)",
            "Docker-Content-Digest" => " (the digest of a tag)",
            _ => " (where the next page of a list is)",
        };
        reason.push_str(match at {
            0 => "",
            _ if at + 1 == names.len() => " and ",
            _ => ", ",
        });
        reason.push_str(name);
        reason.push_str(what);
    }
    reason.push('.');
    reason
}

fn not_on_errors(kind: Kind) -> &'static str {
    match kind {
        Kind::Nginx => {
            "Without always, nginx adds this to good answers alone. The 401 that asks for a sign-in then stays hidden from \
             pages, and so does every other error."
        }
        Kind::Haproxy => {
            "http-response does not touch what HAProxy answers by itself: preflights, its 401 and its 503. http-after-response \
             does."
        }
        Kind::Httpd => {
            "Without always, httpd leaves this out of what it answers by itself: preflights, its 401 and its 502. A page then \
             cannot read them."
        }
        _ => {
            "A line like this (defer, a deletion with -, or >) puts the whole block off until the registry has answered. What \
             Caddy answers by itself, such as its 401 and 502, then lacks these headers, and a page cannot read it."
        }
    }
}

fn behind_auth(kind: Kind) -> &'static str {
    match kind {
        Kind::Nginx => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it before, where the \
             headers are: if ($request_method = OPTIONS) { return 204; }"
        }
        Kind::Haproxy => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. It has to be answered above."
        }
        Kind::Httpd => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it by a RewriteRule \
             with R=204 outside of this section, or put this into <LimitExcept OPTIONS>."
        }
        Kind::Caddy => {
            "Caddy asks for the password before it comes to the preflight's answer, and browsers send the preflight (OPTIONS) \
             without one. Answer it in a handle of its own, and ask all other requests for the password."
        }
        Kind::Envoy => {
            "Filters work in this order, and browsers send the preflight (OPTIONS) without a password, so it ends at this one \
             with 401, which has no CORS headers either. Move envoy.filters.http.cors above it."
        }
        Kind::Traefik | Kind::Compose | Kind::Kubernetes => {
            "Middlewares work in this order, and browsers send the preflight (OPTIONS) without a password, so it ends at this \
             one with 401. A middleware with the CORS headers has to stand before it."
        }
        _ => {
            "With a sign-in the registry answers preflights (OPTIONS) with 401, whatever headers are set, and browsers send no \
             password with them. A proxy in front has to answer OPTIONS."
        }
    }
}

fn behind_service(kind: Kind) -> String {
    let before = "Browsers send the preflight (OPTIONS) without a sign-in, and the service that is asked here answers it with 401 \
                  or sends it to its sign-in page, unless it was told to let OPTIONS through. ";
    let after = match kind {
        Kind::Nginx => "Answer it before, where the headers are: if ($request_method = OPTIONS) { return 204; }",
        Kind::Haproxy => "It has to be answered above.",
        Kind::Caddy => "Answer it in a handle of its own, and ask the service about all other requests.",
        Kind::Envoy => "Move envoy.filters.http.cors above this filter.",
        Kind::Compose => "OAUTH2_PROXY_SKIP_AUTH_PREFLIGHT is what tells it.",
        _ => "A middleware with the CORS headers has to stand before it.",
    };
    [before, after].concat()
}
