//! Words of the field: what names something, and what orders it.

use std::collections::BTreeSet;

use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::http::Moment;
use pierglass::registry::in_order::{InOrder, Name};
use pierglass::registry::media_type::MediaType;
use pierglass::registry::platform::Platform;
use pierglass::registry::reference::{Reference, Repository, Tag, Version};
use pierglass::registry::tag_order::{TagOrder, key};
use pierglass::registry::{plain_url as plain, time as times};
use url::Url;

use crate::holds;
use crate::input::Input;
use crate::secrets::planted;
use crate::target::{Fault, keeps_secrets};

/// A registry is itself again in both forms that are shown; an address with a password is refused without it.
pub fn host(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    if let Ok(host) = RegistryHost::parse(&text) {
        holds!(RegistryHost::parse(&host.to_string()).as_ref() == Ok(&host), "{host:?} is not itself again");
        holds!(RegistryHost::parse(&host.origin()).as_ref() == Ok(&host), "{host:?} is not its origin");
        holds!(host.api("_catalog").origin() == host.url().origin(), "{host:?} asks elsewhere");
        holds!(RegistryHost::from_origin(host.url()).is_some(), "{host:?} is not at its origin");
        holds!(!host.docker_name().contains('@'), "{host:?} has a user");
    }
    let typed = format!("https://user:{}@{text}", planted("p"));
    match RegistryHost::parse(&typed) {
        Err(error) => keeps_secrets("an error", &format!("{error} {error:?}")),
        Ok(host) => keeps_secrets("a host", &format!("{host:?}")),
    }
}

/// What is taken without the parser of `url` is read as that one reads it.
pub fn plain_url(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let Some(url) = plain::parse(&text) else { return Ok(()) };
    // What a label in punycode stands for, only url looks at.
    if !text.to_ascii_lowercase().contains("xn--") {
        let known = Url::parse(&text);
        holds!(known.as_ref() == Ok(&url), "{url} is {known:?}");
        holds!(plain::parse(url.as_str()).is_some_and(|again| again == url), "{url} is not itself again");
    }
    Ok(())
}

/// A reference is itself again, with and without a registry of its own.
pub fn reference(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let default = RegistryHost::parse("r.example:5000").ok();
    let read = [Reference::parse(&text), Reference::parse_with_default(&text, default.as_ref())];
    for reference in read.into_iter().flatten() {
        let again = Reference::parse(&reference.to_string());
        holds!(again.as_ref() == Ok(&reference), "{reference:?} is {again:?} again");
    }
    if let Ok(repository) = Repository::parse(&text) {
        holds!(repository.as_str() == text, "{repository:?} was {text:?}");
        holds!(repository.as_str().ends_with(repository.last_segment()), "{repository:?} ends otherwise");
    }
    if let Ok(tag) = Tag::parse(&text) {
        holds!(tag.as_str() == text && text.len() <= 128, "{tag:?} was {text:?}");
    }
    if let Ok(version) = Version::parse(&text) {
        holds!(Version::parse(version.as_str()).as_ref() == Ok(&version), "{version:?} is not itself again");
    }
    Ok(())
}

/// A digest is its text; what is computed fits.
pub fn digest(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    if let Ok(digest) = Digest::parse(&text) {
        holds!(digest.to_string() == text, "{digest:?} was {text:?}");
        holds!(Tag::parse(&digest.fallback_tag()).is_ok(), "{digest:?} has the fallback {}", digest.fallback_tag());
        holds!(digest.encoded().starts_with(digest.short()), "{digest:?} is {} in short", digest.short());
        let own = digest.of_the_same_kind(&input.bytes);
        holds!(own.is_none_or(|own| fits(&own, &input.bytes)), "{digest:?} computes what does not fit");
    }
    let own = Digest::of(&input.bytes);
    holds!(fits(&own, &input.bytes), "{own} does not fit");
    Ok(())
}

/// Whether bytes fit a digest, a third of them at a time.
fn fits(digest: &Digest, bytes: &[u8]) -> bool {
    let Some(mut check) = digest.check() else { return false };
    bytes.chunks(bytes.len() / 3 + 1).for_each(|piece| check.add(piece));
    check.fits()
}

/// A type is itself again.
pub fn media_type(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    let read = MediaType::from(&*text);
    holds!(MediaType::from(read.as_str()) == read, "{read:?} is not itself again");
    holds!(!read.describe().is_empty(), "{read:?} has no words");
    holds!(read.is_layer() == read.compression().is_some(), "{read:?} is packed and no layer");
    holds!(!(read.is_index() && read.is_manifest()), "{read:?} is both");
    Ok(())
}

/// A platform is itself again.
pub fn platform(input: &mut Input) -> Result<(), Fault> {
    if let Ok(platform) = Platform::parse(&input.text()) {
        let again = Platform::parse(&platform.to_string());
        holds!(again.as_ref() == Ok(&platform), "{platform:?} is {again:?} again");
    }
    Ok(())
}

/// Moments are shown in few characters, whatever they are.
pub fn time(input: &mut Input) -> Result<(), Fault> {
    let other = Moment(input.number());
    let moment = times::parse(&input.text()).unwrap_or(other);
    let shown = times::format(moment);
    holds!(shown.len() < 40, "{moment:?} is {shown}");
    let (_, month, day, hour, minute) = times::to_date(moment);
    holds!((1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60, "{moment:?} is {shown}");
    for (now, then) in [(moment, other), (other, moment)] {
        let ago = times::ago(now, then);
        holds!(!ago.is_empty() && ago.len() < 40, "{then:?} is {ago:?} at {now:?}");
    }
    times::is_constant(moment);
    Ok(())
}

/// A key for each tag, and a list in which each stands once, whatever order they came in and however little is done at a time.
pub fn tag_order(input: &mut Input) -> Result<(), Fault> {
    let text = input.text().into_owned();
    let tags: BTreeSet<Name> = text.split('\n').take(40).map(Name::from).collect();
    for order in [TagOrder::VersionDescending, TagOrder::VersionAscending, TagOrder::NameAscending] {
        let mut keys: Vec<(Vec<u8>, Name)> = tags.iter().map(|tag| (key_of(order, tag), tag.clone())).collect();
        keys.sort();
        holds!(keys.windows(2).all(|two| two[0].0 != two[1].0), "{order:?}: two tags have one key");
        let sorted: Vec<Name> = keys.into_iter().map(|(_, tag)| tag).collect();
        let mut list = InOrder::by(move |tag, bytes| key(order, tag, bytes));
        for page in text.split('\n').take(40).collect::<Vec<_>>().chunks(7) {
            list.add(page.iter().map(|tag| Name::from(*tag)).collect());
            while list.advance(3) {}
        }
        let mut names = Vec::new();
        while list.copy(&mut names, 3) {}
        holds!(names == sorted, "{order:?} is not kept");
    }
    Ok(())
}

fn key_of(order: TagOrder, tag: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    key(order, tag, &mut bytes);
    bytes
}
