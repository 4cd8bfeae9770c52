//! Verdicts over signatures of each kind, right and wrong, held against what other programs say of them: openssl, node's crypto, jose,
//! pycose and @sigstore/verify. lab/src/signatures/make.py makes the cells and asks those programs.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use verify::certificate::Certificate;
use verify::check::{needs_certificates, with_certificates, with_keys};
use verify::content::{Signed, Subject};
use verify::key::PublicKey;
use verify::trust::{Identity, Rule, Trust};
use verify::trusted_root::TrustedRoot;
use verify::verdict::{Finding, Refusal, RuleName, Verdict};

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no text {name} in {value}"))
}

fn rule(set: &Value, rule: &Value) -> Rule {
    let of = |kind: &str| rule[kind].as_str();
    let (name, trust) = if let Some(key) = of("key") {
        (key, Trust::Key(PublicKey::parse_pem(text(&set["keys"], key)).expect("a key")))
    } else if let Some(name) = of("certificate") {
        let certificate = Certificate::parse_pem(text(&set["certificates"], name)).expect("a certificate");
        (name, Trust::Certificate(Box::new(certificate)))
    } else {
        let root = TrustedRoot::parse(set["roots"][text(rule, "root")].to_string().as_bytes()).expect("a root");
        let (issuer, subject) =
            (text(&rule["identity"], "issuer").to_owned(), text(&rule["identity"], "subject").to_owned());
        ("identity", Trust::Identity(Box::new(Identity { issuer, subject, root })))
    };
    Rule { name: RuleName::Configured(name.to_owned()), trust }
}

fn check(set: &Value, cell: &Value, body: &[u8]) -> Finding {
    let rules: Vec<_> = cell["rules"].as_array().expect("rules").iter().map(|one| rule(set, one)).collect();
    let manifest = cell["manifest"].as_bool().map(|_| text(set, "manifest").as_bytes().to_vec());
    let subject =
        Subject { digest: text(set, "digest").to_owned(), names: vec![text(set, "repository").to_owned()], manifest };
    let annotated = |name: &str| cell["annotations"][name].as_str();
    let signed = match Signed::read(text(cell, "media_type"), annotated, body) {
        Ok(signed) => signed,
        Err(error) => return Finding::of(Verdict::Refused(Refusal::Document(error))),
    };
    let now = cell["now"].as_i64().unwrap_or_else(|| set["now"].as_i64().expect("a time"));
    let whole = with_certificates(&signed, &subject, &rules, now);
    if !needs_certificates(&signed, &rules) {
        assert_eq!(with_keys(&signed, &subject, &rules), whole, "{}", text(cell, "name"));
    }
    whole
}

fn word(finding: &Finding) -> (&'static str, String) {
    match &finding.verdict {
        Verdict::Proven(_) => ("proven", String::new()),
        Verdict::Doubtful(_, doubt) => ("doubtful", doubt.to_string()),
        Verdict::Refused(refusal) => ("refused", refusal.to_string()),
        Verdict::NotChecked(missing) => ("not checked", missing.to_string()),
    }
}

#[test]
fn verdicts_are_those_of_other_programs() {
    let set: Value = serde_json::from_str(include_str!("data/signatures.json")).expect("the cells");
    let cells = set["cells"].as_array().expect("cells");
    let mut wrong = Vec::new();
    for cell in cells {
        let body = STANDARD.decode(text(cell, "body")).expect("base64");
        let (found, why) = word(&check(&set, cell, &body));
        let name = text(cell, "name");
        println!("{found:12} {name:60} {why}");
        let theirs = cell["theirs"].as_object().expect("what other programs say");
        let bad: Vec<_> =
            theirs.iter().filter(|(_, holds)| **holds == Value::Bool(false)).map(|(fact, _)| fact).collect();
        // Green is what all of them take, red is what one of them does not.
        let fits = match found {
            "proven" => bad.is_empty(),
            "refused" => !bad.is_empty(),
            "doubtful" => bad.contains(&&"repository".to_owned()) || bad.contains(&&"time".to_owned()),
            _ => true,
        };
        if !fits || found != text(cell, "expected") {
            wrong.push(format!("{name}: {found} ({why}), expected {}; others: not {bad:?}", text(cell, "expected")));
        }
    }
    println!("{} cells", cells.len());
    assert!(cells.len() >= 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever is cut off or turned over, nothing of it is green: but for what is not signed.
#[test]
fn what_was_changed_is_never_green() {
    let set: Value = serde_json::from_str(include_str!("data/signatures.json")).expect("the cells");
    let cells = set["cells"].as_array().expect("cells").iter().filter(|cell| text(cell, "expected") == "proven");
    let mut looked = 0;
    for cell in cells {
        let body = STANDARD.decode(text(cell, "body")).expect("base64");
        for end in (0..body.len()).step_by(37) {
            assert!(!check(&set, cell, &body[..end]).is_proven(), "{} cut at {end}", text(cell, "name"));
            looked += 1;
        }
    }
    assert!(looked > 1_000, "{looked}");
}
