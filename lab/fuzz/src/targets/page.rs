//! What comes to the page itself: its address, its configuration, the page around it, a person's keyboard.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use pierglass::address::Address;
use pierglass::address::input::{Place, from_input, from_input_at};
use pierglass::address::platform::{platform_of, with_platform};
use pierglass::address::tag_list::TagListOptions;
use pierglass::config::Config;
use pierglass::config::draft::{Draft, DraftEntry};

use pierglass::diagnosis::fixes::{Names, all, fill, steps};
use pierglass::embedding::Message;
use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::reference::Repository;
use serde_json::{Value, json};
use url::Url;

use crate::holds;
use crate::input::Input;
use crate::secrets::{planted, planted_token};
use crate::target::{Fault, keeps_secrets};

/// An address is itself again, in plain letters, and shows no password.
pub fn address(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    for address in [Address::parse(&text), Address::check_up(&text)] {
        again(&address)?;
        address.registry();
        address.repository();
    }
    if names_digest(&text) {
        return Ok(());
    }
    if let Some(options) = TagListOptions::parse(&text) {
        let shown = options.address(&Address::parse("#/r.example/a"));
        let again = TagListOptions::parse(&shown).unwrap_or_default();
        holds!(again == TagListOptions { filter: options.filter.trim().to_owned(), ..options }, "{shown} is {again:?}");
        holds!(!Address::holds_password(&shown), "{shown} holds a password");
    }
    let named = [platform_of(&text), Some(text.to_string())];
    for name in named.into_iter().flatten().filter(|name| !name.is_empty()) {
        let image = Address::parse("#/r.example/a:1");
        let shown = with_platform(&image, Some(&name));
        holds!(platform_of(&shown).as_ref() == Some(&name), "{name:?} is {:?} again", platform_of(&shown));
        holds!(Address::parse(&shown) == image, "{shown} is another image");
        holds!(!Address::holds_password(&shown), "{shown} holds a password");
    }
    let secret = planted("p");
    for hash in [format!("#/https://user:{secret}@{text}"), format!("#/checkup/user:{secret}@{text}")] {
        let address = Address::parse(&hash);
        holds!(Address::holds_password(&hash), "{hash:?} holds a password");
        keeps_secrets("an address", &format!("{address} {address:?}"))?;
    }
    let address = Address::check_up(&format!("https://user:{secret}@{text}"));
    keeps_secrets("a check-up's address", &format!("{address} {address:?}"))
}

/// Whether what follows an `@` is a digest, good or bad: then a name stands in front of it and no password.
fn names_digest(text: &str) -> bool {
    let behind = text
        .rsplit('@')
        .next()
        .unwrap_or_default()
        .trim_matches(|one: char| one.is_whitespace() || "/'\"`".contains(one));
    ["sha256:", "sha512:"].iter().any(|algorithm| behind.starts_with(algorithm)) || Digest::parse(behind).is_ok()
}

fn again(address: &Address) -> Result<(), Fault> {
    let shown = address.to_string();
    holds!(shown.starts_with("#/") && shown.is_ascii(), "{address:?} is {shown}");
    let again = Address::parse(&shown);
    holds!(again == *address, "{address:?} is {again:?} again");
    Ok(())
}

/// What a person types leads somewhere or is refused in words without a password.
pub fn typed(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let default = RegistryHost::parse("docker.io").ok();
    let repository = Repository::parse("team/app").ok();
    let place = Place { registry: default.as_ref(), repository: repository.as_ref(), named: &[] };
    let read = [from_input(&text, None), from_input(&text, default.as_ref()), from_input_at(&text, place)];
    for address in read.into_iter().flatten() {
        again(&address)?;
    }
    if names_digest(&text) {
        return Ok(());
    }
    let secret = planted("p").replace(' ', "");
    match from_input(&format!("user:{secret}@{}", text.trim()), default.as_ref()) {
        Ok(address) => keeps_secrets("an address", &format!("{address} {address:?}")),
        Err(error) => keeps_secrets("an error", &format!("{error} {error:?}")),
    }
}

/// What is read of a file is a file without problems.
pub fn config(input: &mut Input) -> Result<(), Fault> {
    let (config, problems) = Config::parse(&input.bytes);
    holds!(problems.len() <= 2 * input.bytes.len() + 1, "{} problems", problems.len());
    problems.iter().for_each(|problem| drop(problem.to_string()));
    whole(&config)
}

fn whole(config: &Config) -> Result<(), Fault> {
    let again = Config::parse(config.to_json().as_bytes());
    holds!(again.0 == *config && again.1.is_empty(), "{config:?} is {again:?} again");
    let again = Draft::of(config).read();
    holds!(again.0 == *config && again.1.is_empty(), "{config:?} is {again:?} as a draft");
    Ok(())
}

/// A draft gives a configuration that is itself again.
pub fn draft(input: &mut Input) -> Result<(), Fault> {
    let text = input.text().into_owned();
    let mut fields = text.split('\u{1f}').flat_map(|text| text.split("--\n")).map(str::to_owned);
    let mut draft = Draft::of(&Config::default());
    let mut next = || fields.next().unwrap_or_default();
    (draft.title, draft.theme, draft.default_registry, draft.portals) = (next(), next(), next(), next());
    (draft.open_others, draft.read_only) = (input.dice.bool(), input.dice.bool());
    for _ in 0..input.dice.u8(..4) {
        draft.registries.push(DraftEntry {
            url: next(),
            name: next(),
            realm: next(),
            catalog: next(),
            repositories: next(),
            pull_host: next(),
            read_only: next(),
        });
    }
    whole(&draft.read().0)
}

/// A message is obeyed or refused, and its secrets are never shown.
pub fn message(input: &mut Input) -> Result<(), Fault> {
    let text = input.text().into_owned();
    let (secret, token) = (planted("p"), planted_token("t"));
    let mut messages = Vec::new();
    if let Ok(message) = serde_json::from_str::<Value>(&text) {
        let mut secrets = message.clone();
        if let Some(members) = secrets.as_object_mut() {
            for (name, value) in [("password", &secret), ("token", &token)] {
                members.get_mut(name).into_iter().for_each(|member| *member = Value::from(value.as_str()));
            }
        }
        messages.extend([message, secrets]);
    }
    let other = input.another_text();
    let kind = input.one(&["hello", "look", "navigate", "sign-in", "sign-out"]);
    messages.push(json!({
        "type": kind, "to": text, "registry": other, "username": text, "password": format!("{secret}{other}"),
        "theme": other, "accent": text, "accentDark": other,
    }));
    messages.push(
        json!({"type": "sign-in", "registry": "r.example", "username": other, "token": format!("{token}{text}")}),
    );
    let default = RegistryHost::parse("r.example").ok();
    for message in &messages {
        match Message::read(message, default.as_ref()) {
            Ok(Message::Look(_, Ok(accent))) => {
                let css = accent.css().unwrap_or_default();
                holds!(css.len() < 40 && !css.contains(';'), "{css}");
            }
            Ok(Message::Navigate(address)) => again(&address)?,
            Ok(message) => keeps_secrets("a message", &format!("{message:?}"))?,
            Err(error) => {
                holds!(!error.code().is_empty(), "{error:?} has no code");
                keeps_secrets("an error", &format!("{error} {error:?}"))?;
            }
        }
    }
    Ok(())
}

/// The files of the fixes.
fn files() -> &'static BTreeMap<&'static str, String> {
    static FILES: OnceLock<BTreeMap<&'static str, String>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixes");
        let read = |file| fs::read_to_string(folder.join(file)).expect("the file of a fix");
        all().map(|fix| (fix.file, read(fix.file))).collect()
    })
}

/// What is typed goes into a file only as a name.
pub fn fixes(input: &mut Input) -> Result<(), Fault> {
    let text = input.text().into_owned();
    let url = |text| Url::parse(text).expect("an address");
    let mut names =
        Names::new("https://ui.example", &url("https://r.example")).with_realm(&url("https://auth.example/token"));
    let Some(tokens) = names.tokens.as_mut() else { return Ok(()) };
    let place = match input.dice.u8(..12) {
        0 => &mut names.registry,
        1 => &mut names.upstream,
        2 => &mut tokens.origin,
        3 => &mut tokens.path,
        4 => &mut tokens.upstream,
        5 => &mut tokens.certificate,
        6 => &mut names.page_folder,
        7 => &mut names.certificate,
        8 => &mut names.page_upstream,
        9 => &mut names.relay.resolver,
        10 => &mut names.relay.token_path,
        _ => &mut names.page_origins[0],
    };
    place.clone_from(&text);
    if let Some(unsafe_name) = names.first_unsafe() {
        holds!(!unsafe_name.to_string().is_empty(), "it is refused without a word");
        return Ok(());
    }
    let is_safe = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/[]".contains(&byte);
    holds!(text.bytes().all(is_safe), "{text:?} is a name");
    let fixes: Vec<_> = all().collect();
    let fix = input.one(&fixes);
    if let Ok(filled) = fill(fix, &files()[fix.file], &names) {
        holds!(!filled.contains("{{"), "{} keeps a placeholder with {text:?}", fix.id);
    }
    let steps = steps(fix, &names);
    holds!(steps.is_empty() == names.first_unsafe().is_some(), "{} has {} steps with {text:?}", fix.id, steps.len());
    let commands = steps.iter().filter_map(|step| step.command.as_ref());
    holds!(commands.into_iter().all(|command| !command.contains('\n')), "{} cuts a command with {text:?}", fix.id);
    Ok(())
}
