//! What signatures say, and whether it holds: bytes in, plain data out.
//!
//! It knows no browser, no registry and no clock, and does no I/O. The bytes are strangers': each document has a limit, and none of them
//! makes it panic. What was read is not checked: [`dsse`], [`bundle`] and [`simple_signing`] only say what stands there, and [`signer`] who
//! signed by their own account. [`check`] checks. docs/decisions/0030 says by what, and what was given up.

pub mod bundle;
mod cbor;
pub mod certificate;
mod chain;
pub mod check;
pub mod content;
mod der;
pub mod dsse;
mod json;
pub mod key;
pub mod notation;
mod pem;
mod rsa_signature;
mod signature;
pub mod signer;
mod sigstore;
pub mod simple_signing;
mod time;
pub mod trust;
pub mod trusted_root;
pub mod verdict;
