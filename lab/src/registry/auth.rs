//! The three ways in which a registry lets people in.

use std::sync::Arc;

use crate::token_service::account::Accounts;
use crate::token_service::keys::Keys;

/// Who gets in.
#[derive(Clone, Debug)]
pub enum Auth {
    /// Everybody.
    Anonymous,
    /// Accounts with a password, sent with every request.
    Basic(Accounts),
    /// Whoever brings a token of the service behind `realm`.
    Token {
        /// The address that the challenge names.
        realm: String,
        /// The `service` of the challenge, which must be the `aud` of tokens.
        service: String,
        /// What signs the tokens.
        keys: Arc<Keys>,
    },
}

/// The realm of Basic challenges.
pub const BASIC_REALM: &str = "Pierglass lab";
