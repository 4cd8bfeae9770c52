//! `cargo lab scenario`
use anyhow::Result;
/// list
pub fn list() {}
/// run
pub async fn run(_: &str, _: Option<&std::path::Path>) -> Result<()> { Ok(()) }
