//! What real servers answered, read by the code that will meet such answers again.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use pierglass::registry::auth::demand::Demand;
use pierglass::registry::error::ErrorBody;
use pierglass::registry::http::{Headers, Response};
use pierglass::registry::link::next_page;
use pierglass::registry::manifest::Document;
use url::Url;

/// An answer as `curl -si` wrote it.
fn answer(file: &str) -> Response {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/distribution-2.8.2").join(file);
    let text = fs::read_to_string(path).expect("a recorded answer");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
    let headers = lines.map(|line| line.split_once(": ").expect("a header"));
    let headers = headers.map(|(name, value)| (name.to_string(), value.to_string())).collect();
    Response { status, headers: Headers(headers), body: body.into(), ..Response::default() }
}

/// What the page makes of an answer, in a few lines.
fn told(response: &Response) -> String {
    let registry = Url::parse("http://127.0.0.1:5000/v2/_catalog?n=5").expect("a URL");
    let mut lines = vec![response.status.to_string()];
    if let Ok(demand) = Demand::read(response, &registry) {
        lines.push(match demand {
            Demand::Basic { realm } => format!("Basic {realm:?}"),
            Demand::Bearer(service) => format!(
                "Bearer {} service {:?} scope {:?} error {:?}",
                service.realm.url,
                service.service,
                service.scope.map(|scope| scope.to_string()),
                service.error
            ),
        });
    }
    let said = ErrorBody::parse(response);
    lines.extend(said.entries.iter().map(|entry| format!("{}: {}", entry.code.as_str(), entry.message)));
    lines.extend(said.access.iter().map(|access| format!("wants {}:{}:{}", access.kind, access.name, access.action)));
    match next_page(&registry, &response.headers) {
        Ok(Some(next)) => lines.push(format!("next {next}")),
        Ok(None) => {}
        Err(error) => lines.push(error.to_string()),
    }
    if response.status == 200 {
        lines.push(match Document::parse(response.headers.get("content-type"), &response.body) {
            Ok(Document::Image(manifest)) => format!("{:?} of {} layers", manifest.kind(), manifest.layers.len()),
            Ok(Document::Index(index)) => {
                let platforms: Vec<String> =
                    index.platforms().filter_map(|image| image.platform.as_ref()).map(ToString::to_string).collect();
                format!("index for {}, {} attestations", platforms.join(" "), index.apart().1.len())
            }
            Ok(Document::Schema1 { .. }) => "schema 1".to_string(),
            Err(error) => format!("no document: {error}"),
        });
    }
    lines.join("\n")
}

#[track_caller]
fn check(file: &str, expected: Expect) {
    expected.assert_eq(&told(&answer(file)));
}

#[test]
fn challenges() {
    check(
        "challenge-ping.http",
        expect![[r#"
        401
        Bearer http://127.0.0.1:5001/token service Some("pierglass-lab") scope None error None
        UNAUTHORIZED: authentication required"#]],
    );
    check(
        "challenge-catalog.http",
        expect![[r#"
        401
        Bearer http://127.0.0.1:5001/token service Some("pierglass-lab") scope Some("registry:catalog:*") error None
        UNAUTHORIZED: authentication required
        wants registry:catalog:*"#]],
    );
    check(
        "challenge-tags.http",
        expect![[r#"
        401
        Bearer http://127.0.0.1:5001/token service Some("pierglass-lab") scope Some("repository:team-a/api:pull") error None
        UNAUTHORIZED: authentication required
        wants repository:team-a/api:pull"#]],
    );
    check(
        "insufficient-scope.http",
        expect![[r#"
        401
        Bearer http://127.0.0.1:5001/token service Some("pierglass-lab") scope Some("registry:catalog:*") error Some("insufficient_scope")
        UNAUTHORIZED: authentication required
        wants registry:catalog:*"#]],
    );
    check(
        "invalid-token.http",
        expect![[r#"
        401
        Bearer http://127.0.0.1:5001/token service Some("pierglass-lab") scope Some("repository:docs-site:pull") error Some("invalid_token")
        UNAUTHORIZED: authentication required
        wants repository:docs-site:pull"#]],
    );
}

#[test]
fn lists() {
    check(
        "catalog-with-link.http",
        expect![[r#"
        200
        next http://127.0.0.1:5000/v2/_catalog?last=legacy%2Fportal&n=5
        no document: the document is neither a manifest nor an index; it has the members repositories"#]],
    );
    check(
        "catalog-too-large.http",
        expect![[r#"
        400
        PAGINATION_NUMBER_INVALID: invalid number of results requested"#]],
    );
    check(
        "tags.http",
        expect![[r#"
        200
        no document: the document is neither a manifest nor an index; it has the members name, tags"#]],
    );
    check("referrers-not-there.http", expect!["404"]);
}

#[test]
fn manifests() {
    check(
        "manifest-library-nginx-like-as-oci.http",
        expect![[r#"
        200
        Image of 2 layers"#]],
    );
    check(
        "manifest-library-nginx-like-as-docker.http",
        expect![[r#"
        404
        MANIFEST_UNKNOWN: OCI manifest found, but accept header does not support OCI manifests"#]],
    );
    check(
        "manifest-library-hello-as-oci.http",
        expect![[r#"
        200
        index for linux/amd64 linux/arm64 linux/arm/v7, 1 attestations"#]],
    );
    check(
        "manifest-library-hello-as-docker.http",
        expect![[r#"
        404
        MANIFEST_UNKNOWN: OCI index found, but accept header does not support OCI indexes"#]],
    );
    check(
        "manifest-legacy-portal-as-oci.http",
        expect![[r#"
        200
        schema 1"#]],
    );
    check(
        "manifest-legacy-portal-as-docker.http",
        expect![[r#"
        200
        index for linux/amd64 linux/arm64 linux/arm/v7, 0 attestations"#]],
    );
    check(
        "manifest-charts-gateway-as-oci.http",
        expect![[r#"
        200
        HelmChart of 1 layers"#]],
    );
    check(
        "manifest-unknown.http",
        expect![[r#"
        404
        MANIFEST_UNKNOWN: manifest unknown"#]],
    );
}
