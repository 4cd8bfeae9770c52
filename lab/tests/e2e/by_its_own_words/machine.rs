//! A machine on which nobody has done anything yet. It runs the commands of the page; the folders of the system are folders of
//! its own, and what installs or reloads a server does that with the lab's programs.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use lab::browser::Browser;
use lab::mounted::{Mounted, Software};
use tempfile::TempDir;

pub struct Machine {
    root: TempDir,
    installed: Vec<Software>,
    /// The modules of httpd that were turned on.
    modules: Vec<String>,
    /// Who will listen where.
    ports: BTreeMap<&'static str, Vec<u16>>,
    running: BTreeMap<&'static str, Mounted>,
    done: Vec<String>,
}

/// What Debian's packages put there.
const FOLDERS: [&str; 6] =
    ["etc/nginx/conf.d", "etc/caddy", "etc/haproxy", "etc/apache2/sites-enabled", "etc/ssl", "here"];
const FILES: [(&str, &str); 3] = [
    // The sample in it takes port 80, which is the machine's that runs this.
    ("etc/caddy/Caddyfile", "# The Caddyfile is an easy way to configure your Caddy web server.\n"),
    // Its sections global and defaults are what the lab starts HAProxy with.
    ("etc/haproxy/haproxy.cfg", "# global and defaults\n"),
    ("etc/apache2/ports.conf", "# Listen 80\n"),
];

impl Machine {
    pub fn new(page: &Path) -> Result<Machine> {
        use std::os::unix::fs::PermissionsExt as _;
        let root = tempfile::Builder::new().prefix("pierglass-machine-").tempdir()?;
        // httpd reads the page's files as another account.
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755))?;
        for folder in FOLDERS {
            fs::create_dir_all(root.path().join(folder))?;
        }
        for (file, text) in FILES {
            fs::write(root.path().join(file), text)?;
        }
        std::os::unix::fs::symlink(page, root.path().join("here/dist"))?;
        Ok(Machine {
            root,
            installed: Vec::new(),
            modules: Vec::new(),
            ports: BTreeMap::new(),
            running: BTreeMap::new(),
            done: Vec::new(),
        })
    }

    /// Whether nothing runs there.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty()
    }

    /// A folder of the system.
    pub fn folder(&self, name: &str) -> String {
        self.root.path().join(name).display().to_string()
    }

    /// What was done, and what the servers say.
    pub fn said(&self) -> String {
        let outputs = self.running.values().map(Mounted::output).collect::<Vec<_>>();
        format!("done:\n{}\nsaid:\n{}", self.done.join("\n"), outputs.join("\n"))
    }

    /// A port that a server is asked to listen on.
    pub fn listens(&mut self, software: Software, port: u16) {
        self.ports.entry(software.folder()).or_default().push(port);
    }

    /// The file that the page shows, under the name that the page gives it.
    pub async fn download(&self, browser: &Browser) -> Result<()> {
        let script = "const link = document.querySelector('.mend .file a[download]');
            return [link.download, document.querySelector('.mend .file pre').textContent]";
        let (name, text): (String, String) = serde_json::from_value(browser.run(script, vec![]).await?)?;
        ensure!(!name.contains('/') && !text.is_empty(), "there is no file {name}");
        Ok(fs::write(self.root.path().join("here").join(name), text)?)
    }

    /// Runs a command as it stands on the page, and returns what it prints.
    pub async fn run(&mut self, command: &str) -> Result<String> {
        self.done.push(command.to_owned());
        if let Some(package) = command.strip_prefix("sudo apt install ") {
            let software = match package {
                "nginx" => Software::Nginx,
                "caddy" => Software::Caddy,
                "haproxy" => Software::Haproxy,
                "apache2" => Software::Httpd,
                other => bail!("nobody knows the package {other}"),
            };
            self.installed.push(software);
            return software.version();
        }
        if let Some(modules) = command.strip_prefix("sudo a2enmod ") {
            ensure!(self.installed.contains(&Software::Httpd), "httpd is not there yet");
            self.modules.extend(modules.split(' ').map(str::to_owned));
            return Ok(String::new());
        }
        let reloads = match command {
            "sudo nginx -t && sudo nginx -s reload" => Some(Software::Nginx),
            "sudo caddy reload --config /etc/caddy/Caddyfile" => Some(Software::Caddy),
            "sudo haproxy -c -f /etc/haproxy/haproxy.cfg && sudo systemctl reload haproxy" => Some(Software::Haproxy),
            "sudo apachectl configtest && sudo apachectl graceful" => Some(Software::Httpd),
            _ => None,
        };
        match reloads {
            Some(software) => self.reload(software).await,
            None => self.in_a_shell(command),
        }
    }

    fn in_a_shell(&self, command: &str) -> Result<String> {
        let etc = self.root.path().join("etc").display().to_string();
        let own = command.replace("sudo ", "").replace("/etc/", &format!("{etc}/"));
        let output = Command::new("sh").args(["-c", &own]).current_dir(self.root.path().join("here")).output()?;
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        ensure!(output.status.success(), "{command} ends with {}: {errors}", output.status);
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// Starts a server with the files that lie where it reads them. It must be there, and it must listen where it is asked to.
    async fn reload(&mut self, software: Software) -> Result<String> {
        ensure!(self.installed.contains(&software), "{software} is not there yet");
        let name = software.folder();
        self.running.remove(name);
        let files = match software {
            Software::Nginx | Software::NewNginx => self.read_all("etc/nginx/conf.d")?,
            Software::Caddy | Software::NewCaddy => vec![self.read("etc/caddy/Caddyfile")?],
            Software::Haproxy => vec![self.read("etc/haproxy/haproxy.cfg")?],
            Software::Httpd => {
                let mut files = vec![self.read("etc/apache2/ports.conf")?];
                files.extend(self.read_all("etc/apache2/sites-enabled")?);
                files
            }
            Software::Envoy | Software::Node => bail!("no page says to install {software}"),
        };
        let ports = self.ports.get(name).cloned().unwrap_or_default();
        let server = Mounted::start_as_installed(software, &files, &self.modules, &ports).await?;
        self.running.insert(name, server);
        Ok(String::new())
    }

    fn read(&self, file: &str) -> Result<String> {
        fs::read_to_string(self.root.path().join(file)).with_context(|| format!("there is no {file}"))
    }

    fn read_all(&self, folder: &str) -> Result<Vec<String>> {
        let mut files: Vec<_> =
            fs::read_dir(self.root.path().join(folder))?.flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.iter().map(|file| Ok(fs::read_to_string(file)?)).collect()
    }
}
