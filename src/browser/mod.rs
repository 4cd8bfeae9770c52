//! The page's hands: the only folder that touches the outside world.

pub mod address_bar;
pub mod chunk;
pub mod clipboard;
pub mod embedding;
pub mod fetch;
pub mod image_reader;
pub mod kept;
pub mod locale;
pub mod opened;
pub mod save;
pub mod senses;
pub mod stopped;
pub mod storage;
pub mod time;
pub mod worker;
