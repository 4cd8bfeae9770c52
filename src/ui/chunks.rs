//! What the first list does not need, and so comes when somebody first goes there.
//!
//! A chunk is a WebAssembly module of its own: what only its functions reach is in it, and not in the first one. The lab
//! builds the page like that, with the feature `split` (docs/decisions/0011); without it the functions are simply called.

use std::future::Future;
use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;
#[cfg(feature = "split")]
use leptos::wasm_split::{self, wasm_split};

use super::by_portal::ByPortal;
use super::lazy::NotLoaded;
use super::pages::{
    checkup::CheckUp,
    connect::Connect,
    guide::Guide,
    image::Image,
    repositories::NoList,
    settings::Settings,
    tags::Tags,
    unknown::{NotListed, Unknown},
};
use super::parts::account::{AskToSignIn, Granted};
use super::parts::sign_in::SignIn;
use super::parts::trouble::{MayBeMore, Trouble};
use super::portal;
use super::state::{PageHttp, Pierglass, Registry};
use crate::address::{Address, AddressError, Closer, from_input};
use crate::registry::auth::session::{Handshake, Outcome};
use crate::registry::failure::{About, Cause, Failure, SignIn as HowTo};
use crate::registry::host::RegistryHost;
use crate::registry::listing::{Doubt, End, Rest, RestBy};
use crate::registry::reference::{Repository, Version};

/// What is done later, and the chunk that it comes in. `ahead by` names a function that fetches the chunk and does nothing yet.
macro_rules! later {
    ($(#[$about:meta])* $chunk:ident $(ahead by $ahead:ident)?, $name:ident($($argument:ident: $kind:ty),*) -> $result:ty => $does:expr) => {
        $(#[$about])*
        #[cfg(feature = "split")]
        #[wasm_split($chunk, wasm_split_path = wasm_split, fallible $(, preload($ahead))?)]
        pub fn $name($($argument: $kind),*) -> Result<$result, NotLoaded> {
            Ok($does)
        }

        $(#[$about])*
        #[cfg(not(feature = "split"))]
        pub async fn $name($($argument: $kind),*) -> Result<$result, NotLoaded> {
            Ok($does)
        }

        $(
            #[cfg(not(feature = "split"))]
            pub async fn $ahead() -> Result<(), NotLoaded> {
                Ok(())
            }
        )?
    };
}

/// A screen, and the chunk that it comes in.
macro_rules! screen {
    ($(#[$about:meta])* $chunk:ident $(ahead by $ahead:ident)?, $name:ident($($argument:ident: $kind:ty),*) => $view:expr) => {
        later! { $(#[$about])* $chunk $(ahead by $ahead)?, $name($($argument: $kind),*) -> AnyView => $view }
    };
}

screen! {
    /// The question which registry.
    way_in, connect() => view! { <Connect/> }.into_any()
}

screen! {
    /// What is wrong with an address.
    way_in, unknown(text: String, why: AddressError) => view! { <Unknown text why/> }.into_any()
}

later! {
    /// Reads what was typed into the box; an `Err` is in words.
    way_in, read_input(text: String, default: Option<RegistryHost>) -> Result<Address, String> => {
        from_input(&text, default.as_ref()).map_err(|error| format!("This is no reference: {error}."))
    }
}

screen! {
    /// A registry that the configuration does not let the page open.
    way_in, not_listed(host: String) => view! { <NotListed host/> }.into_any()
}

screen! {
    /// The form that takes a password.
    way_in, sign_in(
        registry: Registry,
        how: HowTo,
        failure: Signal<Option<Failure>>,
        busy: Signal<bool>,
        on_submit: Callback<()>
    ) => view! { <SignIn registry how failure busy on_submit/> }.into_any()
}

screen! {
    /// A sign-in that nothing has asked for.
    way_in, ask_to_sign_in(registry: Registry, open: RwSignal<bool>) => view! { <AskToSignIn registry open/> }.into_any()
}

screen! {
    /// Who is signed in, and what was granted.
    way_in, granted(registry: Registry, user: String) => view! { <Granted registry user/> }.into_any()
}

screen! {
    /// What did not come, and why.
    trouble, trouble(registry: Registry, failure: Failure, on_retry: Callback<()>) => {
        view! { <Trouble registry failure on_retry/> }.into_any()
    }
}

screen! {
    /// Why there may be more than a list shows.
    trouble, may_be_more(doubt: Doubt, on_retry: Callback<()>) => view! { <MayBeMore doubt on_retry/> }.into_any()
}

screen! {
    /// What there is in the place of a registry's list.
    trouble, no_list(registry: Registry, is_empty: bool) => view! { <NoList registry is_empty/> }.into_any()
}

later! {
    /// Runs a handshake.
    handshake, run_handshake(handshake: Handshake<'_, PageHttp>) -> Outcome<'_> => handshake.run()
}

/// Runs a handshake as soon as its code has come.
pub fn handshake<'a>(handshake: Handshake<'a, PageHttp>) -> Outcome<'a> {
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
type RestOfList<'a> = Pin<Box<dyn Future<Output = Result<End, Failure>> + 'a>>;

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

/// By what the rest of a list is brought, which has to be fetched first.
pub const REST: RestBy<PageHttp> = RestBy { run: rest, expect: expect_rest };

later! {
    /// Begins to listen to the page around this one.
    portal, hear_portal(pierglass: Pierglass) -> () => portal::begin(pierglass)
}

later! {
    /// Tells the page around this one where this page is.
    portal, tell_portal(pierglass: Pierglass, address: Address) -> () => {
        portal::tell_address("navigate", &address, pierglass)
    }
}

later! {
    /// Tells the page around this one that a sign-in is wanted, where one is.
    portal, ask_portal(by_portal: ByPortal, host: RegistryHost, failure: Option<Failure>, is_signed_in: bool) -> () => {
        by_portal.learned(&host, failure.as_ref(), is_signed_in)
    }
}

screen! {
    /// The check-up of what was typed.
    diagnosis, check_up(text: String, closer: Closer) => view! { <CheckUp text closer/> }.into_any()
}

screen! {
    /// A page of the guide.
    diagnosis, guide(page: String, registry: Option<RegistryHost>) => view! { <Guide page registry/> }.into_any()
}

screen! {
    /// What stands in `config.json`.
    settings, settings() => view! { <Settings/> }.into_any()
}

screen! {
    /// The tags of a repository.
    images ahead by fetch_images, tags(registry: Registry, repository: Repository) => {
        view! { <Tags registry repository/> }.into_any()
    }
}

screen! {
    /// What is behind a tag or a digest.
    images, image(registry: Registry, repository: Repository, version: Version) => {
        view! { <Image registry repository version/> }.into_any()
    }
}
