//! The files of the page's worker: wasm-bindgen's glue with the worker's first words below it, and its module.
//!
//! Their names carry a hash, and stand in attributes of the loader's element, where the page finds them on the first click that needs a
//! worker; [`super::seal`] writes their integrity beside them (docs/decisions/0025).

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use lab_base::folders;
use wasm_bindgen_cli_support::Bindgen;

use crate::hashed::{hash, named};
use crate::seal::loader;

/// How the names of its files begin.
pub(super) const PROGRAM: &str = "worker";

/// Adds the worker of a compiled module to a page. `finish` gives the bytes that are shipped of a module's file.
pub(super) fn add(page: &Path, module: &Path, finish: impl FnOnce(&Path) -> Result<Vec<u8>>) -> Result<()> {
    let work = folders::target().join("page-worker");
    if work.exists() {
        fs::remove_dir_all(&work)?;
    }
    Bindgen::new()
        .input_path(module)
        .out_name(PROGRAM)
        // A worker of a classic script starts from a text in every engine, and one of modules does not.
        .no_modules(true)?
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(&work)
        .with_context(|| format!("wasm-bindgen could not read {}", module.display()))?;
    let glue = fs::read_to_string(work.join(format!("{PROGRAM}.js")))?;
    let start = fs::read_to_string(folders::workspace().join("worker/start.js"))?;
    let module = finish(&work.join(format!("{PROGRAM}_bg.wasm")))?;
    let script = format!("{glue}\n{start}");
    let hash = hash(&[script.as_bytes(), &module]);
    let (js, wasm) = (named(PROGRAM, &hash, "js"), named(PROGRAM, &hash, "wasm"));
    fs::write(page.join(&js), script)?;
    fs::write(page.join(&wasm), module)?;
    let index = page.join("index.html");
    let noted = noted(&fs::read_to_string(&index)?, &js, &wasm)?;
    Ok(fs::write(index, noted)?)
}

/// index.html with the names of the worker's files.
fn noted(page: &str, js: &str, wasm: &str) -> Result<String> {
    let (before, element, after) = loader(page)?;
    Ok(format!("{before}{element} data-worker-js=\"./{js}\" data-worker-wasm=\"./{wasm}\"{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_stand_in_the_loaders_element() {
        let page = "<p></p><script data-js=\"./a.js\" data-wasm=\"./a.wasm\">go()</script>";
        assert_eq!(
            noted(page, "w.js", "w.wasm").expect("noted"),
            "<p></p><script data-js=\"./a.js\" data-wasm=\"./a.wasm\" data-worker-js=\"./w.js\" data-worker-wasm=\"./w.wasm\">go()</script>"
        );
    }
}
