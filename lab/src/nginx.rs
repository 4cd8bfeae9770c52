//! nginx, as the lab runs it.

pub mod front;
