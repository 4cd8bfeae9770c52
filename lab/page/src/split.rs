//! Splits the page's program: what the first list does not need becomes modules that the browser fetches later.
//!
//! Trunk knows one module, so it builds the page as ever, and its two files are replaced here: cargo's own module is
//! divided at the functions that the macros of `src/ui/chunks.rs` mark (docs/decisions/0011), and what remains of it goes through
//! wasm-bindgen. Styles that only such a part needs come with it. All names carry a hash of their content; the glue names
//! parts and styles, with their integrity.

mod files;
mod glue;
mod names;
mod pack;
mod screens;
mod small;
mod styles;
mod unsaid;
mod unused;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{fs, thread};

use anyhow::{Context, Result};
use lab_base::folders;
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, SplitWasm, transform};

use self::files::{Built, replace};
use self::pack::Module;
use crate::minify::{Script, minified};
use crate::optimizer;

/// The program's name.
pub(super) const PROGRAM: &str = "pierglass";

/// What the first module imports its loaders from; the glue has them in itself.
const LOADERS: &str = "./loaders.js";

/// Replaces Trunk's module and glue in a page that it built, by the parts of the module that cargo compiled.
pub(super) fn split(page: &Path, module: &Path) -> Result<()> {
    let module = fs::read(module).with_context(|| format!("{} is not there", module.display()))?;
    let work = folders::target().join("page-parts");
    let module = unsaid::without(&module)?;
    // What nobody can make is known only by the glue. It has to go before the module is divided: what it needs would be kept otherwise.
    divide(&module, &work)?;
    let (_, never_made) = unused::classes(&glue_in(&work)?)?;
    let divided = divide(&unused::without_exports(&module, &never_made)?, &work)?;

    let modules = modules(&divided.split_modules)?;
    let chunks = pack::pack(&divided.prefetch_map, &modules)?;
    let screens = screens::screens()?;
    let styles = styles::take(page, &screens)?;
    let glue = fs::read_to_string(work.join(format!("{PROGRAM}.js")))?;
    let glue = small::without_comments(&glue::with_loaders(&glue, LOADERS, &chunks, &styles, &screens)?);
    let (glue, _) = unused::classes(&glue)?;
    let first = optimizer::smaller(&work.join(format!("{PROGRAM}_bg.wasm")))?;
    let from = format!("./{PROGRAM}_bg.js");
    let (glue, first) = names::shorten(&unused::imports(&glue, &first, &from)?, &first, &from)?;
    replace(page, PROGRAM, Built { glue: minified(&glue, Script::Module)?, first, chunks })
}

/// Divides a module at the functions that are marked, and lets wasm-bindgen make the glue of the first part.
fn divide(module: &[u8], work: &Path) -> Result<SplitWasm> {
    if work.exists() {
        fs::remove_dir_all(work)?;
    }
    fs::create_dir_all(work)?;
    let first = work.join("first.wasm");
    let mut options = Options::new(module);
    options.output_dir = work;
    options.main_out_path = &first;
    options.link_name = LOADERS;
    let divided = transform(options).map_err(|problem| anyhow::anyhow!("the module cannot be split: {problem:?}"))?;
    Bindgen::new()
        .input_path(&first)
        .out_name(PROGRAM)
        .web(true)?
        // Unlike its program, the library leaves the name out, and the loaders need it.
        .omit_default_module_path(false)
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(work)
        .context("wasm-bindgen could not read the first module")?;
    Ok(divided)
}

/// The glue that wasm-bindgen made, without comments and margins.
fn glue_in(work: &Path) -> Result<String> {
    Ok(small::without_comments(&fs::read_to_string(work.join(format!("{PROGRAM}.js")))?))
}

/// The parts, each made smaller; as many at once as there are processors, in the order in which they were given.
fn modules(files: &[PathBuf]) -> Result<Vec<Module>> {
    let made: Vec<Mutex<Option<Result<Module>>>> = files.iter().map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(at) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < files.len()) {
                    *made[at].lock().unwrap_or_else(PoisonError::into_inner) = Some(module(&files[at]));
                }
            });
        }
    });
    made.into_iter()
        .map(|made| made.into_inner().unwrap_or_else(PoisonError::into_inner).context("a part was not made")?)
        .collect()
}

fn module(file: &Path) -> Result<Module> {
    let stem = file.file_stem().context("a part without a name")?.to_string_lossy().into_owned();
    Ok(Module { stem, bytes: optimizer::smaller(file)? })
}
