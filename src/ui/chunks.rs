//! What makes the parts of the program that come when somebody first needs them.
//!
//! A chunk is a WebAssembly module of its own: what only its functions reach is in it, and not in the first one. The lab
//! builds the page like that, with the feature `split` (docs/decisions/0011); without it the functions are simply called.
//! Which parts there are, the files say that show them: [`super::screens`] for pages, [`super::parts::later`] for their pieces, and
//! `pages/image/contents.rs` for what is in an artifact.

/// What is done later, and the chunk that it comes in. `ahead by` names a function that fetches the chunk and does nothing yet.
macro_rules! later {
    ($(#[$about:meta])* $chunk:ident $(ahead by $ahead:ident)?, $name:ident($($argument:ident: $kind:ty),*) -> $result:ty => $does:expr) => {
        $(#[$about])*
        #[cfg(feature = "split")]
        #[leptos::wasm_split::wasm_split($chunk, wasm_split_path = leptos::wasm_split, fallible $(, preload($ahead))?)]
        pub fn $name($($argument: $kind),*) -> Result<$result, $crate::ui::lazy::NotLoaded> {
            Ok($does)
        }

        $(#[$about])*
        #[cfg(not(feature = "split"))]
        pub async fn $name($($argument: $kind),*) -> Result<$result, $crate::ui::lazy::NotLoaded> {
            Ok($does)
        }

        $(
            #[cfg(not(feature = "split"))]
            pub async fn $ahead() -> Result<(), $crate::ui::lazy::NotLoaded> {
                Ok(())
            }
        )?
    };
}

pub(super) use later;

/// Something to show, and the chunk that it comes in.
macro_rules! screen {
    ($(#[$about:meta])* $chunk:ident $(ahead by $ahead:ident)?, $name:ident($($argument:ident: $kind:ty),*) => $view:expr) => {
        $crate::ui::chunks::later! {
            $(#[$about])* $chunk $(ahead by $ahead)?, $name($($argument: $kind),*) -> AnyView => $view
        }
    };
}
pub(super) use screen;
