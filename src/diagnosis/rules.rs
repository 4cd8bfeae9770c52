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
}

#[cfg(test)]
mod tests;
