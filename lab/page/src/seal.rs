//! Seals a built page: each program file is bound to its hash, and a policy lets nothing else run.
//!
//! The policy stands in the page itself, so that it holds on any static host. What such a policy cannot say, who may frame the
//! page, is the host's (docs/hosting.md).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// Where the policy goes: after the character set, before anything that loads.
const BEFORE_POLICY: &str = "<meta name=\"viewport\"";

/// How the loader's element begins; see Trunk.toml.
const LOADER: &str = "<script data-js=\"";

/// Writes hashes and policy into a folder's index.html. A page that is sealed already stays as it is.
pub(super) fn seal(folder: &Path) -> Result<()> {
    let file = folder.join("index.html");
    let page = fs::read_to_string(&file)?;
    if page.contains("http-equiv=\"Content-Security-Policy\"") {
        return Ok(());
    }
    let sealed = sealed(&page, |name| {
        let name = name.trim_start_matches("./");
        fs::read(folder.join(name)).with_context(|| format!("index.html names {name}"))
    });
    let scripts = script_names(folder, &page)?;
    let sealed = sealed.and_then(|page| with_import_map(&page, &scripts, folder))?;
    let sealed = with_loader_first(&sealed)?;
    Ok(fs::write(file, with_policy(&sealed)?)?)
}

/// Adds the hashes of the files of both programs, the page's and its worker's, to the loader's element.
fn sealed(page: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let (before, element, after) = loader(page)?;
    let mut sealed = element.to_owned();
    for name in ["js", "wasm", "worker-js", "worker-wasm"] {
        let file = attribute(element, &format!("data-{name}")).context("the loader names no file")?;
        sealed.push_str(&format!(" data-{name}-integrity=\"{}\"", integrity(&read(file)?)));
    }
    Ok(format!("{before}{sealed}{after}"))
}

/// Puts the import map and the loader before all styles: a script behind one waits until it has come, and with it all that the script
/// asks for.
fn with_loader_first(page: &str) -> Result<String> {
    const MAP: &str = "<script type=\"importmap\">";
    let at = page.find(MAP).context("index.html has no import map")?;
    let loader = at + page[at..].find(LOADER).context("index.html has no loader behind its import map")?;
    let end = loader + page[loader..].find("</script>").context("the loader has no end")? + "</script>".len();
    let rest = format!("{}{}", &page[..at], &page[end..]);
    let (before, after) = rest.split_once(AFTER_TITLE).context("index.html has no title")?;
    Ok(format!("{before}{AFTER_TITLE}\n    {}{after}", &page[at..end]))
}

/// Behind it the loader goes: what stands before it loads nothing.
const AFTER_TITLE: &str = "</title>";

/// The beginning of the loader's element, up to its `>`, and what stands before and behind it.
pub(super) fn loader(page: &str) -> Result<(&str, &str, &str)> {
    let at = page.find(LOADER).context("index.html has no loader")?;
    let end = at + page[at..].find('>').context("the loader's element has no end")?;
    Ok((&page[..at], &page[at..end], &page[end..]))
}

/// Binds every script that the page may import to its hash. Browsers that do not know it yet ignore it.
fn with_import_map(page: &str, scripts: &[String], folder: &Path) -> Result<String> {
    let mut hashes = Map::new();
    for name in scripts {
        hashes.insert(format!("./{name}"), Value::String(integrity(&fs::read(folder.join(name))?)));
    }
    let map = json!({ "integrity": hashes });
    Ok(page.replacen(LOADER, &format!("<script type=\"importmap\">{map}</script>\n    {LOADER}"), 1))
}

/// The scripts whose names carry a hash and that the page imports, in order: the worker's it reads as a text.
fn script_names(folder: &Path, page: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".js") && lab_base::has_hash(&name) && !page.contains(&format!("data-worker-js=\"./{name}\""))
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Puts the policy first. Registries may be anywhere, so requests may go anywhere; code, styles and frames may not.
fn with_policy(page: &str) -> Result<String> {
    let (scripts, styles) = (inline(page, "script")?, inline(page, "style")?);
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{scripts}; style-src 'self'{styles}; img-src 'self' data:; \
         connect-src 'self' http: https:; frame-src 'self'; worker-src blob:; manifest-src 'self'; base-uri 'none'; \
         form-action 'none'"
    );
    let element = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />\n    {BEFORE_POLICY}");
    ensure!(page.contains(BEFORE_POLICY), "index.html has no viewport");
    Ok(page.replacen(BEFORE_POLICY, &element, 1))
}

/// What the policy says of all elements of a name whose text stands in the page.
fn inline(page: &str, name: &str) -> Result<String> {
    let (mut rest, mut hashes) = (page, String::new());
    while let Some((_, element)) = rest.split_once(&format!("<{name}")) {
        let (attributes, element) = element.split_once('>').with_context(|| format!("a {name} element has no end"))?;
        let (text, after) =
            element.split_once(&format!("</{name}>")).with_context(|| format!("a {name} has no end"))?;
        ensure!(!attributes.contains(" src="), "index.html loads a {name} that the policy does not know");
        hashes.push_str(&format!(" '{}'", integrity(text.as_bytes())));
        rest = after;
    }
    Ok(hashes)
}

/// The value of an attribute of an element.
pub(super) fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    element.split_once(&format!("{name}=\""))?.1.split_once('"').map(|(value, _)| value)
}

/// What a browser holds a file against.
pub(super) fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_four_files_are_bound_to_their_hashes() {
        let names = [("js", "./a.js"), ("wasm", "./a.wasm"), ("worker-js", "./w.js"), ("worker-wasm", "./w.wasm")];
        let named: Vec<_> = names.iter().map(|(kind, name)| format!("data-{kind}=\"{name}\"")).collect();
        let page = format!("<script {}>go()</script>", named.join(" "));
        let sealed = sealed(&page, |name| Ok(name.as_bytes().to_vec())).unwrap();
        for (kind, name) in names {
            let hash = format!(" data-{kind}-integrity=\"{}\"", integrity(name.as_bytes()));
            assert!(sealed.contains(&hash), "{sealed}");
        }
        assert!(sealed.ends_with("\">go()</script>"), "{sealed}");
    }

    #[test]
    fn the_loader_stands_before_all_styles() {
        let page = "<title>P</title><link rel=\"stylesheet\"/><script type=\"importmap\">{}</script>\n<script data-js=\"a\">go()</script></head>";
        let moved = with_loader_first(page).unwrap();
        assert_eq!(
            moved,
            "<title>P</title>\n    <script type=\"importmap\">{}</script>\n<script data-js=\"a\">go()</script><link rel=\"stylesheet\"/></head>"
        );
    }

    #[test]
    fn the_policy_knows_what_stands_in_the_page_and_refuses_a_strange_script() {
        let page = "<head><meta name=\"viewport\" /><script type=\"importmap\">{}</script><script>go()</script><style>a{}</style>";
        let sealed = with_policy(page).unwrap();
        let said =
            |texts: &[&str]| texts.iter().map(|text| format!(" '{}'", integrity(text.as_bytes()))).collect::<String>();
        assert!(sealed.contains(&format!("'wasm-unsafe-eval'{};", said(&["{}", "go()"]))), "{sealed}");
        assert!(sealed.contains(&format!("style-src 'self'{};", said(&["a{}"]))), "{sealed}");
        assert!(!sealed.contains("unsafe-inline"));
        assert!(with_policy("<meta name=\"viewport\" /><script src=\"x.js\"></script>").is_err());
    }
}
