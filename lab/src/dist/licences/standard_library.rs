//! The notices of what the Rust standard library is made of, from the page that comes with the compiler.
//!
//! That page is about all systems. Only what can be in a module for browsers is taken.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The page, in the toolchain's folder. rustup installs it with every rustc.
const PAGE: &str = "share/doc/rust/COPYRIGHT-library.html";

/// The licence of the tables of letters, which the page only names.
const TABLES: &str = "share/doc/rust/licenses/Unicode-3.0.txt";

/// The crates of others in it, on wasm32-unknown-unknown.
const CRATES: [&str; 5] = ["cfg-if", "dlmalloc", "foldhash", "hashbrown", "rustc-demangle"];

/// Each with its text.
pub(super) fn notices(workspace: &Path) -> Result<Vec<(String, String)>> {
    let output = Command::new("rustc").args(["--print", "sysroot"]).current_dir(workspace).output()?;
    ensure!(output.status.success(), "rustc does not say where it is: {}", String::from_utf8_lossy(&output.stderr));
    let sysroot = PathBuf::from(String::from_utf8(output.stdout)?.trim());
    let shipped = |name: &str| {
        let missing = || format!("{name} is missing in the toolchain, where rustup installs it with rustc");
        fs::read_to_string(sysroot.join(name)).with_context(missing)
    };
    let mut notices = read(&shipped(PAGE)?)?;
    notices
        .push(("The Rust standard library, its tables (Unicode-3.0)".to_owned(), shipped(TABLES)?.trim().to_owned()));
    Ok(notices)
}

/// `… <h3>📦 name-version</h3> …`, once for each crate, below what the library holds itself.
fn read(page: &str) -> Result<Vec<(String, String)>> {
    let mut sections = page.split("<h3>📦 ");
    let own = sections.next().unwrap_or_default();
    ensure!(own.contains("The Rust Project Developers"), "{PAGE} does not begin with the library's own notices");
    let mut notices = vec![("The Rust standard library, its own files".to_owned(), text(own))];
    let sections: Vec<&str> = sections.collect();
    for name in CRATES {
        let is_it = |section: &&&str| {
            let version = section.strip_prefix(name).and_then(|rest| rest.strip_prefix('-'));
            version.is_some_and(|version| version.starts_with(|one: char| one.is_ascii_digit()))
        };
        let section = sections.iter().find(is_it).with_context(|| format!("{PAGE} has no notice of {name}"))?;
        let title = section.split('<').next().unwrap_or(name);
        notices.push((format!("{title}, in the Rust standard library"), text(section)));
    }
    Ok(notices)
}

/// The words of a page, without its marks.
fn text(page: &str) -> String {
    let mut words = String::new();
    for (at, part) in page.split('<').enumerate() {
        words += if at == 0 { part } else { part.split_once('>').map_or("", |(_, after)| after) };
    }
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#39;", "'"), ("&#34;", "\""), ("&quot;", "\"")];
    let plain = signs.iter().fold(words, |words, (sign, plain)| words.replace(sign, plain));
    let plain = plain.replace("&amp;", "&");
    let mut lines: Vec<&str> = plain.lines().map(str::trim_end).collect();
    lines.dedup_by(|later, line| later.is_empty() && line.is_empty());
    lines.join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_this_toolchain_names_everybody() {
        let notices = notices(&crate::folders::workspace()).unwrap();
        assert_eq!(notices.len(), CRATES.len() + 2);
        for (name, text) in &notices {
            assert!(
                text.to_lowercase().contains("copyright") && !text.contains("</") && !text.contains("&#"),
                "{name}: {text}"
            );
        }
        assert!(notices[0].1.contains("Unicode-3.0"), "{}", notices[0].1);
    }

    #[test]
    fn a_crate_without_a_notice_is_named() {
        let problem = read("The Rust Project Developers <h3>📦 cfg-if-1.0.4</h3>").unwrap_err();
        assert!(problem.to_string().contains("dlmalloc"), "{problem}");
    }
}
