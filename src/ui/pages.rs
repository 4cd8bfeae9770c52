//! Whole screens, one a file.

pub mod changes;
pub mod checkup;
pub mod connect;
pub mod guide;
pub mod image;
pub mod repositories;
pub mod settings;
pub mod tags;
pub mod unknown;
