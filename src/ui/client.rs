//! A registry's client in the page: the browser's fetch, and the work whose code comes when it is needed.

use std::future::Future;
use std::pin::Pin;

use leptos::task::spawn_local;
use url::Url;

use super::chunks::later;
use super::lazy::NotLoaded;
use crate::browser::fetch::Fetch;
use crate::registry::any_http::AnyHttp;
use crate::registry::auth::session::{Handshake, ResponseFuture};
use crate::registry::client::Client;
use crate::registry::failure::{About, Cause, Failure};
use crate::registry::host::RegistryHost;
use crate::registry::listing::{ListEnd, Rest, RestBy};

/// The page's way to the outside world.
pub type PageHttp = AnyHttp<'static>;

/// The browser's fetch as that type.
pub const HTTP: PageHttp = AnyHttp(&Fetch);

/// A client for a registry; `realm` is the token service that the configuration names.
pub fn client(registry: RegistryHost, realm: Option<Url>) -> Client<PageHttp> {
    Client::with_handshake(HTTP, registry, realm, handshake)
}

/// By what the rest of a list is brought, which has to be fetched first.
pub const REST: RestBy<PageHttp> = RestBy { run: rest, expect: expect_rest };

later! {
    /// Runs a handshake.
    handshake, run_handshake(handshake: Handshake<'_, PageHttp>) -> ResponseFuture<'_> => handshake.run()
}

fn handshake<'a>(handshake: Handshake<'a, PageHttp>) -> ResponseFuture<'a> {
    let request = handshake.request().clone();
    Box::pin(async move {
        match run_handshake(handshake).await {
            Ok(outcome) => outcome.await,
            Err(NotLoaded) => Err(Failure::new(About::Registry, &request, Cause::PartMissing)),
        }
    })
}

later! {
    /// Brings the rest of a list.
    rest ahead by fetch_rest, run_rest(rest: Rest<'_, PageHttp>) -> RestOfList<'_> => rest.run()
}

/// What is handed over page by page, until it is there or fails.
type RestOfList<'a> = Pin<Box<dyn Future<Output = Result<ListEnd, Failure>> + 'a>>;

fn rest<'a>(rest: Rest<'a, PageHttp>) -> RestOfList<'a> {
    let request = rest.request();
    Box::pin(async move {
        match run_rest(rest).await {
            Ok(outcome) => outcome.await,
            Err(NotLoaded) => Err(Failure::new(About::Registry, &request, Cause::PartMissing)),
        }
    })
}

fn expect_rest() {
    spawn_local(async {
        // Where it does not come now, it is fetched again when it is needed.
        let _ = fetch_rest().await;
    });
}
