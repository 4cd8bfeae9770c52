//! Where the page itself runs.

use anyhow::Result;

use super::parts::{cors, entry, page_behind_tls};
use super::proof::Shows::{Body, Header, HeaderHas, Status, Typed};
use super::proof::{Proof, Shows, To};
use super::{Group, Scenario, Step};
use crate::setup::{Plan, Setup};

const fn the_page(path: &'static str, shows: &'static [Shows]) -> Proof {
    Proof { to: To::Page, path, shows, ..super::parts::ENTRY }
}

pub(super) const SCENARIOS: &[Scenario] = &[
    page("page-mixed-content", "The page comes by https, and the registry's address is plain http.")
        .causes(&["page-mixed-content"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                page_behind_tls(setup)?;
                // Browsers let pages by https ask loopback by http, so it is another name; nobody has to be there.
                setup.typed = Some("http://registry.example".to_owned());
                Ok(())
            })
        })])
        .accepting_certificates()
        .shows(&[Proof { to: To::Page, ..entry(&[Typed("http://registry.example"), Status(404)]) }]),
    page("page-policy-blocks", "The page's own content security policy lets it ask nobody but its own server.")
        .causes(&["page-policy-blocks"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move { setup.page.add_header("content-security-policy", "connect-src 'self'") })
        })])
        .shows(&[
            the_page("/", &[Header("content-security-policy", "connect-src 'self'")]),
            entry(&[Status(200), Header("access-control-allow-origin", "{page}")]),
        ]),
    page("page-policy-blocks-realm", "The page's own content security policy forgets the token service.")
        .causes(&["page-policy-blocks"])
        .prepare(&[Step::Start(|setup| {
            Box::pin(async move {
                let policy = format!("connect-src 'self' {}", setup.registry_origin());
                setup.page.add_header("content-security-policy", &policy)
            })
        })])
        .with_tokens()
        .shows(&[the_page("/", &[HeaderHas("content-security-policy", "connect-src 'self' {registry}")])]),
    page("page-origin-null", "The page's own headers put it into a sandbox: its origin is null.")
        .causes(&["page-origin-null"])
        .prepare(&[Step::Start(|setup| Box::pin(async move { sandbox_by_policy(setup) }))])
        .shows(&[
            the_page("/", &[HeaderHas("content-security-policy", "sandbox"), Header(ALLOW, "*")]),
            entry(&[Header(ALLOW, "{page}")]),
        ]),
    page("page-origin-null-frame", "The page runs in a sandboxed frame of another: its origin is null.")
        .causes(&["page-origin-null"])
        .prepare(&[Step::Start(|setup| Box::pin(async move { sandbox_by_frame(setup) }))])
        .shows(&[the_page("/", &[Body("sandbox=\"allow-scripts allow-forms\""), Body("page.html")])]),
    page("page-origin-null-allowed", "The page's origin is null, and the registry allows just that.")
        .causes(&["page-origin-null"])
        .prepare(&[
            Step::Start(|setup| Box::pin(async move { sandbox_by_policy(setup) })),
            Step::Break(|setup| cors(setup, |cors| cors.allow_origin = "null".to_owned())),
        ])
        .shows(&[Proof { origin: "null", ..entry(&[Status(200), Header(ALLOW, "null")]) }]),
];

const ALLOW: &str = "access-control-allow-origin";

const fn page(name: &'static str, sentence: &'static str) -> Scenario {
    Scenario::new(Group::Page, name, sentence, Plan::anonymous)
}

impl Scenario {
    const fn with_tokens(self) -> Self {
        Self { plan: Plan::token, ..self }
    }
}

/// A page whose origin is null may load its own modules only where everybody may.
fn sandbox_by_policy(setup: &mut Setup) -> Result<()> {
    setup.page.add_header(ALLOW, "*")?;
    setup.page.add_header("content-security-policy", "sandbox allow-scripts allow-forms")
}

/// The frame's page is the built one under another name; what follows the hash goes on to it.
fn sandbox_by_frame(setup: &mut Setup) -> Result<()> {
    setup.page.add_header(ALLOW, "*")?;
    setup.page.serve_also("/index.html", "/page.html");
    let outer = r#"<!doctype html><title>A portal</title>
<iframe sandbox="allow-scripts allow-forms" style="width: 100%; height: 90vh"></iframe>
<script>document.querySelector("iframe").src = "page.html" + location.hash</script>
"#;
    setup.page.set_file("/index.html", outer);
    Ok(())
}
