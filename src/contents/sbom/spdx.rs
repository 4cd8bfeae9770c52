//! SPDX 2.2 and 2.3 in JSON (<https://spdx.github.io/spdx-spec/v2.3/>).
//!
//! ```text
//! {"spdxVersion": "SPDX-2.3", "name", "creationInfo": {"created", "creators": ["Tool: …"]},
//!  "packages": [{"SPDXID", "name", "versionInfo", "licenseConcluded", "licenseDeclared", "externalRefs": [{"referenceType": "purl", …}]}],
//!  "hasExtractedLicensingInfos": [{"licenseId": "LicenseRef-…", "name", "extractedText"}]}
//! ```
//!
//! A licence that is on no list has a name of the document's own, for which Syft takes a hash; what it is, stands beside.

use std::collections::HashMap;

use serde_json::Value;

use super::package::{Sbom, SbomForm, SbomPackage};
use crate::contents::member::{first, items, text, texts};

/// A longer text is no name of a licence, in bytes.
const LONGEST: usize = 120;

/// What the document's own names of licences stand for, where that is short.
type OwnNames<'a> = HashMap<&'a str, &'a str>;

pub(super) fn read(value: &Value) -> Sbom {
    let own = items(value, "hasExtractedLicensingInfos").iter().filter_map(|one| {
        let name = Some(text(one, "name")).filter(|name| *name != "NOASSERTION").unwrap_or_default();
        let said = first([name, text(one, "extractedText")]).trim();
        (!said.is_empty() && said.len() <= LONGEST && !said.contains('\n')).then(|| (text(one, "licenseId"), said))
    });
    let own: OwnNames = own.collect();
    let created = &value["creationInfo"];
    Sbom {
        form: SbomForm::Spdx,
        version: text(value, "spdxVersion").trim_start_matches("SPDX-").to_owned(),
        about: text(value, "name").to_owned(),
        created: text(created, "created").to_owned(),
        makers: texts(created, "creators"),
        packages: items(value, "packages").iter().map(|one| package(one, &own)).collect(),
        licenses: Vec::new(),
        vulnerabilities: 0,
    }
}

fn package(value: &Value, own: &OwnNames) -> SbomPackage {
    let refs = items(value, "externalRefs").iter();
    let purl = refs.clone().find(|one| text(one, "referenceType") == "purl");
    let purl = purl.map_or("", |one| text(one, "referenceLocator")).to_owned();
    let is_said = |license: &&str| !matches!(*license, "" | "NOASSERTION" | "NONE");
    let license = [text(value, "licenseConcluded"), text(value, "licenseDeclared")].into_iter().find(is_said);
    let purpose = text(value, "primaryPackagePurpose").to_ascii_lowercase();
    SbomPackage {
        name: text(value, "name").to_owned(),
        version: text(value, "versionInfo").to_owned(),
        kind: Some(SbomPackage::kind_of(&purl)).filter(|kind| !kind.is_empty()).unwrap_or(purpose),
        purl,
        licenses: license.map(|one| (*own.get(one).unwrap_or(&one)).to_owned()).into_iter().collect(),
    }
}
