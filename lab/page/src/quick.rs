//! The page quickly: one module, as cargo compiles it for development, and Trunk's part of the work done here.
//!
//! Whoever builds the page to see it would wait for Trunk and for wasm-bindgen's program to be compiled, longer than for all
//! else together. So wasm-bindgen is a library here, and of Trunk's asset links index.html has four kinds
//! (docs/decisions/0016). The released page is Trunk's; a story holds both to the same files.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use lab_base::folders;
use wasm_bindgen_cli_support::Bindgen;

use super::seal::attribute;
use crate::hashed::{hash, named};
use crate::split::PROGRAM;

/// Writes the page of a compiled module into a folder, which is made anew.
pub(super) fn build(folder: &Path, module: &Path) -> Result<()> {
    let mut bound = Bindgen::new()
        .input_path(module)
        .out_name(PROGRAM)
        .web(true)?
        .typescript(false)
        .generate_output()
        .with_context(|| format!("wasm-bindgen could not read {}", module.display()))?;
    let scripts = bound.snippets().values().map(Vec::len).sum::<usize>() + bound.local_modules().len();
    ensure!(scripts == 0, "a crate brings a script of its own, which only Trunk would copy");
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let module = bound.wasm_mut().emit_wasm();
    let program = Program::write(folder, bound.js(), &module)?;
    let index = assembled(&fs::read_to_string(folders::workspace().join("index.html"))?, folder, &program)?;
    Ok(fs::write(folder.join("index.html"), index)?)
}

/// The names of the program's files.
struct Program {
    js: String,
    wasm: String,
}

impl Program {
    fn write(folder: &Path, glue: &str, module: &[u8]) -> Result<Self> {
        let hash = hash(&[glue.as_bytes(), module]);
        let program = Self { js: named(PROGRAM, &hash, "js"), wasm: format!("{PROGRAM}-{hash}_bg.wasm") };
        fs::write(folder.join(&program.js), glue)?;
        fs::write(folder.join(&program.wasm), module)?;
        Ok(program)
    }

    /// The element that starts the program, as Trunk.toml has it.
    fn element(&self) -> Result<String> {
        let settings = fs::read_to_string(folders::workspace().join("Trunk.toml"))?;
        let pattern = settings.lines().find_map(|line| line.strip_prefix("pattern_script = "));
        // A basic string of TOML that has only these escapes is one of JSON.
        let pattern: String = serde_json::from_str(pattern.context("Trunk.toml has no pattern_script")?)?;
        let script = |name: &str| fs::read_to_string(folders::workspace().join("loader").join(name));
        let (first, loader) = (script("first.js")?, script("loader.js")?);
        let names =
            [("{base}", "./"), ("{js}", &self.js), ("{wasm}", &self.wasm), ("{first}", &first), ("{loader}", &loader)];
        Ok(names.iter().fold(pattern, |text, (mark, value)| text.replace(mark, value)))
    }
}

/// index.html with each of Trunk's links carried out and replaced, and the program's element at the end of the head.
fn assembled(index: &str, folder: &Path, program: &Program) -> Result<String> {
    let mut page = String::new();
    let mut rest = index;
    while let Some(at) = rest.find("<link") {
        let end = at + rest[at..].find("/>").context("a link of index.html has no end")? + "/>".len();
        page.push_str(&rest[..at]);
        let link = &rest[at..end];
        page.push_str(&if link.contains("data-trunk") { carried_out(link, folder)? } else { link.to_owned() });
        rest = &rest[end..];
    }
    page.push_str(rest);
    let (head, body) = page.split_once("</head>").context("index.html has no head")?;
    Ok(format!("{head}{}\n  </head>{body}", program.element()?))
}

/// What stands in the place of one of Trunk's links, once that is done which it asks for.
fn carried_out(link: &str, folder: &Path) -> Result<String> {
    let kind = attribute(link, "rel").context("a link without rel")?;
    if kind == "rust" {
        return Ok(String::new());
    }
    let href = attribute(link, "href").context("a link without href")?;
    let source = folders::workspace().join(href);
    let name = source.file_name().and_then(|name| name.to_str()).context("a link to nothing")?;
    match kind {
        "copy-file" => {
            fs::copy(&source, folder.join(name)).with_context(|| href.to_owned())?;
        }
        "copy-dir" => {
            let target = folder.join(attribute(link, "data-target-path").unwrap_or(name));
            folders::copy(&source, &target).with_context(|| href.to_owned())?;
        }
        "css" => {
            let style = fs::read(&source).with_context(|| href.to_owned())?;
            let stem = name.strip_suffix(".css").context("a style that is no .css")?;
            let name = named(stem, &hash(&[&style]), "css");
            fs::write(folder.join(&name), style)?;
            return Ok(format!("<link rel=\"stylesheet\" href=\"./{name}\" />"));
        }
        other => bail!("index.html has a link of the kind {other}, which is not known here"),
    }
    Ok(String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_of_trunks_is_carried_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = Program::write(folder.path(), "export {};", b"module").expect("written");
        let index = fs::read_to_string(folders::workspace().join("index.html")).expect("index.html");
        let page = assembled(&index, folder.path(), &program).expect("assembled");
        assert!(!page.contains("data-trunk"), "{page}");
        for file in ["icon.svg", "manifest.webmanifest", "probe/probe.js", "fixes/nginx/same-origin.conf"] {
            assert!(folder.path().join(file).is_file(), "{file} was not copied");
        }
        assert!(page.contains(&format!("<script data-js=\"./{}\" data-wasm=\"./{}\">\n", program.js, program.wasm)));
        assert!(page.contains("href=\"./tokens-"), "{page}");
    }

    #[test]
    fn a_link_of_another_kind_is_an_error() {
        let problem =
            carried_out("<link data-trunk rel=\"sass\" href=\"a.scss\" />", Path::new("/nowhere")).unwrap_err();
        assert!(problem.to_string().contains("sass"), "{problem}");
    }
}
