//! The digest of an image stands in a header that this page may not see.
//!
//! ## What you see
//! Images are shown, and their digests are calculated by the page from what it read, which takes the whole manifest. A
//! delete by tag, or a check against the registry's own word, is not possible.
//!
//! ## Why
//! A registry names the digest of a manifest in `Docker-Content-Digest`. Browsers show a page of another origin only a
//! few harmless headers, and this one is not among them unless `Access-Control-Expose-Headers` names it.
//!
//! ## What cannot be known
//! A header that is hidden and one that is not sent look the same. Registries send it with every manifest, so hidden is
//! what it most likely is.
//!
//! ## What to change
//! Add the name to `Access-Control-Expose-Headers`, in one line with the others.
//!
//! ## How to check
//! `curl -i -H 'Origin: {page_origin}' {registry_origin}/v2/{repository}/manifests/latest` must show both headers.
//!
//! ## Source
//! - [Fetch standard: Access-Control-Expose-Headers](https://fetch.spec.whatwg.org/#http-access-control-expose-headers)
//! - [OCI specification: pulling manifests](https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests)

use crate::diagnosis::evidence::cross_origin::{good_answer, hidden_header};
use crate::diagnosis::observation::{Observation, Probe, Server};
use crate::diagnosis::rule::{Rule, Verdict};

/// The rule.
pub const RULE: Rule = Rule {
    id: "digest-not-exposed",
    source: "https://fetch.spec.whatwg.org/#http-access-control-expose-headers",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let Some(manifest) = good_answer(observation, Probe::Manifest) else { return Verdict::NotApplicable };
    if !observation.is_cross_origin(Server::Registry) {
        return Verdict::NotApplicable;
    }
    if manifest.headers.get("docker-content-digest").is_some() {
        return Verdict::Fine;
    }
    hidden_header("The registry hides the digests of images from this page.")
        .evidence("A manifest was read, and the page can see no Docker-Content-Digest header in the answer.")
        .evidence("Registries send that header with every manifest.")
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    #[test]
    fn fires() {
        expect![[r#"
            warning likely about the registry
            The registry hides the digests of images from this page.
            - A manifest was read, and the page can see no Docker-Content-Digest header in the answer.
            - Registries send that header with every manifest.
            change: Let the server in front of the registry add this line to every answer, errors included.
                Access-Control-Expose-Headers: WWW-Authenticate, Docker-Content-Digest, Link
            decides: paste-get"#]].assert_eq(&says(&RULE, "registry plain-get 200\n registry manifest 200"));
    }

    #[test]
    fn stays_silent() {
        let digest = "registry manifest 200 | docker-content-digest: sha256:0";
        assert_eq!(verdict(&RULE, digest), "fine");
        assert_eq!(verdict(&RULE, &format!("registry manifest 404\n {digest}")), "fine");
        // on one origin nothing is hidden; an error has no digest
        assert_eq!(verdict(&RULE, "page https://r.example/\n registry manifest 200"), "does not apply");
        assert_eq!(verdict(&RULE, "registry manifest 401"), "does not apply");
        assert_eq!(verdict(&RULE, "registry manifest rejected"), "does not apply");
    }
}
