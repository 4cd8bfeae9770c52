//! What a paste shows, in sentences.

use super::{JudgedExchange, Pasted, PastedFinding, RequestRole, Unclear};
use crate::diagnosis::cors::{self, Difference, OriginFault};
use crate::diagnosis::transcript::{CertificateFault, Note, Tool, ToolErrorKind};
use crate::registry::failure::About;

impl Pasted {
    /// The problem, in one sentence.
    pub fn sentence(&self, origin: &str) -> String {
        let who = server(self.about);
        match &self.finding {
            PastedFinding::Failed { tool, kind } => failed(*tool, *kind, who),
            PastedFinding::OriginUnusable => {
                format!(
                    "By its CORS headers the {who}'s answer lets no page of {origin} read it: Access-Control-Allow-Origin is missing or for another origin."
                )
            }
            PastedFinding::PreflightNotOk => {
                format!(
                    "The {who} answers the CORS question before the request, the preflight, with a status that stops browsers."
                )
            }
            PastedFinding::PlainHttpOnTls => format!("The {who} wants https and was asked by http."),
            PastedFinding::BadGateway { status } => {
                format!("The server in front of the {who} does not reach it ({status}).")
            }
            PastedFinding::ServerError { status } => format!("The {who} failed ({status})."),
            PastedFinding::Redirected { status, to: Some(to) } => {
                format!("The {who} sends its callers to {to} ({status}).")
            }
            PastedFinding::Redirected { status, to: None } => {
                format!("The {who} sends its callers elsewhere ({status}).")
            }
            PastedFinding::NotARegistry { status } => format!("What answers is not a registry ({status})."),
            PastedFinding::NotATokenService { status } => format!("What answers gives no tokens ({status})."),
            PastedFinding::RateLimited => format!("The {who} says that there were too many requests."),
            PastedFinding::CorsMissingOnErrors => {
                format!("By their CORS headers the {who}'s good answers let a page read them, and its errors do not.")
            }
            PastedFinding::Cors(finding) => cors(finding, who, origin),
            PastedFinding::ChallengeMissing => format!("The {who} answers 401 and does not say how to sign in."),
            PastedFinding::ChallengeMalformed { value } if self.stops => {
                format!("The challenge cannot be read: {value}")
            }
            PastedFinding::ChallengeMalformed { value } => {
                format!("A quote of the challenge is never closed, and not every client reads it then: {value}")
            }
            PastedFinding::RealmMissing { value } => {
                format!("The challenge does not say where tokens come from: {value}")
            }
        }
    }

    /// The header line that would be right, where a line is wrong or missing.
    pub fn right_line(&self, origin: &str) -> Option<String> {
        let PastedFinding::Cors(finding) = &self.finding else { return None };
        Some(match finding {
            cors::CorsFinding::OriginMissing
            | cors::CorsFinding::OriginMismatched { .. }
            | cors::CorsFinding::OriginDuplicated { .. }
            | cors::CorsFinding::OriginList { .. }
            | cors::CorsFinding::OriginNull
            | cors::CorsFinding::OriginMalformed { .. }
            | cors::CorsFinding::WildcardWithCredentials => format!("Access-Control-Allow-Origin: {origin}"),
            cors::CorsFinding::HeaderMisspelt { sent, meant } => {
                let value = self.text.split_once(':').map_or("", |(_, value)| value.trim());
                if self.text.contains(sent.as_str()) { format!("{meant}: {value}") } else { (*meant).to_string() }
            }
            cors::CorsFinding::VaryMissing => "Vary: Origin".to_string(),
            cors::CorsFinding::HeaderNotAllowed { .. } | cors::CorsFinding::WildcardAuthorization => {
                "Access-Control-Allow-Headers: Authorization, Accept, Content-Type".to_string()
            }
            cors::CorsFinding::MethodNotAllowed { .. } => {
                "Access-Control-Allow-Methods: GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE".to_string()
            }
            cors::CorsFinding::NotExposed { .. } => {
                "Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link".to_string()
            }
            _ => return None,
        })
    }
}

impl JudgedExchange {
    /// What was asked, and what a browser does with the answer.
    pub fn sentence(&self) -> String {
        let what = match self.role {
            RequestRole::Plain => format!("The {}'s answer to a request ({})", server(self.about), self.status),
            RequestRole::Preflight => format!("The {}'s answer to a preflight ({})", server(self.about), self.status),
        };
        match (&self.verdict, self.role) {
            (None, _) => format!("{what}: it was not asked as a page asks."),
            (Some(Ok(())), RequestRole::Plain) => format!("{what}: a browser lets this page read it."),
            (Some(Ok(())), RequestRole::Preflight) => format!("{what}: a browser goes on to the request itself."),
            (Some(Err(_)), RequestRole::Plain) => format!("{what}: a browser keeps it from this page."),
            (Some(Err(_)), RequestRole::Preflight) => format!("{what}: a browser stops here."),
        }
    }
}

impl Unclear {
    /// What could not be used, and the way out.
    pub fn sentence(&self) -> String {
        match self {
            Unclear::Transcript(Note::Empty) => "There is nothing in it.".to_string(),
            Unclear::Transcript(Note::NotUnderstood { lines: 1, first }) => format!("Line {first} was not understood."),
            Unclear::Transcript(Note::NotUnderstood { lines, first }) => {
                format!("{lines} lines were not understood, the first is line {first}.")
            }
            Unclear::Transcript(Note::InvokeWebRequest) => {
                "This is PowerShell's own command, which keeps the headers of errors to \
                itself. Run the line for PowerShell: it begins with curl.exe."
                    .to_string()
            }
            Unclear::Transcript(Note::NoRegistryInHar { requests }) => {
                format!("This is a HAR file of {requests} requests, and none of them is one to a registry.")
            }
            Unclear::Transcript(Note::BrokenHar) => {
                "This begins as a HAR file does, and is not whole. Save it once more, or run a line instead."
                    .to_string()
            }
            Unclear::AskedAgain { line } => {
                format!("Line {line}: the same was asked once more further below, and the last answer counts.")
            }
            Unclear::Transcript(Note::TooLong) => "It is very long, and was not read to its end.".to_string(),
            Unclear::Transcript(Note::TooMany) => "It holds more answers than were read.".to_string(),
            Unclear::OtherServer { line, address } => {
                format!("Line {line}: {address} is neither the registry nor its token service.")
            }
            Unclear::NoOrigin { line } => {
                format!(
                    "Line {line}: this was asked without an Origin header, so the answer need not hold any for a page."
                )
            }
            Unclear::OtherOrigin { line, origin } => format!("Line {line}: this is about a page of {origin}."),
            Unclear::NoPreflight { line } => {
                format!("Line {line}: without Access-Control-Request-Method this OPTIONS is no preflight.")
            }
            Unclear::Proxy { line, status } => {
                format!("Line {line}: a proxy on curl's way refused to let it through ({status}).")
            }
        }
    }
}

fn server(about: About) -> &'static str {
    match about {
        About::Registry => "registry",
        About::TokenService => "token service",
    }
}

fn failed(tool: Tool, kind: ToolErrorKind, who: &str) -> String {
    let says = match tool {
        Tool::Curl(code) => format!("curl ended with {code}"),
        Tool::Wget => "wget says".to_string(),
        Tool::Browser => "The browser says".to_string(),
        Tool::Puller => "The program that pulls images says".to_string(),
    };
    let what = match kind {
        ToolErrorKind::NoSuchHost => "the name is not known",
        ToolErrorKind::Unreachable => "nothing accepts a connection",
        ToolErrorKind::TimedOut => "no answer came in time",
        ToolErrorKind::Certificate(CertificateFault::SelfSigned) => {
            "nobody but itself vouches for the server's certificate"
        }
        ToolErrorKind::Certificate(CertificateFault::UnknownIssuer) => {
            "the authority of the server's certificate is not known here"
        }
        ToolErrorKind::Certificate(CertificateFault::Expired) => {
            "the time of the server's certificate is over or has not begun"
        }
        ToolErrorKind::Certificate(CertificateFault::WrongName) => "the server's certificate is for another name",
        ToolErrorKind::Certificate(CertificateFault::Unknown) => "the server's certificate is not trusted",
        ToolErrorKind::NoTls => "what answers does not speak https",
        ToolErrorKind::NoHttp => "what answers does not speak http",
        ToolErrorKind::WantsCertificate => {
            "the server wants a certificate of the client's, which a browser has to hold"
        }
        ToolErrorKind::Handshake => "https could not be set up",
        ToolErrorKind::EmptyAnswer => "the connection was closed without an answer",
        ToolErrorKind::Broken => "the connection broke",
        ToolErrorKind::Unauthorized => "the sign-in is not accepted, or there was none",
        ToolErrorKind::Denied => "this account may not do that there",
        ToolErrorKind::RateLimited => "there were too many requests",
        ToolErrorKind::Failed(status) => return format!("{says}: the {who} failed ({status})."),
        ToolErrorKind::BlockedByClient => "an extension of the browser's stopped the request",
        ToolErrorKind::MixedContent => "a page that came by https may not ask by http",
        ToolErrorKind::LocalNetwork => "the page may not ask servers of this machine or its network",
        ToolErrorKind::PagePolicy => "the policy of this page forbids the request",
        ToolErrorKind::OtherOriginPolicy => {
            "the answer is for pages of its own origin alone, by Cross-Origin-Resource-Policy, and has no CORS header that says otherwise"
        }
        ToolErrorKind::NoAnswer => "no answer came that could be read: name, port, certificate, network",
        ToolErrorKind::Other => "it could not ask",
    };
    format!("{says}: {what}.")
}

fn cors(finding: &cors::CorsFinding, who: &str, origin: &str) -> String {
    match finding {
        cors::CorsFinding::HeaderMisspelt { sent, meant } => {
            format!("The header {sent} is one that no browser reads; {meant} was probably meant.")
        }
        cors::CorsFinding::OriginMissing => {
            format!("The {who}'s answer has no Access-Control-Allow-Origin, the CORS header that lets a page read it.")
        }
        cors::CorsFinding::OriginMismatched { allowed, differs } => {
            let differs = match differs {
                Difference::Scheme => "another scheme",
                Difference::Host => "another host",
                Difference::Port => "another port",
                Difference::Several => "another origin",
            };
            format!("By its CORS headers the {who} lets {allowed} read, which is {differs} than this page's {origin}.")
        }
        cors::CorsFinding::OriginDuplicated { values } => {
            let times = match values.len() {
                0 | 1 => "more than once".to_string(),
                times => format!("{times} times"),
            };
            format!("The CORS header Access-Control-Allow-Origin stands there {times}; browsers accept it once.")
        }
        cors::CorsFinding::OriginList { value } => {
            format!("The CORS header Access-Control-Allow-Origin holds several origins ({value}); browsers accept one.")
        }
        cors::CorsFinding::OriginNull => {
            format!("The CORS header Access-Control-Allow-Origin is null, and this page's origin is {origin}.")
        }
        cors::CorsFinding::OriginMalformed { value, fault } => {
            let fault = match fault {
                OriginFault::Empty => "is empty",
                OriginFault::Quoted => "stands in quotes",
                OriginFault::Pattern => "is a pattern, which browsers do not know",
                OriginFault::Placeholder => "is a variable that nobody replaced",
                OriginFault::NoScheme => "lacks its scheme",
                OriginFault::TrailingSlash => "ends in a slash",
                OriginFault::HasPath => "has a path",
                OriginFault::UpperCase => "has capital letters",
                OriginFault::DefaultPort => "names the port that browsers leave out",
            };
            format!("The origin in the CORS header Access-Control-Allow-Origin {fault}: {value}")
        }
        cors::CorsFinding::WildcardWithCredentials => {
            "A * together with Access-Control-Allow-Credentials lets no page in that sends credentials of the browser; this \
             page sends none."
                .to_string()
        }
        cors::CorsFinding::CredentialsNotAllowed { .. } => {
            "Credentials of the browser are not allowed; this page sends none.".to_string()
        }
        cors::CorsFinding::VaryMissing => "The answer is for one origin, and does not say so to caches.".to_string(),
        cors::CorsFinding::PreflightUnauthorized => {
            format!("The {who} answers a preflight, the CORS question before a request, with 401; a browser never signs in for that question.")
        }
        cors::CorsFinding::PreflightRedirected { status, to } => {
            let to = to.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
            let status = status.map(|status| format!(" ({status})")).unwrap_or_default();
            format!("The {who} answers a preflight, the CORS question before a request, with a redirect{to}{status}, which browsers do not follow.")
        }
        cors::CorsFinding::PreflightRefused { status } => {
            format!("The {who} answers a preflight, the CORS question before a request, with {status}.")
        }
        cors::CorsFinding::ListUnreadable { header, value } if value.is_empty() => {
            format!("The CORS header {header} is no list of names.")
        }
        cors::CorsFinding::ListUnreadable { header, value } => {
            format!("The CORS header {header} is no list of names: {value}")
        }
        cors::CorsFinding::MethodNotAllowed { method } => {
            format!("By its CORS headers the {who} does not allow a page the method {method}.")
        }
        cors::CorsFinding::HeaderNotAllowed { name } => {
            format!("By its CORS headers the {who} does not allow a page to send the header {name}.")
        }
        cors::CorsFinding::WildcardAuthorization => {
            "By CORS headers all headers are allowed with a *, which by the standard does not stand for Authorization.".to_string()
        }
        cors::CorsFinding::NotExposed { name } => {
            format!("The header {name} is there, and by the {who}'s CORS headers a page may not see it.")
        }
        cors::CorsFinding::ChallengeSplit => {
            "WWW-Authenticate comes in several lines, of which Firefox shows a page none.".to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Parties, read};
    use expect_test::expect;
    use url::Url;

    /// What a person reads about a paste.
    fn say(text: &str) -> String {
        let registry = Url::parse("https://r.example/").expect("an address");
        let origin = "https://ui.example";
        let reading =
            read(Parties { origin, registry: &registry, token_service: None, later: &[], changes: false }, text);
        let judged = reading.judged.iter().map(|judged| judged.sentence());
        let found = reading.findings.iter().map(|found| {
            let line = found.right_line(origin).map(|line| format!("\n    {line}")).unwrap_or_default();
            format!("{} line {}: {}{line}", found.rule_id().unwrap_or("-"), found.line, found.sentence(origin))
        });
        let unclear = reading.unclear.iter().map(|unclear| unclear.sentence());
        judged.chain(found).chain(unclear).collect::<Vec<String>>().join("\n")
    }

    #[test]
    fn what_people_read() {
        expect![[r#"
            The registry's answer to a request (401): a browser keeps it from this page.
            cors-origin-missing line 1: The registry's answer has no Access-Control-Allow-Origin, the CORS header that lets a page read it.
                Access-Control-Allow-Origin: https://ui.example
            challenge-not-exposed line 2: The header Www-Authenticate is there, and by the registry's CORS headers a page may not see it.
                Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link"#]]
        .assert_eq(&say("HTTP/1.1 401 Unauthorized\r\nWww-Authenticate: Basic realm=\"x\"\r\n\r\n"));
        expect![[r#"
            The registry's answer to a preflight (401): a browser stops here.
            preflight-unauthorized line 2: The registry answers a preflight, the CORS question before a request, with 401; a browser never signs in for that question."#]].assert_eq(&say(
            "$ curl -i -X OPTIONS -H 'Origin: https://ui.example' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization' https://r.example/v2/\nHTTP/2 401\naccess-control-allow-origin: https://ui.example\n",
        ));
        expect![[r#"
            The registry's answer to a request (200): a browser keeps it from this page.
            cors-header-misspelt line 2: The header Access-Control-Origin is one that no browser reads; Access-Control-Allow-Origin was probably meant.
                Access-Control-Allow-Origin: https://ui.example
            cors-vary-missing line 2: The answer is for one origin, and does not say so to caches.
                Vary: Origin"#]].assert_eq(&say(
            "HTTP/2 200\nAccess-Control-Origin: https://ui.example\ndocker-distribution-api-version: registry/2.0\n\n{}",
        ));
        expect!["server-certificate-untrusted line 1: curl ended with 60: nobody but itself vouches for the server's certificate."].assert_eq(&say("curl: (60) SSL certificate problem: self-signed certificate"));
        expect!["Line 1 was not understood."].assert_eq(&say("hello world"));
    }
}
