//! What hangs on images: tags that are named after digests, and registries that answer anything to whoever looks for it.

use std::collections::HashSet;

use futures_util::FutureExt;
use pierglass::registry::client::Client;
use pierglass::registry::digest::Digest;
use pierglass::registry::host::RegistryHost;
use pierglass::registry::in_order::Name;
use pierglass::registry::manifest::Document;
use pierglass::registry::reference::{Repository, Tag};
use pierglass::registry::referrers::{AttachedTag, AttachedTags, Search, TagRole};

use super::given::{Repeats, response};
use crate::holds;
use crate::input::Input;
use crate::target::Fault;

/// A tag that belongs to a digest is that digest's, and each digest has tags that are some.
pub fn tag(input: &mut Input) -> Result<(), Fault> {
    let text = input.text();
    if let Some(AttachedTag { digest, role }) = AttachedTag::parse(&text) {
        holds!(role.tag(&digest).is_some_and(|tag| tag.as_str() == text), "{text:?} is {role:?} of {digest}");
    }
    if let Ok(digest) = Digest::parse(&text) {
        holds!(TagRole::List.tag(&digest).is_some(), "{digest} has no list");
        for tag in TagRole::ALL.into_iter().filter_map(|role| role.tag(&digest)) {
            holds!(Tag::parse(tag.as_str()).is_ok(), "{tag} of {digest}");
        }
    }
    Ok(())
}

/// A search ends, whatever comes, and shows each thing once, behind what it hangs on.
pub fn search(input: &mut Input) -> Result<(), Fault> {
    let http = Repeats::of(response(&input.bytes));
    let (Ok(host), Ok(repository)) = (RegistryHost::parse("https://r.example"), Repository::parse("a")) else {
        return Ok(());
    };
    let client = Client::new(&http, host, None);
    let opened = Digest::of(&http.answer.body);
    let document = Document::parse(None, &http.answer.body).or_else(|_| Document::parse(None, br#"{"layers":[]}"#));
    let Ok(document) = document else { return Ok(()) };
    let names = [Name::from(input.another_text()), Name::from(opened.to_string().replace(':', "-"))];
    let tags = input.dice.bool().then(|| AttachedTags::among(client.session.http(), &names).now_or_never()).flatten();
    let mut search = Search::begin(&repository, &opened, &document, tags);
    for _ in 0..2 {
        let mut steps = 0;
        while search.step(&client).now_or_never() == Some(true) {
            steps += 1;
            holds!(steps <= 200, "{steps} steps");
        }
        search.go_further();
    }
    let found = &search.found;
    holds!(found.hanging.len() <= 1_000 && found.failures.len() <= 3, "{} things", found.hanging.len());
    let mut seen = HashSet::from([&opened]);
    for (at, hanging) in found.hanging.iter().enumerate() {
        holds!(seen.insert(&hanging.digest), "{} is there twice", hanging.digest);
        holds!((1..=8).contains(&hanging.depth), "depth {}", hanging.depth);
        holds!(hanging.parent.is_none_or(|parent| parent < at), "{at} hangs on {:?}", hanging.parent);
        let _ = (hanging.claim(), hanging.other_kind(), hanging.created(), hanging.kind().name());
    }
    Ok(())
}
