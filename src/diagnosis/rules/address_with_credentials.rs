//! The address carries a user name or a password.
//!
//! ## What you see
//! Nothing is asked at all.
//!
//! ## Why
//! `https://name:password@r.example` is how some tools take a password. A browser refuses to fetch such an address, and
//! whatever shows, logs or bookmarks an address shows the password with it.
//!
//! ## What cannot be known
//! Nothing is left open: the text itself says so. What stood in front of the `@` is kept nowhere.
//!
//! ## What to change
//! Write the address without everything up to the `@`, and sign in with name and password where the page asks for them.
//! Where the address stands in a file that others could read, choose another password.
//!
//! ## How to check
//! The address holds no `@`.
//!
//! ## Source
//! - [Fetch standard: a request whose URL includes credentials is refused](https://fetch.spec.whatwg.org/#dom-request)

use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::host::HostError;

/// The rule.
pub const RULE: Rule = Rule {
    id: "address-with-credentials",
    source: "https://fetch.spec.whatwg.org/#dom-request",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    match observation.registry() {
        Err(HostError::HasCredentials) => {}
        Err(_) => return Verdict::NotApplicable,
        Ok(_) => return Verdict::Fine,
    }
    Finding::new(Server::Registry, "The address carries a user name or a password.")
        .evidence("Something stands before an @ in front of the host; it is not repeated here.")
        .evidence("Browsers refuse to fetch such an address, so no request was made.")
        .change("Leave out everything up to the @, and sign in with name and password where the page asks for them.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        let said = says(&RULE, "typed https://ann:hunter2@r.example");
        assert!(!said.contains("ann") && !said.contains("hunter2"));
        expect![[r#"
            error certain about the registry
            The address carries a user name or a password.
            - Something stands before an @ in front of the host; it is not repeated here.
            - Browsers refuse to fetch such an address, so no request was made.
            change: Leave out everything up to the @, and sign in with name and password where the page asks for them."#]].assert_eq(&said);
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, "typed r.example"), "fine");
        assert_eq!(verdict(&RULE, "typed r.example/ann"), "does not apply");
        assert_eq!(verdict(&RULE, "typed r.example:ann"), "does not apply");
    }
}
