//! All rules, the most fundamental first: what a reader mends first stands first.

mod evidence;
mod refused;

use super::rule::Rule;

macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// The rules in the order in which their findings are shown.
        pub const RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

rules! {
    // cors
    cors_origin_missing,
    // preflight
    preflight_unauthorized,
    // challenge
    challenge_not_exposed,
    challenge_missing,
    challenge_malformed,
    challenge_unsupported,
    // realm
    realm_invalid,
    realm_relative,
    realm_mixed_content,
    realm_insecure,
    realm_internal_name,
    realm_unreachable,
    realm_cors_missing,
    realm_preflight_fails,
    realm_not_a_token_service,
    realm_on_other_host,
    // token
    token_missing_in_answer,
    token_expired,
    clock_skew,
    token_audience_mismatch,
    token_rejected,
    // credentials
    credentials_rejected,
    credentials_required,
    scope_denied,
    anonymous_token_too_weak,
    // service
    rate_limited,
    sign_in_page_redirect,
    htpasswd_unreadable,
    server_error,
    answer_not_json,
    catalog_denied,
    catalog_unsupported,
    catalog_page_too_large,
    storage_redirect_blocked,
    delete_disabled,
    // practice
    practice_plain_http,
    practice_password_on_every_request,
    practice_wildcard_origin,
    practice_long_lived_token,
    practice_anonymous_catalog,
    practice_no_rate_limit_headers,
}

#[cfg(test)]
mod tests;
