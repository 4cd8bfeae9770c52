//! The real CNCF Distribution as a child process, with a configuration written here.
//!
//! Its debug and metrics endpoints stay off, its storage is a temporary folder, and it chooses its
//! own free port, which is read from its log.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::auth::BASIC_REALM;
use super::{Auth, Options};
use crate::folders;
use crate::process::Process;
use crate::seed::kept;
use crate::token_service::ISSUER;

/// A running Distribution.
#[derive(Debug)]
pub struct Distribution {
    /// Where it listens.
    pub origin: String,
    /// What `docker-registry --version` says, such as `2.8.2`.
    pub version: String,
    /// Its process; declared before the folder so that it ends before its files go.
    process: Process,
    _folder: TempDir,
    storage: PathBuf,
}

impl Distribution {
    /// Starts it with a configuration written for these options.
    pub async fn start(binary: &Path, options: Options) -> Result<Self> {
        let folder = folders::quick_temporary("pierglass-registry-")?;
        let storage = match &options.storage {
            Some(kept) if kept::is_shared() && !options.is_written_to => kept.clone(),
            kept => {
                let own = folder.path().join("storage");
                kept.as_ref().map(|kept| folders::copy(kept, &own)).transpose()?;
                own
            }
        };
        let configuration = configuration(folder.path(), &storage, &options)?;
        let file = folder.path().join("config.yml");
        // JSON is YAML too, and serde_json quotes every value rightly.
        fs::write(&file, serde_json::to_vec_pretty(&configuration)?)?;

        let mut command = Command::new(binary);
        command.arg("serve").arg(&file);
        // Whatever stands in the environment would silently change the configuration.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("REGISTRY_") {
                command.env_remove(name);
            }
        }
        let mut process = Process::start("docker-registry", command)?;
        let address = process
            .wait_until(|log| {
                let (_, rest) = log.split_once("listening on 127.0.0.1:")?;
                let end = rest.find(|c: char| !c.is_ascii_digit())?;
                Some(format!("127.0.0.1:{}", &rest[..end]))
            })
            .await?;
        Ok(Self { origin: format!("http://{address}"), version: version(binary)?, process, _folder: folder, storage })
    }

    /// Where it keeps its content.
    pub fn storage(&self) -> PathBuf {
        self.storage.clone()
    }

    /// What it has logged so far.
    pub fn log(&self) -> String {
        self.process.output()
    }
}

/// What the binary says of itself; it is asked once.
fn version(binary: &Path) -> Result<String> {
    static SAID: Mutex<BTreeMap<PathBuf, String>> = Mutex::new(BTreeMap::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(version) = said.get(binary) {
        return Ok(version.clone());
    }
    let version = asked_version(binary)?;
    said.insert(binary.to_owned(), version.clone());
    Ok(version)
}

/// `docker-registry github.com/docker/distribution 2.8.2+ds1` says `2.8.2`.
fn asked_version(binary: &Path) -> Result<String> {
    let output = Command::new(binary).arg("--version").output()?;
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let last = output.split_whitespace().last().unwrap_or("unknown");
    let last = last.split('+').next().unwrap_or(last);
    Ok(last.trim_start_matches('v').to_owned())
}

fn configuration(folder: &Path, storage: &Path, options: &Options) -> Result<Value> {
    let mut configuration = json!({
        "version": "0.1",
        "log": {"level": "info", "formatter": "text", "accesslog": {"disabled": true}},
        "storage": {
            "filesystem": {"rootdirectory": storage},
            "delete": {"enabled": options.deletes},
            "cache": {"blobdescriptor": "inmemory"},
            "maintenance": {"uploadpurging": {"enabled": false}},
        },
        "http": {
            "addr": "127.0.0.1:0",
            "secret": "only-for-uploads-in-the-lab",
            "headers": {"X-Content-Type-Options": ["nosniff"]},
        },
        "catalog": {"maxentries": options.catalog_maximum},
    });
    if let Some(origin) = &options.native_cors {
        configuration["http"]["headers"] = json!({
            "Access-Control-Allow-Origin": [origin],
            "Access-Control-Allow-Methods": ["GET, HEAD, OPTIONS, PUT, POST, PATCH, DELETE"],
            "Access-Control-Allow-Headers": ["Authorization, Accept, If-None-Match, Range"],
            "Access-Control-Expose-Headers": ["WWW-Authenticate, Docker-Content-Digest, Link"],
            "Access-Control-Max-Age": ["7200"],
            "X-Content-Type-Options": ["nosniff"],
        });
    }
    if let Some(besides) = &options.configured {
        merge(&mut configuration, besides);
    }
    match &options.auth {
        Auth::Anonymous => {}
        Auth::Basic(accounts) => {
            let path = folder.join("htpasswd");
            fs::write(&path, options.htpasswd.map_or_else(|| accounts.htpasswd(), str::to_owned))?;
            configuration["auth"] = json!({"htpasswd": {"realm": BASIC_REALM, "path": path}});
        }
        Auth::Token { realm, service, keys } => {
            let path = folder.join("tokens.pem");
            let mut certificate = keys.certificate_pem.clone();
            writeln!(certificate)?;
            fs::write(&path, certificate).context("the certificate could not be written")?;
            configuration["auth"] = json!({"token": {
                "realm": realm,
                "service": service,
                "issuer": ISSUER,
                "rootcertbundle": path,
            }});
        }
    }
    Ok(configuration)
}

/// Puts the members of one document into another, as a person would write them into the sections that are there.
fn merge(into: &mut Value, besides: &Value) {
    match (into, besides) {
        (Value::Object(into), Value::Object(besides)) => {
            for (name, value) in besides {
                merge(into.entry(name).or_insert(Value::Null), value);
            }
        }
        (into, other) => *into = other.clone(),
    }
}
