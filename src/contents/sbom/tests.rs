//! Documents of real tools (tests/data/contents/README.md), and what is none.

use expect_test::{Expect, expect};

use super::{Sbom, read};
use crate::registry::json;

macro_rules! data {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/contents/", $name))
    };
}

/// The document in lines.
fn lines(sbom: &Sbom) -> String {
    let mut lines = vec![
        format!(
            "{} {} of {:?}, {} by {}",
            sbom.form.name(),
            sbom.version,
            sbom.about,
            sbom.created,
            sbom.makers.join("; ")
        ),
        format!("{:?}, {} vulnerabilities", sbom.licenses, sbom.vulnerabilities),
    ];
    let package = |one: &super::SbomPackage| {
        format!("{} | {} | {} | {} | {}", one.name, one.version, one.kind, one.purl, one.licenses.join(", "))
    };
    lines.extend(sbom.packages.iter().map(package));
    lines.join("\n")
}

#[track_caller]
fn check(body: &[u8], expected: Expect) {
    let value = json::parse(body).expect("JSON");
    expected.assert_eq(&read(&value).map_or_else(|| "no SBOM".to_owned(), |sbom| lines(&sbom)));
}

#[test]
fn spdx() {
    check(
        data!("syft-1.18.1-2.3.spdx.json"),
        expect![[r#"
        SPDX SBOM 2.3 of "npmproj", 2026-12-01T02:21:14Z by Organization: Anchore, Inc; Tool: syft-1.18.1
        [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
        greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        npmproj |  | file |  | 
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("syft-1.18.1-2.2.spdx.json"),
        expect![[r#"
        SPDX SBOM 2.2 of "npmproj", 2026-12-01T02:21:14Z by Organization: Anchore, Inc; Tool: syft-1.18.1
        [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
        greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        npmproj |  |  |  | 
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("npm-11.19.1.spdx.json"),
        expect![[r#"
        SPDX SBOM 2.3 of "greeter@1.2.0", 2026-12-01T02:21:13.417Z by Tool: npm/cli-11.19.1
        [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
        greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("trivy-0.59.1.spdx.json"),
        expect![[r#"
        SPDX SBOM 2.3 of "npmproj", 2026-12-01T02:26:54Z by Organization: aquasecurity; Tool: trivy-0.59.1
        [("ISC", 3), ("MIT", 1)], 0 vulnerabilities
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        npmproj |  | source |  | 
        package-lock.json |  | application |  | 
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
}

#[test]
fn cyclonedx() {
    check(
        data!("syft-1.18.1-1.4.cdx.json"),
        expect![[r#"
            CycloneDX SBOM 1.4 of "npmproj", 2026-12-01T02:21:14Z by anchore syft 1.18.1
            [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
            greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
            lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
            ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
            semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
            yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("syft-1.18.1-1.6.cdx.json"),
        expect![[r#"
        CycloneDX SBOM 1.6 of "npmproj", 2026-12-01T02:21:14Z by syft 1.18.1
        [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
        greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("npm-11.19.1.cdx.json"),
        expect![[r#"
            CycloneDX SBOM 1.5 of "npmproj 1.2.0", 2026-12-01T02:21:13.689Z by npm cli 11.19.1
            [("ISC", 3), ("MIT", 1)], 0 vulnerabilities
            lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
            ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
            semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
            yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
    check(
        data!("cyclonedx-py-7.5.0.cdx.json"),
        expect![[r#"
        CycloneDX SBOM 1.6 of "", 2026-12-01T02:26:38.044879+00:00 by cyclonedx-py 7.5.0; cyclonedx-python-lib 11.12.0
        [], 0 vulnerabilities
        idna | 3.6 | pypi | pkg:pypi/idna@3.6 | 
        requests | 2.31.0 | pypi | pkg:pypi/requests@2.31.0 | "#]],
    );
    check(
        data!("trivy-0.59.1.cdx.json"),
        expect![[r#"
        CycloneDX SBOM 1.6 of "npmproj", 2026-12-01T02:26:54+00:00 by trivy 0.59.1
        [("ISC", 3), ("MIT", 1)], 0 vulnerabilities
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        package-lock.json |  | application |  | 
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
}

#[test]
fn syft() {
    check(
        data!("syft-1.18.1.json"),
        expect![[r#"
        Syft SBOM 16.0.18 of "npmproj",  by syft 1.18.1
        [("ISC", 3), ("MIT", 2)], 0 vulnerabilities
        greeter | 1.2.0 | npm | pkg:npm/greeter@1.2.0 | MIT
        lru-cache | 6.0.0 | npm | pkg:npm/lru-cache@6.0.0 | ISC
        ms | 2.1.3 | npm | pkg:npm/ms@2.1.3 | MIT
        semver | 7.6.0 | npm | pkg:npm/semver@7.6.0 | ISC
        yallist | 4.0.0 | npm | pkg:npm/yallist@4.0.0 | ISC"#]],
    );
}

#[test]
fn what_lies_or_says_little_is_still_read() {
    check(
        br#"{"spdxVersion":"SPDX-2.3"}"#,
        expect![[r#"
        SPDX SBOM 2.3 of "",  by 
        [], 0 vulnerabilities"#]],
    );
    check(br#"{"spdxVersion":"SPDX-2.3","packages":[5,{"name":null,"licenseDeclared":"NONE"},{"name":"a","externalRefs":{}}]}"#, expect![[r#"
        SPDX SBOM 2.3 of "",  by 
        [], 0 vulnerabilities
         |  |  |  | 
         |  |  |  | 
        a |  |  |  | "#]]);
    check(
        br#"{"spdxVersion":"SPDX-2.3","packages":[{"name":"a","licenseDeclared":"LicenseRef-1"},{"name":"b","licenseDeclared":"LicenseRef-2"},{"name":"c","licenseConcluded":"LicenseRef-3"}],
            "hasExtractedLicensingInfos":[{"licenseId":"LicenseRef-1","extractedText":"Expat (MIT/X11)"},{"licenseId":"LicenseRef-2","name":"NOASSERTION","extractedText":"two\nlines"},{"licenseId":"LicenseRef-3","name":"Ours"}]}"#,
        expect![[r#"
            SPDX SBOM 2.3 of "",  by 
            [("Expat (MIT/X11)", 1), ("LicenseRef-2", 1), ("Ours", 1)], 0 vulnerabilities
            a |  |  |  | Expat (MIT/X11)
            b |  |  |  | LicenseRef-2
            c |  |  |  | Ours"#]],
    );
    check(br#"{"bomFormat":"CycloneDX","components":[{"group":"g","name":"n","licenses":[{"expression":"MIT OR Apache-2.0"},{"license":{}}],"components":[{"name":"inner"}]}],"vulnerabilities":[{}]}"#, expect![[r#"
        CycloneDX SBOM  of "",  by 
        [("MIT OR Apache-2.0", 1)], 1 vulnerabilities
        g/n |  |  |  | MIT OR Apache-2.0
        inner |  |  |  | "#]]);
    check(
        br#"{"descriptor":{"name":"syft"},"artifacts":[{"name":"a","licenses":["MIT",{"value":"ISC"},7]}]}"#,
        expect![[r#"
            Syft SBOM  of "",  by syft
            [("ISC", 1), ("MIT", 1)], 0 vulnerabilities
            a |  |  |  | MIT, ISC"#]],
    );
    check(br#"{"spdxVersion":"SPDX-3.0"}"#, expect!["no SBOM"]);
    check(br#"{"bomFormat":"cyclonedx"}"#, expect!["no SBOM"]);
    check(b"[]", expect!["no SBOM"]);
}

#[test]
fn forms_that_are_not_read_have_names() {
    let xml = std::str::from_utf8(data!("syft-1.18.1.cdx.xml")).expect("a text");
    assert_eq!(super::unread_text(xml), Some("CycloneDX SBOM in XML"));
    let tags = std::str::from_utf8(data!("syft-1.18.1.spdx")).expect("a text");
    assert_eq!(super::unread_text(tags), Some("SPDX SBOM as tags and values"));
    assert_eq!(super::unread_text("<bom/>"), None);
    let spdx3 = br#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[]}"#;
    assert_eq!(super::unread(&json::parse(spdx3).expect("JSON")), Some("SPDX 3 SBOM"));
    assert_eq!(super::unread(&json::parse(b"{}").expect("JSON")), None);
}

#[test]
fn three_thousand_packages_with_components_in_components() {
    let deep = (0..40)
        .fold("{\"name\":\"inner\"}".to_owned(), |inner, _| format!("{{\"name\":\"n\",\"components\":[{inner}]}}"));
    let many = vec!["{\"name\":\"a\",\"licenses\":[{\"license\":{\"id\":\"MIT\"}}]}"; 3000].join(",");
    let body = format!("{{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"components\":[{deep},{many}]}}");
    let sbom = read(&json::parse(body.as_bytes()).expect("JSON")).expect("an SBOM");
    assert_eq!(sbom.packages.len(), 3017);
    assert_eq!(sbom.licenses, [("MIT".to_owned(), 3000)]);
}
