//! The way from a page to the next by `Link`, for whatever comes in pages: lists of names, and indexes of referrers as well
//! (distribution-spec 1.1, end-8 and end-12).
//!
//! This module asks for nothing. Whoever follows takes what a page holds before the next one is asked for, so what has come stays,
//! wherever the way ends.

use std::collections::HashSet;

use url::Url;

use super::http::Headers;
use super::link::{LinkError, next_page};

/// Whatever goes on and on ends after so many pages.
pub const PAGES_AT_MOST: usize = 10_000;

/// The pages of a document that were asked for, by their addresses: each is asked for once.
pub struct Pages(HashSet<String>);

impl Pages {
    /// The first of them was asked for.
    pub fn begin(first: &Url) -> Pages {
        Pages(HashSet::from([first.to_string()]))
    }

    /// The page that one links to, which counts as asked for from then on; `None` where there is no link to a next page.
    ///
    /// # Errors
    ///
    /// Where that is on another origin, no address, or a page that was asked for already.
    pub fn next(&mut self, page: &Url, headers: &Headers) -> Result<Option<Url>, LinkError> {
        match next_page(page, headers)? {
            Some(next) if !self.add(&next) => Err(LinkError::SamePage),
            next => Ok(next),
        }
    }

    /// Counts a page as asked for that no link leads to; whether it was not before.
    pub fn add(&mut self, page: &Url) -> bool {
        self.0.insert(page.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::http::{Answer, Http, Request};
    use crate::registry::manifest::Document;
    use crate::registry::script::{Script, run};

    const OF: &str = "https://r.example/v2/app/referrers/sha256:1";

    /// Follows an index of referrers, and says how large the manifests are that came, and what ended it.
    #[track_caller]
    fn check(script: &str, expected: &str) {
        let script = Script::new(script);
        let mut came = String::new();
        let mut url = Url::parse(OF).expect("an address");
        let mut pages = Pages::begin(&url);
        let end = loop {
            let answer = run((&script).send(Request::get(url.clone()))).expect("an answer");
            let Answer::Read(response) = answer else { panic!("{answer:?}") };
            let Ok(Document::Index(index)) = Document::parse(None, &response.body) else {
                break format!("status {}", response.status);
            };
            came += &index.manifests.iter().map(|manifest| format!("{} ", manifest.size)).collect::<String>();
            match pages.next(&url, &response.headers) {
                Ok(Some(next)) => url = next,
                Ok(None) => break "the end".to_owned(),
                Err(error) => break error.to_string(),
            }
        };
        script.assert_done();
        assert_eq!(format!("{came}{end}"), expected);
    }

    /// A page with a manifest of each size, and where it links to.
    fn page(url: &str, link: &str, sizes: &[u8]) -> String {
        let one = |size: &u8| {
            let digest = format!("sha256:{}", "a".repeat(64));
            format!(
                "{{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"{digest}\",\"size\":{size}}}"
            )
        };
        let manifests = sizes.iter().map(one).collect::<Vec<_>>().join(",");
        let link = if link.is_empty() { String::new() } else { format!("Link: <{link}>; rel=\"next\"") };
        format!("> GET {url}\n< 200 | {link} | {{\"manifests\":[{manifests}]}}\n")
    }

    #[test]
    fn links_are_followed_to_the_end() {
        check(&page(OF, "", &[1, 2]), "1 2 the end");
        let second = "https://r.example/v2/app/referrers/sha256:1?page=2";
        let third = "https://r.example/v2/app/referrers/sha256:1?page=3";
        let whole = [
            page(OF, "/v2/app/referrers/sha256:1?page=2", &[1]),
            page(second, "?page=3", &[]),
            page(third, "", &[2, 3]),
        ];
        check(&whole.concat(), "1 2 3 the end");
    }

    #[test]
    fn no_page_is_asked_for_twice() {
        check(&page(OF, OF, &[1]), "1 the next page is the same page again");
        let second = "https://r.example/v2/app/referrers/sha256:1?page=2";
        check(&[page(OF, second, &[1]), page(second, OF, &[2])].concat(), "1 2 the next page is the same page again");
    }

    #[test]
    fn what_came_stays_where_the_way_ends_early() {
        let second = "https://r.example/v2/app/referrers/sha256:1?page=2";
        let elsewhere = "https://other.example/v2/app/referrers/sha256:1?page=3";
        check(
            &[page(OF, second, &[1]), page(second, elsewhere, &[2])].concat(),
            &format!("1 2 the next page is on another origin: {elsewhere}"),
        );
        check(&page(OF, "http://[", &[1]), "1 the link to the next page is not an address: \"http://[\"");
        check(&format!("{}> GET {second}\n< 502", page(OF, second, &[1])), "1 status 502");
    }

    #[test]
    fn a_page_that_no_link_leads_to_counts_as_well() {
        let url = |text: &str| Url::parse(text).expect("an address");
        let mut pages = Pages::begin(&url("https://r.example/v2/_catalog"));
        assert!(!pages.add(&url("https://r.example/v2/_catalog")));
        assert!(pages.add(&url("https://r.example/v2/_catalog?last=a")));
        let headers = Headers(vec![("Link".to_owned(), "<?last=a>; rel=\"next\"".to_owned())]);
        assert_eq!(pages.next(&url("https://r.example/v2/_catalog"), &headers), Err(LinkError::SamePage));
    }
}
