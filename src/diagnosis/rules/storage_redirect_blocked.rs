//! The registry sends the browser to its storage for blobs, and the storage does not let the page read them.
//!
//! ## What you see
//! Lists, tags and manifests appear. What lies in blobs does not: the image's history, environment, command and files.
//! `docker pull` works.
//!
//! ## Why
//! A registry on S3, GCS or Azure answers a request for a blob with a redirect to the bucket. The bucket is another origin and
//! needs CORS of its own. After a redirect from one foreign origin to another a browser sends `Origin: null`, so a bucket that
//! allows this page's origin alone still refuses: it must allow `*`. Where the first request had an `Authorization` header, two
//! engines ask the bucket by `OPTIONS` as well: Firefox with the page's origin, WebKit (Safari) with `null`, each for `authorization`.
//! Chromium does not ask.
//!
//! ## What cannot be known
//! Where the redirect leads, and whether the storage can be reached from here at all. Where the redirect itself may not be read
//! it is open whether there is one: zot sends no CORS headers with blobs though it sends them with manifests.
//!
//! ## What to change
//! Let the registry hand out blobs itself (Pulp: give its content application out on the registry's own origin, and name that in
//! `CONTENT_ORIGIN`), or let the bucket answer everybody with `Access-Control-Allow-Origin: *` for `GET` and
//! `HEAD`, and `OPTIONS` with `Access-Control-Allow-Headers: authorization`. Blobs stay protected: the address to which the registry redirects is signed and short-lived.
//!
//! ## How to check
//! `curl -i` with a blob's address shows the `Location`; `curl -i -H 'Origin: null'` with that one must show
//! `Access-Control-Allow-Origin: *`. For Firefox and Safari `OPTIONS` must be answered too:
//! `curl -i -X OPTIONS -H 'Origin: null' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization'`.
//!
//! ## Source
//! - [Fetch standard: HTTP-redirect fetch](https://fetch.spec.whatwg.org/#http-redirect-fetch)
//! - [Distribution: configuration of redirect](https://distribution.github.io/distribution/about/configuration/#redirect)
//! - [Pulp: settings](https://pulpproject.org/pulpcore/docs/admin/reference/settings/)

use crate::diagnosis::observation::{Observation, Outcome, Probe, Server};
use crate::diagnosis::product::{Product, product};
use crate::diagnosis::rule::{Confidence, Decide, Finding, Rule, Verdict};
use crate::diagnosis::senses::Engine;

/// The rule.
pub const RULE: Rule = Rule {
    id: "storage-redirect-blocked",
    source: "https://fetch.spec.whatwg.org/#http-redirect-fetch",
    needs_paste: false,
    check,
};

fn check(observation: &Observation) -> Verdict {
    let to = Server::Registry;
    let steps = &observation.steps;
    let Some(at) = steps.iter().position(|step| step.to == to && step.probe == Probe::Blob && step.is_blocked()) else {
        let is_read = observation.read(to, Probe::Blob).is_some_and(|read| read.status < 300);
        return if is_read { Verdict::Fine } else { Verdict::NotApplicable };
    };
    let has_manifest = observation.answers(to).any(|(step, read)| step.probe == Probe::Manifest && read.status < 300);
    let manual = steps[at..].iter().find(|step| step.probe == Probe::ManualRedirect);
    let is_redirect = manual.is_some_and(|step| step.outcome == Outcome::Redirected);
    let may_be_redirect = has_manifest && manual.is_some_and(|step| step.is_blocked());
    if !is_redirect && !may_be_redirect {
        return Verdict::NotApplicable;
    }
    let finding = match is_redirect {
        true => Finding::new(
            Server::Storage,
            "The registry sends the browser on to its storage for blobs, where this page may not read them.",
        )
        .evidence("A request for a blob was blocked.")
        .evidence("The registry's answer to it is a redirect; what comes after it does not reach this page."),
        false => Finding::new(to, "This page can read the registry's manifests, and not its blobs.")
            .confidence(Confidence::Possible)
            .evidence("A request for a manifest was read.")
            .evidence("A request for a blob was blocked, and so was one that does not follow a redirect."),
    };
    let asks_storage = is_redirect && steps[at].authorization.is_some() && observation.page.engine == Engine::Firefox;
    let finding = match asks_storage {
        true => finding.evidence("The request carried a sign-in, and Firefox then asks the storage by OPTIONS first."),
        false => finding,
    };
    if let (true, Some(Product::Pulp), Ok(registry)) = (is_redirect, product(observation), observation.registry()) {
        let registry = registry.url().origin().ascii_serialization();
        return finding
            .change("Pulp keeps blobs in an application of its own (pulpcore-content). Let the server in front give that out on the registry's origin, as Pulp's own lines for nginx do at /pulp/container/, and name this origin in Pulp's settings. Or let the server before it answer everybody with Access-Control-Allow-Origin: *, for after the redirect a browser sends Origin: null.")
            .line(format!("CONTENT_ORIGIN = \"{registry}\""))
            .decide(Decide::PasteGet)
            .into();
    }
    let change = match is_redirect {
        true => "Let the registry hand out blobs itself; in Distribution by the lines below. Or let the bucket answer everybody with Access-Control-Allow-Origin: *, for after the redirect a browser sends Origin: null.",
        false => "Let the server in front of the registry send its CORS headers with blobs too. Where the registry sends browsers on to a storage for them, let it hand them out itself; in Distribution by the lines below.",
    };
    finding
        .change(change)
        .line("storage:")
        .line("  redirect:")
        .line("    disable: true")
        .decide(Decide::PasteGet)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnosis::sketch::{says, verdict};
    use expect_test::expect;

    const REDIRECTED: &str = "
        registry manifest 200 | | {}
        registry blob rejected
        registry manual-redirect redirected";

    #[test]
    fn fires() {
        expect![[r#"
            error certain about the storage
            The registry sends the browser on to its storage for blobs, where this page may not read them.
            - A request for a blob was blocked.
            - The registry's answer to it is a redirect; what comes after it does not reach this page.
            change: Let the registry hand out blobs itself; in Distribution by the lines below. Or let the bucket answer everybody with Access-Control-Allow-Origin: *, for after the redirect a browser sends Origin: null.
                storage:
                  redirect:
                    disable: true
            decides: paste-get"#]].assert_eq(&says(&RULE, REDIRECTED));
        expect![[r#"
            error possible about the registry
            This page can read the registry's manifests, and not its blobs.
            - A request for a manifest was read.
            - A request for a blob was blocked, and so was one that does not follow a redirect.
            change: Let the server in front of the registry send its CORS headers with blobs too. Where the registry sends browsers on to a storage for them, let it hand them out itself; in Distribution by the lines below.
                storage:
                  redirect:
                    disable: true
            decides: paste-get"#]].assert_eq(&says(&RULE, &REDIRECTED.replace("redirect redirected", "redirect rejected")));
    }

    #[test]
    fn of_pulp() {
        let pulp = format!(
            "registry plain-get 401 | www-authenticate: Bearer realm=\"https://r.example/token/\",service=\"r.example\"
            {REDIRECTED}"
        );
        expect![[r#"
            error certain about the storage
            The registry sends the browser on to its storage for blobs, where this page may not read them.
            - A request for a blob was blocked.
            - The registry's answer to it is a redirect; what comes after it does not reach this page.
            change: Pulp keeps blobs in an application of its own (pulpcore-content). Let the server in front give that out on the registry's origin, as Pulp's own lines for nginx do at /pulp/container/, and name this origin in Pulp's settings. Or let the server before it answer everybody with Access-Control-Allow-Origin: *, for after the redirect a browser sends Origin: null.
                CONTENT_ORIGIN = "https://r.example"
            decides: paste-get"#]].assert_eq(&says(&RULE, &pulp));
    }

    #[test]
    fn stays_silent() {
        assert_eq!(verdict(&RULE, &REDIRECTED.replace("blob rejected", "blob 200")), "fine");
        assert_eq!(verdict(&RULE, &REDIRECTED.replace("blob rejected", "blob 404")), "does not apply");
        assert_eq!(verdict(&RULE, "registry manifest 200\n registry blob rejected"), "does not apply");
        // the registry's root is what redirects
        assert_eq!(verdict(&RULE, "registry plain-get rejected\n registry manual-redirect redirected"), "does not apply");
    }
}
