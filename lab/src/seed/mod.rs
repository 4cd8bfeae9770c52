//! Content for registries: always the same bytes, pushed the way every client pushes.

pub mod artifact;
pub mod attached;
pub mod content;
pub mod image;
pub mod kept;
pub mod kinds;
pub mod layer;
pub mod many;
mod push;
pub mod sample;

use anyhow::{Result, bail};

use crate::registry::Registry;
use content::Repository;
pub use push::Credentials;

/// Fills a registry: through its own API where it takes uploads, directly where it cannot.
pub async fn fill(registry: &Registry, credentials: &Credentials, repositories: Vec<Repository>) -> Result<()> {
    match registry {
        Registry::Distribution(registry) => push::push(&registry.origin, credentials, &repositories).await,
        Registry::Embedded(registry) => {
            registry.add(repositories);
            Ok(())
        }
    }
}

/// Pushes to any registry.
pub async fn push_to(origin: String, credentials: Credentials, repositories: Vec<Repository>) -> Result<()> {
    // What waits for it may change its thread, and the compiler does not see that pushing could do so too.
    let runtime = tokio::runtime::Handle::current();
    let push = move || runtime.block_on(push::push(&origin, &credentials, &repositories));
    tokio::task::spawn_blocking(push).await?
}

/// Many repositories of one small image each, under their names from [`many::repository_names`].
pub async fn fill_many_repositories(registry: &Registry, credentials: &Credentials, count: usize) -> Result<()> {
    let template = many::template("template/one");
    match registry {
        Registry::Distribution(_) => {
            fill(registry, credentials, vec![template.clone()]).await?;
            let Some(storage) = registry.storage() else {
                bail!("the registry has no storage folder");
            };
            many::write_repositories(&storage, &template, count)
        }
        Registry::Embedded(embedded) => {
            let names = many::repository_names(count);
            embedded.add(names.map(|name| Repository { name, ..template.clone() }));
            Ok(())
        }
    }
}

/// One repository, `many/tags`, with many tags on a few manifests.
pub async fn fill_many_tags(registry: &Registry, credentials: &Credentials, count: usize) -> Result<()> {
    let repository = many::tagged("many/tags", count);
    match registry {
        Registry::Distribution(_) => {
            // The manifests go through the API, with one tag each; the other tags are two files each.
            let mut few = repository.clone();
            few.tags.truncate(many::MANIFESTS);
            fill(registry, credentials, vec![few]).await?;
            let Some(storage) = registry.storage() else {
                bail!("the registry has no storage folder");
            };
            many::write_tags(&storage, &repository)
        }
        Registry::Embedded(embedded) => {
            embedded.add([repository]);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests;
