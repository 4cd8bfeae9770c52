//! How registries page, as they did when they were run (MEASURED S2, S3, S21, S22) or as people report of them. Each list comes
//! whole, or the page says that there may be more.

use std::cell::Cell;
use std::future::ready;

use crate::registry::client::Client;
use crate::registry::failure::Failure;
use crate::registry::host::RegistryHost;
use crate::registry::http::{Answer, Headers, Http, HttpError, Moment, Request, Response};
use crate::registry::link::LinkError;
use crate::registry::listing::{List, ListEnd, UncertainEnd, list};
use crate::registry::reference::Repository;
use crate::registry::script::run;

const REGISTRY: &str = "http://r.example:5000";

/// What a page asks for.
struct Asked {
    /// The number of names.
    n: usize,
    last: Option<String>,
    /// Whatever else a link carried.
    cursor: Option<usize>,
}

/// What a registry answers.
struct Gives {
    status: u16,
    names: Vec<String>,
    link: Option<String>,
}

type Paging = fn(&[String], Asked) -> Gives;

/// A registry with some way of paging.
struct Registry {
    names: Vec<String>,
    paging: Paging,
    requests: Cell<usize>,
}

impl Http for &Registry {
    async fn send(&self, request: Request) -> Result<Answer, HttpError> {
        self.requests.set(self.requests.get() + 1);
        let value =
            |name: &str| request.url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.to_string());
        let n = value("n").and_then(|n| n.parse().ok()).unwrap_or(100);
        let asked = Asked { n, last: value("last"), cursor: value("cursor").and_then(|at| at.parse().ok()) };
        let Gives { status, names, link } = (self.paging)(&self.names, asked);
        let headers = Headers(link.map(|link| ("link".to_owned(), link)).into_iter().collect());
        let names = serde_json::to_string(&names).expect("JSON");
        let body = format!("{{\"name\":\"app\",\"tags\":{names}}}").into_bytes();
        Ok(Answer::Read(Response { status, headers, body, ..Response::default() }))
    }

    fn now(&self) -> Moment {
        Moment::default()
    }
}

/// What comes of it, and after how many requests.
fn listed(total: usize, paging: Paging) -> (usize, Result<ListEnd, Failure>, usize) {
    let names = (0..total).map(|at| format!("v{at:06}")).collect();
    let registry = Registry { names, paging, requests: Cell::default() };
    let client = Client::new(&registry, RegistryHost::parse(REGISTRY).expect("a registry"), None);
    let mut came = Vec::new();
    let what = List::Tags(Repository::parse("app").expect("a name"));
    let outcome = run(list(&client, &what, &mut |page| {
        if page.replaces {
            assert!(page.names.len() >= came.len(), "names were lost");
            came.clear();
        }
        came.extend(page.names);
        Box::pin(ready(()))
    }));
    came.sort_unstable();
    came.dedup();
    (came.len(), outcome, registry.requests.get())
}

#[track_caller]
fn whole(total: usize, requests: usize, paging: Paging) {
    let (came, outcome, took) = listed(total, paging);
    assert_eq!((came, outcome, took), (total, Ok(ListEnd::Whole), requests));
}

#[track_caller]
fn may_be_more(total: usize, shown: usize, paging: Paging) {
    let (came, outcome, _) = listed(total, paging);
    assert_eq!(came, shown);
    assert!(matches!(outcome, Ok(ListEnd::MaybeMore(_))), "{outcome:?}");
}

fn refuses(status: u16) -> Gives {
    Gives { status, names: Vec::new(), link: None }
}

/// Where the names behind one begin.
fn behind(all: &[String], last: Option<&String>) -> usize {
    last.map_or(0, |last| all.partition_point(|name| name <= last))
}

/// A page from some place on, and whether there is more behind it.
fn slice(all: &[String], from: usize, n: usize) -> (Vec<String>, bool) {
    let names: Vec<String> = all.iter().skip(from).take(n).cloned().collect();
    let more = from + names.len() < all.len();
    (names, more)
}

/// By `n` and `last`, without a link that the page could see.
fn without_link(all: &[String], asked: &Asked, most: usize) -> Gives {
    let (names, _) = slice(all, behind(all, asked.last.as_ref()), asked.n.min(most));
    Gives { status: 200, names, link: None }
}

/// By `n` and `last`, with a link to the next page where there is one.
fn with_link(all: &[String], asked: &Asked, most: usize, link: fn(&str, usize) -> String) -> Gives {
    let n = asked.n.min(most);
    let (names, more) = slice(all, behind(all, asked.last.as_ref()), n);
    let link = names.last().filter(|_| more).map(|last| link(last, n));
    Gives { status: 200, names, link }
}

fn relative(last: &str, n: usize) -> String {
    format!("</v2/app/tags/list?last={last}&n={n}>; rel=\"next\"")
}

/// By a cursor that is no name, in a link.
fn by_cursor(all: &[String], asked: &Asked, most: usize) -> Gives {
    let from = asked.cursor.unwrap_or(0);
    let (names, more) = slice(all, from, asked.n.min(most));
    let next = format!("</v2/app/tags/list?n={}&cursor={}>; rel=\"next\"", asked.n, from + names.len());
    Gives { status: 200, names, link: more.then_some(next) }
}

#[test]
fn distribution() {
    // 2.8 gives all tags, whatever is asked.
    let all: Paging = |all, _| Gives { status: 200, names: all.iter().rev().cloned().collect(), link: None };
    whole(3, 1, all);
    whole(42, 2, all);
    whole(60, 3, all);
    whole(100, 4, all);
    whole(12_000, 1, all);
    // Its catalog, and the tags of 3.x.
    let refusing: Paging = |all, asked| match asked.n {
        0..=1000 => with_link(all, &asked, 1000, relative),
        _ => refuses(400),
    };
    whole(9, 1, refusing);
    whole(1502, 4, refusing);
    // 3.1.0 refuses more than 1,000, 3.1.1 gives 1,000; CORS hides the link.
    let hidden: Paging = |all, asked| if asked.n > 1000 { refuses(400) } else { without_link(all, &asked, 1000) };
    whole(1500, 5, hidden);
    let clamped: Paging = |all, asked| without_link(all, &asked, 1000);
    whole(1500, 4, clamped);
    whole(1000, 3, clamped);
    whole(47, 2, clamped);
}

#[test]
fn ecr() {
    let exposed: Paging = |all, asked| if asked.n > 1000 { refuses(405) } else { by_cursor(all, &asked, 1000) };
    whole(1502, 4, exposed);
    let hidden: Paging = |all, asked| match (asked.n, &asked.last) {
        (0..=1000, None) => Gives { link: None, ..by_cursor(all, &asked, 1000) },
        _ => refuses(405),
    };
    may_be_more(1502, 1000, hidden);
    whole(37, 2, hidden);
    may_be_more(500, 500, hidden);
}

#[test]
fn quay() {
    let exposed: Paging = |all, asked| by_cursor(all, &asked, 100);
    whole(350, 5, exposed);
    let hidden: Paging = |all, asked| Gives { link: None, ..by_cursor(all, &asked, 100) };
    may_be_more(350, 100, hidden);
    whole(87, 2, hidden);
}

#[test]
fn nexus() {
    let group: Paging = |all, asked| without_link(all, &asked, 1000);
    whole(2100, 5, group);
    let elsewhere: Paging = |all, asked| {
        with_link(all, &asked, 1000, |last, n| {
            format!("</repository/hosted/v2/app/tags/list?n={n}&last={last}>; rel=\"next\"")
        })
    };
    whole(2100, 4, elsewhere);
}

#[test]
fn crane_begins_anew_behind_the_end() {
    let anew: Paging = |all, asked| {
        let from = behind(all, asked.last.as_ref());
        let (names, _) = slice(all, if from == all.len() { 0 } else { from }, asked.n.min(1000));
        Gives { status: 200, names, link: None }
    };
    whole(42, 2, anew);
    whole(50, 4, anew);
    whole(1500, 4, anew);
}

#[test]
fn serverless_registry_links_from_each_page() {
    let always: Paging = |all, asked| {
        let (names, more) = slice(all, behind(all, asked.last.as_ref()), asked.n.min(1000));
        let last = if more { names.last().cloned().unwrap_or_default() } else { String::new() };
        let link = format!("http://r.example/v2/app/tags/list?n={}&last={last}; rel=next", asked.n);
        Gives { status: 200, names, link: Some(link) }
    };
    let (came, outcome, _) = listed(2500, always);
    assert_eq!((came, outcome), (2500, Ok(ListEnd::Whole)));
    let (came, outcome, _) = listed(12, always);
    assert_eq!((came, outcome), (12, Ok(ListEnd::Whole)));
    let to_itself: Paging = |all, asked| {
        let (names, _) = slice(all, behind(all, asked.last.as_ref()), asked.n.min(100));
        Gives { status: 200, names, link: Some("<>; rel=next".to_owned()) }
    };
    let (came, outcome, _) = listed(250, to_itself);
    assert_eq!((came, outcome), (250, Ok(ListEnd::Whole)));
}

#[test]
fn whoever_refuses_a_larger_page_still_gives_small_ones() {
    macro_rules! refusing {
        ($($status:literal)*) => {
            [$((|all, asked| match asked.n {
                0..=100 => with_link(all, &asked, 100, relative),
                _ => refuses($status),
            }) as Paging),*]
        };
    }
    for paging in refusing![400 403 404 405 413 414 422 429 500 502 503 504] {
        let (came, outcome, _) = listed(250, paging);
        assert_eq!((came, outcome), (250, Ok(ListEnd::Whole)));
    }
    let nothing: Paging = |all, asked| match asked.n {
        0..=100 => with_link(all, &asked, 100, relative),
        _ => Gives { status: 200, names: Vec::new(), link: None },
    };
    whole(250, 5, nothing);
    let fewer: Paging = |all, asked| with_link(all, &asked, if asked.n > 100 { 50 } else { 100 }, relative);
    whole(250, 5, fewer);
}

#[test]
fn pages_without_a_name() {
    // A registry that takes out what an account may not see, after it has cut the page.
    let filtering: Paging = |all, asked| {
        let Gives { names, link, .. } = by_cursor(all, &asked, 100);
        let names = names.into_iter().filter(|name| name.as_str() >= "v000300").collect();
        Gives { status: 200, names, link }
    };
    let (came, outcome, _) = listed(350, filtering);
    assert_eq!((came, outcome), (50, Ok(ListEnd::Whole)));
    let for_ever: Paging = |_, asked| {
        let next = format!("</v2/app/tags/list?cursor={}>; rel=\"next\"", asked.cursor.unwrap_or(0) + 1);
        Gives { status: 200, names: Vec::new(), link: Some(next) }
    };
    may_be_more(0, 0, for_ever);
}

#[test]
fn a_link_that_cannot_be_followed() {
    let (came, outcome, _) = listed(2500, |all, asked| {
        with_link(all, &asked, 1000, |last, n| format!("<https://other.example/tags?n={n}&last={last}>; rel=\"next\""))
    });
    assert_eq!((came, outcome), (2500, Ok(ListEnd::Whole)));
    may_be_more(2500, 1000, |all, asked| {
        let (names, _) = slice(all, 0, asked.n.min(1000));
        Gives { status: 200, names, link: Some("<https://other.example/tags?page=2>; rel=\"next\"".to_owned()) }
    });
    may_be_more(2500, 1000, |all, asked| match asked.last {
        None => with_link(all, &asked, 1000, |_, _| "<http://[>; rel=\"next\"".to_owned()),
        Some(_) => refuses(400),
    });
    // What ends it is the link, whatever becomes of the other ways.
    let (_, outcome, _) = listed(2500, |all, asked| match asked.last {
        None => {
            with_link(all, &asked, 1000, |_, _| "<http://pulp-api/v2/app/tags/list?cursor=a>; rel=\"next\"".to_owned())
        }
        Some(_) => refuses(400),
    });
    let link = "http://pulp-api/v2/app/tags/list?cursor=a".to_owned();
    assert_eq!(outcome, Ok(ListEnd::MaybeMore(UncertainEnd::Link(LinkError::OtherOrigin { link }))));
}

/// MEASURED S21: a whole address, of the server that Pulp was asked as, and one from a last page that is full, too.
#[test]
fn pulp_behind_a_proxy_that_hides_its_name() {
    let paging: Paging = |all, asked| {
        let (names, _) = slice(all, behind(all, asked.last.as_ref()), asked.n);
        let last = names.last().filter(|_| names.len() == asked.n);
        let link =
            last.map(|last| format!("<http://pulp-api/v2/app/tags/list?n={}&last={last}>; rel=\"next\"", asked.n));
        Gives { status: 200, names, link }
    };
    whole(50, 2, paging);
    whole(130, 2, paging);
    whole(10_000, 3, paging);
}

#[test]
fn a_list_without_an_end() {
    may_be_more(0, 10_000 * 2 + 100, |_, asked| {
        let from = asked.cursor.unwrap_or(0);
        let some = if from == 0 { 100 } else { 2 };
        let names = (from..from + some).map(|at| format!("v{at}")).collect();
        let next = format!("</v2/app/tags/list?cursor={}>; rel=\"next\"", from + some);
        Gives { status: 200, names, link: Some(next) }
    });
}

#[test]
fn a_link_in_the_middle_that_fails_is_said() {
    let (came, outcome, _) = listed(2500, |all, asked| match asked.last.as_deref() {
        Some("v001999") => refuses(503),
        _ => with_link(all, &asked, 1000, relative),
    });
    assert_eq!(came, 2000);
    assert!(outcome.is_err_and(|failure| failure.status() == Some(503)));
}
