//! Where the token service may be when the page cannot see the challenge.
//!
//! A server that does not expose `WWW-Authenticate` hides the realm from a page. These are the addresses that well-known
//! registries use on their own origin. They are only asked anonymously; whether one is right shows in its answer.

use url::Url;

/// A token service that may exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// Its address.
    pub realm: Url,
    /// The `service` that it wants to hear.
    pub service: String,
}

/// The addresses to try, most specific first.
pub fn guesses(registry: &Url) -> Vec<Guess> {
    let host = registry.host_str().unwrap_or_default();
    let known = [
        ("/service/token", "harbor-registry"), // Harbor
        ("/v2/token", "container_registry"),   // Gitea, Forgejo
        ("/v2/auth", host),                    // Quay
        ("/jwt/auth", "container_registry"),   // GitLab with its registry on the same host
        ("/token", host),                      // GHCR, Pulp
    ];
    let guess =
        |(path, service): &(&str, &str)| Some(Guess { realm: registry.join(path).ok()?, service: service.to_string() });
    known.iter().filter_map(guess).collect()
}
