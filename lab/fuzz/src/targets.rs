//! All targets, a line each.

mod attached;
mod contents;
mod documents;
mod files;
mod given;
mod handshake;
mod layers;
mod names;
mod page;
mod pasted;
mod shown;
mod signatures;

use crate::input::Input;
use crate::target::{Fault, Target};
use crate::{report, session};

type Run = fn(&mut Input) -> Result<(), Fault>;

/// What is over in a few microseconds.
const FAST: u64 = 60;
/// What takes longer, by many comparisons.
const QUICK: u64 = 20;
/// What reads a document.
const SLOW: u64 = 8;
/// What takes a millisecond.
const WHOLE: u64 = 2;

macro_rules! targets {
    ($($share:ident $name:literal of $corpus:literal $run:path,)*) => {
        /// Every target.
        pub fn all() -> Vec<Target> {
            vec![$(Target {
                name: $name,
                corpus: include_str!(concat!("../corpus/", $corpus, ".txt")),
                share: $share,
                run: $run as Run,
            },)*]
        }
    };
}

targets! {
    FAST "host" of "host" names::host,
    FAST "plain-url" of "plain-url" names::plain_url,
    FAST "reference" of "reference" names::reference,
    FAST "digest" of "digest" names::digest,
    FAST "media-type" of "media-type" names::media_type,
    FAST "platform" of "platform" names::platform,
    FAST "time" of "time" names::time,
    QUICK "tag-order" of "tag-order" names::tag_order,
    QUICK "challenge" of "challenge" handshake::challenge,
    FAST "realm" of "realm" handshake::realm,
    FAST "scope" of "scope" handshake::scope,
    QUICK "demand" of "demand" handshake::demand,
    FAST "token" of "token" handshake::token,
    FAST "credentials" of "credentials" handshake::credentials,
    FAST "error" of "error" handshake::error,
    FAST "link" of "link" handshake::link,
    SLOW "list" of "list" handshake::list,
    SLOW "search" of "search" handshake::search,
    SLOW "manifest" of "manifest" documents::manifest,
    SLOW "image-config" of "image-config" documents::image_config,
    FAST "attached-tag" of "attached-tag" attached::tag,
    WHOLE "signature" of "signature" signatures::signature,
    WHOLE "cose" of "cose" signatures::cose,
    SLOW "certificate" of "certificate" signatures::certificate,
    SLOW "trust" of "trust" signatures::trust,
    WHOLE "referrers" of "referrers" attached::search,
    SLOW "contents" of "contents" contents::content,
    FAST "outside" of "outside" contents::outside,
    FAST "annotations" of "annotations" documents::annotations,
    SLOW "json" of "manifest" documents::json,
    SLOW "json-text" of "json-text" documents::json_text,
    FAST "build-step" of "build-step" documents::build_step,
    FAST "environment" of "environment" documents::environment,
    FAST "visible" of "visible" shown::visible,
    QUICK "shell" of "shell" shown::shell,
    SLOW "commands" of "commands" shown::commands,
    SLOW "curl" of "curl" shown::curl,
    SLOW "redact" of "redact" shown::redact,
    SLOW "markdown" of "markdown" shown::markdown,
    SLOW "archive" of "archive" files::archive,
    SLOW "gzip" of "archive" files::gzip,
    WHOLE "layers" of "layers" layers::layers,
    SLOW "zstd" of "archive" layers::zstd,
    SLOW "toc" of "toc" layers::toc,
    SLOW "origin" of "origin" files::origin,
    SLOW "wasm" of "archive" files::wasm,
    SLOW "readme" of "readme" files::markdown,
    SLOW "address" of "address" page::address,
    FAST "typed" of "typed" page::typed,
    SLOW "config" of "config" page::config,
    SLOW "draft" of "draft" page::draft,
    SLOW "message" of "message" page::message,
    SLOW "fixes" of "fixes" page::fixes,
    SLOW "transcript" of "transcript" pasted::transcript,
    SLOW "pasted" of "pasted" pasted::pasted,
    SLOW "configuration" of "configuration" pasted::configuration,
    QUICK "cors" of "cors" pasted::cors,
    SLOW "observation" of "observation" pasted::observation,
    SLOW "session" of "session" session::session,
    WHOLE "report" of "session" report::report,
}
