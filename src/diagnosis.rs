//! From what the browser saw to what an administrator should change.
//!
//! Nothing here sends a request, reads a clock or knows a browser.

pub mod guide;
pub mod markdown;
