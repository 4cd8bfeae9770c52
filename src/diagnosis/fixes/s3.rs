//! Buckets that speak S3, to which registries redirect for blobs.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "s3-cors",
    shape: Shape::Setting,
    server: "S3",
    title: "S3: let any page read what the registry redirects to",
    file: "s3/cors.json",
    run_on: None,
    source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
    ends: &[&["storage-redirect-blocked"]],
    presumes: "The registry redirects blobs to this bucket, and the page reads the registry's other \
               answers.",
    traps: &[
        "It has to be the star: after a redirect a browser sends Origin: null, and the page's own \
         origin in the list would not match.",
        "The star opens nothing that was shut: without the signed address, which is short-lived, \
         the bucket answers nobody.",
        "This replaces the rules of the bucket: get them first, and put the new one beside them.",
        "The console takes the list alone, without CORSRules around it.",
        "A cache in front of the bucket must send Origin on, or it keeps an answer without the \
         header.",
        "Simpler is no redirect: in Distribution, storage.redirect.disable lets the registry hand \
         out blobs itself.",
    ],
    place: "the bucket's Permissions, Cross-origin resource sharing (CORS)",
    reload: "aws s3api put-bucket-cors --bucket BUCKET --cors-configuration file://cors.json",
}];
