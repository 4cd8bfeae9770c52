//! "Check my configuration" beside the real servers: each whole file of the table is run as it is and as its marks say, and asked what
//! a page of another origin asks. A right one lets the page in. One with a trap does not, or does not even start, and with the lines that
//! the marks give it does.

#[path = "../../tests/configurations/table.rs"]
mod table;

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use pierglass::diagnosis::configuration::{LocatedTrap, PageFacts, mended, read};
use pierglass::diagnosis::cors::{CorsRequest, CredentialsMode, cors_check, preflight_check, readable};
use pierglass::registry::http::Headers;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::mounted::{Mounted, Software};
use crate::network::accept;
use crate::process::{Process, free_port, listen};
use crate::tools::registry_binary;
use table::Case;

const PAGE: &str = "https://ui.example";
/// What the accounts and the rewriting of the table's files need of httpd, beside what Debian turns on.
const MODULES: &[&str] =
    &["headers", "rewrite", "proxy", "proxy_http", "auth_basic", "authn_file", "ldap", "authnz_ldap"];
/// No server takes longer to answer on loopback.
const WITHIN: Duration = Duration::from_secs(20);

fn marks(text: &str) -> Vec<LocatedTrap> {
    let registry = "https://r.example/".parse().expect("an address");
    read(&PageFacts { page_origin: PAGE, registry: Some(&registry) }, text).marks
}

/// A server with a file of the table.
enum Running {
    Mounted(Mounted),
    Registry { process: Process, _folder: tempfile::TempDir },
}

impl Running {
    fn output(&self) -> String {
        match self {
            Running::Mounted(server) => server.output(),
            Running::Registry { process, .. } => process.output(),
        }
    }
}

/// Starts a server with a file, on a port of its own.
async fn start(server: &str, text: &str, backend: u16) -> Result<(Running, u16)> {
    let port = free_port()?;
    let mut file = text.replace("127.0.0.1:5000", &format!("127.0.0.1:{backend}"));
    file = file.replace("port_value: 5000", &format!("port_value: {backend}"));
    file = file.replace("http://r.example", &format!("http://r.example:{port}"));
    for own in 7450..7500 {
        file = file.replace(&format!("127.0.0.1:{own}"), &format!("127.0.0.1:{port}"));
        file = file.replace(&format!("*:{own}>"), &format!("127.0.0.1:{port}>"));
        file = file.replace(&format!("port_value: {own}"), &format!("port_value: {port}"));
    }
    let software = match server {
        "nginx" => Software::Nginx,
        "caddy" => Software::Caddy,
        "haproxy" => Software::Haproxy,
        "httpd" => Software::Httpd,
        "envoy" => Software::Envoy,
        "distribution" => return Ok((registry(&file, port).await?, port)),
        _ => bail!("no server {server}"),
    };
    let mounted = match software {
        Software::Httpd => {
            let modules: Vec<String> = MODULES.iter().map(|name| (*name).to_owned()).collect();
            let files = [format!("Listen 127.0.0.1:{port}\n"), file];
            Mounted::start_as_installed(software, &files, &modules, &[port]).await?
        }
        _ => Mounted::start(software, &[file], &[port]).await?,
    };
    Ok((Running::Mounted(mounted), port))
}

async fn registry(file: &str, port: u16) -> Result<Running> {
    let program = registry_binary::find().context("no docker-registry")?;
    let folder = tempfile::tempdir()?;
    let place = folder.path().join("config.yml");
    fs::write(&place, file.replace("/tmp/pierglass-", &format!("{}/", folder.path().display())))?;
    let mut command = Command::new(program);
    command.arg("serve").arg(&place);
    let mut process = Process::start("docker-registry", command)?;
    process.wait_for_port(port).await?;
    Ok(Running::Registry { process, _folder: folder })
}

/// A registry that is open to all, and hangs up on `/v2/broken`.
async fn behind(mut stream: TcpStream) {
    let mut request = Vec::new();
    let mut bytes = [0; 4096];
    while let Ok(count) = stream.read(&mut bytes).await {
        request.extend_from_slice(&bytes[..count]);
        if count == 0 || request.windows(4).any(|end| end == b"\r\n\r\n") {
            break;
        }
    }
    if !request.starts_with(b"GET /v2/broken") {
        let answer = "HTTP/1.1 200 OK\r\nDocker-Content-Digest: sha256:0\r\nLink: </v2/>\r\nContent-Length: 2\r\n\
                      Connection: close\r\n\r\n{}";
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}

/// Asks as a browser does for the page: the status and the headers.
async fn ask(port: u16, method: &str, path: &str) -> Result<(u16, Headers)> {
    let preflight = match method {
        "OPTIONS" => "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: authorization\r\n",
        _ => "",
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: r.example:{port}\r\nOrigin: {PAGE}\r\n{preflight}Connection: close\r\n\r\n"
    );
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    timeout(WITHIN, stream.read_to_end(&mut answer)).await??;
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let head = answer.split("\r\n\r\n").next().unwrap_or_default();
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).context("no answer")?;
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok((status, Headers(headers.collect())))
}

/// What keeps a page out; nothing where it gets in. `errors` says whether the server's own errors have to be readable as well, and `open`
/// that nobody has to sign in.
async fn keeps_out(port: u16, errors: bool, open: bool) -> Result<Option<String>> {
    let mut asking = CorsRequest::get(PAGE);
    for path in ["/v2/", "/v2/broken"].iter().take(1 + usize::from(errors)) {
        let (status, headers) = ask(port, "GET", path).await?;
        if let Err(refusal) = cors_check(&asking, &headers) {
            return Ok(Some(format!("GET {path}, {status}: {refusal:?}")));
        }
        let seen = readable(CredentialsMode::Omit, &headers);
        let mut names = headers.0.iter().map(|(name, _)| name.to_ascii_lowercase());
        let needed = ["www-authenticate", "docker-content-digest", "link"];
        let exposed = headers.0.iter().any(|(name, _)| name.eq_ignore_ascii_case("access-control-expose-headers"));
        let hidden = names.find(|name| needed.contains(&name.as_str()) && !seen.iter().any(|seen| seen == name));
        if let Some(hidden) = hidden.or((!exposed).then(|| "all".to_owned())) {
            return Ok(Some(format!("GET {path}, {status}: {hidden} is hidden")));
        }
    }
    if open {
        return Ok(None);
    }
    asking.headers = vec!["authorization".to_owned()];
    let (status, headers) = ask(port, "OPTIONS", "/v2/").await?;
    let refusal = preflight_check(&asking, status, &headers).err();
    Ok(refusal.map(|refusal| format!("OPTIONS, {status}: {refusal:?}")))
}

/// One file, as it is and as its marks say. Returns how many lines were tried.
async fn prove(server: &str, case: &Case, backend: u16) -> Result<usize> {
    let found = marks(&case.text);
    let is = |trap: &str| case.traps.iter().any(|(_, name)| name == trap);
    let (errors, open) = (is("NotOnErrors"), server == "distribution");
    // What is only a matter of deleting, and of a text that is a list to no page, is not asked here.
    let matters = !case.traps.iter().all(|(_, name)| ["DeleteNotAllowed", "NotExposed"].contains(&name.as_str()));
    let before = match start(server, &case.text, backend).await {
        Ok((running, port)) => keeps_out(port, errors, open).await.with_context(|| running.output())?,
        Err(error) => Some(format!("{error:#}")),
    };
    if case.traps.is_empty() && found.is_empty() {
        // A text of the table that is right by what is out of sight, or for nobody, is no matter here.
        let is_seen = ["Expose-Headers", "expose_headers"].iter().any(|name| case.text.contains(name))
            && !case.text.contains("include")
            && !case.text.contains("lua.");
        ensure!(before.is_none() || !is_seen, "right, and {before:?}\n{}", case.text);
        return Ok(0);
    }
    ensure!(before.is_some() || !matters, "a trap, and the page gets in:\n{}", case.text);
    if !found.iter().all(LocatedTrap::is_mended) {
        return Ok(0);
    }
    let text = mended(&case.text, &found);
    let (running, port) = start(server, &text, backend).await.with_context(|| text.clone())?;
    let after = keeps_out(port, errors, open).await.with_context(|| running.output())?;
    ensure!(after.is_none(), "with the lines of the marks: {after:?}\n{text}\nbefore: {before:?}");
    Ok(found.len())
}

/// What Envoy's own validator says of a file: it reads all of it, and listens on nothing.
fn validated(text: &str) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("envoy.yaml");
    fs::write(&file, text)?;
    let mut command = Command::new(Software::Envoy.program()?);
    let output = command.args(["--mode", "validate", "--log-level", "error", "-c"]).arg(&file).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    ensure!(output.status.success(), "envoy --mode validate: {said}\n{text}");
    Ok(())
}

async fn all_of(server: &str) {
    let listener = listen().await.expect("a port");
    let backend = listener.local_addr().expect("an address").port();
    let _behind = accept(listener, behind);
    let mut lines = 0;
    let mut files = 0;
    for case in table::cases().iter().filter(|case| case.server.as_deref() == Some(server)) {
        files += 1;
        lines += prove(server, case, backend).await.unwrap_or_else(|error| panic!("{}: {error:#}", case.name));
    }
    println!("{server}: {files} files, {lines} lines of marks");
    assert!(lines > 0, "no line of {server} was tried");
}

#[tokio::test]
async fn of_nginx() {
    all_of("nginx").await;
}

#[tokio::test]
async fn of_caddy() {
    all_of("caddy").await;
}

#[tokio::test]
async fn of_haproxy() {
    all_of("haproxy").await;
}

#[tokio::test]
async fn of_httpd() {
    all_of("httpd").await;
}

#[tokio::test]
async fn of_envoy() {
    if let Err(lacks) = Software::Envoy.program() {
        println!("not run: {lacks}");
        return;
    }
    let mut lines = 0;
    for case in table::cases().iter().filter(|case| case.server.as_deref() == Some("envoy")) {
        let found = marks(&case.text);
        lines += found.len();
        // What has no mark is started below, as are all of them.
        if !found.is_empty() {
            validated(&mended(&case.text, &found)).unwrap_or_else(|error| panic!("{}: {error:#}", case.name));
        }
    }
    println!("envoy --mode validate: {lines} lines of marks");
    assert!(lines > 0 && validated("static_resources: {listeners: [{nam: x}]}\n").is_err());
    all_of("envoy").await;
}

#[tokio::test]
async fn of_distribution() {
    match registry_binary::find() {
        Some(_) => all_of("distribution").await,
        None => println!("not run: docker-registry is missing, which `cargo lab test` brings for the last ring"),
    }
}
