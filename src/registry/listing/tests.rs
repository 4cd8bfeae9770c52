mod paging;
mod reading;

use std::future::ready;

use super::*;
use crate::registry::host::RegistryHost;
use crate::registry::reference::Repository;
use crate::registry::script::{Script, run};

/// Lists repositories and tells what came: `1-3` for the names of a page, `|` where the list begins anew.
fn told(script: &Script, what: &List) -> String {
    let client = Client::new(script, RegistryHost::parse("https://r.example").expect("a registry"), None);
    let mut came = String::new();
    let outcome = run(list(&client, what, &mut |page| {
        came += if page.replaces { "| " } else { "" };
        came += &match page.names.as_slice() {
            [] => "nothing ".to_string(),
            [one] => format!("{one} "),
            [first, .., last] => format!("{first}-{last} "),
        };
        Box::pin(ready(()))
    }));
    if let Err(failure) = outcome {
        came += &match *failure.cause {
            Cause::Unreadable { what, .. } => what,
            Cause::Status { status, .. } => format!("status {status}"),
            other => format!("{other:?}"),
        };
    }
    script.assert_done();
    came.trim().to_string()
}

#[track_caller]
fn check(script: &str, expected: &str) {
    assert_eq!(told(&Script::new(script), &List::Repositories), expected, "for {script}");
}

fn rows(from: usize, to: usize) -> String {
    let names: Vec<String> = (from..=to).map(|number| format!("\"{number}\"")).collect();
    format!("{{\"repositories\":[{}]}}", names.join(","))
}

#[test]
fn short_lists_take_one_request() {
    check(&format!("> GET https://r.example/v2/_catalog?n=100\n< 200 | | {}", rows(1, 3)), "| 1-3");
    check(&format!("> GET https://r.example/v2/_catalog?n=100\n< 200 | | {}", rows(1, 0)), "| nothing");
    check("> GET https://r.example/v2/_catalog?n=100\n< 200 | | {\"repositories\":null}", "| nothing");
}

#[test]
fn more_rows_than_asked_are_all_of_them() {
    check(&format!("> GET https://r.example/v2/_catalog?n=100\n< 200 | | {}", rows(1, 300)), "| 1-300");
}

#[test]
fn the_largest_page_that_the_registry_takes() {
    let first = format!(
        "> GET https://r.example/v2/_catalog?n=100\n< 200 | Link: </v2/_catalog?last=100&n=100>; rel=\"next\" | {}\n",
        rows(1, 100)
    );
    let large = format!("> GET https://r.example/v2/_catalog?n=10000\n< 200 | | {}", rows(1, 2000));
    check(&format!("{first}{large}"), "| 1-100 | 1-2000");

    let refused = r#"> GET https://r.example/v2/_catalog?n=10000
        < 400 | | {"errors":[{"code":"PAGINATION_NUMBER_INVALID","message":"invalid number of results requested"}]}
        "#;
    let thousands = format!(
        "> GET https://r.example/v2/_catalog?n=1000
         < 200 | Link: </v2/_catalog?last=1000&n=1000>; rel=\"next\" | {}
         > GET https://r.example/v2/_catalog?last=1000&n=1000
         < 200 | | {}",
        rows(1, 1000),
        rows(1001, 1200)
    );
    check(&format!("{first}{refused}{thousands}"), "| 1-100 | 1-1000 1001-1200");

    let small = format!(
        "> GET https://r.example/v2/_catalog?n=1000\n< 400
         > GET https://r.example/v2/_catalog?last=100&n=100\n< 200 | | {}",
        rows(101, 110)
    );
    check(&format!("{first}{refused}{small}"), "| 1-100 101-110");
}

#[test]
fn what_the_largest_page_holds_needs_nothing_later() {
    let script = Script::new(&format!(
        "> GET https://r.example/v2/_catalog?n=100
         < 200 | Link: </v2/_catalog?last=100&n=100>; rel=\"next\" | {}
         > GET https://r.example/v2/_catalog?n=10000
         < 200 | Link: </v2/_catalog?n=100>; rel=\"prev\" | {}",
        rows(1, 100),
        rows(1, 2000)
    ));
    let registry = RegistryHost::parse("https://r.example").expect("a registry");
    let rest = RestBy { run: |rest| panic!("{:?} was followed", rest.request()), expect: || () };
    let mut came = 0;
    let client = Client::new(&script, registry, None);
    let take = &mut |page: Page| -> PageTaken {
        came = page.names.len();
        Box::pin(ready(()))
    };
    run(list_by(&rest, &client, &List::Repositories, take)).expect("a list");
    assert_eq!(came, 2000);
}

#[test]
fn a_registry_that_gives_fewer_than_asked() {
    let link = |to: &str| format!("Link: <{to}>; rel=\"next\"");
    check(
        &format!(
            "> GET https://r.example/v2/_catalog?n=100
             < 200 | {} | {}
             > GET https://r.example/v2/_catalog?n=10000
             < 200 | {} | {}
             > GET https://r.example/v2/_catalog?next_page=abc%3D
             < 200 | | {}",
            link("https://r.example/v2/_catalog?next_page=a"),
            rows(1, 50),
            link("https://r.example/v2/_catalog?next_page=abc%3D"),
            rows(1, 50),
            rows(51, 60)
        ),
        "| 1-50 | 1-50 51-60",
    );
}

#[test]
fn a_relation_in_capitals() {
    check(
        &format!(
            "> GET https://r.example/v2/_catalog?n=100
             < 200 | Link: </v2/_catalog?last=50>; rel=NEXT | {}
             > GET https://r.example/v2/_catalog?n=10000
             < 200 | Link: </v2/_catalog?last=50>; rel=NEXT | {}
             > GET https://r.example/v2/_catalog?last=50
             < 200 | | {}",
            rows(1, 50),
            rows(1, 50),
            rows(51, 60)
        ),
        "| 1-50 | 1-50 51-60",
    );
}

#[test]
fn a_full_page_without_a_visible_link() {
    check(
        &format!(
            "> GET https://r.example/v2/_catalog?n=100
             < 200 | | {}
             > GET https://r.example/v2/_catalog?n=10000
             < 200 | | {}
             > GET https://r.example/v2/_catalog?n=10000&last=100
             < 200 | | {{\"repositories\":[]}}",
            rows(1, 100),
            rows(1, 100)
        ),
        "| 1-100 | 1-100",
    );
    check(
        &format!(
            "> GET https://r.example/v2/_catalog?n=100
             < 200 | | {}
             > GET https://r.example/v2/_catalog?n=10000
             < 400
             > GET https://r.example/v2/_catalog?n=1000
             < 200 | | {}
             > GET https://r.example/v2/_catalog?n=1000&last=1000
             < 200 | | {}
             > GET https://r.example/v2/_catalog?n=1000&last=1010
             < 200 | | {{\"repositories\":null}}",
            rows(1, 100),
            rows(1, 1000),
            rows(1001, 1010)
        ),
        "| 1-100 | 1-1000 1001-1010",
    );
}

#[test]
fn what_is_no_list() {
    let check = |body: &str, expected: &str| {
        check(&format!("> GET https://r.example/v2/_catalog?n=100\n< 200 | | {body}"), expected);
    };
    check("<html><title>Sign in</title>", "a list of repositories was expected, and a web page came");
    check("", "a list of repositories was expected, and the answer is empty");
    check(" <p>", "a list of repositories was expected, and a web page came");
    check(
        "{\"repositories\":[\"a\",\"b",
        "a list of repositories was expected, and the answer ends in the middle of it (byte 22)",
    );
    check("{\"repositories\":[1]}", "a list of repositories was expected, and the answer is something else (byte 17)");
    check("{}", "a list of repositories was expected, and the answer holds none");
    check("[]", "a list of repositories was expected, and the answer is something else (byte 0)");
}

#[test]
fn a_list_that_is_called_a_web_page() {
    check(
        "> GET https://r.example/v2/_catalog?n=100\n< 200 | Content-Type: text/html | {\"repositories\":[\"a\"]}",
        "| a",
    );
}

#[test]
fn tags() {
    let script =
        |body: &str| Script::new(&format!("> GET https://r.example/v2/team/app/tags/list?n=100\n< 200 | | {body}"));
    let what = List::Tags(Repository::parse("team/app").expect("a name"));
    assert_eq!(told(&script(r#"{"name":"team/app","tags":["b","a"]}"#), &what), "| b-a");
    assert_eq!(told(&script(r#"{"name":"team/app","tags":null}"#), &what), "| nothing");
    assert_eq!(told(&script(r#"{}"#), &what), "a list of tags was expected, and the answer holds none");
}
