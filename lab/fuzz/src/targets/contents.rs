//! What is in artifacts.

use futures_util::FutureExt;
use pierglass::contents::provenance::{Provenance, SourceOfBuild};
use pierglass::contents::statement::{Predicate, Statement, predicate_of};
use pierglass::contents::{ArtifactContent, link, read};
use pierglass::registry::annotations::Annotations;
use pierglass::registry::descriptor::Descriptor;
use pierglass::registry::digest::Digest;
use pierglass::registry::http::Response;
use pierglass::registry::media_type::MediaType;

use super::given::Repeats;
use crate::holds;
use crate::input::Input;
use crate::target::Fault;

const TYPES: [&str; 10] = [
    "application/json",
    "application/octet-stream",
    "application/spdx+json",
    "text/spdx",
    "application/vnd.cyclonedx+json",
    "application/vnd.in-toto+json",
    "application/vnd.dsse.envelope.v1+json",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.openvex+json",
    "application/sarif+json",
];

/// Any bytes are something, and what is said of them is not longer than they are.
pub fn content(input: &mut Input) -> Result<(), Fault> {
    let media_type = if input.dice.u8(..4) == 0 { input.another_text() } else { input.one(&TYPES).to_owned() };
    let body = &input.bytes;
    let blob = Descriptor {
        media_type: MediaType::from(media_type.as_str()),
        digest: Digest::of(body),
        size: body.len() as u64,
        platform: None,
        annotations: Annotations::default(),
        artifact_type: None,
    };
    let nobody = Repeats::of(Response::default());
    let found = read(&&nobody, &blob, body).now_or_never();
    let found = found.ok_or_else(|| Fault::Broken("it waits for somebody".to_owned()))?;
    let doubt = found.doubt.map_or(0, |doubt| doubt.len());
    holds!(doubt <= 1024 + 12 * (body.len() + media_type.len()), "{doubt} bytes of doubt about {} bytes", body.len());
    holds!(!found.content.name().is_empty(), "no name");
    match &found.content {
        ArtifactContent::Sbom(sbom) => {
            holds!(sbom.packages.len() <= body.len(), "{} packages", sbom.packages.len());
            holds!(sbom.packages.is_sorted_by_key(|one| (&one.name, &one.version)), "packages out of order");
            let named: usize = sbom.packages.iter().map(|one| one.licenses.len()).sum();
            let counted: usize = sbom.licenses.iter().map(|(_, count)| count).sum();
            holds!(named == counted, "{named} licences, and {counted} are counted");
        }
        ArtifactContent::Report(report) => {
            let counted: usize = report.counts().iter().map(|(_, count)| count).sum();
            holds!(counted == report.findings.len(), "{counted} of {}", report.findings.len());
        }
        ArtifactContent::Vex(vex) => holds!(vex.statements.len() <= body.len(), "{}", vex.statements.len()),
        ArtifactContent::Statement(statement) => stated(statement, body)?,
        _ => {}
    }
    Ok(())
}

fn stated(statement: &Statement, body: &[u8]) -> Result<(), Fault> {
    holds!(statement.within.is_some() == statement.text.is_some(), "{:?} without a text", statement.within);
    holds!(statement.subjects.len() <= body.len(), "{} subjects", statement.subjects.len());
    let text = statement.text.as_deref().map_or(body, Vec::as_slice);
    if !matches!(statement.predicate, Predicate::Other) {
        holds!(predicate_of(text).is_some(), "what was read is not there");
    }
    if let Predicate::Provenance(told) = &statement.predicate {
        let Provenance { parameters, materials, .. } = &**told;
        holds!(parameters.len() <= 1000 && materials.len() <= body.len(), "{} parameters", parameters.len());
        if let Some(page) = told.source.as_ref().and_then(SourceOfBuild::page) {
            holds!(page.starts_with("https://"), "{page} is a page");
        }
        let images = told.images();
        holds!(images.iter().all(|(_, one)| one.uri.starts_with("pkg:")), "{images:?}");
    }
    Ok(())
}

/// Whatever is a link leads to the host that is named beside it.
pub fn outside(input: &mut Input) -> Result<(), Fault> {
    let address = input.text();
    if let Some(host) = link::host(&address) {
        let parsed =
            url::Url::parse(&address).map_err(|error| Fault::Broken(format!("{address} is no address: {error}")))?;
        let port = parsed.port().map_or_else(String::new, |port| format!(":{port}"));
        let leads = format!("{}{port}", parsed.host_str().unwrap_or_default());
        let said = host.to_ascii_lowercase();
        holds!(parsed.scheme() == "https" && parsed.username().is_empty(), "{address}");
        let is_same = said.trim_end_matches(":443").trim_end_matches(':') == leads;
        holds!(is_same, "{address} leads to {leads}, and {said} is said");
    }
    Ok(())
}
