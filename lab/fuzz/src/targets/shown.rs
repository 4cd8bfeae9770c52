//! What is shown to people, and what they paste elsewhere.

use pierglass::diagnosis::curl::{Parties, Shell, lines};
use pierglass::diagnosis::markdown::{Block, Inline, fill, parse, plain_text};
use pierglass::diagnosis::observation::Probe;
use pierglass::diagnosis::redact::{self, Secrets};
use pierglass::registry::commands::curl::Access;
use pierglass::registry::commands::{Content, PullSource, PullTool, commands as pulls, copy};
use pierglass::registry::host::RegistryHost;
use pierglass::registry::reference::{Repository, Tag, Version};
use pierglass::registry::secret::Secret;
use pierglass::registry::shell::{pasteable, pasteable_in_powershell, quoted};
use pierglass::registry::visible::visible as shown;
use url::Url;

use super::given::headers;
use crate::holds;
use crate::input::Input;
use crate::secrets::{forms, planted};
use crate::target::{Fault, keeps_secrets};

/// Nothing that steers a text is left in it.
pub fn visible(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let seen = shown(&text);
    holds!(!seen.contains(|one: char| one.is_control() && one != '\n' && one != '\t'), "{seen:?}");
    holds!(!seen.contains(['\u{202e}', '\u{200b}', '\u{2028}', '\u{feff}', '\u{2066}']), "{seen:?}");
    holds!(shown(&seen) == seen, "{seen:?} is not itself again");
    Ok(())
}

/// Every word arrives as it is.
pub fn shell(input: &mut Input) -> Result<(), Fault> {
    let words: Vec<String> = input.text().split(' ').take(30).map(str::to_owned).collect();
    let is_shown = |one: &char| !one.is_control();
    let clean: Vec<String> = words.iter().map(|word| word.chars().filter(is_shown).collect()).collect();
    let read = in_posix(&quoted(&words));
    holds!(read.as_ref() == Some(&words), "{words:?} arrive as {read:?}");
    let line = pasteable(&words);
    holds!(line.chars().all(|one| is_shown(&one)), "{line:?} holds controls");
    let read = in_posix(&line);
    holds!(read.as_ref() == Some(&clean), "{clean:?} arrive as {read:?}");
    let line = pasteable_in_powershell(&words);
    let read = in_powershell(&line);
    holds!(line.chars().all(|one| is_shown(&one)), "{line:?} holds controls");
    holds!(read.as_ref() == Some(&clean), "{clean:?} arrive as {read:?}");
    Ok(())
}

/// The words that a POSIX shell makes of a line; `None` where it would do anything but that.
fn in_posix(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(one) = rest.next() {
        match one {
            ' ' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        one => word.push(one),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(rest.next()?),
            one if one.is_ascii_alphanumeric() || "-_=:./@+,%".contains(one) => word.get_or_insert_default().push(one),
            _ => return None,
        }
    }
    words.extend(word);
    Some(words)
}

/// The same for PowerShell.
fn in_powershell(line: &str) -> Option<Vec<String>> {
    let is_quote = |one: char| matches!(one, '\'' | '\u{2018}'..='\u{201b}');
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            ' ' => words.extend(word.take()),
            one if is_quote(one) => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        one if is_quote(one) => match rest.next_if(|next| is_quote(*next)) {
                            Some(_) => word.push(one),
                            None => break,
                        },
                        one => word.push(one),
                    }
                }
            }
            one if one.is_ascii_alphanumeric() || "-._/:".contains(one) => word.get_or_insert_default().push(one),
            _ => return None,
        }
    }
    words.extend(word);
    Some(words)
}

/// A shell acts upon nothing in a command, whatever the registry and the image are called.
pub fn commands(input: &mut Input) -> Result<(), Fault> {
    let texts = [input.text().into_owned(), input.another_text()];
    let (Ok(host), pull_host) =
        (RegistryHost::parse(&texts[0]).or_else(|_| RegistryHost::parse("r.example")), &texts[1])
    else {
        return Ok(());
    };
    let repository = Repository::parse(&texts[1]).or_else(|_| Repository::parse("team/app"));
    let version = Version::parse(&texts[0]).or_else(|_| Version::parse("1.2"));
    let (Ok(repository), Ok(version), Ok(tag)) = (repository, version, Tag::parse("1.2")) else { return Ok(()) };
    for pull_host in [&host.docker_name(), pull_host] {
        let Some(source) = PullSource::new(&host, pull_host) else { continue };
        for tool in PullTool::ALL {
            let copied = copy(tool, &source, &source, &repository, &version, &tag);
            // A file is no line for a shell.
            if matches!(tool, PullTool::Compose | PullTool::Kubernetes) {
                continue;
            }
            let of = |content| pulls(tool, content, &source, &repository, &version, &Access::Open);
            let all = [Content::Image, Content::Chart, Content::Files, Content::Other].map(of);
            for line in all.into_iter().chain(copied).flat_map(|commands| commands.lines) {
                holds!(in_posix(&line).is_some() && line.is_ascii(), "{line}");
            }
        }
    }
    Ok(())
}

/// A line for curl asks for what it is for, and nothing of it is the shell's.
pub fn curl(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let address = Url::parse(&text).ok().filter(|url| url.has_host() && url.scheme().starts_with("http"));
    let registry = address.unwrap_or_else(|| Url::parse("https://r.example/").expect("an address"));
    let realm = registry.join(&input.another_text()).ok();
    let origin = input.another_text();
    let later: Vec<(Probe, Url)> = realm.iter().map(|url| (Probe::Tags, url.clone())).collect();
    let token_service = realm.as_ref();
    let parties = Parties { origin: &origin, registry: &registry, token_service, later: &later, changes: true };
    for line in lines(parties, Shell::Posix) {
        let words = in_posix(&line.text);
        holds!(words.as_ref().is_some_and(|words| words[0] == "curl"), "{}", line.text);
    }
    for line in lines(parties, Shell::PowerShell) {
        let words = in_powershell(&line.text);
        holds!(words.as_ref().is_some_and(|words| words[0] == "curl.exe"), "{}", line.text);
    }
    Ok(())
}

/// What may leave keeps no user, no password, no unknown query, and nothing that was sent.
pub fn redact(input: &mut Input) -> Result<(), Fault> {
    let (text, secret) = (input.text().into_owned(), planted("p"));
    if let Ok(mut url) = Url::parse(&text) {
        url.query_pairs_mut().append_pair("X-Amz-Signature", &secret);
        let _ = url.set_password(Some(&secret));
        url.set_fragment(Some(&secret));
        keeps_secrets("an address", redact::url(&url).as_str())?;
    }
    holds!(redact::text(&text).chars().count() <= 4800, "a text has no end");
    redact::headers(&headers(&text));
    let mut secrets = Secrets::default();
    secrets.add(&Secret::new(secret.clone()));
    for form in forms(&secret) {
        let said = format!("{text}{form}{}", input.another_text());
        keeps_secrets("a text", &secrets.scrub(&said))?;
        keeps_secrets("a sentence", &secrets.scrub_sentence(&said))?;
    }
    Ok(())
}

/// A link leads to a page of ours or to the web.
pub fn markdown(input: &mut Input) -> Result<(), Fault> {
    // Pages are ours and short; only what stands in them may be odd.
    let mut blocks = parse(&input.text().chars().take(8 << 10).collect::<String>());
    fill(&mut blocks, &[("a", "b".to_owned()), ("registry", "{a}".to_owned())]);
    for block in &blocks {
        let texts: Vec<&Vec<Inline>> = match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => vec![text],
            Block::List { items, .. } => items.iter().collect(),
            Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).collect(),
            Block::Code { .. } => Vec::new(),
        };
        for text in texts {
            plain_text(text);
            links(text)?;
        }
    }
    Ok(())
}

fn links(inlines: &[Inline]) -> Result<(), Fault> {
    for inline in inlines {
        match inline {
            Inline::Text(_) | Inline::Code(_) => {}
            Inline::Strong(inside) => links(inside)?,
            Inline::Link { text, target } => {
                let is_known = ["#/", "https://", "http://"].iter().any(|start| target.starts_with(start));
                holds!(is_known, "a link leads to {target:?}");
                links(text)?;
            }
        }
    }
    Ok(())
}
