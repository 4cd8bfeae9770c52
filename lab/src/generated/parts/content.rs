//! Manifests, blobs, and the storage to which blobs may be sent.

use crate::browser::Engine;
use crate::generated::part::{Layer, Need, Part};
use crate::generated::plan::{Manner, Plan};
use crate::generated::rule::{Act, Path, Status, When};
use crate::generated::show::{BLOB, Fact, MANIFEST, PULL_SCOPE, Show, get, preflight, token};
use crate::generated::truth::Truth;
use crate::generated::who::Who;

const JSON: &str = "application/json";
const ORIGIN: &str = "access-control-allow-origin";
const STORED: &str = "{storage}/v2/team/app/blobs/{config}";

const MANIFESTS: When = When::at(Who::Registry).on(&[Path::Manifest]).answered(Status::Good);
const BLOBS: When = When::at(Who::Registry).on(&[Path::Blob]).answered(Status::Good);

const fn part(
    name: &'static str,
    slots: &'static [&'static str],
    truth: Truth,
    sentence: &'static str,
    apply: fn(&mut Plan),
    shows: &'static [Show],
) -> Part {
    Part::new(name, slots, Layer::Content, truth, sentence, apply, shows).needs(&[Need::Repository])
}

/// That the registry sends blobs to the storage host.
const SENT: Show =
    token(BLOB, PULL_SCOPE, &[Fact::Status(307), Fact::Has("location", "{storage}/"), Fact::Has(ORIGIN, "")]);

/// The parts.
pub const PARTS: &[Part] = &[
    part(
        "manifests-fail",
        &["manifest"],
        Truth::ContentFails,
        "Manifests are answered 500.",
        |plan| {
            plan.rule(MANIFESTS, Act::Say(500, JSON, r#"{"errors":[{"code":"UNKNOWN","message":"unknown error"}]}"#))
        },
        &[token(MANIFEST, PULL_SCOPE, &[Fact::Status(500)])],
    ),
    part(
        "blobs-fail",
        &["blob"],
        Truth::ContentFails,
        "Blobs are answered 500.",
        |plan| plan.rule(BLOBS, Act::Say(500, JSON, r#"{"errors":[{"code":"UNKNOWN","message":"unknown error"}]}"#)),
        &[token(BLOB, PULL_SCOPE, &[Fact::Status(500)])],
    ),
    part(
        "blobs-forbidden",
        &["blob"],
        Truth::ContentForbidden,
        "Blobs are answered 403.",
        |plan| plan.rule(BLOBS, Act::Say(403, JSON, r#"{"errors":[{"code":"DENIED","message":"access denied"}]}"#)),
        &[token(BLOB, PULL_SCOPE, &[Fact::Status(403)])],
    ),
    part(
        "storage-without-cors",
        &["blob"],
        Truth::StorageUnreadable,
        "Blobs are sent to a storage host that sends no header for other origins.",
        |plan| {
            plan.blobs_in_storage = true;
            plan.rule(When::all(Who::Storage), Act::NoCors);
        },
        &[SENT, get(STORED, &[Fact::Status(200), Fact::Lacks(ORIGIN)])],
    ),
    part(
        "storage-allows-the-page-alone",
        &["blob"],
        Truth::StorageOtherOrigin,
        "Blobs are sent to a storage host that allows the page, while browsers say null after a redirect.",
        |plan| {
            plan.blobs_in_storage = true;
            plan.rule(When::all(Who::Storage), Act::Set("Access-Control-Allow-Origin", "{page}"));
        },
        &[SENT, get(STORED, &[Fact::Status(200), Fact::Is(ORIGIN, "{page}")])],
    ),
    part(
        "storage-is-down",
        &["blob"],
        Truth::StorageUnreachable,
        "Blobs are sent to a storage host that nobody reaches.",
        |plan| {
            plan.blobs_in_storage = true;
            plan.place(Who::Storage).manner = Manner::Refuse;
        },
        &[SENT, get(STORED, &[Fact::Refused])],
    ),
    part(
        "storage-on-http-for-a-page-on-https",
        &["blob"],
        Truth::StorageMixed,
        "Page and registry are on https, and blobs are sent to http.",
        |plan| {
            plan.blobs_in_storage = true;
            plan.place(Who::Storage).go_plain();
        },
        &[token(BLOB, PULL_SCOPE, &[Fact::Status(307), Fact::Has("location", "http://")])],
    )
    .needs(&[Need::Repository, Need::HttpsPage, Need::Strict]),
    part(
        "storage-refuses-options",
        &["blob"],
        Truth::StorageOptions,
        "Blobs are sent to a storage host that answers OPTIONS with 403.",
        |plan| {
            plan.blobs_in_storage = true;
            plan.rule(
                When::preflight(Who::Storage),
                Act::Say(403, "application/xml", "<Error>AccessForbidden</Error>"),
            );
        },
        &[SENT, preflight(STORED, &[Fact::Status(403)]), get(STORED, &[Fact::Status(200), Fact::Has(ORIGIN, "")])],
    )
    .needs(&[Need::Repository, Need::Private, Need::Not(Engine::Chromium)]),
    part(
        "asked-repository-is-not-there",
        &["tags", "manifest", "blob"],
        Truth::ContentGone,
        "The repository that the person asks for is not there.",
        |plan| {
            let body = r#"{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry"}]}"#;
            let all = When::at(Who::Registry).on(&[Path::Tags, Path::Manifest, Path::Blob]).answered(Status::Good);
            plan.rule(all, Act::Say(404, JSON, body));
        },
        &[token(MANIFEST, PULL_SCOPE, &[Fact::Status(404), Fact::Body("NAME_UNKNOWN")])],
    ),
    part(
        "listed-tag-is-gone",
        &["manifest", "blob"],
        Truth::ContentGone,
        "A tag stands in the list, and its manifest is gone.",
        |plan| {
            let body = r#"{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"#;
            plan.rule(MANIFESTS, Act::Say(404, JSON, body));
        },
        &[token(MANIFEST, PULL_SCOPE, &[Fact::Status(404), Fact::Body("MANIFEST_UNKNOWN")])],
    ),
    part(
        "blob-is-gone",
        &["blob"],
        Truth::ContentGone,
        "A manifest names a blob that is gone.",
        |plan| {
            plan.rule(BLOBS, Act::Say(404, JSON, r#"{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown"}]}"#))
        },
        &[token(BLOB, PULL_SCOPE, &[Fact::Status(404), Fact::Body("BLOB_UNKNOWN")])],
    ),
];
