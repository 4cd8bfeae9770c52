//! What curl asks a registry for, with the token that it wants.
//!
//! This module does not know whether the token service would give a token for it: it writes down how this page got its own.

use crate::registry::shell::pasteable;

/// What a registry wanted of this page before it gave what it was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Nothing.
    #[default]
    Open,
    /// A user name and a password, with each request.
    Password {
        /// The user name.
        user: String,
    },
    /// A token, which a token service gives.
    Token {
        /// Where that is.
        realm: String,
        /// What the registry is called there.
        service: Option<String>,
        /// Whom it was given to; `None` where anybody gets one.
        user: Option<String>,
    },
}

impl Access {
    /// Whether somebody has to sign in.
    pub fn is_private(&self) -> bool {
        match self {
            Access::Open => false,
            Access::Password { .. } => true,
            Access::Token { user, .. } => user.is_some(),
        }
    }
}

/// The types of images and indexes, without which registries convert an image or refuse it.
const ACCEPT: &str = "Accept: application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json";

/// How requests are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The line that fetches a token, where one is wanted.
    pub token: Option<String>,
    /// How the line of each request begins.
    pub curl: String,
}

/// Signs requests for some `scopes` (`repository:team/app:pull`); `options` are curl's own.
pub fn signed(options: &str, scopes: &[String], access: &Access) -> Signed {
    match access {
        Access::Open => Signed { token: None, curl: words(&["curl", options]) },
        Access::Password { user } => Signed { token: None, curl: words(&["curl", options, "-u", user]) },
        Access::Token { realm, service, user } => {
            let mut asked = vec!["curl", "-fsSG"];
            asked.extend(user.iter().flat_map(|user| ["-u", user]));
            let service = service.as_ref().map(|service| format!("service={service}"));
            asked.extend(service.iter().flat_map(|service| ["--data-urlencode", service]));
            let scopes: Vec<String> = scopes.iter().map(|scope| format!("scope={scope}")).collect();
            asked.extend(scopes.iter().flat_map(|scope| ["--data-urlencode", scope]));
            asked.push(realm);
            Signed {
                token: Some(format!("TOKEN=$({} | jq -r '.token // .access_token')", words(&asked))),
                curl: format!("{} -H \"Authorization: Bearer $TOKEN\"", words(&["curl", options])),
            }
        }
    }
}

fn words(words: &[&str]) -> String {
    pasteable(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
}

/// The lines that fetch a manifest: `url` is its address, `repository` is what a token is asked for. curl asks for the password itself.
pub fn lines(url: &str, repository: &str, access: &Access) -> Vec<String> {
    let Signed { token, curl } = signed("-fsSL", &[format!("repository:{repository}:pull")], access);
    token.into_iter().chain([format!("{curl} {}", words(&["-H", ACCEPT, url]))]).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(access: Access, expected: Expect) {
        let lines = lines("https://r.example/v2/team/app/manifests/1.2", "team/app", &access);
        expected.assert_eq(&lines.join("\n").replace(ACCEPT, "Accept: …"));
    }

    #[test]
    fn as_the_registry_wants_it() {
        check(Access::Open, expect![[r#"curl -fsSL -H 'Accept: …' https://r.example/v2/team/app/manifests/1.2"#]]);
        check(
            Access::Password { user: "o'neill".to_owned() },
            expect![[r#"curl -fsSL -u 'o'\''neill' -H 'Accept: …' https://r.example/v2/team/app/manifests/1.2"#]],
        );
        let realm = "https://auth.example/token?account=$(reboot)".to_owned();
        check(
            Access::Token { realm: realm.clone(), service: Some("r.example".to_owned()), user: None },
            expect![[r#"
                TOKEN=$(curl -fsSG --data-urlencode service=r.example --data-urlencode scope=repository:team/app:pull 'https://auth.example/token?account=$(reboot)' | jq -r '.token // .access_token')
                curl -fsSL -H "Authorization: Bearer $TOKEN" -H 'Accept: …' https://r.example/v2/team/app/manifests/1.2"#]],
        );
        check(
            Access::Token { realm, service: None, user: Some("me".to_owned()) },
            expect![[r#"
                TOKEN=$(curl -fsSG -u me --data-urlencode scope=repository:team/app:pull 'https://auth.example/token?account=$(reboot)' | jq -r '.token // .access_token')
                curl -fsSL -H "Authorization: Bearer $TOKEN" -H 'Accept: …' https://r.example/v2/team/app/manifests/1.2"#]],
        );
    }
}
