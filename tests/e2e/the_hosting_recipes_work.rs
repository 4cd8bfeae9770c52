//! The page from each hosting recipe, mounted into its real server: the list appears, and types, caching and compression are
//! as docs/hosting.md says.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, anyhow, ensure};
use lab::client::{Client, Reply};
use lab::folders;
use lab::mounted::{Mounted, Software};
use lab::process::free_port;
use lab::proxy::Cors;
use lab::setup::{DEMO, PASSWORD, Plan, Setup};
use pierglass::diagnosis::fixes::{self, Names, fill};
use tempfile::TempDir;

use crate::stage::Stage;
use crate::steps::{open_in_a_fresh_tab, see, sign_in};
use crate::the_fixes_work::case;

/// What a person writes beside the page.
const CONFIG: &str = r#"{"title": "The hosted shelf"}"#;

/// Where the page lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Recipe {
    /// Alone on an origin of its own.
    Page,
    /// At the root of the registry's origin.
    Beside,
    /// Below `/ui/` of the registry's origin, as the fix has it.
    Ui,
}

/// All recipes of one server.
pub async fn run(stage: Arc<Stage>, software: Software) -> Result<()> {
    let folder = release(&stage.page)?;
    for recipe in [Recipe::Page, Recipe::Beside, Recipe::Ui] {
        // HAProxy serves no files, so it has no recipe for the page alone.
        if (software, recipe) != (Software::Haproxy, Recipe::Page) {
            let told = host(&stage, software, recipe, folder).await;
            let told = told.with_context(|| format!("{software}, {recipe:?}"))?;
            println!("{}, {recipe:?}, {}: {told}", software.version()?, stage.browser.engine);
        }
    }
    Ok(())
}

/// The release, as `cargo lab dist` writes it, with a configuration beside it. Compressing takes seconds, so all have the same.
fn release(page: &Path) -> Result<&'static Path> {
    static RELEASE: OnceLock<Result<TempDir, String>> = OnceLock::new();
    let release = RELEASE.get_or_init(|| {
        let write = || -> Result<TempDir> {
            let folder = tempfile::Builder::new().prefix("pierglass-release-").tempdir()?;
            // Servers that begin as root read files as another account.
            std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755))?;
            lab::dist::write(page, folder.path())?;
            std::fs::write(folder.path().join("config.json"), CONFIG)?;
            Ok(folder)
        };
        write().map_err(|error| format!("{error:#}"))
    });
    release.as_ref().map(TempDir::path).map_err(|error| anyhow!("{error}"))
}

async fn host(stage: &Stage, software: Software, recipe: Recipe, folder: &Path) -> Result<String> {
    let with_password = (software, recipe) == (Software::Nginx, Recipe::Beside);
    let plan = if with_password { Plan::basic() } else { Plan::anonymous() };
    let setup = stage.start(plan).await?;
    let port = free_port()?;
    let origin = format!("http://127.0.0.1:{port}");
    let mut names = names(&setup, recipe, &origin)?;
    names.page_folder = folder.display().to_string();
    let behind = match software {
        Software::Haproxy => Some(page_server(&mut names).await?),
        _ => None,
    };
    let server = Mounted::start(software, &[filled(software, recipe, &names)?], &[port]).await?;

    let base = if recipe == Recipe::Ui { format!("{origin}/ui") } else { origin.clone() };
    let served = served(&base, folder, software != Software::Httpd).await;
    let served = served.with_context(|| server.output())?;
    if recipe == Recipe::Ui {
        let moved = Client::default().get(&base, &[]).await?;
        ensure!(moved.status.is_redirection(), "/ui answers {}", moved.status);
        let to = moved.header("location");
        ensure!(to == "/ui/" || to == format!("{base}/"), "/ui leads to {to}");
    }
    open_in_a_fresh_tab(&stage.browser, &format!("{base}/#/{}", names.registry)).await?;
    if with_password {
        sign_in(&stage.browser, DEMO, PASSWORD).await?;
    }
    see(&stage.browser, "library/hello").await.with_context(|| server.output())?;
    stage.browser.wait_for_text(".brand", "The hosted shelf").await?;
    drop(behind);
    Ok(format!("the list, the title of config.json, {served}"))
}

/// The page alone calls the lab's proxy, which lets it in; beside the registry there is nothing to let in.
fn names(setup: &Setup, recipe: Recipe, origin: &str) -> Result<Names> {
    if recipe == Recipe::Page {
        setup.registry_proxy.change_cors(|cors| *cors = Cors::for_page(origin));
        return Ok(Names::new(origin, &setup.registry_origin().parse()?));
    }
    setup.registry_proxy.change_cors(|cors| *cors = Cors::pass_through());
    let mut names = Names::new(origin, &origin.parse()?);
    names.upstream = setup.registry_proxy.address().to_string();
    Ok(names)
}

/// The web server that HAProxy has behind it: nginx with its own recipe.
async fn page_server(names: &mut Names) -> Result<Mounted> {
    let port = free_port()?;
    names.page_upstream = format!("127.0.0.1:{port}");
    let own = Names { page_origins: vec![format!("http://127.0.0.1:{port}")], ..names.clone() };
    Mounted::start(Software::Nginx, &[filled(Software::Nginx, Recipe::Page, &own)?], &[port]).await
}

/// A recipe's file, filled in as the page fills in its fixes.
fn filled(software: Software, recipe: Recipe, names: &Names) -> Result<String> {
    let id = format!("{}-same-origin", software.folder());
    let fix = fixes::all().find(|fix| fix.id == id).with_context(|| format!("there is no fix {id}"))?;
    let stem = match recipe {
        Recipe::Page => "page",
        Recipe::Beside => "beside",
        Recipe::Ui => return case::filled(fix, names),
    };
    let extension = fix.file.rsplit('.').next().context("an extension")?;
    let file = folders::workspace().join(format!("hosting/{}/{stem}.{extension}", software.folder()));
    Ok(fill(fix, &case::read(&file)?, names)?)
}

/// Asks for one file of each kind, and says what was right.
async fn served(base: &str, folder: &Path, compresses: bool) -> Result<String> {
    let hashed = |end: &str| -> Result<String> {
        let names = std::fs::read_dir(folder)?.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names = names.filter(|name| name.starts_with("pierglass-") && name.ends_with(end));
        names.next().with_context(|| format!("the page has no {end}"))
    };
    let (script, program) = (hashed(".js")?, hashed("_bg.wasm")?);
    let ever = "public, max-age=31536000, immutable";
    let rows = [
        ("", "text/html", "no-cache"),
        (script.as_str(), "text/javascript", ever),
        (program.as_str(), "application/wasm", ever),
        ("manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("config.json", "application/json", "no-cache"),
        ("guide/index.md", "text/", "no-cache"),
    ];
    for (name, content_type, caching) in rows {
        let answer = ask(base, name, &[]).await?;
        ensure!(answer.status == 200, "{name} is {}", answer.status);
        let is_right = |header: &str, wanted: &str| {
            let found = answer.header(header);
            ensure!(found.starts_with(wanted), "{name}: {header} is {found:?}, not {wanted:?}");
            Ok(())
        };
        is_right("content-type", content_type)?;
        is_right("cache-control", caching)?;
        is_right("x-content-type-options", "nosniff")?;
    }
    for name in ["missing", "missing.js", "pierglass-0123456789abcdef.js"] {
        let answer = ask(base, name, &[]).await?;
        ensure!(answer.status == 404, "{name} is {}", answer.status);
        ensure!(!answer.header("cache-control").contains("immutable"), "the 404 of {name} is kept for a year");
    }
    if !compresses {
        return Ok("types, caching, 404".to_owned());
    }
    let answer = ask(base, &program, &[("accept-encoding", "gzip")]).await?;
    ensure!(answer.header("content-encoding") == "gzip", "{program} came uncompressed");
    ensure!(answer.header("content-type") == "application/wasm" && answer.header("cache-control") == ever);
    ensure!(answer.body == std::fs::read(folder.join(format!("{program}.gz")))?, "{program} was compressed anew");
    Ok("types, caching, 404, the compressed file".to_owned())
}

async fn ask(base: &str, name: &str, headers: &[(&str, &str)]) -> Result<Reply> {
    Client::default().get(&format!("{base}/{name}"), headers).await
}
