//! What is mended: a server, who gets in, and the files that mend it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use lab::folders;
use lab::mounted::{Mounted, Software};
use lab::setup::Access;
use pierglass::diagnosis::fixes::{self, Fix, Names, fill};
use url::Url;

use crate::by_its_own_words::read::prints;

/// A set-up that a fix is for.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// What it is, in a few words.
    pub name: &'static str,
    /// Who gets in.
    pub access: Access,
    /// Whether the token service is published behind the registry's own server.
    pub tokens_here: bool,
    /// Whether the page may change things.
    pub changes: bool,
    /// Whether the registry sends CORS headers of its own, which do not help where somebody has to sign in.
    pub native_cors: bool,
    /// The fixes, without their server: `cors` is `nginx-cors` for nginx.
    pub mends: &'static [&'static str],
}

/// The set-ups that every server is tried in.
pub const CASES: [Case; 4] = [
    Case {
        name: "htpasswd, and CORS headers of the registry's own",
        access: Access::Basic,
        tokens_here: false,
        changes: true,
        native_cors: true,
        mends: &["cors"],
    },
    Case {
        name: "tokens behind the same server",
        access: Access::Token,
        tokens_here: true,
        changes: false,
        native_cors: false,
        mends: &["cors"],
    },
    Case {
        name: "tokens on an origin of their own",
        access: Access::Token,
        tokens_here: false,
        changes: true,
        native_cors: false,
        mends: &["cors", "token-service"],
    },
    Case {
        name: "page and registry on one origin",
        access: Access::Token,
        tokens_here: true,
        changes: false,
        native_cors: false,
        mends: &["same-origin"],
    },
];

impl Case {
    /// The fixes of a server.
    pub fn fixes(&self, software: Software) -> Result<Vec<&'static Fix>> {
        let found = |name: &&str| {
            let id = format!("{}-{name}", software.folder());
            fixes::all().find(|fix| fix.id == id).with_context(|| format!("there is no fix {id}"))
        };
        self.mends.iter().map(found).collect()
    }

    /// The rules that the fixes end.
    pub fn ends(&self, software: Software) -> Result<BTreeSet<&'static str>> {
        Ok(self.fixes(software)?.into_iter().flat_map(|fix| fix.rules()).collect())
    }

    /// Whether the page itself comes from the registry's server.
    pub fn is_same_origin(&self) -> bool {
        self.mends == ["same-origin"]
    }
}

/// Starts a server as people have it before: it hands everything on, and knows nothing of pages. Where the token service
/// has an origin of its own, the registry's is mended already.
pub async fn before(software: Software, case: &Case, names: &Names) -> Result<Mounted> {
    let extension = match software {
        Software::Nginx | Software::NewNginx | Software::Httpd => "conf",
        Software::Caddy | Software::NewCaddy => "caddyfile",
        Software::Haproxy => "cfg",
        Software::Envoy => "yml",
        Software::Node => anyhow::bail!("Node stands in front of no registry"),
    };
    let folder = folders::workspace().join("lab/tests/e2e/the_fixes_work/before");
    let mut files = Vec::new();
    for id in ["nginx-cors", "nginx-token-service"] {
        // Only what the file is about counts here.
        let about = fixes::all().find(|fix| fix.id == id).context("a fix")?;
        let suffix = id.strip_prefix("nginx-cors").map_or("-token-service", |_| "");
        if suffix.is_empty() && has_own_token_service(names) {
            files.push(filled(case.fixes(software)?[0], names)?);
        } else if suffix.is_empty() || has_own_token_service(names) {
            let file = read(&folder.join(format!("{}{suffix}.{extension}", software.folder())))?;
            files.push(fill(about, &file, names)?);
        }
    }
    Mounted::start(software, &files, &ports(names)?).await
}

/// The file of an nginx that hands everything on.
pub fn handing_on(names: &Names) -> Result<String> {
    let about = fixes::all().find(|fix| fix.id == "nginx-cors").context("a fix")?;
    let file = read(&folders::workspace().join("lab/tests/e2e/the_fixes_work/before/nginx.conf"))?;
    Ok(fill(about, &file, names)?)
}

/// Starts a server with the fixes mounted, filled in as the page fills them in.
pub async fn mended(software: Software, case: &Case, names: &Names) -> Result<Mounted> {
    let mut files = Vec::new();
    for fix in case.fixes(software)? {
        files.push(filled(fix, names)?);
    }
    Mounted::start(software, &files, &ports(names)?).await
}

/// Runs the line that shows whether a fix is in force: it prints what the page says that it prints.
pub fn checked(fix: &Fix, names: &Names) -> Result<()> {
    let Some(check) = fixes::check(fix, names) else { return Ok(()) };
    let mut curl = Command::new("sh");
    // The lab's certificate is nobody's but its own.
    if names.registry.starts_with("https:") {
        curl.env("CURL_CA_BUNDLE", &names.certificate);
    }
    let output = curl.args(["-c", &check.line]).output()?;
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    prints(&printed, Some(check.status), &check.lines).with_context(|| format!("{}: {}\n{errors}", fix.id, check.line))
}

/// The file of a fix, filled in.
pub fn filled(fix: &Fix, names: &Names) -> Result<String> {
    let file = read(&folders::workspace().join("fixes").join(fix.file))?;
    Ok(fill(fix, &file, names)?)
}

pub fn read(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("{} cannot be read", file.display()))
}

fn has_own_token_service(names: &Names) -> bool {
    names.tokens.is_some() && !names.tokens_are_here()
}

fn ports(names: &Names) -> Result<Vec<u16>> {
    let mut origins = vec![&names.registry];
    origins.extend(names.tokens.as_ref().filter(|_| has_own_token_service(names)).map(|tokens| &tokens.origin));
    let port = |origin: &&String| Url::parse(origin).ok()?.port_or_known_default();
    origins.iter().map(|origin| port(origin).with_context(|| format!("{origin} has a port"))).collect()
}
