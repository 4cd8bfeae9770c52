//! Whose configuration a text is.

/// A program that is configured by the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// nginx.
    Nginx,
    /// Caddy, by a Caddyfile.
    Caddy,
    /// HAProxy.
    Haproxy,
    /// Apache httpd.
    Httpd,
    /// Envoy, in YAML.
    Envoy,
    /// Traefik, by a dynamic file or by labels.
    Traefik,
    /// docker compose.
    Compose,
    /// Objects of Kubernetes, or the values of a chart.
    Kubernetes,
    /// CNCF Distribution, by config.yml or by variables.
    Distribution,
    /// None of these.
    Unknown,
}

impl Kind {
    /// How it is called.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Nginx => "nginx",
            Kind::Caddy => "Caddy",
            Kind::Haproxy => "HAProxy",
            Kind::Httpd => "Apache httpd",
            Kind::Envoy => "Envoy",
            Kind::Traefik => "Traefik",
            Kind::Compose => "docker compose",
            Kind::Kubernetes => "Kubernetes",
            Kind::Distribution => "CNCF Distribution",
            Kind::Unknown => "unknown",
        }
    }
}
