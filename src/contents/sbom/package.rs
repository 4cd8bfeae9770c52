//! A list of materials and its packages, as plain data.

/// A list of materials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sbom {
    /// The form that it is in.
    pub form: SbomForm,
    /// The form's version: `2.3`, `1.6`.
    pub version: String,
    /// What it is about, by its own account.
    pub about: String,
    /// When it was made, as it is written.
    pub created: String,
    /// What made it, and who.
    pub makers: Vec<String>,
    /// The packages, in the order of their names.
    pub packages: Vec<SbomPackage>,
    /// Each licence with how many packages name it, the most frequent first.
    pub licenses: Vec<(String, usize)>,
    /// How many vulnerabilities it names, which only CycloneDX can.
    pub vulnerabilities: usize,
}

/// The form of a list of materials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SbomForm {
    /// <https://spdx.github.io/spdx-spec/v2.3/>
    Spdx,
    /// <https://cyclonedx.org/docs/1.6/json/>
    CycloneDx,
    /// <https://github.com/anchore/syft/tree/main/schema/json>
    Syft,
}

/// One package. What is not said is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SbomPackage {
    /// Its name, with its group where it has one.
    pub name: String,
    /// Its version.
    pub version: String,
    /// What kind it is: `npm`, `deb`, `library`.
    pub kind: String,
    /// Its address as a package URL (<https://github.com/package-url/purl-spec>).
    pub purl: String,
    /// Its licences, as they are written.
    pub licenses: Vec<String>,
}

impl SbomForm {
    /// What it is called, as [`crate::registry::artifact_kind::ArtifactKind::name`] has it.
    pub fn name(self) -> &'static str {
        match self {
            SbomForm::Spdx => "SPDX SBOM",
            SbomForm::CycloneDx => "CycloneDX SBOM",
            SbomForm::Syft => "Syft SBOM",
        }
    }
}

impl SbomPackage {
    /// The kind that a package URL names: `pkg:npm/…` is `npm`.
    pub(super) fn kind_of(purl: &str) -> String {
        let rest = purl.strip_prefix("pkg:").unwrap_or_default();
        rest.split_once('/').map_or("", |(kind, _)| kind).to_owned()
    }
}
