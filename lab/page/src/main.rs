//! Makes the page's files of what cargo compiled. `cargo lab` runs it: `lab-page quick FOLDER MODULE WORKER` writes a page of one module,
//! `lab-page released FOLDER MODULE WORKER` divides the page that Trunk wrote into the folder. WORKER is the module of the page's worker.
//! Both are sealed.

#![warn(unreachable_pub)]

mod alike;
mod hashed;
mod minify;
mod optimizer;
mod quick;
mod seal;
mod split;
mod worker;

use std::env;
use std::fs;
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
    let [form, folder, module, worker] = arguments else {
        bail!("usage: lab-page quick|released FOLDER MODULE WORKER; `cargo lab demo` and `cargo lab dist` call it");
    };
    let (folder, module, worker) = (Path::new(folder), Path::new(module), Path::new(worker));
    match form.as_str() {
        "quick" => {
            quick::build(folder, module)?;
            worker::add(folder, worker, |module| Ok(fs::read(module)?))?;
        }
        "released" => {
            split::split(folder, module)?;
            worker::add(folder, worker, optimizer::faster)?;
        }
        other => bail!("a page is quick or released, not {other}"),
    }
    seal::seal(folder)
}
