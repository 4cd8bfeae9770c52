//! Pulp as its manual sets it up: an application that speaks the registry's API and makes tokens, another that gives out blobs, and a
//! database; the worker for long tasks has work only while something is pushed. It sends no CORS header that lets a page in.
//!
//! Its database takes a minute or more to make, so it is made and filled once per machine, and copied for each start.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tempfile::TempDir;

use crate::folders;
use crate::process::account::{NOBODY, give, is_root};
use crate::process::{Process, free_port};
use crate::seed::content::Repository;
use crate::seed::{self, Credentials, kept};
use crate::steps::say;
use crate::tools::pulp as tools;

/// Python and Django take their time on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(150);

/// The account that Pulp begins with.
pub const ADMIN: &str = "admin";

/// A running Pulp on loopback. Dropping it stops it.
#[derive(Debug)]
pub struct Pulp {
    /// Where the registry's API and the token service listen.
    pub api: String,
    /// Where blobs are.
    pub content: String,
    applications: Vec<Process>,
    database: Database,
    folder: TempDir,
}

/// Where browsers and tools reach a Pulp, which it has to be told.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The registry and its token service.
    pub registry: String,
    /// The application with the blobs.
    pub content: String,
}

impl Pulp {
    /// Starts it with these repositories and the password of [`ADMIN`].
    pub async fn start(repositories: Vec<Repository>, password: &str, reached: Reached) -> Result<Self> {
        let content = kept::folder(&repositories);
        let kept = tools::kept(&content.file_name().context("a name")?.to_string_lossy())?;
        if !kept.is_dir() {
            say("Pulp's database is made and filled, once on this machine; a minute or more");
            make(&kept, repositories, password).await?;
        }
        let folder = tempfile::Builder::new().prefix("pierglass-pulp-").tempdir()?;
        folders::copy(&kept.join("pulp"), folder.path())?;
        let database = Database::start(Some(&kept.join("database"))).await?;
        Self::with(folder, database, Some(reached)).await
    }

    async fn with(folder: TempDir, database: Database, reached: Option<Reached>) -> Result<Self> {
        let (api, content) = (free_port()?, free_port()?);
        let origin = |port: u16| format!("http://127.0.0.1:{port}");
        let own = Reached { registry: origin(api), content: origin(content) };
        let place = folder.path();
        fs::write(place.join("settings.py"), settings(place, database.place(), &reached.unwrap_or(own)))?;
        let mut applications = Vec::new();
        // Where nobody says where, both listen on all interfaces.
        for (name, port) in [("pulpcore-api", api), ("pulpcore-content", content)] {
            let mut command = pulp(place, name)?;
            command.args(["--workers", "1", "--bind", &format!("127.0.0.1:{port}")]);
            applications.push(Process::start(name, command)?.ready_within(READY_WITHIN));
        }
        for (process, port) in applications.iter_mut().zip([api, content]) {
            process.wait_for_port(port).await?;
        }
        let (api, content) = (origin(api), origin(content));
        Ok(Self { api, content, applications, database, folder })
    }
}

/// Makes a database with an administrator, pushes what shall be in it, and keeps all of it.
async fn make(kept: &Path, repositories: Vec<Repository>, password: &str) -> Result<()> {
    let folder = tempfile::Builder::new().prefix("pierglass-pulp-").tempdir()?;
    let place = folder.path();
    for name in ["media", "tmp"] {
        fs::create_dir(place.join(name))?;
    }
    let openssl = |arguments: &[&str]| run(Command::new("openssl").args(arguments).current_dir(place));
    openssl(&["ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", "private.pem"])?;
    openssl(&["ec", "-in", "private.pem", "-pubout", "-out", "public.pem"])?;
    openssl(&["rand", "-base64", "-out", "database.key", "32"])?;
    let database = Database::start(None).await?;
    let nowhere = Reached { registry: "http://127.0.0.1:9".to_owned(), content: "http://127.0.0.1:9".to_owned() };
    fs::write(place.join("settings.py"), settings(place, database.place(), &nowhere))?;
    run(pulp(place, "pulpcore-manager")?.args(["migrate", "--noinput"]))?;
    run(pulp(place, "pulpcore-manager")?.args(["reset-admin-password", "--password", password]))?;

    let credentials = Credentials { account: ADMIN.to_owned(), password: password.to_owned() };
    let mut running = Pulp::with(folder, database, None).await?;
    let worker = pulp(running.folder.path(), "pulpcore-worker")?;
    running.applications.push(Process::start("pulpcore-worker", worker)?);
    // One after the other: each push is a new version of its repository.
    for repository in repositories {
        seed::push_to(running.api.clone(), credentials.clone(), vec![repository]).await?;
    }
    let Pulp { applications, database, folder, .. } = running;
    drop(applications);
    let place = database.end()?;
    let parent = kept.parent().context("the cache folder has no parent")?;
    fs::create_dir_all(parent)?;
    let copy = tempfile::tempdir_in(parent)?;
    folders::copy(folder.path(), &copy.path().join("whole/pulp"))?;
    folders::copy(&place.path().join("data"), &copy.path().join("whole/database"))?;
    let _ = fs::rename(copy.path().join("whole"), kept);
    ensure!(kept.is_dir(), "Pulp's database could not be kept in {}", kept.display());
    Ok(())
}

/// A program of Pulp's, with the settings of a folder.
fn pulp(folder: &Path, name: &str) -> Result<Command> {
    let programs = tools::programs()?;
    let mut command = Command::new(programs.join(name));
    // It starts other programs of its own, gunicorn among them.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(programs).chain(std::env::split_paths(&path)))?;
    command.env("PATH", path).env("PULP_SETTINGS", folder.join("settings.py")).current_dir(folder);
    Ok(command)
}

fn settings(folder: &Path, database: &Path, reached: &Reached) -> String {
    let Reached { registry, content } = reached;
    let (folder, database) = (folder.display(), database.display());
    let secret = crate::token_service::unguessable();
    format!(
        r#"SECRET_KEY = "{secret}"
CONTENT_ORIGIN = "{content}"
TOKEN_SERVER = "{registry}/token/"
TOKEN_SIGNATURE_ALGORITHM = "ES256"
PRIVATE_KEY_PATH = "{folder}/private.pem"
PUBLIC_KEY_PATH = "{folder}/public.pem"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "NAME": "pulp", "USER": "pulp", "HOST": "{database}"}}}}
DB_ENCRYPTION_KEY = "{folder}/database.key"
DEPLOY_ROOT = "{folder}"
MEDIA_ROOT = "{folder}/media"
STATIC_ROOT = "{folder}/static"
WORKING_DIRECTORY = "{folder}/tmp"
FILE_UPLOAD_TEMP_DIR = "{folder}/tmp"
CACHE_ENABLED = False
ANALYTICS = False
"#
    )
}

/// PostgreSQL on a socket in a folder of its own, and on no port.
#[derive(Debug)]
struct Database {
    process: Process,
    folder: TempDir,
}

impl Database {
    /// Starts a new one with an empty database, or a copy of one.
    async fn start(kept: Option<&Path>) -> Result<Self> {
        let programs = tools::postgresql()?;
        let folder = tempfile::Builder::new().prefix("pierglass-database-").tempdir()?;
        let data = folder.path().join("data");
        match kept {
            Some(kept) => folders::copy(kept, &data)?,
            None => fs::create_dir(&data)?,
        }
        // It starts on a folder that nobody else may look into, and never as root.
        fs::set_permissions(&data, std::os::unix::fs::PermissionsExt::from_mode(0o700))?;
        let account = is_root().then_some(NOBODY);
        if let Some(account) = account {
            give(folder.path(), account)?;
        }
        if kept.is_none() {
            let mut command = Command::new(programs.join("initdb"));
            command.args(["--username=pulp", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"]);
            command.arg(&data).current_dir(folder.path());
            let mut initdb = Process::start_as(account, "initdb", command)?;
            initdb.wait_until(|said| said.contains("Success.").then_some(())).await?;
        }
        let mut command = Command::new(programs.join("postgres"));
        command.arg("-D").arg(&data).arg("-k").arg(folder.path()).current_dir(folder.path());
        for setting in ["listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off"] {
            command.args(["-c", setting]);
        }
        let mut process = Process::start_as(account, "postgres", command)?;
        process.wait_until(|said| said.contains("ready to accept connections").then_some(())).await?;
        if kept.is_none() {
            let createdb = programs.join("createdb");
            run(Command::new(createdb).arg("-h").arg(folder.path()).args(["-U", "pulp", "pulp"]))?;
        }
        Ok(Self { process, folder })
    }

    fn place(&self) -> &Path {
        self.folder.path()
    }

    /// Ends it so that its files are whole. It waits for who is connected, so nobody may be.
    fn end(self) -> Result<TempDir> {
        let Self { process, folder } = self;
        drop(process);
        let is_whole = !folder.path().join("data/postmaster.pid").exists();
        ensure!(is_whole, "PostgreSQL did not end in time");
        Ok(folder)
    }
}

fn run(command: &mut Command) -> Result<()> {
    let output = command.output().with_context(|| format!("{} is missing", command.get_program().display()))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "{}: {}", command.get_program().display(), said.trim());
    Ok(())
}
