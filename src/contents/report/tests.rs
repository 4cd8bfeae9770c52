//! Reports: Trivy's as it wrote them (tests/data/contents/README.md), others as their sources and specifications have them.

use expect_test::{Expect, expect};

use super::{ScanReport, of_attestation, read};
use crate::registry::json;

/// The report in lines.
fn lines(report: Option<ScanReport>) -> String {
    let Some(report) = report else { return "no report".to_owned() };
    let counts = report.counts().into_iter().map(|(severity, count)| format!("{count} {}", severity.name()));
    let counts = counts.collect::<Vec<_>>().join(", ");
    let mut lines =
        vec![format!("{} by {}, {} of {}: {counts}", report.name, report.scanner, report.created, report.about)];
    lines.extend(report.findings.iter().map(|one| {
        let severity = one.severity.name();
        format!("{severity} {} | {} {} | {} | {} | {}", one.id, one.place, one.version, one.fixed, one.title, one.link)
    }));
    lines.join("\n")
}

#[track_caller]
fn check(body: &[u8], expected: Expect) {
    expected.assert_eq(&lines(read(&json::parse(body).expect("JSON"))));
}

#[test]
fn trivy_wrote_this() {
    check(
        include_bytes!("../../../tests/data/contents/trivy-0.59.1.json"),
        expect![[r#"
            vulnerability report by Trivy, 2026-12-01T02:26:54.460805614Z of cfg: 2 high, 2 low
            high DS002 | Dockerfile  |  | The program's user is root | https://avd.aquasec.com/misconfig/ds002
            high DS025 | Dockerfile  |  | apk keeps what it fetched | https://avd.aquasec.com/misconfig/ds025
            low DS005 | Dockerfile  |  | ADD where COPY would do | https://avd.aquasec.com/misconfig/ds005
            low DS026 | Dockerfile  |  | Nothing says whether it is well | https://avd.aquasec.com/misconfig/ds026"#]],
    );
    check(
        include_bytes!("../../../tests/data/contents/trivy-0.59.1.sarif"),
        expect![[r#"
            SARIF report by Trivy 0.59.1,  of : 2 high, 2 low
            high DS002 | Dockerfile  |  | The program&#39;s user is root | https://avd.aquasec.com/misconfig/ds002
            high DS025 | Dockerfile  |  | apk keeps what it fetched | https://avd.aquasec.com/misconfig/ds025
            low DS005 | Dockerfile  |  | ADD where COPY would do | https://avd.aquasec.com/misconfig/ds005
            low DS026 | Dockerfile  |  | Nothing says whether it is well | https://avd.aquasec.com/misconfig/ds026"#]],
    );
    let attested =
        json::parse(include_bytes!("../../../tests/data/contents/trivy-0.59.1.cosign-vuln.json")).expect("JSON");
    expect![[r#"
        vulnerability report by Trivy 0.59.1, 2026-12-01T02:26:54.460805614Z of cfg: 2 high, 2 low
        high DS002 | Dockerfile  |  | The program's user is root | https://avd.aquasec.com/misconfig/ds002
        high DS025 | Dockerfile  |  | apk keeps what it fetched | https://avd.aquasec.com/misconfig/ds025
        low DS005 | Dockerfile  |  | ADD where COPY would do | https://avd.aquasec.com/misconfig/ds005
        low DS026 | Dockerfile  |  | Nothing says whether it is well | https://avd.aquasec.com/misconfig/ds026"#]]
    .assert_eq(&lines(of_attestation(&attested)));
}

#[test]
fn vulnerabilities_by_trivy() {
    check(
        br#"{"SchemaVersion":2,"ArtifactName":"alpine:3.10","Results":[{"Target":"alpine:3.10 (alpine 3.10.2)","Vulnerabilities":[
            {"VulnerabilityID":"CVE-2019-1549","PkgName":"libssl1.1","InstalledVersion":"1.1.1c-r0","FixedVersion":"1.1.1d-r0","Severity":"MEDIUM","Title":"openssl: fork","PrimaryURL":"https://avd.aquasec.com/nvd/cve-2019-1549"},
            {"VulnerabilityID":"CVE-2019-5482","PkgName":"curl","InstalledVersion":"7.66","Severity":"CRITICAL"},
            {"VulnerabilityID":"CVE-1","PkgName":"a","Severity":"odd"}]},
            {"Target":"key.pem","Secrets":[{"RuleID":"private-key","Severity":"HIGH","Title":"Asymmetric Private Key"}]},
            {"Target":"Dockerfile","Misconfigurations":[{"ID":"DS001","Status":"PASS","Severity":"LOW"}]}]}"#,
        expect![[r#"
            vulnerability report by Trivy,  of alpine:3.10: 1 critical, 1 high, 1 medium, 1 unknown
            critical CVE-2019-5482 | curl 7.66 |  |  | 
            high private-key | key.pem  |  | Asymmetric Private Key | 
            medium CVE-2019-1549 | libssl1.1 1.1.1c-r0 | 1.1.1d-r0 | openssl: fork | https://avd.aquasec.com/nvd/cve-2019-1549
            unknown CVE-1 | a  |  |  | "#]],
    );
    check(br#"{"SchemaVersion":2,"ArtifactName":"scratch"}"#, expect!["vulnerability report by Trivy,  of scratch: "]);
}

#[test]
fn vulnerabilities_by_grype() {
    check(
        br#"{"matches":[{"vulnerability":{"id":"GHSA-1","severity":"High","dataSource":"https://github.com/advisories/GHSA-1","fix":{"versions":["1.2.1","2.0"],"state":"fixed"}},
             "artifact":{"name":"semver","version":"1.1.1","type":"npm"}},
            {"vulnerability":{"id":"CVE-2","severity":"Negligible","fix":{"versions":[],"state":"unknown"}},"artifact":{"name":"libc6","version":"2.36"}}],
            "source":{"type":"image","target":{"userInput":"alpine:3.10"}},"descriptor":{"name":"grype","version":"0.121.2","timestamp":"2026-11-30T10:00:00Z"}}"#,
        expect![[r#"
            vulnerability report by Grype 0.121.2, 2026-11-30T10:00:00Z of alpine:3.10: 1 high, 1 negligible
            high GHSA-1 | semver 1.1.1 | 1.2.1, 2.0 |  | https://github.com/advisories/GHSA-1
            negligible CVE-2 | libc6 2.36 |  |  | "#]],
    );
    check(br#"{"matches":[],"descriptor":{"name":"grype"}}"#, expect!["vulnerability report by Grype,  of : "]);
    check(br#"{"matches":[],"descriptor":{"name":"another"}}"#, expect!["no report"]);
}

#[test]
fn sarif_has_levels_scores_and_tags() {
    check(
        br#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scan","semanticVersion":"1.0","rules":[
            {"id":"a","properties":{"security-severity":"9.8"},"shortDescription":{"text":"a is bad"},"helpUri":"https://a.example/"},
            {"id":"b","properties":{"security-severity":5.5}},{"id":"c","properties":{"tags":["security","LOW"]}},
            {"id":"d","defaultConfiguration":{"level":"error"}},{"id":"e"}]}},
            "results":[{"ruleId":"a","level":"error","message":{"text":"a here"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"src/a.c"}}}]},
                {"ruleId":"b","message":{"text":"b here"}},{"ruleId":"c"},{"ruleIndex":3},{"ruleId":"e"},{"ruleId":"gone","level":"note"}],
            "invocations":[{"endTimeUtc":"2026-11-30T10:00:00Z"}]},{}]}"#,
        expect![[r#"
            SARIF report by Scan 1.0, 2026-11-30T10:00:00Z of : 1 critical, 1 error, 1 medium, 1 warning, 1 low, 1 note
            critical a | src/a.c  |  | a is bad | https://a.example/
            error d |   |  |  | 
            medium b |   |  | b here | 
            warning e |   |  |  | 
            low c |   |  |  | 
            note gone |   |  |  | "#]],
    );
    check(br#"{"version":"2.1.0","runs":[]}"#, expect!["SARIF report by ,  of : "]);
    check(br#"{"runs":[]}"#, expect!["no report"]);
}

#[test]
fn an_attestation_has_a_report_of_any_scanner_in_it() {
    let attested = br#"{"invocation":{},"scanner":{"uri":"pkg:github/anchore/grype","version":"0.121.2","result":{"matches":[],"descriptor":{"name":"grype"}}},
        "metadata":{"scanStartedOn":"2026-11-30T09:59:00Z","scanFinishedOn":"2026-11-30T10:00:00Z"}}"#;
    expect!["vulnerability report by Grype 0.121.2, 2026-11-30T10:00:00Z of : "]
        .assert_eq(&lines(of_attestation(&json::parse(attested).expect("JSON"))));
    expect![["no report"]]
        .assert_eq(&lines(of_attestation(&json::parse(br#"{"scanner":{"result":"as text"}}"#).expect("JSON"))));
}
