//! nginx from a temporary folder: the one way in which the lab starts it. What stands in front of what is said by who starts it.

pub mod front;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::folders;
use crate::process::Process;
use crate::process::account::{give, is_root};

/// A running nginx. Dropping it stops it.
#[derive(Debug)]
pub struct Nginx {
    pub(crate) process: Process,
    /// With its configuration, what stands beside it, its logs and its temporary files.
    pub(crate) folder: TempDir,
}

/// What it is told. Names of files in it are names in its own folder, unless they begin with `/`.
#[derive(Debug, Default)]
pub(crate) struct Configuration {
    /// What stands before everything else, such as `load_module`.
    pub(crate) before: String,
    /// What stands inside of `http`.
    pub(crate) http: String,
    /// Files beside it: their names, and what is in them.
    pub(crate) files: Vec<(String, String)>,
}

impl Nginx {
    /// Starts the machine's own nginx and waits until these ports of loopback, which the configuration names, are open. Where it ends
    /// before, the error is what it says itself.
    pub(crate) async fn start(configuration: &Configuration, ports: &[u16]) -> Result<Self> {
        Self::start_as(None, &Self::program()?, configuration, ports).await
    }

    /// Like [`start`](Self::start), of another nginx than the machine's, or as an account other than ours, which only root can be.
    pub(crate) async fn start_as(
        account: Option<u32>,
        program: &Path,
        configuration: &Configuration,
        ports: &[u16],
    ) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("pierglass-nginx-").tempdir()?;
        for (name, content) in &configuration.files {
            let file = folder.path().join(name);
            fs::create_dir_all(file.parent().unwrap_or(folder.path()))?;
            fs::write(file, content)?;
        }
        let file = folder.path().join("nginx.conf");
        fs::write(&file, whole(configuration))?;
        if let Some(account) = account {
            give(folder.path(), account)?;
        }
        let mut command = Command::new(program);
        command.arg("-p").arg(folder.path()).arg("-c").arg(&file).args(["-e", "stderr"]);
        let mut process = Process::start_as(account, "nginx", command)?;
        for port in ports {
            process.wait_for_port(*port).await?;
        }
        Ok(Self { process, folder })
    }

    /// The machine's own.
    pub(crate) fn program() -> Result<PathBuf> {
        folders::find_program("nginx").context("nginx is missing (Debian: nginx-light)")
    }
}

/// With the least that it needs to run in the foreground, and to write nowhere but into its folder.
fn whole(configuration: &Configuration) -> String {
    let Configuration { before, http, .. } = configuration;
    let user = if is_root() { "user root;" } else { "" };
    format!(
        "{before}
{user}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
{http}
}}
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::free_port;

    fn saying(port: u16, text: &str) -> Configuration {
        let http = format!("server {{ listen 127.0.0.1:{port}; include own/*.conf; }}");
        let files = vec![("own/answer.conf".to_owned(), format!("return 200 {text};"))];
        Configuration { http, files, ..Configuration::default() }
    }

    #[tokio::test]
    async fn it_answers_until_it_is_dropped_and_says_why_it_does_not_start() -> Result<()> {
        if let Err(missing) = Nginx::program() {
            println!("not run: {missing}");
            return Ok(());
        }
        let port = free_port()?;
        let nginx = Nginx::start(&saying(port, "hello"), &[port]).await?;
        let answer = crate::client::Client::default().get(&format!("http://127.0.0.1:{port}/"), &[]).await?;
        assert_eq!(answer.body, "hello");
        let folder = nginx.folder.path().to_owned();
        drop(nginx);
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
        assert!(!folder.exists());

        let mistyped = Nginx::start(&saying(port, "hello; adheader"), &[port]).await.expect_err("no such directive");
        let said = format!("{mistyped:#}");
        assert!(said.contains("unknown directive \"adheader\"") && said.contains("answer.conf:1"), "{said}");
        Ok(())
    }
}
