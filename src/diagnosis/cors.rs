//! The Fetch standard's CORS check and CORS-preflight fetch over headers that are known.
//!
//! A page never sees these headers when a check fails, so this is for what somebody else saw: a pasted answer of curl,
//! or a test. It does not know what the page did before: the preflight cache, redirects and policies are not its matter.
//!
//! ```text
//! https://fetch.spec.whatwg.org/#concept-cors-check
//! https://fetch.spec.whatwg.org/#cors-preflight-fetch
//! https://fetch.spec.whatwg.org/#cors-safelisted-request-header
//! https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name
//! ```
//!
//! `lab/tests/e2e/the_cors_check_is_right.rs` compares it with what real browsers do.

mod check;
mod finding;
mod header_list;
mod judge;
mod misspelt;
mod origin;
mod safelist;
#[cfg(test)]
mod tests;

pub use check::{
    ALLOW_CREDENTIALS, ALLOW_HEADERS, ALLOW_METHODS, ALLOW_ORIGIN, CorsRequest, CredentialsMode, EXPOSE_HEADERS,
    Refusal, cors_check, preflight_check, readable,
};
pub use finding::{CorsFinding, Difference, LocatedFinding, OriginFault};
pub use judge::{Judgement, judge_answer, judge_preflight};
pub use misspelt::meant;
pub use origin::fault as origin_fault;
pub use safelist::{is_safelisted_method, is_safelisted_request_header, unsafe_request_headers};

use check::{header_allowed, method_allowed};
