//! What a static server should answer for each file of a release, asked over HTTP.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use lab::client::{Client, Reply};
use lab::has_hash;

/// For ever, where the name changes with the content.
const EVER: &str = "public, max-age=31536000, immutable";

/// What browsers look at. Of the rest only its text counts.
const TYPES: [(&str, &str); 9] = [
    ("html", "text/html"),
    ("js", "text/javascript"),
    ("css", "text/css"),
    ("wasm", "application/wasm"),
    ("json", "application/json"),
    ("webmanifest", "application/manifest+json"),
    ("svg", "image/svg+xml"),
    ("png", "image/png"),
    ("md", "text/"),
];

/// What is on every answer, because no `<meta>` can say it.
const GUARDS: [(&str, &str); 3] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("content-security-policy", "frame-ancestors 'self'"),
];

/// Asks for every file as it is, and as `encoding` where that lies beside it; says what was right.
pub async fn served(base: &str, folder: &Path, encoding: &str) -> Result<String> {
    let (mut files, mut raw, mut compressed) = (0, 0, 0);
    for file in lab::dist::files(folder)? {
        let name = file.to_str().context("a name")?;
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let answer = ask(base, name, &[]).await?;
        is_right(name, &answer, &fs::read(folder.join(name))?).with_context(|| name.to_owned())?;
        files += 1;
        raw += answer.body.len();
        let beside = folder.join(format!("{name}.{}", if encoding == "gzip" { "gz" } else { encoding }));
        if !beside.is_file() {
            compressed += answer.body.len();
            continue;
        }
        let smaller = ask(base, name, &[("accept-encoding", encoding)]).await?;
        is_right(name, &smaller, &fs::read(beside)?).with_context(|| format!("{name} as {encoding}"))?;
        ensure!(smaller.header("content-encoding") == encoding, "{name} came uncompressed");
        ensure!(smaller.header("vary").to_lowercase().contains("accept-encoding"), "{name} is kept for all encodings");
        ensure!(smaller.header("content-type") == answer.header("content-type"), "{name} has two types");
        compressed += smaller.body.len();
    }
    let index = ask(base, "", &[]).await?;
    is_right("index.html", &index, &fs::read(folder.join("index.html"))?).context("the folder itself")?;
    for name in ["missing", "missing.js", "guide/missing.md", "pierglass-0123456789abcdef.js"] {
        let answer = ask(base, name, &[]).await?;
        ensure!(answer.status == 404, "{name} is {}", answer.status);
        ensure!(!answer.header("cache-control").contains("immutable"), "the 404 of {name} is kept for a year");
    }
    Ok(format!(
        "{files} files with type, caching, guards; {raw} bytes, {compressed} as {encoding}; 404 for the missing"
    ))
}

fn is_right(name: &str, answer: &Reply, content: &[u8]) -> Result<()> {
    ensure!(answer.status == 200, "the status is {}", answer.status);
    ensure!(answer.body == content, "what came is not what lies there");
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let content_type = TYPES.iter().find(|(one, _)| *one == extension);
    let caching = ("cache-control", if has_hash(name) { EVER } else { "no-cache" });
    let mut wanted = vec![caching];
    wanted.extend(GUARDS);
    for (header, value) in wanted {
        ensure!(answer.header(header) == value, "{header} is {:?}, not {value:?}", answer.header(header));
    }
    if let Some((_, value)) = content_type {
        let found = answer.header("content-type");
        ensure!(found.starts_with(value), "the type is {found:?}, not {value:?}");
    }
    Ok(())
}

/// One request.
pub async fn ask(base: &str, name: &str, headers: &[(&str, &str)]) -> Result<Reply> {
    Client::default().get(&format!("{base}/{name}"), headers).await
}
