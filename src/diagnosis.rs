//! From what the browser saw to what an administrator should change. Pure: it asks through [`registry::http::Http`] and
//! [`senses::Senses`], and knows no browser and no clock.
//!
//! [`registry::http::Http`]: crate::registry::http::Http

pub mod senses;
