//! What is wrong with a draw, in words of its own. It is written down from the parts before any page is asked.

/// Truths and their words.
macro_rules! truths {
    ($($name:ident: $words:literal,)*) => {
        /// What is wrong, or what looks odd and is not.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Truth {
            $(#[doc = $words] $name,)*
        }

        impl Truth {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// In plain words.
            pub fn words(self) -> &'static str {
                match self {
                    $(Self::$name => $words,)*
                }
            }
        }
    };
}

truths! {
    Nothing: "nothing is wrong",
    StarWithCredentials: "nothing is wrong; credentials are allowed beside a star, which no page needs",
    EchoWithoutVary: "nothing is wrong for one page; caches are not told that answers differ by origin",
    StarForHeaders: "nothing is wrong in today's browsers; Authorization is allowed by a star",
    NoDelete: "nothing is wrong for reading; other pages may not delete",
    ContentGone: "the registry is right; what was asked for is not there",
    PagePolicy: "the page's own policy forbids it to ask the registry",
    MixedContent: "the page is on https and the registry on http",
    NameUnknown: "the registry's name has no address",
    ContainerName: "the registry's name is a container's, which only its own network knows",
    NothingListens: "nobody listens at the registry's port",
    NeverAnswers: "the registry takes connections and never answers",
    ClosesConnections: "the registry breaks connections off without an answer",
    BreaksTls: "the registry's port breaks off during TLS",
    BadCertificate: "the registry's certificate is not one that a browser trusts",
    PlainWhereTls: "the address says https, and the server speaks http",
    TlsSaysNotPlain: "the address says http, and the server speaks https and says so",
    TlsWherePlain: "the address says http, and the server speaks https and closes",
    HttpSendsToHttps: "the registry's http sends to its https",
    HttpsSendsToHttp: "the registry's https sends to its http",
    NotRegistry: "a web server answers in the registry's place",
    NotRegistryUnreadable: "a web server answers in the registry's place, and no page may read it",
    SignInPage: "a proxy sends everybody to a sign-in page",
    OtherRegistry: "the address sends to another host, where the registry is",
    Loop: "the address sends to itself without end",
    Forbids: "the registry or something before it forbids all, before any sign-in",
    ForbidsUnreadable: "something forbids all, and no page may read that",
    Limited: "too many requests were made",
    LimitedUnreadable: "too many requests were made, and no page may read that",
    Gateway: "the proxy in front reaches no registry",
    GatewayUnreadable: "the proxy in front reaches no registry, and no page may read that",
    Fails: "the registry fails",
    FailsUnreadable: "the registry fails, and no page may read that",
    PasswordFile: "the registry cannot read its file of passwords",
    NoOrigin: "no answer says that the page may read it",
    NoOriginOnErrors: "errors do not say that the page may read them",
    NoOriginOnSome: "some good answers do not say that the page may read them",
    OtherOrigin: "answers allow another origin than the page's",
    OriginTwice: "answers allow an origin twice or several ones",
    OriginMalformed: "the allowed origin is not written as browsers compare it",
    OriginMisspelt: "the header that allows the page is misspelt",
    OptionsUnauthorized: "OPTIONS needs a sign-in, which browsers never send",
    OptionsRefused: "OPTIONS is answered with an error",
    OptionsRedirected: "OPTIONS is sent elsewhere",
    OptionsNeverAnswered: "OPTIONS is never answered",
    OptionsNoOrigin: "the answer to OPTIONS does not allow the page",
    OptionsOtherOrigin: "the answer to OPTIONS allows another origin",
    OptionsNoAuthorization: "the answer to OPTIONS does not allow Authorization",
    ChallengeHidden: "the page may not see how to sign in",
    DigestHidden: "the page may not see digests",
    LinkHidden: "the page may not see where a list goes on",
    AllHidden: "the page may see no header but the simplest",
    NoChallenge: "401 does not say how to sign in",
    ChallengeMalformed: "how to sign in is not written as it should be",
    ChallengeTwoLines: "two ways to sign in stand on two lines, of which Firefox shows none",
    ChallengeUnknownScheme: "the way to sign in is one that no page can go",
    SignInAskedByForbidding: "a sign-in is asked for with 403 in place of 401",
    RealmMixed: "the page is on https and the token service on http",
    RealmPlain: "the registry is on https and its token service on http",
    RealmRelative: "the token service's address is only a path",
    RealmNotAnAddress: "the token service's address is none",
    RealmPrivateName: "the token service's name is one that only its own network knows",
    RealmUnreachable: "nothing answers at the token service's address",
    RealmCertificate: "the token service's certificate is not one that a browser trusts",
    RealmNeverAnswers: "the token service never answers",
    RealmMovedWithin: "the token service's address sends to another one of its own, where the sign-in goes as well",
    RealmMoved: "the token service's address sends elsewhere",
    RealmNotTokens: "no token service is at the token service's address",
    RealmFails: "the token service fails",
    RealmGateway: "the proxy before the token service does not reach it, and no page may read that",
    RealmNoOrigin: "the token service's answers do not say that the page may read them",
    RealmErrorsNoOrigin: "the token service refuses the password, and the page may not read that",
    RealmOtherOrigin: "the token service allows another origin",
    RealmOptionsUnauthorized: "the token service wants a sign-in for OPTIONS",
    RealmOptionsRefused: "the token service refuses OPTIONS",
    RealmOptionsNoAuthorization: "the token service does not allow Authorization",
    RealmLimited: "the token service got too many requests",
    NoTokenInAnswer: "the token service's answer holds no token",
    TokenExpired: "the token ended before it was given",
    TokenEarly: "the token is not valid yet",
    TokenOtherAudience: "the token is for another service",
    TokenRefused: "the registry refuses the token",
    TokenTooLong: "the token is too long for the proxy, which says so where no page may read it",
    WrongPassword: "the password is wrong",
    AccountNeeded: "an account is needed, and the person has none",
    AnonymousWeak: "anybody gets a token, which is good for nothing here",
    CatalogRightMissing: "the account may not see the catalog",
    PullRightMissing: "the account may not pull from this repository",
    CatalogUnsupported: "there is no catalog",
    CatalogDenied: "the catalog is denied to everybody",
    CatalogSmallPages: "the catalog gives only small pages",
    NotJson: "a list is not JSON",
    CutOff: "a list's answer ends in its middle",
    ListFails: "a list fails",
    ListGateway: "the proxy gives up on a list",
    ListGatewayUnreadable: "the proxy gives up on a list, and no page may read that",
    ListNeverAnswers: "a list never comes",
    ListBreaks: "the connection breaks where a list should come",
    ListLimited: "too many requests for lists were made",
    ContentFails: "manifests or blobs fail",
    ContentForbidden: "blobs are forbidden",
    StorageUnreadable: "the storage to which blobs are sent does not say that the page may read them",
    StorageOtherOrigin: "the storage allows the page's origin, while a browser that was sent on says null",
    StorageUnreachable: "the storage to which blobs are sent is not to be reached",
    StorageMixed: "the page is on https and the storage on http",
    StorageOptions: "the storage refuses what some browsers ask before they follow",
}

impl Truth {
    /// Whether somebody should mend something, or do something.
    pub fn is_fault(self) -> bool {
        use Truth::{
            ContentGone, EchoWithoutVary, NoDelete, Nothing, RealmMovedWithin, StarForHeaders, StarWithCredentials,
        };
        !matches!(
            self,
            Nothing
                | RealmMovedWithin
                | StarWithCredentials
                | EchoWithoutVary
                | StarForHeaders
                | NoDelete
                | ContentGone
        )
    }
}
