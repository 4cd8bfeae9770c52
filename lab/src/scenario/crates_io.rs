//! Registries of crates.io in Distribution's place, with one image in them.

use anyhow::{Context as _, Result};

use super::{Started, Step};
use crate::proxy::{Cors, Proxy};
use crate::registry::crates_io::OfCratesIo;
use crate::seed::{self, Credentials, sample};
use crate::setup::{DEMO, PASSWORD, Setup};
use crate::tools::registries::{CONTAINER, Crate, FERRO};

/// The repository that is in it: container-registry takes no index.
const IMAGE: &str = "library/alpine-like";

/// ferro-oci-server as it starts: it knows nothing of pages.
pub(super) const FERRO_ALONE: Step = Step::Start(|setup| is(setup, &FERRO, Cors::pass_through()));
/// ferro-oci-server behind a proxy that lets the page in.
pub(super) const FERRO_LETS_IN: Step = Step::Start(|setup| {
    let cors = Cors::for_page(&setup.page_origin());
    is(setup, &FERRO, cors)
});
/// container-registry with the password of the lab's accounts, behind a proxy that lets the page in.
pub(super) const CONTAINER_LETS_IN: Step = Step::Start(|setup| {
    let cors = Cors::for_page(&setup.page_origin());
    is(setup, &CONTAINER, cors)
});

fn is<'a>(setup: &'a mut Setup, registry: &'static Crate, cors: Cors) -> Started<'a> {
    Box::pin(stands_there(setup, registry, cors))
}

async fn stands_there(setup: &mut Setup, registry: &Crate, cors: Cors) -> Result<()> {
    let server = OfCratesIo::start(registry, PASSWORD).await?;
    let credentials = Credentials { account: DEMO.to_owned(), password: PASSWORD.to_owned() };
    let image = sample::repositories()?.into_iter().find(|one| one.name == IMAGE).context("the image is a sample")?;
    seed::push_to(server.origin.clone(), credentials, vec![image]).await?;
    setup.registry_proxy = Proxy::start(&server.origin, cors).await?;
    setup.keep(server);
    Ok(())
}
