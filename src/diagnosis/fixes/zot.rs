//! zot, by its own setting.

use super::fix::{Fix, Shape};

/// The fixes for this server, the best first.
pub(super) const FIXES: &[Fix] = &[Fix {
    id: "zot-config",
    shape: Shape::Setting,
    server: "zot",
    title: "zot: name the page's origin",
    file: "zot/config.json",
    run_on: None,
    source: "https://github.com/project-zot/zot/blob/main/pkg/common/http_server.go",
    ends: &[&[
        "cors-origin-mismatch",
        "cors-origin-malformed",
        "cors-wildcard-with-credentials",
        "practice-wildcard-origin",
    ]],
    presumes: "Browsers reach zot itself, nobody signs in, and one page is enough; otherwise put a proxy \
               in front, whose headers replace these.",
    traps: &[
        "zot sends the text as it stands: a list of origins, though a comment in its source allows \
         one, is no valid header.",
        "Blobs have neither the header nor an answer to OPTIONS, so the history, the environment \
         and the files of an image stay hidden.",
        "A 401 or 403 carries no header, so with a sign-in a page never learns what zot wants.",
        "zot exposes no header: a page sees no challenge, no digest and no next page.",
        "Left away, allowOrigin is a star: any page may read an open zot.",
    ],
    place: "/etc/zot/config.json; add allowOrigin to what stands there already",
    reload: "zot verify /etc/zot/config.json && systemctl restart zot",
}];
