//! All rules, the most fundamental first: what a reader mends first stands first.

use super::rule::Rule;

macro_rules! rules {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// The rules in the order in which their findings are shown.
        pub const RULES: &[&Rule] = &[$(&$module::RULE,)*];
    };
}

rules! {
    // address
    address_invalid,
    address_with_credentials,
    address_not_a_registry,
    address_wrong_port_protocol,
    address_without_scheme,
    address_moved,
    address_internal_name,
    // page
    page_offline,
    page_mixed_content,
    page_policy_blocks,
    page_origin_null,
    page_local_network_blocked,
    page_request_blocked_by_client,
    // network
    server_certificate_untrusted,
    server_unreachable,
    server_timeout,
    server_bad_gateway,
    token_too_long,
    // cors
    cors_origin_missing,
    cors_missing_on_errors,
    cors_origin_mismatch,
    cors_origin_duplicated,
    cors_origin_malformed,
    cors_wildcard_with_credentials,
    cors_header_misspelt,
    cors_vary_missing,
    // preflight
    preflight_unauthorized,
    preflight_refused,
    preflight_redirected,
    preflight_header_not_allowed,
    preflight_wildcard_authorization,
    preflight_method_not_allowed,
    // exposed
    challenge_not_exposed,
    challenge_split_in_two_lines,
    digest_not_exposed,
    link_not_exposed,
    rate_limit_not_exposed,
    // challenge
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
    realm_moved,
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
    repository_not_visible,
    anonymous_token_too_weak,
    // service
    rate_limited,
    sign_in_page_redirect,
    htpasswd_unreadable,
    server_forbids,
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
