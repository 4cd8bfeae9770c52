//! The registry names a token service by something that is not an address.
//!
//! ## What you see
//! No sign-in is offered, and public images do not appear either. `docker login` fails with "invalid auth challenge realm",
//! "unsupported protocol scheme" or "invalid URL".
//!
//! ## Why
//! A registry with token authentication names its token service in the `realm` of its challenge. It comes from the
//! registry's configuration, or is put together from headers of a proxy: a doubled port (`https://host:5001:5001/…`) and a
//! list of hosts (`https://a.com, b.com/…`) are known from Nexus behind proxies that send `X-Forwarded-Host` with a port or
//! twice. A realm with a user name in it is refused by every browser.
//!
//! ## What cannot be known
//! Whether the registry's own configuration holds it, or a proxy's headers made it.
//!
//! ## What to change
//! Set the realm to the full address of the token service as a browser reaches it, beginning with `https://`. In
//! Distribution that is `auth.token.realm`, in Gitea `[server] ROOT_URL`, in Harbor `external_url`. For Nexus let the proxy
//! send one `X-Forwarded-Host` without a port.
//!
//! ## How to check
//! `curl -i {registry_origin}/v2/` shows the realm in its `WWW-Authenticate` line; it must open in a tab.
//!
//! ## Source
//! - [Distribution: token authentication](https://distribution.github.io/distribution/spec/auth/token/)
//! - [Fetch standard: a URL with credentials is refused](https://fetch.spec.whatwg.org/#dom-request)

use crate::diagnosis::evidence::refused::hinders;
use crate::diagnosis::observation::{Observation, Server};
use crate::diagnosis::rule::{Finding, Rule, Verdict};
use crate::registry::auth::realm::RealmError;

/// The rule.
pub const RULE: Rule = Rule {
    id: "realm-invalid",
    source: "https://distribution.github.io/distribution/spec/auth/token/",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some((challenge, judged)) = observation.realm() else { return Verdict::NotApplicable };
    let (title, fact, change) = match judged {
        Ok(_) => return Verdict::Fine,
        // Without any parameter the whole challenge is at fault.
        Err(RealmError::Missing) if challenge.parameters.is_empty() => return Verdict::NotApplicable,
        Err(RealmError::Missing) => (
            "The registry asks for a token and does not say where tokens come from.".to_string(),
            "The Bearer challenge has no realm, or an empty one.".to_string(),
            "Let the challenge say where tokens come from; a server in front must hand the whole line on. In Distribution:",
        ),
        Err(RealmError::NotAUrl(text)) => (
            format!("The registry names \"{text}\" as its token service, which is no http or https address."),
            format!("The realm of the Bearer challenge reads: {text}"),
            match has_several_parts(&text) {
                true => "Let the registry name one host and one port: a list that a server in front wrote down (of hosts, or a port behind a port) is no address. In Distribution:",
                false => WHOLE_ADDRESS,
            },
        ),
        Err(RealmError::OtherScheme(text)) => (
            format!("The registry names \"{text}\" as its token service, which is no http or https address."),
            format!("The realm of the Bearer challenge reads: {text}"),
            "Let the registry name its token service by https, as a browser reaches it: browsers ask by nothing else but http. In Distribution:",
        ),
        // What stands there is a secret and is not repeated.
        Err(RealmError::HasCredentials) => (
            "The address of the registry's token service has a user name or a password in it.".to_string(),
            "The realm of the Bearer challenge carries one. Browsers refuse such addresses.".to_string(),
            "Take name and password out of the address, and change the password: everybody who asked could read it. In Distribution:",
        ),
        Err(RealmError::Insecure(_) | RealmError::Internal(_)) => return Verdict::NotApplicable,
    };
    Finding::new(Server::Registry, title)
        .severity(hinders(observation))
        .evidence(fact)
        .change(change)
        .line("auth:")
        .line("  token:")
        .line("    realm: https://<token service>/token")
        .into()
}

const WHOLE_ADDRESS: &str =
    "Let the registry name the full https address of its token service, as a browser reaches it. In Distribution:";

/// Whether something stands where one host or one port should, and is more than that.
fn has_several_parts(realm: &str) -> bool {
    let authority = realm.split_once("://").map_or(realm, |(_, rest)| rest).split('/').next().unwrap_or_default();
    let without_brackets = authority.rsplit_once(']').map_or(authority, |(_, rest)| rest);
    authority.contains(',') || without_brackets.matches(':').count() > 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    fn realm(realm: &str) -> String {
        format!("registry plain-get 401 | www-authenticate: Bearer realm=\"{realm}\",service=\"s\"")
    }

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the registry
            The registry names "https://r.example:5001:5001/v2/token" as its token service, which is no http or https address.
            - The realm of the Bearer challenge reads: https://r.example:5001:5001/v2/token
            change: Let the registry name one host and one port: a list that a server in front wrote down (of hosts, or a port behind a port) is no address. In Distribution:
                auth:
                  token:
                    realm: https://<token service>/token"#]].assert_eq(&says(&RULE, &realm("https://r.example:5001:5001/v2/token")));
        expect![[r#"
            error certain about the registry
            The address of the registry's token service has a user name or a password in it.
            - The realm of the Bearer challenge carries one. Browsers refuse such addresses.
            change: Take name and password out of the address, and change the password: everybody who asked could read it. In Distribution:
                auth:
                  token:
                    realm: https://<token service>/token"#]].assert_eq(&says(&RULE, &realm("https://somebody:hunter2@auth.example/token")));
        expect![[r#"
            error certain about the registry
            The registry asks for a token and does not say where tokens come from.
            - The Bearer challenge has no realm, or an empty one.
            change: Let the challenge say where tokens come from; a server in front must hand the whole line on. In Distribution:
                auth:
                  token:
                    realm: https://<token service>/token"#]].assert_eq(&says(&RULE, "registry plain-get 401 | www-authenticate: Bearer service=\"s\""));
        assert_eq!(verdict(&RULE, &realm("ftp://auth.example/token")), "certain");
        assert!(!says(&RULE, &realm("https://somebody:hunter2@a:1:1/")).contains("hunter2"));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &realm("https://auth.example/token")), "fine");
        assert_eq!(verdict(&RULE, &realm("/token")), "fine");
        assert_eq!(verdict(&RULE, &realm("http://auth.example/token")), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Bearer"), "does not apply");
        assert_eq!(verdict(&RULE, "registry plain-get 401 | www-authenticate: Basic"), "does not apply");
    }
}
