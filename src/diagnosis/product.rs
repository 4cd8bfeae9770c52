//! Which registry this is, as far as its challenge tells, and where it takes the address of its token service from.

use url::Url;

use super::observation::Observation;
use super::rule::Finding;
use crate::registry::auth::challenge::{Challenge, Scheme};

/// A registry that names its token service in a way of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// JFrog Artifactory.
    Artifactory,
    /// Sonatype Nexus Repository.
    Nexus,
    /// Gitea and Forgejo.
    Gitea,
    /// GitLab.
    GitLab,
    /// Harbor.
    Harbor,
    /// Quay.
    Quay,
    /// Pulp.
    Pulp,
}

/// The product, where a challenge gives it away. What is not told apart is `None`: CNCF Distribution takes any address.
pub fn product(observation: &Observation) -> Option<Product> {
    observation.challenges().iter().find_map(of_challenge)
}

fn of_challenge(challenge: &Challenge) -> Option<Product> {
    let realm = challenge.parameter("realm").unwrap_or_default();
    let service = challenge.parameter("service").unwrap_or_default();
    if challenge.scheme == Scheme::Basic {
        let names = [
            ("Sonatype Nexus", Product::Nexus),
            ("Artifactory", Product::Artifactory),
            ("Gitea", Product::Gitea),
            ("Forgejo", Product::Gitea),
        ];
        return names.into_iter().find(|(name, _)| realm.contains(name)).map(|(_, product)| product);
    }
    let path = realm.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or(realm);
    let path = path.split('?').next().unwrap_or_default();
    Some(match path {
        _ if path.contains("/api/docker/") => Product::Artifactory,
        "/service/token" => Product::Harbor,
        "/jwt/auth" => Product::GitLab,
        _ if service == "container_registry" && path.ends_with("v2/token") => Product::Gitea,
        "/v2/token" if service.contains("://") => Product::Nexus,
        "/v2/auth" => Product::Quay,
        "/token/" => Product::Pulp,
        _ => return None,
    })
}

/// Says where that registry takes the address of its token service from, and the lines that make it `realm`.
pub fn with_realm_lines(observation: &Observation, finding: Finding, realm: &Url) -> Finding {
    let origin = realm.origin().ascii_serialization();
    let host = origin.split("://").nth(1).unwrap_or_default().to_string();
    let scheme = realm.scheme();
    let also = |finding: Finding, text: &str| {
        let change = format!("{} {text}", finding.change);
        finding.change(change)
    };
    let Some(product) = product(observation) else {
        let finding = match is_own_host(observation, realm) {
            true => also(
                finding,
                "It is the registry's own host: where a registry builds the address from the request, let the server in front send X-Forwarded-Proto and the Host that it was asked for. Where it is written down, as in Distribution, correct it:",
            ),
            false => also(finding, "In Distribution:"),
        };
        return finding.line("auth:").line("  token:").line(format!("    realm: {realm}"));
    };
    match product {
        Product::Artifactory => also(
            finding,
            "Artifactory builds it from what the server in front says, or from its Custom Base URL. In nginx:",
        )
        .line(format!("proxy_set_header X-JFrog-Override-Base-Url {origin};"))
        .line(format!("proxy_set_header X-Forwarded-Proto {scheme};")),
        Product::Nexus => also(finding, "Nexus builds it from what the server in front says. In nginx:")
            .line("proxy_set_header Host $http_host;")
            .line(format!("proxy_set_header X-Forwarded-Proto {scheme};")),
        Product::Gitea => also(finding, "Gitea and Forgejo build it from their own address, in app.ini:")
            .line("[server]")
            .line(format!("ROOT_URL = {origin}/")),
        Product::GitLab => also(finding, "GitLab builds it from its own address, in gitlab.rb:")
            .line(format!("external_url '{origin}'")),
        Product::Harbor => also(
            finding,
            "Harbor builds it from its own address, in harbor.yml, and from the Host that it is asked for:",
        )
        .line(format!("external_url: {origin}")),
        Product::Quay => also(finding, "Quay builds it from its own name, in config.yaml:")
            .line(format!("SERVER_HOSTNAME: {host}"))
            .line(format!("PREFERRED_URL_SCHEME: {scheme}")),
        Product::Pulp => also(finding, "Pulp takes it from its settings:").line(format!("TOKEN_SERVER = \"{realm}\"")),
    }
}

/// Whether the token service has the registry's own name, whatever its scheme and port.
pub fn is_own_host(observation: &Observation, realm: &Url) -> bool {
    observation.registry().is_ok_and(|registry| registry.url().host() == realm.host())
}

/// Whether the address is the registry's own but for a port that got lost.
pub fn has_lost_port(observation: &Observation, realm: &Url) -> bool {
    let registry = observation.registry();
    let port = registry.as_ref().ok().and_then(|registry| registry.url().port());
    is_own_host(observation, realm) && port.is_some() && realm.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::observation::Server;
    use crate::diagnosis::sketch::sketch;

    fn challenged(challenge: &str) -> Observation {
        sketch(&format!("typed https://r.example:5000\nregistry plain-get 401 | www-authenticate: {challenge}"))
    }

    #[test]
    fn who_says_what() {
        use Product::*;
        for (challenge, product) in [
            (
                r#"Bearer realm="https://r.example/artifactory/api/docker/dev/v2/token",service="r.example""#,
                Some(Artifactory),
            ),
            (r#"Basic realm="Sonatype Nexus Repository Manager""#, Some(Nexus)),
            (r#"Bearer realm="https://r.example/v2/token",service="https://r.example/v2/token""#, Some(Nexus)),
            (r#"Bearer realm="https://r.example/v2/token",service="container_registry",scope="*""#, Some(Gitea)),
            (r#"Bearer realm="https://git.example/jwt/auth",service="container_registry""#, Some(GitLab)),
            (r#"Bearer realm="https://r.example/service/token",service="harbor-registry""#, Some(Harbor)),
            (r#"Bearer realm="https://quay.example/v2/auth",service="quay.example""#, Some(Quay)),
            (r#"Bearer realm="https://r.example/token/",service="r.example""#, Some(Pulp)),
            (r#"Bearer realm="https://auth.example/token",service="r""#, None),
            (r#"Basic realm="Registry""#, None),
        ] {
            assert_eq!(super::product(&challenged(challenge)), product, "{challenge}");
        }
    }

    #[test]
    fn each_has_lines_of_its_own() {
        let realm = Url::parse("https://r.example/token").expect("an address");
        let lines = |challenge: &str| {
            with_realm_lines(&challenged(challenge), Finding::new(Server::Registry, "x"), &realm).lines.join(" | ")
        };
        assert!(
            lines(r#"Bearer realm="https://a.example/artifactory/api/docker/x/v2/token""#)
                .contains("X-Forwarded-Proto https")
        );
        assert!(lines(r#"Bearer realm="https://git.example/jwt/auth""#).contains("external_url 'https://r.example'"));
        assert!(lines(r#"Bearer realm="https://auth.example/token""#).contains("realm: https://r.example/token"));
    }

    #[test]
    fn a_port_that_got_lost() {
        let observation = challenged("Basic realm=\"x\"");
        let lost = |realm: &str| has_lost_port(&observation, &Url::parse(realm).expect("an address"));
        assert!(lost("https://r.example/token"));
        assert!(lost("http://r.example/token"));
        assert!(!lost("https://r.example:5000/token") && !lost("https://auth.example/token"));
    }
}
