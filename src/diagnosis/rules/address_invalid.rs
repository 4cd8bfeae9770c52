//! The text is not the address of a server.
//!
//! ## What you see
//! Nothing is asked at all: what was typed, or what `config.json` names, cannot be called.
//!
//! ## Why
//! A registry's address is a host, and where needed a scheme in front of it and a port behind it: `r.example`,
//! `r.example:5000`, `http://localhost:5000`. Browsers call `http` and `https` alone, and a host in its ASCII form.
//!
//! ## What cannot be known
//! Nothing is left open: the text itself says so, and no request was made.
//!
//! ## What to change
//! Write the address again. A name with letters beyond ASCII has a form that begins with `xn--`; the address bar of a
//! browser turns one into the other.
//!
//! ## How to check
//! The address without `/v2/` opens in a tab.
//!
//! ## Source
//! - [URL standard: host parsing](https://url.spec.whatwg.org/#host-parsing)

use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::ports::is_refused;
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::host::HostError;

/// The rule.
pub const RULE: Rule =
    Rule { id: "address-invalid", source: "https://url.spec.whatwg.org/#host-parsing", needs_paste: false, check };

fn check(observation: &Observation) -> Verdict {
    let (title, change) = match observation.registry() {
        Ok(registry) => match registry.url().port().filter(|port| is_refused(*port)) {
            None => return Verdict::Fine,
            Some(port) => (
                format!("Browsers refuse to ask port {port}, which belongs to another protocol."),
                "Let the registry listen on another port, 443 or 5000 for one, and write that.",
            ),
        },
        // Rules of their own.
        Err(HostError::HasCredentials | HostError::HasPath(_)) => return Verdict::NotApplicable,
        Err(HostError::Empty) => ("No registry was named.".to_string(), "Write its host, as in r.example:5000."),
        Err(HostError::HasSpace) => {
            ("There is white space inside of the address.".to_string(), "Write host and port without a space.")
        }
        Err(HostError::OtherScheme(scheme)) => (
            format!("The address begins with {scheme}://, and browsers talk to a registry only over http and https."),
            "Begin it with https:// or http://, or with the host alone.",
        ),
        Err(HostError::NotAscii(host)) => (
            format!("The host {host} has letters beyond ASCII."),
            "Write the host's ASCII form, which begins with xn--.",
        ),
        Err(HostError::BadPort(port)) if port.is_empty() => {
            ("No port follows the colon in the address.".to_string(), "Write a port after the colon, or leave it out.")
        }
        Err(HostError::BadPort(port)) => {
            (format!("\"{port}\" is not a port."), "Write a number from 1 to 65535 after the colon, or leave it out.")
        }
        Err(HostError::NotAHost(text)) => (
            format!("\"{text}\" is not the name of a host."),
            "Write a name or an IP address, as in r.example or 10.0.0.7, and the port after a colon.",
        ),
    };
    Finding::new(Server::Registry, title).evidence("No request was made.").change(change).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            "port" is not a port.
            - No request was made.
            change: Write a number from 1 to 65535 after the colon, or leave it out."#]].assert_eq(&says(&RULE, "typed r.example:port"));
        let title = |typed: &str| says(&RULE, &format!("typed {typed}")).lines().nth(1).unwrap_or_default().to_string();
        let typed = ["", "r. example", "ftp://r.example", "büro.example", "r.example:", "5000", "a..b"];
        expect![[r#"
            No registry was named.
            There is white space inside of the address.
            The address begins with ftp://, and browsers talk to a registry only over http and https.
            The host büro.example has letters beyond ASCII.
            No port follows the colon in the address.
            "5000" is not the name of a host.
            "a..b" is not the name of a host."#]].assert_eq(&typed.map(title).join("\n"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "typed r.example:5000"), "fine");
        assert_eq!(verdict(&RULE, "typed https://ann:pw@r.example"), "does not apply");
        assert_eq!(verdict(&RULE, "typed r.example/team/app"), "does not apply");
    }
}
