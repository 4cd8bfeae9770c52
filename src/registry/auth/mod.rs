//! The registry's sign-in: challenge, token service, retry. [`session`] is the handshake; the other files are its words.

pub mod challenge;
pub mod credentials;
pub mod demand;
pub mod guess;
pub mod handed_token;
pub mod realm;
pub mod scope;
pub mod session;
pub mod token;
mod token_cache;
mod token_service;
