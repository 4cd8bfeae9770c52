//! What signatures say, and whether it holds: bytes in, plain data out.
//!
//! It knows no browser, no registry and no clock, and does no I/O. The bytes are strangers': each document has a limit, and none of them
//! makes it panic. What was read is not checked: [`dsse`], [`bundle`] and [`simple_signing`] only say what stands there.

pub mod bundle;
pub mod dsse;
mod json;
pub mod simple_signing;
