//! The screens: which address shows what, in which part of the program it comes, with which styles, and what the tab is called then.
//!
//! The table below is the one place for that. The page reads it here; the lab reads its rows, for the styles that come with a part and
//! for the part that the loader fetches ahead where the address asks for it (`lab/page/src/split/screens.rs`).

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::chunks::screen;
use super::lazy::lazy;
use super::pages::checkup::CheckUp;
use super::pages::connect::Connect;
use super::pages::guide::Guide;
use super::pages::image::Image;
use super::pages::repositories::Repositories;
use super::pages::settings::Settings;
use super::pages::tags::Tags;
use super::pages::unknown::{NotListed, Unknown};
use super::state::Pierglass;
use super::state::registry::Registry;
use crate::address::{Address, AddressError, CheckUpOptions};
use crate::registry::host::RegistryHost;
use crate::registry::reference::{Repository, Version};

/// A row says: the kind of address, with the word that it begins with where that is one of the page's own; the part, and what
/// fetches it before it is needed; the styles that no start needs and the part does; the title, `None` for the page's own; and the
/// screen, with what it is given. The first list stands apart: it is in the first module, and so are its styles.
macro_rules! screens {
    (
        |$pierglass:ident, $address:ident|
        first $first:ident { $($given:ident),* }, titled $first_title:expr, shows { $($first_view:tt)* };
        $(
            $kind:ident { $($field:ident),* } $(begins $word:literal)? in $part:ident $(ahead by $ahead:ident)? with [$($style:ident),*],
            titled $title:expr,
            shows $name:ident($($argument:ident: $type:ty = $value:expr),*) { $($view:tt)* };
        )*
    ) => {
        $(screen! { $part $(ahead by $ahead)?, $name($($argument: $type),*) => view! { $($view)* }.into_any() })*

        /// What an address shows. The code of most screens comes when they are first shown.
        pub fn screen($pierglass: Pierglass, $address: Address) -> AnyView {
            match $address {
                Address::$first { $($given),* } => view! { $($first_view)* }.into_any(),
                $(Address::$kind { $($field),* } => lazy($name($($value),*)),)*
            }
        }

        /// The title of the tab.
        #[allow(unused_variables)]
        pub fn title($pierglass: Pierglass, $address: &Address) -> String {
            let title = match $address {
                Address::$first { $($given),* } => $first_title,
                $(Address::$kind { $($field),* } => $title,)*
            };
            title.map_or_else(|| $pierglass.title(), |title: String| $pierglass.title_of(&title))
        }
    };
}

screens! {
    |pierglass, address|
    first Repositories { registry },
    titled Some(registry.docker_name()),
    shows { <Repositories registry=pierglass.registry(&registry) ahead=|| ahead(fetch_tags())/> };

    Connect {} in way_in with [way_in],
    titled None,
    shows connect() { <Connect/> };

    Tags { registry, repository } in tags ahead by fetch_tags with [facts, tags, attached, changes],
    titled Some(repository.to_string()),
    shows tags(registry: Registry = pierglass.registry(&registry), repository: Repository = repository) {
        <Tags registry repository ahead=|| ahead(fetch_images())/>
    };

    Image { registry, repository, version } in images ahead by fetch_images with [facts, tags, images, attached, contents, files, signatures],
    titled Some(match version {
        Version::Tag(tag) => format!("{repository}:{tag}"),
        Version::Digest(digest) => format!("{repository}@{digest}"),
    }),
    shows image(
        registry: Registry = pierglass.registry(&registry),
        repository: Repository = repository,
        version: Version = version
    ) {
        <Image registry repository version/>
    };

    CheckUp { text, options } begins "checkup" in diagnosis with [way_in, facts, checkup, lanes, paste, mend],
    titled Some(match address.registry() {
        Some(registry) => format!("Check-up of {}", registry.docker_name()),
        None => "Check-up".to_string(),
    }),
    shows check_up(text: String = text, options: CheckUpOptions = options) { <CheckUp text options/> };

    // Which page it is, the guide says itself: its list of pages comes with it.
    Guide { page, registry } begins "guide" in diagnosis with [guide, mend],
    titled Some("Guide".to_string()),
    shows guide(page: String = page, registry: Option<RegistryHost> = registry) { <Guide page registry/> };

    Settings {} begins "settings" in settings with [way_in, settings],
    titled Some("Settings".to_string()),
    shows settings() { <Settings/> };

    Unknown { text, why } in way_in with [way_in],
    titled None,
    shows unknown(text: String = text, why: AddressError = why) { <Unknown text why/> };
}

screen! {
    /// In the place of a registry that the configuration does not let the page open.
    way_in, not_listed(host: String) => view! { <NotListed host/> }.into_any()
}

/// Fetches what somebody opens next who comes to a list.
fn ahead<E>(fetched: impl Future<Output = Result<(), E>> + 'static) {
    spawn_local(async {
        // What does not come now is asked for again when it is needed.
        let _ = fetched.await;
    });
}
