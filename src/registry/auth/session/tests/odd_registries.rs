//! Registries that do it their own way: odd realms, hidden challenges, changing schemes, scopes off the grammar.

use super::*;
use crate::registry::error::ErrorBody;

#[test]
fn realms_that_are_not_asked() {
    let check = |realm: &str, expected: &str| {
        let script = format!(
            "> GET https://r.example/v2/_catalog
             < 401 | Www-Authenticate: Bearer realm=\"{realm}\",service=\"s\""
        );
        check_list(&script, true, &format!("registry: {expected}"));
    };
    check("http://r.example/token", "the realm http://r.example/token is plain http while the registry is on https");
    check("https://h:5001:5001/v2/token", "the realm \"https://h:5001:5001/v2/token\" is not a URL");
    check("", "the challenge names no realm");
    check(
        "https://gitea:3000/t",
        "the realm https://gitea:3000/t is an internal address while the registry has a public one",
    );
}

#[test]
fn a_relative_realm_is_taken_as_the_registrys() {
    check_list(
        "> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Bearer realm=\"/token\",scope=\"registry:catalog:*\"
         > GET https://r.example/token?scope=registry%3Acatalog%3A*
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200",
        false,
        "200",
    );
}

#[test]
fn only_unknown_schemes() {
    check_list(
        "> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Negotiate",
        true,
        "registry: Challenge(Unsupported([\"Negotiate\"]))",
    );
}

const GUESSES_FAIL: &str = "> GET https://r.example/service/token?service=harbor-registry&scope=registry%3Acatalog%3A*
     < 404
     > GET https://r.example/v2/token?service=container_registry&scope=registry%3Acatalog%3A*
     < blocked
     > GET https://r.example/v2/auth?service=r.example&scope=registry%3Acatalog%3A*
     < 401
     > GET https://r.example/jwt/auth?service=container_registry&scope=registry%3Acatalog%3A*
     < 200 | | <html>
     > GET https://r.example/token?service=r.example&scope=registry%3Acatalog%3A*
     < 404";

#[test]
fn a_hidden_challenge() {
    check_list(
        "> GET https://r.example/v2/_catalog
         < 401
         > GET https://r.example/service/token?service=harbor-registry&scope=registry%3Acatalog%3A*
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200",
        false,
        "200",
    );
    let nothing_found = format!("> GET https://r.example/v2/_catalog\n< 401\n{GUESSES_FAIL}");
    check_list(&nothing_found, false, "registry: sign in at https://r.example/ hidden");
    let basic = format!("{nothing_found}\n> GET https://r.example/v2/_catalog Basic demo:pw\n");
    check_list(&format!("{basic}< 200"), true, "200");
    check_list(&format!("{basic}< 401"), true, "registry: wrong password, again at https://r.example/");
}

#[test]
fn a_hidden_challenge_with_a_configured_realm() {
    let script = Script::new(
        "> GET https://r.example/v2/_catalog
         < 401
         > GET https://r.example/t?service=x&scope=registry%3Acatalog%3A* Basic demo:pw
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200",
    );
    let realm = Url::parse("https://r.example/t?service=x").expect("a URL");
    let session =
        Session::new(&script, RegistryHost::parse("r.example").expect("a registry"), Some(realm), |handshake| {
            handshake.run()
        });
    sign_in_as_demo(&session);
    assert_eq!(run(list(&session)), "200");
    script.assert_done();
}

#[test]
fn harbor_changes_its_scheme_for_the_catalog() {
    let token = jwt("");
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:pw
         < 200 | | {{\"token\":\"{token}\"}}
         > GET https://r.example/v2/_catalog Bearer {token}
         < 401 | Www-Authenticate: Basic realm=\"harbor\"
         > GET https://r.example/v2/_catalog Basic demo:pw"
    );
    check_list(&format!("{script}\n< 200"), true, "200");
    let refused = format!("{script}\n< 401 | Www-Authenticate: Basic realm=\"harbor\"");
    check_list(&refused, true, "registry: 401 denied registry:catalog:*");
}

#[test]
fn a_registry_that_flips_between_schemes_does_not_make_a_loop() {
    let script = format!(
        "> GET https://r.example/v2/_catalog
         < 401 | {CHALLENGE}
         > GET {CATALOG_TOKEN} Basic demo:pw
         < 200 | | {{\"token\":\"t1\"}}
         > GET https://r.example/v2/_catalog Bearer t1
         < 401 | Www-Authenticate: Basic realm=\"x\"
         > GET https://r.example/v2/_catalog Basic demo:pw
         < 401 | {CHALLENGE}
         > GET https://r.example/v2/_catalog Bearer t1
         < 401 | Www-Authenticate: Basic realm=\"x\""
    );
    check_list(&script, true, "registry: 401 denied registry:catalog:*");
}

#[test]
fn scopes_off_the_grammar_are_the_registrys_own() {
    let script = Script::new(
        "> GET https://r.example/v2/a/tags/list
         < 401 | Www-Authenticate: Bearer realm=\"https://r.example/token\",service=\"s\",scope=\"aws\"
         > GET https://r.example/token?service=s&scope=aws
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200
         > GET https://r.example/v2/a/tags/list Bearer t1
         < 200",
    );
    let session = session(&script);
    run(async {
        assert_eq!(tags(&session).await, "200");
        assert_eq!(tags(&session).await, "200");
    });
    script.assert_done();
}

#[test]
fn quay_is_not_asked_for_a_catalog_scope() {
    check_list(
        "> GET https://r.example/v2/_catalog
         < 401 | Www-Authenticate: Bearer realm=\"https://r.example/v2/auth\",service=\"quay.io\"
         > GET https://r.example/v2/auth?service=quay.io
         < 200 | | {\"token\":\"t1\"}
         > GET https://r.example/v2/_catalog Bearer t1
         < 200",
        false,
        "200",
    );
}

#[test]
fn what_a_registry_gives_back_of_a_secret_is_not_told() {
    let said =
        r#"{"errors":[{"code":"DENIED","message":"no secret-of-demo, ZGVtbzpzZWNyZXQtb2YtZGVtbw==, made-for-demo"}]}"#;
    let token = r#"{"token":"made-for-demo"}"#;
    let check = |script: &str, left: &str| {
        let told = format!("{:?}", with_secret(script).expect_err("a failure"));
        assert!(told.contains(left), "{told}");
    };
    let refused = "401 | Www-Authenticate: Basic realm=\"x\"";
    check(
        &format!(
            "> GET https://r.example/v2/_catalog
             < {refused}
             > GET https://r.example/v2/_catalog Basic demo:secret-of-demo
             < 403 | | {said}"
        ),
        "no redacted, redacted, made-for-demo",
    );
    check(
        &format!(
            "> GET https://r.example/v2/_catalog
             < 401 | {CHALLENGE}
             > GET {CATALOG_TOKEN} Basic demo:secret-of-demo
             < 200 | | {token}
             > GET https://r.example/v2/_catalog Bearer made-for-demo
             < 403 | | {said}"
        ),
        "ZGVtbzpzZWNyZXQtb2YtZGVtbw==, redacted",
    );
    check(
        &format!(
            "> GET https://r.example/v2/_catalog
             < 401 | {CHALLENGE}
             > GET {CATALOG_TOKEN} Basic demo:secret-of-demo
             < 401 | | {said}"
        ),
        "no redacted, redacted, made-for-demo",
    );
    // In what is wrong with a challenge, too.
    for (challenge, left) in [
        ("Basic realm=\"no secret-of-demo\"", "no redacted"),
        ("secret-of-demo x=\"y\"", "Unsupported([\"redacted\"])"),
        ("Bearer realm=\"ftp://r.example/secret-of-demo\"", "ftp://r.example/redacted"),
    ] {
        check(
            &format!(
                "> GET https://r.example/v2/_catalog
                 < {refused}
                 > GET https://r.example/v2/_catalog Basic demo:secret-of-demo
                 < 401 | Www-Authenticate: {challenge} | no"
            ),
            left,
        );
    }
}

#[test]
fn what_is_no_answer_is_quoted_without_the_secret() {
    let script = "> GET https://r.example/v2/_catalog
                  < 401 | Www-Authenticate: Basic realm=\"x\"
                  > GET https://r.example/v2/_catalog Basic demo:secret-of-demo
                  < 200 | | {\"secret-of-demo\":1}";
    let response = with_secret(script).expect("an answer");
    assert_eq!(response.quoted("the members secret-of-demo".to_owned()), "the members redacted");
    assert_eq!(ErrorBody::unread(&response).text.as_deref(), Some("{\"redacted\":1}"));
}

/// What comes of asking for the list signed in.
fn with_secret(script: &str) -> Result<Response, Failure> {
    let script = Script::new(script);
    let session = session(&script);
    session.sign_in(Credentials::new("demo", "secret-of-demo").expect("credentials"));
    let outcome = run(session.send(Request::get(session.registry().api("_catalog")), &Scope::catalog().into()));
    script.assert_done();
    outcome
}
