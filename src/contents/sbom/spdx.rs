//! SPDX 2.2 and 2.3 in JSON (<https://spdx.github.io/spdx-spec/v2.3/>).
//!
//! ```text
//! {"spdxVersion": "SPDX-2.3", "name", "creationInfo": {"created", "creators": ["Tool: …"]}, "documentDescribes": [id],
//!  "packages": [{"SPDXID", "name", "versionInfo", "licenseConcluded", "licenseDeclared", "externalRefs": [{"referenceType": "purl", …}]}],
//!  "relationships": [{"spdxElementId", "relationshipType": "DESCRIBES", "relatedSpdxElement"}]}
//! ```

use serde_json::Value;

use super::{Sbom, SbomForm, SbomPackage};
use crate::contents::member::{items, text, texts};

pub(super) fn read(value: &Value) -> Sbom {
    let created = &value["creationInfo"];
    Sbom {
        form: SbomForm::Spdx,
        version: text(value, "spdxVersion").trim_start_matches("SPDX-").to_owned(),
        about: text(value, "name").to_owned(),
        created: text(created, "created").to_owned(),
        makers: texts(created, "creators"),
        packages: items(value, "packages").iter().map(package).collect(),
        licenses: Vec::new(),
        vulnerabilities: 0,
    }
}

fn package(value: &Value) -> SbomPackage {
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
        licenses: license.map(str::to_owned).into_iter().collect(),
    }
}
