//! Pulp in Distribution's place. `/v2/` refuses each token that permits something, the list's next page is named by a whole address,
//! and blobs are on an origin of their own.

use anyhow::{Context as _, Result};

use super::parts::{ALLOW_ORIGIN, CATALOG, CATALOG_SCOPE, entry, get, registry_behind_tls};
use super::proof::Shows::{Body, Header, HeaderHas, HeaderLacks, Status, Without};
use super::proof::{Proof, Sent};
use super::{Account, Group, Scenario, Started, Step};
use crate::network::Certificate;
use crate::nginx::front::Front;
use crate::proxy::{Cors, Proxy};
use crate::registry::pulp::{ADMIN, Pulp, Reached};
use crate::seed::content::Repository;
use crate::seed::sample;
use crate::setup::{Content, PASSWORD, Plan, Setup};

/// What is in it: an image, an index, and more tags than come in a first page.
const IMAGES: [&str; 3] = ["library/alpine-like", sample::MULTI_PLATFORM, sample::TAGGED];
const TAGS: usize = 130;

const ADMINISTRATOR: Account = Account { name: ADMIN, password: PASSWORD };

/// With the right to list, and with none at all.
const WITH_ACCESS: Sent = Sent::Token(CATALOG_SCOPE);
const WITHOUT_ACCESS: Sent = Sent::Token("");

pub(super) const SCENARIOS: &[Scenario] = &[
    pulp(Group::Healthy, "pulp", "Pulp behind a proxy that lets the page in, also where blobs are.")
        .prepare(&[LETS_IN])
        .signed_in(ADMINISTRATOR)
        .shows(&[
            entry(&[Status(401), HeaderHas("www-authenticate", "Bearer realm=\"{registry}/token/\"")]),
            Proof { credentials: WITHOUT_ACCESS, ..entry(&[Status(200)]) },
            Proof { credentials: WITH_ACCESS, ..entry(&[Status(401), HeaderHas("www-authenticate", "insufficient_scope")]) },
            with_access(CATALOG_PAGE, &[Status(200), HeaderHas("link", "<{registry}/v2/_catalog?n=1&last=")]),
        ]),
    pulp(Group::Cors, "cors-origin-missing-pulp", "Pulp as it comes: it lets no page in.")
        .causes(&["cors-origin-missing"])
        .prepare(&[ALONE])
        .signed_in(ADMINISTRATOR)
        .shows(&[
            entry(&[Status(401), Without(ALLOW_ORIGIN), Header("access-control-expose-headers", "Correlation-ID")]),
            with_access(CATALOG, &[Status(200), Without(ALLOW_ORIGIN)]),
        ]),
    pulp(
        Group::Credentials,
        "anonymous-token-too-weak-pulp",
        "Pulp behind a proxy that lets the page in: whoever is not signed in gets a token, with which the list is refused.",
    )
    .causes(&["anonymous-token-too-weak"])
    .prepare(&[LETS_IN])
    .shows(&[with_access(CATALOG_PAGE, &[Status(401), HeaderHas("www-authenticate", "insufficient_scope")])]),
    pulp(
        Group::Service,
        "storage-redirect-blocked-pulp",
        "Pulp behind a proxy that lets the page in, and no page is let in where blobs are.",
    )
    .causes(&["storage-redirect-blocked"])
    .prepare(&[WITHOUT_BLOBS])
    .signed_in(ADMINISTRATOR)
    .shows(&[with_access(CATALOG, &[Status(200), Header(ALLOW_ORIGIN, "{page}")])]),
    pulp(
        Group::Healthy,
        "pulp-behind-nginx-without-host",
        "Pulp behind nginx that does not pass the Host on: the next page of each list is said to be on a server that only nginx knows.",
    )
    .prepare(&[WITHOUT_HOST])
    .about(sample::TAGGED)
    .signed_in(ADMINISTRATOR)
    .shows(&[with_access(
        CATALOG_PAGE,
        &[Status(200), HeaderHas("link", "/v2/_catalog?n=1&last="), HeaderLacks("link", "{registry}"), Body("library/alpine-like")],
    )]),
    pulp(
        Group::Healthy,
        "pulp-behind-tls",
        "Pulp behind a server that speaks TLS and does not tell it so: the next page of each list begins with http.",
    )
    .prepare(&[BEHIND_TLS])
    .about(sample::TAGGED)
    .signed_in(ADMINISTRATOR)
    .accepting_certificates()
    .shows(&[with_access(CATALOG_PAGE, &[Status(200), HeaderHas("link", "<http://localhost:")])]),
];

const CATALOG_PAGE: &str = "/v2/_catalog?n=1";

const RIGHT: Around = Around { cors: Cors::for_page, of_blobs: Cors::for_everybody, nginx: None, tls: false };

const LETS_IN: Step = Step::Start(|setup| started(setup, RIGHT));
const ALONE: Step = Step::Start(|setup| {
    started(setup, Around { cors: |_| Cors::pass_through(), of_blobs: Cors::pass_through, ..RIGHT })
});
const WITHOUT_BLOBS: Step = Step::Start(|setup| started(setup, Around { of_blobs: Cors::pass_through, ..RIGHT }));
const WITHOUT_HOST: Step = Step::Start(|setup| {
    let nginx = Some(Front { keeps_host: false, ..Front::default() });
    started(setup, Around { cors: |_| Cors::pass_through(), nginx, ..RIGHT })
});
const BEHIND_TLS: Step = Step::Start(|setup| started(setup, Around { tls: true, ..RIGHT }));

/// What stands around Pulp.
struct Around {
    /// What the proxy before it says to a page of this origin.
    cors: fn(&str) -> Cors,
    /// What the proxy before the blobs says.
    of_blobs: fn() -> Cors,
    /// What stands between the first proxy and Pulp.
    nginx: Option<Front>,
    /// Whether there is TLS before the first proxy, which knows nothing of it.
    tls: bool,
}

const fn pulp(group: Group, name: &'static str, sentence: &'static str) -> Scenario {
    Scenario::new(group, name, sentence, || Plan::anonymous().content(Content::Empty)).needing_pulp()
}

const fn with_access(path: &'static str, shows: &'static [super::proof::Shows]) -> Proof {
    Proof { credentials: WITH_ACCESS, ..get(path, shows) }
}

fn started(setup: &mut Setup, around: Around) -> Started<'_> {
    Box::pin(stands_there(setup, around))
}

async fn stands_there(setup: &mut Setup, around: Around) -> Result<()> {
    let page = setup.page_origin();
    // Pulp has to be told where it is reached, so what it is reached by is there first.
    let nobody = "http://127.0.0.1:9";
    setup.registry_proxy = Proxy::start(nobody, (around.cors)(&page)).await?;
    let blobs = Proxy::start(nobody, (around.of_blobs)()).await?;
    if around.tls {
        registry_behind_tls(setup, Certificate::Right)?;
    }
    let reached = Reached { registry: setup.check_up_target(), content: blobs.origin() };
    let server = Pulp::start(images()?, PASSWORD, reached).await?;
    blobs.change_upstream(&server.content);
    setup.registry_proxy.change_upstream(&server.api);
    if let Some(front) = around.nginx {
        let nginx = front.start(&server.api, &page).await?;
        setup.registry_proxy.change_upstream(&nginx.origin);
        setup.keep(nginx);
    }
    setup.keep(blobs);
    setup.keep(server);
    Ok(())
}

fn images() -> Result<Vec<Repository>> {
    let all = sample::repositories()?;
    let one = |name: &&str| {
        let mut image = all.iter().find(|one| one.name == **name).context("the image is a sample")?.clone();
        image.tags.truncate(TAGS);
        Ok(image)
    };
    IMAGES.iter().map(one).collect()
}
