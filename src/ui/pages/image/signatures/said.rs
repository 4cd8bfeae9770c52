//! Who signed by their own account: read, and not checked.

use leptos::prelude::*;
use verify::content::Signed;
use verify::signer::{Said, SignerFacts, read};

use super::super::facts::{code, fact};
use crate::registry::http::Moment;
use crate::registry::visible::visible;
use crate::ui::parts::when::when;

/// What a signature says about whoever made it, to be unfolded or open; nothing where it says nothing.
pub fn said(signed: &Signed, is_open: bool) -> Option<AnyView> {
    let SignerFacts { facts, life, logged, signed, expires } = read(signed);
    let moment = |seconds: i64| when(Moment(u64::try_from(seconds).unwrap_or(0).saturating_mul(1_000)));
    let mut rows: Vec<AnyView> = facts.iter().map(|(said, text)| row(*said, text)).collect();
    rows.extend(signed.map(|at| fact("Made", moment(at))));
    rows.extend(expires.map(|at| fact("Good until", moment(at))));
    rows.extend(logged.map(|at| fact("Taken into the log", moment(at))));
    rows.extend(life.map(|(from, _)| fact("Certificate from", moment(from))));
    rows.extend(life.map(|(_, until)| fact("Certificate until", moment(until))));
    if rows.is_empty() {
        return None;
    }
    Some(
        view! {
            <details class="said" open=is_open>
                <summary>"Who signed, by its own account"<small>" · read, not checked"</small></summary>
                <dl class="facts">{rows}</dl>
            </details>
        }
        .into_any(),
    )
}

fn row(said: Said, text: &str) -> AnyView {
    let name = match said {
        Said::Signer => "Signed by",
        Said::Issuer => "Known to",
        Said::Certificate => "Certificate of",
        Said::Workflow => "Workflow",
        Said::Repository => "Sources",
        Said::Commit => "Commit",
        Said::Reference => "Branch or tag",
        Said::Trigger => "Started by",
        Said::Run => "Run",
        Said::Runner => "Ran on",
        Said::KeyHint => "Hint to the key",
        Said::LogIndex => "Place in the log",
        Said::Agent => "Signed with",
    };
    let host = text.strip_prefix("https://").filter(|rest| is_link(rest));
    match (said, host) {
        (Said::Repository | Said::Run, Some(rest)) => {
            let host = rest.split('/').next().unwrap_or_default().to_owned();
            let link = view! {
                <a href=text.to_owned() target="_blank" rel="noreferrer">{visible(text).into_owned()}</a>
                <small class="host">" on " {host}</small>
            };
            fact(name, link.into_any())
        }
        _ => code(name, text.to_owned()),
    }
}

/// Whether what follows `https://` begins with a plain host, which shows where a link leads.
fn is_link(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:".contains(&byte);
    !host.is_empty() && host.bytes().all(is_plain) && rest.bytes().all(|byte| byte.is_ascii_graphic())
}
