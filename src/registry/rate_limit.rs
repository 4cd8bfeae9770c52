//! What an answer says of how many requests are left.
//!
//! ```text
//! RateLimit-Remaining: 98;w=21600              Docker Hub, with RateLimit-Limit: 100;w=21600
//! RateLimit-Remaining: 98                      drafts 0 to 7, with RateLimit-Limit and RateLimit-Reset, in seconds
//! RateLimit: "default";r=98;t=30               drafts 8 and on, with RateLimit-Policy: "default";q=100;w=21600
//! X-RateLimit-Remaining: 98                    many others, with X-RateLimit-Limit
//! ```
//! (draft-ietf-httpapi-ratelimit-headers; Docker Hub's documentation, "Usage and limits".)
//!
//! This module does not know who else uses up the same limit, nor whether a page may see these headers: few servers expose them.

use std::time::Duration;

use super::http::Headers;

/// How many requests are left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// So many.
    pub remaining: u64,
    /// Of so many.
    pub limit: Option<u64>,
    /// In so much time.
    pub window: Option<Duration>,
}

impl RateLimit {
    /// Reads it; `None` where no header says how many are left.
    pub fn read(headers: &Headers) -> Option<RateLimit> {
        let of_draft = headers.get("ratelimit").and_then(|value| {
            let policy = headers.get("ratelimit-policy").unwrap_or_default();
            let limit = parameter(policy, "q");
            Some(RateLimit { remaining: parameter(value, "r")?, limit, window: seconds(parameter(policy, "w")) })
        });
        let named = |names: [&str; 2]| {
            let [limit, remaining] = names.map(|name| headers.get(name));
            let (limit, remaining) = (limit.unwrap_or_default(), remaining?);
            let window = parameter(remaining, "w").or(parameter(limit, "w"));
            Some(RateLimit { remaining: number(remaining)?, limit: number(limit), window: seconds(window) })
        };
        of_draft
            .or_else(|| named(["ratelimit-limit", "ratelimit-remaining"]))
            .or_else(|| named(["x-ratelimit-limit", "x-ratelimit-remaining"]))
    }

    /// Whether so few are left that it matters to whoever goes on: a tenth, or ten where nobody says of how many.
    pub fn is_nearly_reached(&self) -> bool {
        self.remaining <= self.limit.map_or(10, |limit| limit / 10)
    }
}

/// The number that a value begins with.
fn number(value: &str) -> Option<u64> {
    value.split([';', ',']).next()?.trim().parse().ok()
}

/// A parameter of the first item of a value.
fn parameter(value: &str, name: &str) -> Option<u64> {
    let first = value.split(',').next()?;
    let found = first.split(';').skip(1).find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('='));
    found?.trim().parse().ok()
}

fn seconds(seconds: Option<u64>) -> Option<Duration> {
    seconds.filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_servers_write_it() {
        type Expected = Option<(u64, Option<u64>, Option<u64>)>;
        let table: &[(&[(&str, &str)], Expected)] = &[
            // Docker Hub.
            (
                &[
                    ("ratelimit-limit", "100;w=21600"),
                    ("ratelimit-remaining", "98;w=21600"),
                    ("docker-ratelimit-source", "192.0.2.1"),
                ],
                Some((98, Some(100), Some(21_600))),
            ),
            (
                &[("RateLimit-Remaining", "0"), ("RateLimit-Limit", "100, 100;w=60"), ("RateLimit-Reset", "50")],
                Some((0, Some(100), None)),
            ),
            (
                &[("RateLimit", "\"default\";r=50;t=30"), ("RateLimit-Policy", "\"default\";q=100;w=10")],
                Some((50, Some(100), Some(10))),
            ),
            (&[("RateLimit", "\"default\";r=50")], Some((50, None, None))),
            (&[("X-RateLimit-Remaining", "4999"), ("X-RateLimit-Limit", "5000")], Some((4999, Some(5000), None))),
            (&[("RateLimit-Limit", "100;w=21600")], None),
            (&[("RateLimit-Remaining", "many")], None),
            (&[("RateLimit-Remaining", "-1")], None),
            (&[("RateLimit-Remaining", "5;w=0")], Some((5, None, None))),
            (&[("RateLimit-Remaining", "99999999999999999999")], None),
            (&[], None),
        ];
        for (headers, expected) in table {
            let headers = Headers(headers.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect());
            let found = RateLimit::read(&headers);
            let found = found.map(|found| (found.remaining, found.limit, found.window.map(|window| window.as_secs())));
            assert_eq!(found, *expected, "{headers:?}");
        }
    }

    #[test]
    fn when_it_matters() {
        for (remaining, limit, expected) in
            [(98, Some(100), false), (11, Some(100), false), (10, Some(100), true), (0, None, true), (11, None, false)]
        {
            assert_eq!(
                RateLimit { remaining, limit, window: None }.is_nearly_reached(),
                expected,
                "{remaining} {limit:?}"
            );
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    proptest::proptest! {
        #[test]
        fn any_headers(limit in "\\PC{0,12}|[0-9;=,wqrt\"]{0,12}", remaining in "\\PC{0,12}|[0-9;=,wqrt\"]{0,12}") {
            for [one, other] in [["ratelimit-limit", "ratelimit-remaining"], ["ratelimit-policy", "ratelimit"]] {
                RateLimit::read(&Headers(vec![(one.to_owned(), limit.clone()), (other.to_owned(), remaining.clone())]));
            }
        }
    }
}
