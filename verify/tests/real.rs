//! Signatures that Sigstore's own servers took part in, with the root that it hands out (`data/real/README.md` says where they are from).

use verify::check::with_certificates;
use verify::content::{Signed, Subject};
use verify::signer::{self, Said};
use verify::trust::{Identity, Rule, Trust};
use verify::trusted_root::TrustedRoot;
use verify::verdict::{Finding, Note, Refusal, RuleName, Verdict};

/// 2026-12-01: long after their certificates ended.
const NOW: i64 = 1_796_083_200;

const GITHUB: &str = "https://token.actions.githubusercontent.com";

/// What `cosign sign` wrote of version 3, and npm's provenance of a package: with the digest that it is about, who signed, and the run.
const BUNDLES: [(&str, &str, &str, &str); 2] = [
    (
        include_str!("data/real/bundle_v03.json"),
        "sha256:c811d58de79c92f03214e63aa339484e488d694ae8a6283b5f3f17a9faf50172",
        "https://github.com/kubewarden/kubewarden-controller/.github/workflows/release.yml@refs/tags/v1.34.0",
        "https://github.com/kubewarden/kubewarden-controller/actions/runs/24177081968/attempts/1",
    ),
    (
        include_str!("data/real/npm_slsa_bundle_v03.json"),
        "sha512:849a897e81bf7b8a8541a6ae40bd3473a27a16b1cb0462ad905bd6dc96d34881053a12eb4a375233f81677fc9439f628fe0b0445e8535c60b5559597fbd5f80e",
        "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
        "https://github.com/sigstore/sigstore-js/actions/runs/26781866618/attempts/1",
    ),
];

fn read(bundle: &str) -> Signed {
    Signed::read("application/vnd.dev.sigstore.bundle.v0.3+json", |_| None, bundle.as_bytes()).expect("a bundle")
}

fn check(bundle: &str, digest: &str, issuer: &str, subject: &str) -> Finding {
    let root = TrustedRoot::parse(include_bytes!("data/real/sigstore_trusted_root.json")).expect("a root");
    let identity = Identity { issuer: issuer.to_owned(), subject: subject.to_owned(), root };
    let rule = Rule { name: RuleName::Configured("real".to_owned()), trust: Trust::Identity(Box::new(identity)) };
    let about = Subject { digest: digest.to_owned(), names: Vec::new(), manifest: None };
    with_certificates(&read(bundle), &about, &[rule], NOW)
}

#[test]
fn what_sigstore_vouched_for_is_proven() {
    for (bundle, digest, subject, _) in BUNDLES {
        let found = check(bundle, digest, GITHUB, subject);
        assert!(found.is_proven(), "{found:?}");
        assert!(found.notes.iter().any(|note| matches!(note, Note::Promised(_))), "{found:?}");
    }
}

#[test]
fn of_somebody_else_or_of_something_else_it_is_not() {
    for (bundle, digest, subject, _) in BUNDLES {
        let refusal = |found: Finding| match found.verdict {
            Verdict::Refused(refusal) => refusal,
            other => panic!("{other:?}"),
        };
        let by_another = refusal(check(bundle, digest, GITHUB, "https://github.com/evil/*"));
        assert!(matches!(by_another, Refusal::OtherIdentity { .. }), "{by_another}");
        let by_another = refusal(check(bundle, digest, "https://issuer.example", subject));
        assert!(matches!(by_another, Refusal::OtherIdentity { .. }), "{by_another}");
        let of_another = refusal(check(bundle, &digest.replace('8', "9"), GITHUB, subject));
        assert!(matches!(of_another, Refusal::OtherDigest(_)), "{of_another}");
        let later = bundle.replacen("\"integratedTime\": \"17", "\"integratedTime\": \"16", 1);
        let later = later.replacen("\"integratedTime\":\"17", "\"integratedTime\":\"16", 1);
        assert_ne!(later, bundle);
        assert!(!check(&later, digest, GITHUB, subject).is_proven());
    }
}

#[test]
fn who_signed_is_read() {
    for (bundle, _, subject, run) in BUNDLES {
        let read = signer::read(&read(bundle));
        for expected in [(Said::Signer, subject), (Said::Issuer, GITHUB), (Said::Workflow, subject), (Said::Run, run)] {
            assert!(read.facts.contains(&(expected.0, expected.1.to_owned())), "{expected:?} of {read:?}");
        }
        assert!(read.logged.is_some() && read.life.is_some(), "{read:?}");
    }
}
