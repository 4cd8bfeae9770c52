//! What a session remembers and shares: realms, tokens, handshakes on their way.

use super::*;

#[test]
fn a_remembered_realm_saves_the_first_refusal() {
    let script = Script::new(
        "> GET https://r.example/token?service=s&scope=repository%3Aa%3Apull
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200",
    );
    let session = session(&script);
    session.remember(&Memory { realm: "https://r.example/token".into(), service: Some("s".into()) });
    assert_eq!(run(tags(&session)), "200");
    script.assert_done();
}

#[test]
fn a_remembered_realm_that_has_moved_is_asked_for_again() {
    let script = Script::new(
        "> GET https://r.example/old?service=s&scope=repository%3Aa%3Apull
         < 404
         > GET https://r.example/v2/a/tags/list
         < 401 | Www-Authenticate: Bearer realm=\"https://r.example/new\",scope=\"repository:a:pull\"
         > GET https://r.example/new?scope=repository%3Aa%3Apull
         < 200 | | {\"access_token\":\"t1\"}
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200",
    );
    let session = session(&script);
    session.remember(&Memory { realm: "https://r.example/old".into(), service: Some("s".into()) });
    assert_eq!(run(tags(&session)), "200");
    assert_eq!(session.memory(), Some(Memory { realm: "https://r.example/new".into(), service: None }));
    script.assert_done();
}

#[test]
fn others_wait_for_a_handshake_and_share_it() {
    let asked = "> GET https://r.example/token?service=s&scope=repository%3Aa%3Apull\n";
    let memory = Memory { realm: "https://r.example/token".into(), service: Some("s".into()) };

    let tagged = "> GET https://r.example/v2/a/tags/list Bearer t1\n< 200\n";
    let script = Script::new(&format!("{asked}< 200 | | {{\"token\":\"t1\"}}\n{tagged}{tagged}{tagged}"));
    let session = session(&script);
    session.remember(&memory);
    let outcomes = run(async { futures::join!(tags(&session), tags(&session), tags(&session)) });
    assert_eq!(outcomes, ("200".into(), "200".into(), "200".into()));
    script.assert_done();

    // a failure is shared too, rather than repeated by everyone who waited
    let script = Script::new(&format!("{asked}< 401"));
    let session = self::session(&script);
    session.remember(&memory);
    let (first, second) = run(async { futures::join!(tags(&session), tags(&session)) });
    assert_eq!(first, "token service: sign in at https://r.example/token");
    assert_eq!(first, second);
    script.assert_done();
}

#[test]
fn a_handshake_that_is_given_up_is_taken_over() {
    let script = Script::new(
        "> GET https://r.example/token?service=s&scope=repository%3Aa%3Apull
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200",
    );
    let session = session(&script);
    session.remember(&Memory { realm: "https://r.example/token".into(), service: Some("s".into()) });
    begin_and_drop(tags(&session));
    assert_eq!(run(tags(&session)), "200");
    script.assert_done();
}
