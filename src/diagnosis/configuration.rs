//! A pasted configuration of a server -> the known traps in it, each on its line.
//!
//! It reads nginx, Caddy, HAProxy, Apache httpd, Envoy, Traefik (a dynamic file in YAML or TOML, labels, and objects), docker compose
//! (the variables of registries, the labels of Traefik and caddy-docker-proxy), CNCF Distribution (config.yml, and variables
//! `REGISTRY_…`), and of Kubernetes Ingress, Gateway API and Istio, variables, and files in a ConfigMap or in the values of a chart, by
//! lines, braces and indentation. It never fails: what it does not understand it leaves alone, and where it is not sure it marks nothing.
//! It does not know included files, what other servers stand before or behind this one, and whether the server runs with what was pasted.
//! So no mark does not mean no fault.
//!
//! A header is called absent only where the configuration itself allows an origin, in a place that passes requests on to a registry
//! or is closed (a middleware, a policy, `http.headers`), and nothing in reach sets it.
//!
//! What the servers do was measured with docker-registry 2.8.2, nginx 1.22.1, Caddy 2.6.2, HAProxy 2.6.12, httpd 2.4.71 and
//! Envoy 1.40.0; of Traefik, caddy-docker-proxy and what runs in Kubernetes the sources and manuals were read.

mod absent;
mod braces;
mod caddy;
mod compose;
mod distribution;
mod environment;
mod envoy;
mod files;
mod haproxy;
mod header_template;
mod headers;
mod httpd;
mod kind;
mod kubernetes;
mod nginx;
mod origins;
mod paste;
mod policy;
mod reading;
mod realm;
mod recognize;
mod review;
mod secret;
mod setting;
#[cfg(test)]
mod tests;
mod traefik;
mod trap;
mod word;
mod yaml;

pub use kind::Kind;
pub use paste::{LENGTH, LINE_LENGTH, LINES};
pub use reading::{ConfigurationReading, LocatedTrap, MARKS, MissingLines, PageFacts, UnclearConfiguration, mended};
pub use trap::Trap;

use review::Review;

/// Reads a paste.
pub fn read(known: &PageFacts, text: &str) -> ConfigurationReading {
    let paste = match paste::cut(text) {
        Ok(paste) => paste,
        Err(unclear) => return ConfigurationReading { kinds: Vec::new(), marks: Vec::new(), unclear: Some(unclear) },
    };
    let mut kinds = Vec::new();
    let mut marks = Vec::new();
    for file in files::of(&paste.lines) {
        let mut review = Review::new(known, &paste, &file.lines);
        match file.kind {
            Kind::Nginx => nginx::read(&mut review),
            Kind::Caddy => caddy::read(&mut review),
            Kind::Haproxy => haproxy::read(&mut review),
            Kind::Httpd => httpd::read(&mut review),
            Kind::Envoy => envoy::read(&mut review),
            Kind::Traefik => traefik::read(&mut review),
            Kind::Compose => compose::read(&mut review),
            Kind::Kubernetes => kubernetes::read(&mut review),
            Kind::Distribution => distribution::read(&mut review),
            Kind::Unknown => {}
        }
        headers::judge(&mut review);
        if !kinds.contains(&file.kind) {
            kinds.push(file.kind);
        }
        marks.extend(review.close());
    }
    marks.sort_by_key(|mark| (mark.line, mark.column));
    marks.truncate(MARKS);
    let unclear = match kinds.is_empty() {
        true => Some(UnclearConfiguration::NotKnown),
        false => (!paste.whole).then_some(UnclearConfiguration::Cut),
    };
    ConfigurationReading { kinds, marks, unclear }
}
