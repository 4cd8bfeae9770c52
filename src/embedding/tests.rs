//! Messages as portals send them, and as nobody should.

use super::*;

/// A message in a few words.
fn told(message: &str) -> String {
    let default = RegistryHost::parse("r.example").expect("a registry");
    let value: Value = serde_json::from_str(message).expect("JSON");
    match Message::read(&value, Some(&default)) {
        Ok(Message::Hello(size)) => format!("hello, size {size}"),
        Ok(Message::Look(theme, Ok(accent))) => format!("look {theme:?} {:?}", accent.css()),
        Ok(Message::Look(theme, Err(error))) => format!("look {theme:?}, {}", told_error(&error.into())),
        Ok(Message::Navigate(address)) => format!("go {address}"),
        Ok(Message::Changes(allowed)) => format!("changes {allowed}"),
        Ok(Message::SignIn(host, sign_in, changes)) => {
            let (user, by) = match sign_in {
                HandedSignIn::Password(credentials) => (credentials.user, "a password"),
                HandedSignIn::Token(token) => (token.user, "a token"),
            };
            format!("{user} with {by} at {host}{}", if changes { ", who may change it" } else { "" })
        }
        Ok(Message::SignOut(host)) => format!("sign out of {host}"),
        Err(error) => told_error(&error),
    }
}

fn told_error(error: &MessageError) -> String {
    format!("{}: {error}", error.code())
}

#[test]
fn messages() {
    let check = |message: &str, expected: &str| assert_eq!(told(message), expected, "for {message}");
    check(r#"{"type":"hello"}"#, "hello, size false");
    check(r#"{"type":"hello","size":true,"later":{}}"#, "hello, size true");
    check(r#"{"type":"hello","size":"true"}"#, "hello, size false");
    check(r#"{"type":"look"}"#, "look None None");
    check(
        r##"{"type":"look","theme":"dark","accent":null,"accentDark":"#fff"}"##,
        r##"look Some(Dark) Some("light-dark(#0a686d, #ffffff)")"##,
    );
    check(r#"{"type":"navigate","to":"docker pull r.example/app:1"}"#, "go #/r.example/app:1");
    check(r#"{"type":"navigate","to":"team/app"}"#, "go #/r.example/team/app");
    check(
        r#"{"type":"sign-in","registry":"https://r.example","username":"demo","password":"pw"}"#,
        "demo with a password at r.example",
    );
    check(r#"{"type":"sign-in","registry":"r.example","token":"abc"}"#, "a token with a token at r.example");
    for (member, may) in [
        (r#","changes":true"#, ", who may change it"),
        (r#","changes":false"#, ""),
        (r#","changes":"true""#, ""),
        (r#","changes":1"#, ""),
        (r#","allowed":true"#, ""),
    ] {
        let token = format!(r#"{{"type":"sign-in","registry":"r.example","username":"bob","token":"abc"{member}}}"#);
        check(&token, &format!("bob with a token at r.example{may}"));
        let password =
            format!(r#"{{"type":"sign-in","registry":"r.example","username":"bob","password":"pw"{member}}}"#);
        check(&password, &format!("bob with a password at r.example{may}"));
    }
    check(r#"{"type":"changes","allowed":true}"#, "changes true");
    for no in [
        "",
        r#","allowed":null"#,
        r#","allowed":"true""#,
        r#","allowed":1"#,
        r#","allowed":[true]"#,
        r#","changes":true"#,
    ] {
        check(&format!(r#"{{"type":"changes"{no}}}"#), "changes false");
    }
    check(r#"{"type":"sign-out","registry":"http://localhost:5000"}"#, "sign out of http://localhost:5000");
}

#[test]
fn garbage() {
    let check = |message: &str, code: &str| assert!(told(message).starts_with(code), "{message}: {}", told(message));
    for garbage in ["null", "7", "[]", "\"hello\"", "{}", r#"{"type":7}"#, r#"{"type":"eval"}"#, r#"{"type":"ready"}"#]
    {
        check(garbage, "message-invalid: the message is not one");
    }
    check(r#"{"type":"look","theme":"black"}"#, "message-invalid");
    check(r#"{"type":"look","theme":7}"#, "message-invalid");
    check(r#"{"type":"look","theme":"dark","accent":"url(//evil.example)"}"#, "look Some(Dark), accent-refused");
    check(r#"{"type":"look","accent":{}}"#, "message-invalid");
    check(r#"{"type":"navigate"}"#, "message-invalid");
    check(r#"{"type":"navigate","to":"javascript:alert(1)"}"#, "address-invalid");
    check(r#"{"type":"navigate","to":"<img src=x onerror=alert(1)>"}"#, "address-invalid");
    check(r#"{"type":"sign-in","token":"abc"}"#, "message-invalid");
    check(r#"{"type":"sign-in","registry":"javascript:alert(1)","token":"abc"}"#, "registry-invalid");
    check(r#"{"type":"sign-in","registry":"r.example","token":""}"#, "sign-in-invalid");
    check(r#"{"type":"sign-in","registry":"r.example","token":["abc"]}"#, "message-invalid");
    check(r#"{"type":"sign-in","registry":"r.example","token":"a\r\nX-Evil: 1"}"#, "sign-in-invalid");
    check(r#"{"type":"sign-in","registry":"r.example","username":"a:b","password":"x"}"#, "sign-in-invalid");
    check(r#"{"type":"sign-in","registry":"r.example","username":"a"}"#, "message-invalid");
}

#[test]
fn nothing_secret_is_repeated() {
    for message in [
        r#"{"type":"sign-in","registry":"r.example","token":"s3cret two"}"#,
        r#"{"type":"sign-in","registry":"r.example","username":"a:b","password":"s3cret"}"#,
        r#"{"type":"sign-in","registry":"https://me:s3cret@r.example","token":"x"}"#,
        r#"{"type":"navigate","to":"https://me:s3cret@r.example/app"}"#,
    ] {
        let said = told(message);
        assert!(!said.contains("s3cret"), "{said}");
    }
}

#[cfg(not(target_arch = "wasm32"))]
proptest::proptest! {
    #[test]
    fn any_texts(kind in "hello|look|navigate|changes|sign-in|sign-out|x", text: String, other: String) {
        let message = serde_json::json!({
            "type": kind, "to": &text, "registry": &other, "token": &text, "username": &other, "theme": &text, "accent": &other,
        });
        let _ = Message::read(&message, None);
    }
}
