//! The server speaks http where the address says https, or the other way round.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once. With the other scheme the same address opens in a tab. `docker` says
//! "server gave HTTP response to HTTPS client", or a tab says "Client sent an HTTP request to an HTTPS server".
//!
//! ## Why
//! A port speaks one of the two. CNCF Distribution speaks plain http on port 5000 until a certificate is configured,
//! and https alone from then on. Some servers answer http only to send callers to https; browsers follow that, but not
//! with a sign-in.
//!
//! ## What cannot be known
//! Many https servers answer a plain request too, with a 400. So where https was asked for and http answered, a
//! certificate that is not trusted looks the same:
//! [server-certificate-untrusted](#/guide/rules/server-certificate-untrusted) stays open beside this rule.
//!
//! ## What to change
//! Write the address with the other scheme. Plain http lets everybody on the way read passwords, so a certificate on
//! the server is better than `http://` in the address.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` with the new scheme must answer 200 or 401.
//!
//! ## Source
//! - [nginx: error 497, a plain request on the HTTPS port](https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors)
//! - [Distribution: test an insecure registry](https://distribution.github.io/distribution/about/insecure/)

use url::Url;

use crate::diagnosis::evidence::network::{is_network_fault, is_unknown_internal_name, listens, moved_to_https, names_scheme, other_scheme_confidence, place, resolves, sends_to_https, speaks_other_scheme};
use crate::diagnosis::observation::reach::Reach;
use crate::diagnosis::observation::{Observation, Probe, Read, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Severity, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-wrong-port-protocol",
    source: "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#errors",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let Some(address) = observation.address(to).filter(|_| names_scheme(observation)) else {
        return Verdict::NotApplicable;
    };
    let place = place(observation, to);
    let (said, other) = if address.scheme() == "https" { ("https", "http") } else { ("http", "https") };
    let mut line = format!("{other}://{place}");
    let finding = if speaks_other_scheme(observation, to) {
        let port = if address.port().is_some() { ", on that very port." } else { "." };
        Finding::new(to, format!("{place} answers over {other}, and the address says {said}."))
            .confidence(other_scheme_confidence(observation, to))
            .evidence(format!("The request over {said} was blocked."))
            .evidence(format!("The same request over {other} was answered{port}"))
    } else if sends_to_https(observation) {
        Finding::new(to, format!("{place} sends callers by http to another address."))
            .confidence(Confidence::Likely)
            .evidence("The request over http was blocked, and led to another origin.")
            .evidence("The same request over https was answered.")
    } else if let Some(moved) = moved_to_https(observation) {
        let severity = if observation.works() { Severity::Warning } else { Severity::Error };
        line = moved.origin().ascii_serialization();
        Finding::new(to, format!("{place} sends callers by http to https."))
            .severity(severity)
            .evidence("The answer to the request over http came from the same host over https.")
            .evidence("Browsers follow no such redirect with the question that they ask before a sign-in.")
    } else if observation.read(to, Probe::PlainGet).is_some_and(|read| is_plain_on_tls(&address, read)) {
        Finding::new(to, format!("{place} takes a request over http for a mistake."))
            .confidence(Confidence::Likely)
            .evidence("The first request was answered with 400 by something that is no registry.")
            .evidence("Servers answer so on a port where they speak https.")
    } else if address.scheme() == "http" && may_speak_tls(observation) {
        Finding::new(to, format!("{place} may speak https, and the address says http."))
            .confidence(Confidence::Possible)
            .evidence("No request over http was answered, and nothing shows that the port is closed.")
    } else if may_speak_plain(observation, &address) {
        Finding::new(to, format!("{place} may speak http, and the address says https."))
            .confidence(Confidence::Possible)
            .evidence("No request over https was answered, and nothing shows that the port is closed.")
            .evidence("This page is on https itself, so it may not ask over http.")
    } else {
        return if observation.read(to, Probe::PlainGet).is_some() { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let finding = finding.change("Write the address with the other scheme.").line(line);
    match finding.confidence {
        Confidence::Certain => finding.into(),
        _ => finding.decide(Decide::OpenInTab).into(),
    }
}

/// The answer of a TLS server to somebody who does not speak TLS: Go, nginx and httpd say 400.
fn is_plain_on_tls(address: &Url, read: &Read) -> bool {
    address.scheme() == "http" && read.status == 400 && read.error.entries.is_empty()
}

/// Nothing answers over http, and something may listen on that port of a name that is known.
fn may_speak_tls(observation: &Observation) -> bool {
    let to = Server::Registry;
    observation.reach(to) == Reach::Unreachable
        && is_network_fault(observation, to)
        && listens(observation, to) != Some(false)
        && resolves(observation, to) != Some(false)
        && !is_unknown_internal_name(observation, to)
}

/// The same the other way round, on a port that somebody named, where a page on https cannot ask over http.
fn may_speak_plain(observation: &Observation, address: &Url) -> bool {
    let to = Server::Registry;
    address.scheme() == "https"
        && address.port().is_some()
        && observation.page.url.scheme() == "https"
        && observation.reach(to) == Reach::Unreachable
        && is_network_fault(observation, to)
        && listens(observation, to) != Some(false)
        && resolves(observation, to) != Some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const HTTPS: &str = "
        page http://ui.example
        typed https://r.example:5000
        registry plain-get rejected
        registry no-cors-get rejected
        registry other-scheme http://r.example:5000/v2/ opaque
        registry no-cors-root rejected";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            r.example:5000 answers over http, and the address says https.
            - The request over https was blocked.
            - The same request over http was answered, on that very port.
            change: Write the address with the other scheme.
                http://r.example:5000
            decides: open-in-tab"#]].assert_eq(&says(&RULE, HTTPS));
        expect![[r#"
            error likely about the registry
            r.example sends callers by http to another address.
            - The request over http was blocked, and led to another origin.
            - The same request over https was answered.
            change: Write the address with the other scheme.
                https://r.example
            decides: open-in-tab"#]].assert_eq(&says(&RULE, "
            page http://ui.example
            typed http://r.example
            registry plain-get rejected
            registry no-cors-get opaque
            registry oracle yes
            registry other-scheme https://r.example/v2/ opaque"));
        expect![[r#"
            error certain about the registry
            r.example sends callers by http to https.
            - The answer to the request over http came from the same host over https.
            - Browsers follow no such redirect with the question that they ask before a sign-in.
            change: Write the address with the other scheme.
                https://r.example"#]].assert_eq(&says(&RULE, "
            typed http://r.example
            registry plain-get 401 | redirected-to: https://r.example/v2/"));
        // an answer over https on that port is no answer of an http server
        assert_eq!(verdict(&RULE, &HTTPS.replace("https://", "http://")), "certain");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &HTTPS.replace("https://r", "r")), "does not apply");
        assert_eq!(verdict(&RULE, &HTTPS.replace("/v2/ opaque", "/v2/ rejected")), "does not apply");
        // the root answers over https, so it is not the scheme
        assert_eq!(verdict(&RULE, &HTTPS.replace("root rejected", "root opaque")), "does not apply");
        assert_eq!(verdict(&RULE, "typed https://r.example\n registry plain-get 200"), "fine");
    }
}
