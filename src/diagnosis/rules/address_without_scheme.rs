//! The address names no scheme, and the one that was taken for it is not the server's.
//!
//! ## What you see
//! "Failed to fetch" or "NetworkError" at once, while `curl http://…` works.
//!
//! ## Why
//! A host without a scheme is asked over https, and a host on this machine over http: that is what `docker` does first.
//! `docker` then tries http where its daemon lists the registry as insecure; a page does not, because a password would
//! travel in clear without anybody having said so.
//!
//! ## What cannot be known
//! Many https servers answer a plain request too, with a 400. So where https was asked for and http answered, a
//! certificate that is not trusted looks the same:
//! [server-certificate-untrusted](#/guide/rules/server-certificate-untrusted) stays open beside this rule.
//!
//! ## What to change
//! Write the scheme in front of the host. A certificate on the server is better than `http://` in the address.
//!
//! ## How to check
//! The address with its scheme and `/v2/` behind it opens in a tab.
//!
//! ## Source
//! - [Distribution: test an insecure registry](https://distribution.github.io/distribution/about/insecure/)

use crate::diagnosis::evidence::network::{names_scheme, other_scheme_confidence, place, speaks_other_scheme};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-without-scheme",
    source: "https://distribution.github.io/distribution/about/insecure/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let Some(address) = observation.address(to).filter(|_| !names_scheme(observation)) else {
        return Verdict::NotApplicable;
    };
    if !speaks_other_scheme(observation, to) {
        let read = observation.read(to, Probe::PlainGet).is_some();
        return if read { Verdict::Fine } else { Verdict::NotApplicable };
    }
    let place = place(observation, to);
    let (taken, other) = if address.scheme() == "https" { ("https", "http") } else { ("http", "https") };
    let confidence = other_scheme_confidence(observation, to);
    let finding = Finding::new(to, format!("The address names no scheme, and {place} answers over {other}."))
        .confidence(confidence)
        .evidence(format!("Without a scheme {taken} was taken, and the request was blocked."))
        .evidence(format!("The same request over {other} was answered."))
        .change("Write the scheme in front of the host.")
        .line(format!("{other}://{place}"));
    match confidence {
        Confidence::Certain => finding.into(),
        _ => finding.decide(Decide::OpenInTab).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const PLAIN: &str = "
        page http://ui.example
        typed r.example:5000
        registry plain-get rejected
        registry no-cors-get rejected
        registry other-scheme http://r.example:5000/v2/ opaque";

    #[test]
    fn fires() {
        expect![[r#"
            error possible about the registry
            The address names no scheme, and r.example:5000 answers over http.
            - Without a scheme https was taken, and the request was blocked.
            - The same request over http was answered.
            change: Write the scheme in front of the host.
                http://r.example:5000
            decides: open-in-tab"#]].assert_eq(&says(&RULE, PLAIN));
        // on this machine http is taken; a TLS server answers it with a 400
        let local = "
            typed localhost:5000
            registry plain-get rejected
            registry no-cors-get opaque
            registry other-scheme https://localhost:5000/v2/ opaque";
        assert_eq!(verdict(&RULE, local), "likely");
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &PLAIN.replace("typed r", "typed https://r")), "does not apply");
        assert_eq!(verdict(&RULE, &PLAIN.replace("opaque", "rejected")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401"), "fine");
    }
}
