//! binaryen's wasm-opt, which makes modules smaller or faster than the compiler leaves them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use lab_base::folders;

use crate::alike::beside_each_other;

/// The module of a file, as small as can be when it is sent. Between two rounds the branches are taken apart and built anew, which is
/// smaller than what LLVM leaves; and what is called from one place alone stays a function where it is long, to stand beside its likes.
/// A program of Rust's has its stack below its data, and so nothing in the lowest kilobyte.
pub(super) fn smaller(file: &Path) -> Result<Vec<u8>> {
    const LONG: &str = "--one-caller-inline-max-function-size=60";
    beside_each_other(&optimized(file, &["--low-memory-unused", LONG, "-Oz", "--flatten", "--rereloop", "-Oz"])?)
}

/// The module of a file, as fast as can be.
pub(super) fn faster(file: &Path) -> Result<Vec<u8>> {
    optimized(file, &["--low-memory-unused", "-O3"])
}

fn optimized(file: &Path, how: &[&str]) -> Result<Vec<u8>> {
    let mut result = file.as_os_str().to_owned();
    result.push(".optimized");
    let result = PathBuf::from(result);
    let output = format!("--output={}", result.display());
    let program = folders::find_program("wasm-opt").context("wasm-opt is missing")?;
    let mut command = Command::new(program);
    command.args(how).args(ALWAYS).arg(output).arg(file).env("PATH", folders::search_path());
    let said = command.output()?;
    if !said.status.success() {
        bail!("{command:?} failed:\n{}", String::from_utf8_lossy(&said.stderr));
    }
    fs::read(&result).with_context(|| format!("wasm-opt left no {}", result.display()))
}

/// The features that rustc uses, as in index.html; and nothing that only people read.
const ALWAYS: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--strip-debug",
    "--strip-producers",
    "--strip-target-features",
];
