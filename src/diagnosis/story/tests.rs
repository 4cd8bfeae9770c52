use expect_test::{Expect, expect};

use super::facts::facts;
use super::{Arrow, PictureRow, tell};
use crate::diagnosis::sketch::sketch;

#[track_caller]
fn check(text: &str, expected: Expect) {
    let story = tell(&sketch(text), false);
    let lanes: Vec<String> = story.lanes.iter().map(|lane| format!("{} {}", lane.server.name(), lane.host)).collect();
    let mut lines = vec![lanes.join(" | ")];
    for row in &story.rows {
        match row {
            PictureRow::Arrow(arrow) => lines.push(line(arrow)),
            PictureRow::Closer(group) => {
                lines.push("closer:".to_string());
                lines.extend(group.iter().map(|arrow| format!("  {}", line(arrow))));
            }
        }
    }
    expected.assert_eq(&lines.join("\n"));
}

fn line(arrow: &Arrow) -> String {
    let Arrow { number, question, request, with, outcome, hidden, .. } = arrow;
    let first = if arrow.preflight { " (OPTIONS first)" } else { "" };
    let visible = arrow.visible.join(", ");
    let mark = if arrow.is_break { " <- here" } else { "" };
    let (to, tone) = (arrow.to.name(), arrow.tone.name());
    let words = [format!("{number} {to}: {question}: {request} {with}{first}: {outcome} [{tone}]{mark}"), visible];
    let words = words.into_iter().chain([hidden.to_string()]).filter(|part| !part.is_empty());
    words.collect::<Vec<String>>().join(" / ")
}

#[test]
fn a_handshake_that_ends_well() {
    check(
        r#"registry plain-get 401 | www-authenticate: Bearer realm="https://auth.example/token",service="r"
        token-service token https://auth.example/token?service=r&scope=registry%3Acatalog%3A* with Basic 200 | | {"token":"x","expires_in":300}
        registry catalog https://r.example/v2/_catalog?n=1 with Bearer 200 | | {"repositories":["a"]}
        registry blob https://r.example/v2/a/blobs/sha256:0123456789abcdef with Bearer 200 | redirected-to: https://s3.example/x | {}
        registry null-origin no"#,
        expect![[r#"
            page ui.example | registry r.example | token-service auth.example | storage s3.example
            1 registry: First question, without a sign-in: GET /v2/ : 401, asks for a sign-in by Bearer [asks] / WWW-Authenticate
            2 token-service: A token: GET /token?service=r&scope=registry:catalog:* with the password (OPTIONS first): 200, a token for 300 s [good]
            3 registry: The list of repositories: GET /v2/_catalog?n=1 with the token (OPTIONS first): 200, read [good]
            4 storage: A blob: GET /v2/a/blobs/sha256:0123456789ab… with the token (OPTIONS first): 200, read [good]
            closer:
              5 registry: May a page without an origin read it?:  : no [plain]"#]],
    );
}

#[test]
fn the_first_broken_arrow_is_where_it_ends() {
    check(
        "registry plain-get rejected
        page own-origin opaque
        registry no-cors-get opaque
        registry object yes",
        expect![[r#"
            page ui.example | registry r.example
            1 registry: First question, without a sign-in: GET /v2/ : blocked [broken] <- here / The browser tells the page neither whether an answer came nor what it said.
            closer:
              2 page: Is this machine online?: GET / : yes [plain]
              3 registry: Does anything answer, readable or not?: GET /v2/ : answers, hidden from the page [hidden]
              4 registry: Is the unread answer a good one?:  : yes [plain]"#]],
    );
    check(
        "registry plain-get 401 | www-authenticate: Basic realm=\"x\"
        registry dummy-authorization with dummy rejected
        registry forced-preflight rejected",
        expect![[r#"
            page ui.example | registry r.example
            1 registry: First question, without a sign-in: GET /v2/ : 401, asks for a sign-in by Basic [asks] / WWW-Authenticate
            2 registry: May the page send Authorization?: GET /v2/ with a word that is no password (OPTIONS first): blocked [broken] <- here / The browser asked the server by OPTIONS first. It tells the page neither what came back nor why it stopped.
            closer:
              3 registry: Does a preflight pass?: GET /v2/  (OPTIONS first): blocked [broken]"#]],
    );
    check(
        "registry plain-get 401",
        expect![[r#"
            page ui.example | registry r.example
            1 registry: First question, without a sign-in: GET /v2/ : 401, and how to sign in stays hidden [broken] <- here / No WWW-Authenticate header is among those that the page may see."#]],
    );
}

#[test]
fn guesses_that_miss_are_no_part_of_the_handshake() {
    check(
        "registry plain-get 401
        token-service token https://r.example/v2/token 404
        token-service token https://r.example/jwt/auth 200 | | {\"token\":\"x\"}",
        expect![[r#"
            page ui.example | registry r.example | token-service r.example
            1 registry: First question, without a sign-in: GET /v2/ : 401, and how to sign in stays hidden [broken] <- here / No WWW-Authenticate header is among those that the page may see.
            closer:
              2 token-service: Are tokens made here?: GET /v2/token : 404, not there [plain]
            3 token-service: A token: GET /jwt/auth : 200, a token for 60 s [good]"#]],
    );
}

#[test]
fn a_try_that_a_later_one_makes_good_breaks_nothing() {
    check(
        "registry plain-get 200
        registry manifest 404
        registry manifest 200 | docker-content-digest: sha256:0 | {}
        registry tags running",
        expect![[r#"
            page ui.example | registry r.example
            1 registry: First question, without a sign-in: GET /v2/ : 200, read [good]
            2 registry: A manifest: GET /v2/ : 404, not there [broken]
            3 registry: A manifest: GET /v2/ : 200, read [good] / Docker-Content-Digest
            4 registry: The tags of a repository: GET /v2/ : given up [running]"#]],
    );
}

#[test]
fn what_works() {
    let check = |text: &str, expected: Expect| {
        let lines = facts(&sketch(text)).into_iter().map(|(name, value)| format!("{name}: {value}"));
        expected.assert_eq(&lines.collect::<Vec<String>>().join("\n"));
    };
    check(
        r#"signed in
        registry plain-get 401 | www-authenticate: Bearer realm="https://auth.example/token",service="r"
        token-service token with Basic 200 | | {"token":"x","expires_in":300}
        registry catalog with Bearer 200 | | {"repositories":["a"]}"#,
        expect![[r#"
            Sign-in: by tokens of auth.example; you are signed in
            Token: lives 300 s
            This page may read: the list of repositories
            Headers it sees: WWW-Authenticate
            Preflights: pass
            Asked: 3 requests, 36 ms in all"#]],
    );
    check(
        "page https://r.example/\n registry plain-get 200",
        expect![[r#"
            Sign-in: not asked for
            This page may read: nothing
            CORS: not needed, for page and registry share an origin
            Asked: 1 request, 12 ms"#]],
    );
}

#[test]
fn progress_names_the_question_that_is_out() {
    let running = sketch("incomplete\n registry plain-get 200\n registry catalog running");
    assert_eq!(running.progress(), (Some("The list of repositories"), 1));
    assert_eq!(sketch("").progress(), (None, 0));
}
