//! The page from each hosting recipe, mounted into its real server: the list appears, and types, caching and compression are
//! as docs/hosting.md says.

mod served;

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use lab::browser::Browser;
use lab::client::Client;
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
use crate::the_probe_page_answers::ASK;

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
    // HAProxy and Envoy serve no files, so they have no recipe for the page alone.
    let recipes = match software {
        Software::Envoy => &[Recipe::Ui][..],
        Software::Haproxy => &[Recipe::Beside, Recipe::Ui],
        _ => &[Recipe::Page, Recipe::Beside, Recipe::Ui],
    };
    for recipe in recipes.iter().copied() {
        let told = host(&stage, software, recipe, folder).await;
        let told = told.with_context(|| format!("{software}, {recipe:?}"))?;
        println!("{}, {recipe:?}, {}: {told}", software.version()?, stage.browser.engine);
    }
    if software == Software::Nginx {
        let version = format!("{}, {}", software.version()?, stage.browser.engine);
        seven_lines(&stage, folder).await.context("the seven lines")?;
        println!("{version}: the seven lines: sign-in, the list");
        let told = container(&stage, folder).await.context("the container's file")?;
        println!("{version}, without root, as in a container: the list, {told}");
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
        Software::Haproxy | Software::Envoy => Some(page_server(&mut names).await?),
        _ => None,
    };
    let server = Mounted::start(software, &[filled(software, recipe, &names)?], &[port]).await?;

    let base = if recipe == Recipe::Ui { format!("{origin}/ui") } else { origin.clone() };
    // Debian's nginx has no Brotli; HAProxy and Envoy have nginx behind them.
    let encoding =
        if matches!(software, Software::Nginx | Software::Haproxy | Software::Envoy) { "gzip" } else { "br" };
    let served = served::served(&base, folder, encoding).await;
    let served = served.with_context(|| server.output())?;
    if recipe == Recipe::Ui {
        let moved = Client::default().get(&base, &[]).await?;
        ensure!(moved.status.is_redirection(), "/ui answers {}", moved.status);
        let to = moved.header("location");
        ensure!(to == "/ui/" || to == format!("{base}/"), "/ui leads to {to}");
    }
    // Beside its registry the page finds it.
    let place = if recipe == Recipe::Beside { String::new() } else { format!("#/{}", names.registry) };
    open_in_a_fresh_tab(&stage.browser, &format!("{base}/{place}")).await?;
    if with_password {
        sign_in(&stage.browser, DEMO, PASSWORD).await?;
    }
    see(&stage.browser, "library/hello").await.with_context(|| server.output())?;
    stage.browser.wait_for_text(".brand", "The hosted shelf").await?;
    the_probe_page_answers(&stage.browser).await?;
    let picture = folders::target().join(format!("e2e/hosting-{}-{recipe:?}.png", software.folder()));
    stage.browser.screenshot(&picture).await?;
    drop(behind);
    Ok(format!("the list, the title of config.json, the probe page, {served}"))
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

/// The web server that HAProxy and Envoy have behind them: nginx with its own recipe.
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

/// The seven lines of README.md, in the server block of somebody whose registry is behind nginx already.
async fn seven_lines(stage: &Stage, folder: &Path) -> Result<()> {
    let setup = stage.start(Plan::basic()).await?;
    let origin = format!("http://127.0.0.1:{}", free_port()?);
    let names = names(&setup, Recipe::Ui, &origin)?;
    let fix = fixes::all().find(|fix| fix.id == "nginx-same-origin").context("a fix")?;
    let root = folders::workspace();
    let block = fill(fix, &case::read(&root.join("lab/tests/e2e/the_fixes_work/before/nginx.conf"))?, &names)?;
    let lines = case::read(&root.join("hosting/nginx/seven-lines.conf"))?;
    ensure!(lines.lines().count() == 7 && lines.contains(" /srv/pierglass/;"), "they are seven lines:\n{lines}");
    let lines = lines.replace("/srv/pierglass", &folder.display().to_string());
    let block = format!("{}{lines}}}\n", block.trim_end().strip_suffix('}').context("a block ends")?);
    let server = Mounted::start(Software::Nginx, &[block], &[port_of(&origin)?]).await?;
    open_in_a_fresh_tab(&stage.browser, &format!("{origin}/ui/#/{origin}")).await?;
    sign_in(&stage.browser, DEMO, PASSWORD).await.with_context(|| server.output())?;
    see(&stage.browser, "library/hello").await.with_context(|| server.output())?;
    let program = lab::dist::files(folder)?.into_iter().find(|file| file.extension().is_some_and(|end| end == "wasm"));
    let program = program.context("a program")?.display().to_string();
    let answer = served::ask(&format!("{origin}/ui"), &program, &[("accept-encoding", "gzip")]).await?;
    let found = ["content-type", "content-encoding", "cache-control"].map(|name| answer.header(name));
    ensure!(found == ["application/wasm", "gzip", "no-cache"], "{program} has {found:?}");
    Ok(())
}

/// The file of the Containerfile, as an account without rights, on a free port in place of 8080.
async fn container(stage: &Stage, folder: &Path) -> Result<String> {
    let container = case::read(&folders::workspace().join("hosting/nginx/container.conf"))?;
    let names = Names::new("http://localhost:8080", &"http://localhost".parse()?);
    let names = Names { page_folder: "/usr/share/nginx/html".to_owned(), ..names };
    let page = filled(Software::Nginx, Recipe::Page, &names)?;
    let location = |text: &str| text.split_once("    location / {").map(|(_, location)| location.to_owned());
    ensure!(location(&page) == location(&container), "container.conf serves otherwise than page.conf:\n{page}");
    let port = free_port()?;
    let own = container.replace("listen 8080;", &format!("listen {port};"));
    let own = own.replace("/usr/share/nginx/html", &folder.display().to_string());
    let server = Mounted::start_without_root(Software::Nginx, &[own], &[port]).await?;
    let origin = format!("http://127.0.0.1:{port}");
    let served = served::served(&origin, folder, "gzip").await.with_context(|| server.output())?;
    let setup = stage.start(Plan::anonymous()).await?;
    setup.registry_proxy.change_cors(|cors| *cors = Cors::for_page(&origin));
    open_in_a_fresh_tab(&stage.browser, &format!("{origin}/#/{}", setup.registry_origin())).await?;
    see(&stage.browser, "library/hello").await.with_context(|| server.output())?;
    Ok(served)
}

/// A check-up asks its less usual questions in a sandboxed frame of the page, which the guards must not keep out.
async fn the_probe_page_answers(browser: &Browser) -> Result<()> {
    let said = browser.run(ASK, vec!["stun".into(), "http://127.0.0.1:9/".into(), 2_500.into()]);
    let said = tokio::time::timeout(Duration::from_secs(10), said).await.context("the probe page says nothing")??;
    ensure!(said.is_string(), "the probe page said {said}");
    Ok(())
}

fn port_of(origin: &str) -> Result<u16> {
    origin.rsplit(':').next().context("a port")?.parse().context("a port")
}
