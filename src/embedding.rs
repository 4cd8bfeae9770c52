//! What a page around this one may say to it: the messages of `embed.js`, as plain data.
//!
//! This module does not know who sent a message: whether that is the page around this one, and a trusted one, is for
//! `browser::embedding` to find out before anything of a message is read.

pub mod accent;
pub mod change_right;
pub mod gate;

use serde_json::{Map, Value};

use crate::address::{self, Address, AddressError};
use crate::config::Theme;
use crate::registry::auth::credentials::{Credentials, CredentialsError};
use crate::registry::auth::handed_token::{HandedToken, HandedTokenError};
use crate::registry::host::{HostError, RegistryHost};
use accent::{Accent, AccentError};

/// A longer message is refused unread, in UTF-16 units of its JSON.
pub const LONGEST: u32 = 64 << 10;

/// What the page around this one wants.
#[derive(Clone, Debug, PartialEq)]
pub enum Message {
    /// To be told whether this page trusts it; with `true` also how high the content is.
    Hello(bool),
    /// Other colours; without a theme that of `config.json`. A colour that is not used leaves the theme as it is wanted.
    Look(Option<Theme>, Result<Accent, AccentError>),
    /// Another place.
    Navigate(Address),
    /// That this page may change what it shows, or may not.
    Changes(bool),
    /// A sign-in for one registry, and whether it is meant for changing something.
    SignIn(RegistryHost, HandedSignIn, bool),
    /// The end of a sign-in.
    SignOut(RegistryHost),
}

/// What was handed over.
#[derive(Clone, Debug, PartialEq)]
pub enum HandedSignIn {
    /// A user name and a password, for the ordinary handshake.
    Password(Credentials),
    /// A ready token for the registry itself.
    Token(HandedToken),
}

/// Why a message is not obeyed. It repeats nothing secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// Not one of the messages.
    #[error("the message is not one that Pierglass knows")]
    Unknown,
    /// Past [`LONGEST`].
    #[error("the message is longer than 64 KiB")]
    TooLong,
    /// Past [`gate::AT_MOST`].
    #[error("there are more than 100 messages in a second; those above are dropped")]
    TooMany,
    /// A member is missing, or of another kind.
    #[error("the message has no usable \"{0}\"")]
    Member(&'static str),
    /// Not a place that this page can show.
    #[error("{0}")]
    Address(#[from] AddressError),
    /// Not a registry.
    #[error("{0}")]
    Registry(#[from] HostError),
    /// A registry that `config.json` does not let be opened.
    #[error("this page opens its listed registries only")]
    NotListed,
    /// A user name or password that cannot be sent.
    #[error("{0}")]
    Credentials(#[from] CredentialsError),
    /// A token that cannot be sent.
    #[error("{0}")]
    Token(#[from] HandedTokenError),
    /// A colour that is not used.
    #[error("{0}")]
    Accent(#[from] AccentError),
}

impl MessageError {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            MessageError::Unknown | MessageError::Member(_) => "message-invalid",
            MessageError::TooLong => "message-too-long",
            MessageError::TooMany => "too-many-messages",
            MessageError::Address(_) => "address-invalid",
            MessageError::Registry(_) => "registry-invalid",
            MessageError::NotListed => "registry-not-listed",
            MessageError::Credentials(_) | MessageError::Token(_) => "sign-in-invalid",
            MessageError::Accent(_) => "accent-refused",
        }
    }
}

impl Message {
    /// Reads a message; `default` is the registry of references that name none.
    pub fn read(message: &Value, default: Option<&RegistryHost>) -> Result<Message, MessageError> {
        let members = message.as_object().ok_or(MessageError::Unknown)?;
        match members.get("type").and_then(Value::as_str) {
            Some("hello") => Ok(Message::Hello(is_true(members, "size"))),
            Some("look") => {
                let theme = match optional(members, "theme")? {
                    Some(name) => Some(Theme::parse(name).ok_or(MessageError::Member("theme"))?),
                    None => None,
                };
                let accent = Accent::read(optional(members, "accent")?, optional(members, "accentDark")?);
                Ok(Message::Look(theme, accent))
            }
            Some("navigate") => Ok(Message::Navigate(address::input::from_input(text(members, "to")?, default)?)),
            // Nothing but the word itself lets anything be changed.
            Some("changes") => Ok(Message::Changes(is_true(members, "allowed"))),
            Some("sign-in") => Ok(Message::SignIn(registry(members)?, sign_in(members)?, is_true(members, "changes"))),
            Some("sign-out") => Ok(Message::SignOut(registry(members)?)),
            _ => Err(MessageError::Unknown),
        }
    }
}

fn sign_in(members: &Map<String, Value>) -> Result<HandedSignIn, MessageError> {
    let user = optional(members, "username")?;
    match optional(members, "token")? {
        Some(token) => Ok(HandedSignIn::Token(HandedToken::new(user.unwrap_or_default(), token)?)),
        None => {
            let user = user.ok_or(MessageError::Member("username"))?;
            Ok(HandedSignIn::Password(Credentials::new(user, text(members, "password")?)?))
        }
    }
}

fn registry(members: &Map<String, Value>) -> Result<RegistryHost, MessageError> {
    Ok(RegistryHost::parse(text(members, "registry")?)?)
}

fn text<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, MessageError> {
    optional(members, name)?.ok_or(MessageError::Member(name))
}

fn is_true(members: &Map<String, Value>, name: &'static str) -> bool {
    members.get(name) == Some(&Value::Bool(true))
}

/// `null` is as good as nothing.
fn optional<'a>(members: &'a Map<String, Value>, name: &'static str) -> Result<Option<&'a str>, MessageError> {
    match members.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_str().map(Some).ok_or(MessageError::Member(name)),
    }
}

#[cfg(test)]
mod tests;
