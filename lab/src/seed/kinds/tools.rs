//! Runs the tools: they write into a folder, and push to a registry on loopback.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::written::{FILES, reports};
use crate::folders;
use crate::seed::content::digest;
use crate::tools::pypi::{COMPOSE, RUFF, SYFT};
use crate::tools::{self, python, sigstore};

/// What Python's tools write and push.
const PYTHON: &str = include_str!("attach.py");

/// What node's tools sign and attach.
const NODE: &str = include_str!("attach.cjs");

/// What a program is built of that the tools look at.
const SOURCES: [(&str, &str); 11] = [
    ("image/Containerfile", include_str!("project/Containerfile")),
    ("image/release.txt", "shop 1.2.0\n"),
    ("image/notes.txt", "Baskets are kept for a week.\n"),
    ("source/package-lock.json", include_str!("project/package-lock.json")),
    ("source/requirements.txt", "requests==2.34.2\ncertifi==2026.10.19\n"),
    ("source/app.py", "import os\n\nprint(basket)\n"),
    ("compose.yaml", include_str!("project/compose.yaml")),
    ("README.md", include_str!("project/README.md")),
    ("labels.yaml", "threshold: 0.5\nlabels: [cat, dog]\n"),
    ("notes.txt", "Baskets are kept for a week.\n"),
    ("basket.rs", "#[unsafe(no_mangle)]\npub extern \"C\" fn add_to_basket(a: i32, b: i32) -> i32 {\n    a + b\n}\n"),
];

/// A digest of all that what they write depends on.
pub(super) fn key() -> String {
    let packages = [SYFT, COMPOSE, RUFF].map(|package| format!("{} {}", package.name, package.version)).join(" ");
    let sources: String = SOURCES.iter().map(|(name, content)| format!("{name}\n{content}\n")).collect();
    let reports = [reports::TRIVY, reports::GRYPE].join("\n");
    let all = [&packages, PYTHON, NODE, &sources, &reports, &FILES.join(" "), include_str!("tools.rs")].join("\n");
    digest(all.as_bytes()).replace("sha256:", "")[..16].to_owned()
}

/// Has everything written and pushed to `repository` of a registry on loopback, named without its scheme. Returns the digests of what was
/// pushed by what it is called in the table; the files that the lab goes on with lie in `work`.
pub(super) fn write_all(registry: &str, repository: &str, work: &Path) -> Result<BTreeMap<String, String>> {
    tools::for_kinds()?;
    for (name, content) in SOURCES {
        write(&work.join(name), content.as_bytes())?;
    }
    write(&work.join("trivy.json"), reports::TRIVY.as_bytes())?;
    write(&work.join("grype.json"), reports::GRYPE.as_bytes())?;
    // A configuration that has nothing to say.
    write(&work.join("empty.json"), b"{}\n")?;
    materials(work)?;
    let there = format!("{registry}/{repository}");
    image(&there, work)?;
    let manifest = fs::read(work.join("image.json"))?;
    let (subject, size) = (digest(&manifest), manifest.len().to_string());
    write(&work.join("size.json"), size.as_bytes())?;
    let mut pushed = BTreeMap::from([("image".to_owned(), subject.clone())]);
    let folder = work.to_str().context("a folder's name is no text")?;
    let mut add = |said: &str| -> Result<()> {
        pushed.extend(serde_json::from_str::<BTreeMap<String, String>>(said.trim())?);
        Ok(())
    };
    add(&python::run(PYTHON, &[registry, repository, &subject, &size, folder])?)?;
    add(&sigstore::run(NODE, &[&there, &subject, folder])?)?;
    add(&json!({"compose": compose(&there, work)?, "modelpack-model": model(&there, work)?}).to_string())?;
    wasm(work)?;
    Ok(pushed)
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
    Ok(fs::write(file, content)?)
}

/// Lists of materials, and a report.
fn materials(work: &Path) -> Result<()> {
    let mut syft = Command::new(SYFT.brought()?);
    syft.env("SYFT_CHECK_FOR_APP_UPDATE", "false").args(["scan", "dir:source", "--quiet"]);
    syft.args(["--source-name", "shop", "--source-version", "1.2.0"]);
    for output in [
        "spdx-json@2.3=sbom.spdx.json",
        "spdx-json@2.2=sbom-2.2.spdx.json",
        "cyclonedx-json@1.6=bom.cdx.json",
        "cyclonedx-json@1.5=bom-1.5.cdx.json",
        "cyclonedx-json@1.4=bom-1.4.cdx.json",
        "cyclonedx-xml@1.6=bom.cdx.xml",
        "syft-json=sbom.syft.json",
    ] {
        syft.args(["--output", output]);
    }
    run(&mut syft, work)?;
    let mut ruff = Command::new(RUFF.brought()?);
    ruff.args(["check", "--isolated", "--no-cache", "--exit-zero", "--output-format", "sarif", "source/app.py"]);
    let report = run(&mut ruff, work)?;
    let listed = fs::read_to_string(work.join("bom.cdx.json"))?;
    ensure!(listed.contains("left-pad"), "Syft did not see what the program is made of");
    write(&work.join("ruff.sarif"), &report)
}

/// The image, which runs nothing while it is built, and its manifest as `image.json`.
fn image(there: &str, work: &Path) -> Result<()> {
    let buildah = |arguments: &[&str]| {
        let mut command = Command::new("buildah");
        command.args(["--storage-driver", "vfs", "--root"]).arg(work.join("storage")).arg("--runroot");
        run(command.arg(work.join("running")).args(arguments), work)
    };
    buildah(&["bud", "--isolation", "chroot", "--layers", "--tag", "shop", "image"])?;
    buildah(&["push", "shop", "oci:built:1.0"])?;
    let to = format!("docker://{there}:1.0");
    skopeo(&["copy", "--dest-tls-verify=false", "oci:built:1.0", &to], work)?;
    let manifest = skopeo(&["inspect", "--raw", "--tls-verify=false", &to], work)?;
    write(&work.join("image.json"), &manifest)
}

fn skopeo(arguments: &[&str], work: &Path) -> Result<Vec<u8>> {
    run(Command::new("skopeo").arg("--insecure-policy").args(arguments), work)
}

/// Returns the digest of the application.
fn compose(there: &str, work: &Path) -> Result<String> {
    let mut compose = Command::new(COMPOSE.brought()?);
    // It asks for no Docker where it only publishes.
    compose.env("DOCKER_HOST", "tcp://127.0.0.1:1");
    run(compose.args(["publish", "--yes", "--insecure-registry", &format!("{there}:compose")]), work)?;
    digest_of(&format!("docker://{there}:compose"), work)
}

/// Returns the digest of a model beside the image with the model in it. The tool wants an index of several platforms.
fn model(there: &str, work: &Path) -> Result<String> {
    folders::copy(&work.join("built"), &work.join("model"))?;
    let read = |name: &str| -> Result<Value> { Ok(serde_json::from_slice(&fs::read(work.join("model").join(name))?)?) };
    let mut root = read("index.json")?;
    let entry = |architecture: &str| {
        let mut entry = root["manifests"][0].clone();
        entry["annotations"] = json!({});
        entry["platform"] = json!({"architecture": architecture, "os": "linux"});
        entry
    };
    let media_type = "application/vnd.oci.image.index.v1+json";
    let entries = [entry("amd64"), entry("arm64")];
    let index = json!({"schemaVersion": 2, "mediaType": media_type, "manifests": entries}).to_string();
    write(&work.join("model/blobs/sha256").join(digest(index.as_bytes()).replace("sha256:", "")), index.as_bytes())?;
    root["manifests"] = json!([{"mediaType": media_type, "digest": digest(index.as_bytes()), "size": index.len()}]);
    write(&work.join("model/index.json"), root.to_string().as_bytes())?;
    write(&work.join("card/README.md"), b"# Tiny\n\nIt tells baskets from bags.\n")?;
    write(&work.join("weights/tiny.safetensors"), &[7; 512])?;
    let pack = "from olot.basics import oci_layers_on_top\nimport sys\noci_layers_on_top(sys.argv[1], [sys.argv[2]], sys.argv[3], add_modelpack=True)";
    let at = |name: &str| work.join(name).display().to_string();
    python::run(pack, &[&at("model"), &at("weights/tiny.safetensors"), &at("card/README.md")])?;
    let packed = read("index.json")?;
    let whole = packed["manifests"][0]["digest"].as_str().context("the index has an entry")?;
    let index: Value =
        serde_json::from_slice(&fs::read(work.join("model/blobs/sha256").join(whole.trim_start_matches("sha256:")))?)?;
    let entries = index["manifests"].as_array().context("an index")?;
    let of_it = entries.iter().find(|entry| entry["platform"]["os"] == "unknown").context("a model in the index")?;
    // skopeo takes the first entry where there are several, so each lies in a layout of its own.
    let digest = of_it["digest"].as_str().context("it has a digest")?.to_owned();
    let alone = json!({"schemaVersion": 2, "manifests": [{"mediaType": of_it["mediaType"], "digest": digest, "size": of_it["size"]}]});
    write(&work.join("model/index.json"), alone.to_string().as_bytes())?;
    skopeo(&["copy", "--dest-tls-verify=false", "oci:model", &format!("docker://{there}:model")], work)?;
    Ok(digest)
}

fn digest_of(there: &str, work: &Path) -> Result<String> {
    Ok(digest(&skopeo(&["inspect", "--raw", "--tls-verify=false", there], work)?))
}

fn wasm(work: &Path) -> Result<()> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--edition", "2024", "--target", "wasm32-unknown-unknown", "--crate-type", "cdylib"]);
    run(rustc.args(["-C", "opt-level=z", "-C", "strip=symbols", "-o", "basket.wasm", "basket.rs"]), work).map(drop)
}

/// Runs a program in the folder, and returns what it prints.
fn run(command: &mut Command, work: &Path) -> Result<Vec<u8>> {
    let line = command_line(command);
    let output = command.current_dir(work).output().with_context(|| line.clone())?;
    ensure!(output.status.success(), "{line} says: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(output.stdout)
}

fn command_line(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| argument.to_string_lossy().into_owned());
    let program = command.get_program().to_string_lossy().into_owned();
    std::iter::once(program).chain(arguments).collect::<Vec<_>>().join(" ")
}
