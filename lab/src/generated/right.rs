//! What counts as right: which findings name a truth, and which others are literally true beside it.
//!
//! Findings are known by their names alone. A name that stands nowhere here is right nowhere.

use super::truth::Truth;

/// The findings that are right for a truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right {
    /// An experienced administrator would say of each: that is it.
    pub names: &'static [&'static str],
    /// True of such a server too, and no error to say; but whoever says only this has not found it.
    pub also: &'static [&'static str],
}

/// What is right for a truth.
pub fn of(truth: Truth) -> Right {
    let (names, also) = pair(truth);
    Right { names, also }
}

fn pair(truth: Truth) -> (&'static [&'static str], &'static [&'static str]) {
    use Truth::*;
    match truth {
        Nothing => (&[], &[]),
        StarWithCredentials => (&[], &["cors-wildcard-with-credentials"]),
        EchoWithoutVary => (&[], &["cors-vary-missing"]),
        StarForHeaders => (&[], &["preflight-wildcard-authorization"]),
        NoDelete => (&[], &["preflight-method-not-allowed", "delete-disabled"]),
        ContentGone => (&[], &["server-error", "repository-not-visible"]),

        PagePolicy => (&["page-policy-blocks"], &[]),
        MixedContent => (&["page-mixed-content"], &[]),

        NameUnknown => (&["server-unreachable"], &[]),
        // A name without a dot cannot be reached either, but that says nothing of why.
        ContainerName => (&["address-internal-name"], &["server-unreachable"]),
        NothingListens => (&["server-unreachable"], &[]),
        NeverAnswers => (&["server-timeout", "server-unreachable"], &[]),
        ClosesConnections => (&["server-unreachable"], &[]),
        BreaksTls => (&["server-unreachable", "server-certificate-untrusted"], &[]),
        BadCertificate => (&["server-certificate-untrusted"], &[]),
        PlainWhereTls => (&["address-wrong-port-protocol"], &["server-certificate-untrusted"]),
        TlsSaysNotPlain => (
            &["address-wrong-port-protocol"],
            &["cors-origin-missing", "cors-missing-on-errors", "address-not-a-registry"],
        ),
        TlsWherePlain => (&["address-wrong-port-protocol"], &["server-unreachable"]),
        HttpSendsToHttps => {
            (&["address-wrong-port-protocol", "address-moved"], &["cors-origin-missing", "preflight-redirected"])
        }
        HttpsSendsToHttp => (
            &["address-wrong-port-protocol", "address-moved"],
            &["page-mixed-content", "cors-origin-missing", "preflight-redirected"],
        ),

        NotRegistry => (&["address-not-a-registry"], &["answer-not-json"]),
        NotRegistryUnreadable => {
            (&["address-not-a-registry", "cors-origin-missing"], &["answer-not-json", "cors-missing-on-errors"])
        }
        SignInPage => (&["sign-in-page-redirect"], &["cors-origin-missing", "address-moved", "address-not-a-registry"]),
        OtherRegistry => (&["address-moved"], &["cors-origin-missing", "preflight-redirected"]),
        Loop => (&["address-moved", "server-error"], &["server-unreachable", "preflight-redirected"]),
        Forbids => (&["server-forbids"], &[]),
        ForbidsUnreadable => (&["server-forbids", "cors-missing-on-errors"], &["cors-origin-missing"]),
        Limited => (&["rate-limited"], &["rate-limit-not-exposed"]),
        LimitedUnreadable => {
            (&["rate-limited", "cors-missing-on-errors"], &["cors-origin-missing", "rate-limit-not-exposed"])
        }
        Gateway => (&["server-bad-gateway"], &["server-error"]),
        GatewayUnreadable => (
            &["server-bad-gateway", "cors-missing-on-errors"],
            &["cors-origin-missing", "server-error", "preflight-refused"],
        ),
        Fails => (&["server-error"], &[]),
        FailsUnreadable => (&["server-error", "cors-missing-on-errors"], &["cors-origin-missing"]),
        PasswordFile => (&["htpasswd-unreadable"], &["server-error"]),

        NoOrigin => (&["cors-origin-missing"], &[]),
        NoOriginOnErrors => (&["cors-missing-on-errors"], &["cors-origin-missing"]),
        NoOriginOnSome => (&["cors-origin-missing"], &[]),
        // From inside the page these look like one without the header, and answers do not say that this page may read them.
        OtherOrigin => (&["cors-origin-mismatch", "cors-origin-missing"], &[]),
        OriginTwice => {
            (&["cors-origin-duplicated", "cors-origin-malformed", "cors-origin-missing"], &["cors-origin-mismatch"])
        }
        OriginMalformed => (&["cors-origin-malformed", "cors-origin-mismatch", "cors-origin-missing"], &[]),
        OriginMisspelt => (&["cors-header-misspelt", "cors-origin-missing"], &[]),

        OptionsUnauthorized => (&["preflight-unauthorized", "preflight-refused"], &[]),
        OptionsRefused => (&["preflight-refused"], &[]),
        OptionsRedirected => (&["preflight-redirected", "preflight-refused"], &[]),
        OptionsNeverAnswered => (&["preflight-refused", "server-timeout"], &[]),
        OptionsNoOrigin => (&["preflight-refused", "cors-origin-missing"], &[]),
        OptionsOtherOrigin => (&["preflight-refused", "cors-origin-mismatch", "cors-origin-missing"], &[]),
        OptionsNoAuthorization => (&["preflight-header-not-allowed"], &["preflight-refused"]),

        ChallengeHidden => (&["challenge-not-exposed"], &[]),
        DigestHidden => (&["digest-not-exposed"], &[]),
        LinkHidden => (&["link-not-exposed"], &[]),
        AllHidden => {
            (&["challenge-not-exposed", "digest-not-exposed", "link-not-exposed"], &["rate-limit-not-exposed"])
        }
        NoChallenge => (&["challenge-missing"], &[]),
        ChallengeMalformed => (&["challenge-malformed", "realm-invalid"], &[]),
        ChallengeTwoLines => (&["challenge-split-in-two-lines"], &[]),
        ChallengeUnknownScheme => (&["challenge-unsupported"], &[]),
        SignInAskedByForbidding => (&["server-forbids"], &["challenge-missing"]),

        RealmMixed => (&["realm-mixed-content", "realm-insecure"], &[]),
        RealmPlain => (&["realm-insecure"], &[]),
        RealmRelative => (&["realm-relative"], &["realm-invalid"]),
        RealmNotAnAddress => (&["realm-invalid"], &["challenge-malformed"]),
        RealmPrivateName => (&["realm-internal-name"], &["realm-unreachable"]),
        RealmUnreachable => (&["realm-unreachable"], &[]),
        RealmCertificate => (&["realm-unreachable", "server-certificate-untrusted"], &[]),
        RealmNeverAnswers => (&["realm-unreachable", "server-timeout"], &[]),
        RealmMovedWithin => (&[], &["realm-moved"]),
        RealmMoved => (&["realm-moved"], &["realm-cors-missing", "realm-preflight-fails"]),
        RealmNotTokens => (&["realm-not-a-token-service"], &["token-missing-in-answer", "answer-not-json"]),
        RealmFails => (&["server-error", "realm-not-a-token-service"], &["token-missing-in-answer"]),
        RealmGateway => (
            &["server-bad-gateway", "realm-unreachable", "realm-cors-missing"],
            &["realm-preflight-fails", "cors-missing-on-errors"],
        ),
        RealmNoOrigin => (&["realm-cors-missing"], &[]),
        RealmErrorsNoOrigin => (&["realm-cors-missing", "credentials-rejected", "cors-missing-on-errors"], &[]),
        RealmOtherOrigin => (&["realm-cors-missing", "cors-origin-mismatch"], &[]),
        RealmOptionsUnauthorized => (&["realm-preflight-fails"], &["preflight-unauthorized", "preflight-refused"]),
        RealmOptionsRefused => (&["realm-preflight-fails"], &["preflight-refused"]),
        RealmOptionsNoAuthorization => (&["realm-preflight-fails", "preflight-header-not-allowed"], &[]),
        RealmLimited => (&["rate-limited"], &["rate-limit-not-exposed"]),

        NoTokenInAnswer => (&["token-missing-in-answer", "realm-not-a-token-service"], &[]),
        TokenExpired => (&["token-expired", "token-rejected", "clock-skew"], &[]),
        TokenEarly => (&["token-rejected", "clock-skew"], &[]),
        TokenOtherAudience => (&["token-audience-mismatch", "token-rejected"], &[]),
        TokenRefused => (&["token-rejected"], &[]),
        TokenTooLong => (
            &["token-too-long", "token-rejected", "cors-missing-on-errors"],
            &["cors-origin-missing", "address-not-a-registry"],
        ),
        WrongPassword => (&["credentials-rejected"], &[]),
        AccountNeeded => (&["credentials-required"], &[]),
        AnonymousWeak => (&["anonymous-token-too-weak", "credentials-required"], &["catalog-denied", "scope-denied"]),
        CatalogRightMissing => (&["scope-denied", "catalog-denied"], &[]),
        PullRightMissing => (&["scope-denied"], &[]),

        CatalogUnsupported => (&["catalog-unsupported"], &[]),
        CatalogDenied => (&["catalog-denied", "scope-denied"], &["server-forbids"]),
        CatalogSmallPages => (&["catalog-page-too-large"], &[]),
        NotJson => (&["answer-not-json"], &[]),
        CutOff => (&["answer-not-json", "server-error", "server-unreachable"], &[]),
        ListFails => (&["server-error"], &[]),
        ListGateway => (&["server-bad-gateway"], &["server-error"]),
        ListGatewayUnreadable => {
            (&["server-bad-gateway", "cors-missing-on-errors"], &["cors-origin-missing", "server-error"])
        }
        ListNeverAnswers => (&["server-timeout"], &["server-unreachable"]),
        ListBreaks => (&["server-unreachable", "server-error"], &[]),
        ListLimited => (&["rate-limited"], &["rate-limit-not-exposed"]),
        ContentFails => (&["server-error"], &[]),
        ContentForbidden => (&["server-forbids", "scope-denied", "server-error"], &[]),
        StorageUnreadable => (&["storage-redirect-blocked"], &["cors-origin-missing"]),
        StorageOtherOrigin => (&["storage-redirect-blocked"], &["cors-origin-mismatch"]),
        StorageUnreachable => (&["storage-redirect-blocked"], &["server-unreachable"]),
        StorageMixed => (&["storage-redirect-blocked"], &["page-mixed-content"]),
        StorageOptions => (&["storage-redirect-blocked"], &["preflight-refused"]),
    }
}

/// Every finding that stands in the table.
pub fn known() -> Vec<&'static str> {
    let mut known: Vec<&str> = Vec::new();
    for truth in Truth::ALL {
        let Right { names, also } = of(*truth);
        known.extend(names.iter().chain(also));
    }
    known.sort_unstable();
    known.dedup();
    known
}
