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
    /// The header is added to good answers alone, or to answers of the registry alone.
    NotOnErrors(Kind),
    /// nginx: a block with `add_header` of its own loses those of the blocks around it.
    NotInherited,
    /// nginx: `add_header` may not stand in this block.
    NotAllowedHere,
    /// nginx: the semicolon is missing.
    SemicolonMissing,
    /// Preflights are asked for a password.
    OptionsBehindAuth(Kind),
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
            Trap::HeaderOfRequest | Trap::NotInherited | Trap::VariableName => "cors-origin-missing",
            Trap::WildcardWithCredentials => "cors-wildcard-with-credentials",
            Trap::WildcardHeaders => "preflight-wildcard-authorization",
            Trap::AuthorizationNotAllowed => "preflight-header-not-allowed",
            Trap::MethodInSmallLetters => "preflight-method-not-allowed",
            Trap::NotExposed { names } => match names.first() {
                Some(&"WWW-Authenticate") => "challenge-not-exposed",
                Some(&"Docker-Content-Digest") => "digest-not-exposed",
                _ => "link-not-exposed",
            },
            Trap::NotOnErrors(_) => "cors-missing-on-errors",
            Trap::OptionsBehindAuth(_) => "preflight-unauthorized",
            Trap::InternalName { .. } => "address-internal-name",
            Trap::RealmInternalName { .. } => "realm-internal-name",
            Trap::RealmPlainHttp { mixed: true } => "realm-mixed-content",
            Trap::RealmPlainHttp { mixed: false } => "realm-insecure",
            Trap::NotAllowedHere | Trap::SemicolonMissing | Trap::NotAList | Trap::StarWithoutQuotes => return None,
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
                | Trap::NotOnErrors(_)
                | Trap::NotInherited
                | Trap::OptionsBehindAuth(_)
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
            Trap::NotExposed { names } => return not_exposed(names),
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
            Trap::OptionsBehindAuth(kind) => behind_auth(*kind),
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

fn not_exposed(names: &[&str]) -> String {
    let mut reason = "A page sees only the headers in this list. It lacks ".to_owned();
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
            "With defer these headers are added to answers of the registry alone; what Caddy answers by itself, such as a 502, \
             a page then cannot read."
        }
    }
}

fn behind_auth(kind: Kind) -> &'static str {
    match kind {
        Kind::Nginx => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it before: if \
             ($request_method = OPTIONS) { return 204; }"
        }
        Kind::Haproxy => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Put this line above: \
             http-request return status 204 if METH_OPTIONS"
        }
        Kind::Httpd => {
            "Browsers send the preflight (OPTIONS) without a password, so it ends here with 401. Answer it by a RewriteRule \
             with R=204 outside of this section, or put this into <LimitExcept OPTIONS>."
        }
        Kind::Caddy => {
            "Caddy asks for the password before it comes to the preflight's answer, and browsers send the preflight (OPTIONS) \
             without one. Answer it in a handle of its own, and put this into the other handle."
        }
        Kind::Traefik | Kind::Compose => {
            "Middlewares work in this order, and browsers send the preflight (OPTIONS) without a password, so it ends at this \
             one with 401. The one with the headers has to stand first."
        }
        _ => {
            "With a sign-in the registry answers preflights (OPTIONS) with 401, whatever headers are set, and browsers send no \
             password with them. A proxy in front has to answer OPTIONS."
        }
    }
}
