//! Real servers with configuration files mounted into them, as an administrator would put them there.
//!
//! Each runs from a temporary folder, with the least that it needs around the mounted files. It does not know what the files
//! are for.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::folders;
use crate::network::Certificate;
use crate::nginx::{Configuration, Nginx};
use crate::process::Process;
use crate::process::account::{NOBODY, give, is_root};
use crate::spent;
use crate::tools::pypi;

/// A server program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Software {
    /// nginx.
    Nginx,
    /// A newer nginx than Debian's.
    NewNginx,
    /// Caddy 2.
    Caddy,
    /// A newer Caddy than Debian's.
    NewCaddy,
    /// HAProxy.
    Haproxy,
    /// Apache httpd 2.4.
    Httpd,
    /// Envoy, with a program for each file: it reads one alone.
    Envoy,
    /// Node, which runs a worker's fetch handler.
    Node,
}

/// A running server. Dropping it stops it.
#[derive(Debug)]
pub struct Mounted {
    processes: Vec<Process>,
    _folder: TempDir,
}

impl Software {
    /// The folder of its fixes.
    pub fn folder(self) -> &'static str {
        match self {
            Self::Nginx | Self::NewNginx => "nginx",
            Self::Caddy | Self::NewCaddy => "caddy",
            Self::Haproxy => "haproxy",
            Self::Httpd => "httpd",
            Self::Envoy => "envoy",
            Self::Node => "cloudflare",
        }
    }

    /// Whether the lab brings it in one version, whatever the machine has.
    pub fn is_pinned(self) -> bool {
        matches!(self, Self::NewNginx | Self::NewCaddy | Self::Envoy)
    }

    /// The program, if it is here.
    pub fn program(self) -> Result<PathBuf> {
        let (name, package) = match self {
            Self::Nginx => ("nginx", "nginx-light"),
            Self::Caddy => ("caddy", "caddy"),
            Self::Haproxy => ("haproxy", "haproxy"),
            Self::Httpd => ("apache2", "apache2-bin"),
            Self::Node => ("node", "nodejs"),
            Self::NewNginx => return pypi::NGINX.program(),
            Self::NewCaddy => return pypi::CADDY.program(),
            Self::Envoy => return pypi::ENVOY.program(),
        };
        folders::find_program(name).with_context(|| format!("{name} is missing (Debian: {package})"))
    }

    /// Its name and version, as the fixes say it: `nginx 1.22.1`.
    pub fn version(self) -> Result<String> {
        let argument = match self {
            Self::Nginx | Self::NewNginx | Self::Haproxy | Self::Httpd => "-v",
            Self::Caddy | Self::NewCaddy => "version",
            Self::Envoy | Self::Node => "--version",
        };
        let output = Command::new(self.program()?).arg(argument).output()?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        let version = said
            .split(|one: char| !one.is_ascii_digit() && one != '.')
            .find(|word| word.matches('.').count() == 2 && word.starts_with(|one: char| one.is_ascii_digit()))
            .with_context(|| format!("no version in {said:?}"))?;
        Ok(format!("{self} {}", version.trim_end_matches('.')))
    }
}

impl fmt::Display for Software {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nginx | Self::NewNginx => "nginx",
            Self::Caddy | Self::NewCaddy => "Caddy",
            Self::Haproxy => "HAProxy",
            Self::Httpd => "Apache httpd",
            Self::Envoy => "Envoy",
            Self::Node => "Node",
        })
    }
}

impl Mounted {
    /// Starts a server with these files, and waits until every port is open.
    pub async fn start(software: Software, files: &[String], ports: &[u16]) -> Result<Self> {
        Self::start_as(None, software, files, ports).await
    }

    /// Like [`start`](Self::start), with what Debian's package turns on and these modules of httpd, and with no port that the
    /// files do not name: a machine on which nobody has done anything yet.
    pub async fn start_as_installed(
        software: Software,
        files: &[String],
        modules: &[String],
        ports: &[u16],
    ) -> Result<Self> {
        spent::on_setup(Self::started(None, software, files, Some(modules), ports)).await
    }

    /// Like [`start`](Self::start), as an account that has no rights, which is ours where we are not root.
    pub async fn start_without_root(software: Software, files: &[String], ports: &[u16]) -> Result<Self> {
        Self::start_as(is_root().then_some(NOBODY), software, files, ports).await
    }

    async fn start_as(account: Option<u32>, software: Software, files: &[String], ports: &[u16]) -> Result<Self> {
        spent::on_setup(Self::started(account, software, files, None, ports)).await
    }

    async fn started(
        account: Option<u32>,
        software: Software,
        files: &[String],
        modules: Option<&[String]>,
        ports: &[u16],
    ) -> Result<Self> {
        let program = software.program()?;
        let with = || format!("{software} with\n{}", files.join("\n"));
        let folder = tempfile::Builder::new().prefix("pierglass-mounted-").tempdir()?;
        let mut command = Command::new(&program);
        let mut commands = Vec::new();
        match software {
            Software::Nginx | Software::NewNginx => {
                let nginx = Nginx::start_as(account, &program, &nginx(files), ports).await.with_context(with)?;
                return Ok(Self { processes: vec![nginx.process], _folder: nginx.folder });
            }
            Software::Caddy | Software::NewCaddy => caddy(folder.path(), files, &mut command)?,
            Software::Haproxy => haproxy(folder.path(), files, &mut command)?,
            Software::Httpd => httpd(folder.path(), files, modules, ports, &mut command)?,
            Software::Node => node(folder.path(), files, ports, &mut command)?,
            Software::Envoy => commands = envoy(folder.path(), files, &program)?,
        }
        if commands.is_empty() {
            commands.push(command);
        }
        if let Some(account) = account {
            give(folder.path(), account)?;
        }
        let mut processes = Vec::new();
        for command in commands {
            processes.push(Process::start_as(account, software.folder(), command)?);
        }
        let last = processes.len() - 1;
        for (at, port) in ports.iter().enumerate() {
            let opened = processes[at.min(last)].wait_for_port(*port).await;
            opened.with_context(with)?;
        }
        Ok(Self { processes, _folder: folder })
    }

    /// What it has said so far.
    pub fn output(&self) -> String {
        self.processes.iter().map(Process::output).collect::<Vec<_>>().join("\n")
    }
}

/// Writes a certificate for `localhost` and its key into one file, as every server takes them.
pub fn certificate_file(folder: &Path) -> Result<PathBuf> {
    let pair = Certificate::Right.make()?;
    let file = folder.join("localhost.pem");
    fs::write(&file, pair.certificate.pem() + &pair.key.serialize_pem())?;
    Ok(file)
}

fn nginx(files: &[String]) -> Configuration {
    let named = files.iter().enumerate().map(|(at, file)| (format!("conf.d/{at}.conf"), file.clone()));
    Configuration {
        http: "    include /etc/nginx/mime.types;\n    include conf.d/*.conf;".to_owned(),
        files: named.collect(),
        ..Configuration::default()
    }
}

fn caddy(folder: &Path, files: &[String], command: &mut Command) -> Result<()> {
    let file = folder.join("Caddyfile");
    // The lab's ports are free ones; the usual one for redirects to https is not.
    let global = "{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\tauto_https disable_redirects\n\tskip_install_trust\n}\n";
    fs::write(&file, format!("{global}{}", files.join("\n")))?;
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(&file);
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, folder);
    }
    Ok(())
}

fn haproxy(folder: &Path, files: &[String], command: &mut Command) -> Result<()> {
    let base = "global\n  log stderr format raw local0 warning\ndefaults\n  mode http\n  timeout connect 2s\n  \
                timeout client 30s\n  timeout server 30s\n  retries 1\n";
    let main = folder.join("base.cfg");
    fs::write(&main, base)?;
    command.arg("-db").arg("-f").arg(&main);
    for (at, file) in files.iter().enumerate() {
        let path = folder.join(format!("{at}.cfg"));
        fs::write(&path, file)?;
        command.arg("-f").arg(path);
    }
    Ok(())
}

/// What the lab's files need of httpd.
const MODULES: [&str; 15] = [
    "mpm_event",
    "authz_core",
    "authz_host",
    "alias",
    "dir",
    "mime",
    "env",
    "setenvif",
    "headers",
    "rewrite",
    "proxy",
    "proxy_http",
    "ssl",
    "socache_shmcb",
    "expires",
];

/// What Debian's package of httpd turns on by itself.
const INSTALLED: [&str; 15] = [
    "mpm_event",
    "authn_core",
    "authz_core",
    "authz_host",
    "authz_user",
    "access_compat",
    "alias",
    "autoindex",
    "deflate",
    "dir",
    "env",
    "filter",
    "mime",
    "negotiation",
    "setenvif",
];

fn httpd(
    folder: &Path,
    files: &[String],
    besides: Option<&[String]>,
    ports: &[u16],
    command: &mut Command,
) -> Result<()> {
    let named: Vec<&str> = match besides {
        None => MODULES.to_vec(),
        // Debian's a2enmod turns on what one of them needs.
        Some(besides) => {
            let needed = besides.iter().any(|name| name == "ssl").then_some("socache_shmcb");
            let besides = besides.iter().map(String::as_str).filter(|name| !INSTALLED.contains(name));
            INSTALLED.into_iter().chain(needed).chain(besides).collect()
        }
    };
    let modules = Path::new("/usr/lib/apache2/modules");
    if !modules.is_dir() {
        bail!("{} is missing (Debian: apache2-bin)", modules.display());
    }
    let loaded: String = named
        .iter()
        .map(|name| (name, modules.join(format!("mod_{name}.so"))))
        .filter(|(_, file)| file.is_file())
        .map(|(name, file)| format!("LoadModule {name}_module {}\n", file.display()))
        .collect();
    let user = if is_root() { "User www-data\nGroup www-data\n" } else { "" };
    let place = folder.display();
    let mut main = format!(
        "ServerRoot {place}\nPidFile {place}/httpd.pid\nDefaultRuntimeDir {place}\nMutex file:{place} default\n\
         {loaded}{user}ServerName localhost\nErrorLog /dev/stderr\nTypesConfig /etc/mime.types\n"
    );
    for port in ports.iter().filter(|_| besides.is_none()) {
        main += &format!("Listen 127.0.0.1:{port}\n");
    }
    for (at, file) in files.iter().enumerate() {
        let path = folder.join(format!("{at}.conf"));
        fs::write(&path, file)?;
        main += &format!("Include {}\n", path.display());
    }
    let file = folder.join("httpd.conf");
    fs::write(&file, main)?;
    command.args(["-D", "FOREGROUND", "-f"]).arg(&file);
    Ok(())
}

/// Two of them on one machine share nothing.
fn envoy(folder: &Path, files: &[String], program: &Path) -> Result<Vec<Command>> {
    let command = |(at, file): (usize, &String)| {
        let path = folder.join(format!("{at}.yaml"));
        fs::write(&path, file)?;
        let mut command = Command::new(program);
        command.arg("-c").arg(path).args(["--disable-hot-restart", "--concurrency", "1", "--log-level", "warning"]);
        Ok(command)
    };
    files.iter().enumerate().map(command).collect()
}

fn node(folder: &Path, files: &[String], ports: &[u16], command: &mut Command) -> Result<()> {
    let ([worker], [port]) = (files, ports) else { bail!("a worker is one file on one port") };
    fs::write(folder.join("worker.mjs"), worker)?;
    let host = folder.join("host.mjs");
    fs::write(&host, include_str!("mounted/host.mjs"))?;
    command.arg(host).arg(port.to_string());
    Ok(())
}
