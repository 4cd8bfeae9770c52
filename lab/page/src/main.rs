//! Makes the page's files of what cargo compiled. `cargo lab` runs it: `lab-page quick FOLDER MODULE` writes a page of one module,
//! `lab-page released FOLDER MODULE` divides the page that Trunk wrote into the folder. Both are sealed.

#![warn(unreachable_pub)]

mod hashed;
mod quick;
mod seal;
mod split;

use std::env;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    match run(&env::args().skip(1).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let [form, folder, module] = arguments else {
        bail!("usage: lab-page quick|released FOLDER MODULE; `cargo lab demo` and `cargo lab dist` call it");
    };
    let (folder, module) = (Path::new(folder), Path::new(module));
    match form.as_str() {
        "quick" => quick::build(folder, module)?,
        "released" => split::split(folder, module)?,
        other => bail!("a page is quick or released, not {other}"),
    }
    seal::seal(folder)
}
