//! Scripts in fewer bytes: what they call their own things is shortened, and what stands in them for people goes.

use std::io::Write as _;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use lab_base::folders;

/// What a script is to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Its names are everybody's.
    Classic,
    /// Its names are its own, and what nobody uses of it goes.
    Module,
}

/// The script by the lab's own esbuild, which knows what it may rename; as it is where npm could not bring that.
pub(super) fn minified(script: &str, kind: Script) -> Result<String> {
    let program = folders::tools().join("npm/node_modules/.bin/esbuild");
    if !program.is_file() {
        return Ok(script.to_owned());
    }
    let mut command = Command::new(program);
    command.args(["--minify", "--target=esnext", "--charset=utf8", "--log-level=warning"]);
    if kind == Script::Module {
        command.args(["--format=esm", "--tree-shaking=true"]);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().context("esbuild takes no script")?;
    // It answers when it has read all.
    input.write_all(script.as_bytes())?;
    drop(input);
    let said = child.wait_with_output()?;
    let words = String::from_utf8_lossy(&said.stderr);
    ensure!(said.status.success() && words.is_empty(), "esbuild says of a script:\n{words}");
    Ok(String::from_utf8(said.stdout)?)
}
