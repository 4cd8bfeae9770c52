//! The guide's files: the pages that people wrote, against the list in `diagnosis/guide.rs`; and the pages of the rules,
//! which are made from the comments of their sources and kept fresh.
//!
//! `cargo lab docs` writes the latter. It runs this test with `UPDATE=1`, so that there is one way of making them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pierglass::address::Address;
use pierglass::diagnosis::guide::{GuideNames, PAGES, TITLE, file, names, page, pages_of_rule};
use pierglass::diagnosis::markdown::{self, Block, Inline, plain_text};
use pierglass::diagnosis::rules::RULES;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a page of the guide.
fn text(page: &str) -> String {
    let path = root().join(file(page));
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(page: &str) -> Vec<Block> {
    markdown::parse(&text(page))
}

/// All lines of a document, wherever they stand.
fn lines(blocks: &[Block]) -> Vec<&[Inline]> {
    fn of_block(block: &Block) -> Vec<&[Inline]> {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => vec![text],
            Block::List { items, .. } => items.iter().map(Vec::as_slice).collect(),
            Block::Code { .. } => Vec::new(),
            Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).map(Vec::as_slice).collect(),
        }
    }
    blocks.iter().flat_map(of_block).collect()
}

fn targets(inlines: &[Inline]) -> Vec<String> {
    let found = inlines.iter().flat_map(|inline| match inline {
        Inline::Text(_) | Inline::Code(_) => Vec::new(),
        Inline::Strong(inside) => targets(inside),
        Inline::Link { target, .. } => vec![target.clone()],
    });
    found.collect()
}

/// The pages of the guide that a document links to.
fn linked(blocks: &[Block]) -> Vec<String> {
    let targets = lines(blocks).into_iter().flat_map(targets).filter(|target| target.starts_with("#/"));
    let pages = targets.filter_map(|target| match Address::parse(&target) {
        Address::Guide { page, registry: None } => Some(page),
        Address::CheckUp { text, .. } if text.is_empty() => None,
        other => panic!("{target} leads to {other:?}"),
    });
    pages.collect()
}

#[test]
fn every_page_is_there_and_has_its_title() {
    for (slug, title) in PAGES.iter().map(|page| (page.slug, page.title)).chain([("", TITLE)]) {
        match read(slug).first() {
            Some(Block::Heading { level: 1, text }) => assert_eq!(plain_text(text), title, "{slug}"),
            other => panic!("{slug} begins with {other:?}"),
        }
    }
}

#[test]
fn pages_link_to_what_there_is() {
    let rules: BTreeSet<&str> = PAGES.iter().flat_map(|page| page.rules.iter().copied()).collect();
    for slug in PAGES.iter().map(|page| page.slug).chain([""]) {
        for target in linked(&read(slug)) {
            let is_there = match target.strip_prefix("rules/") {
                Some(id) => rules.contains(id),
                None => target.is_empty() || page(&target).is_some(),
            };
            assert!(is_there, "guide/{slug} links to {target:?}");
        }
    }
}

#[test]
fn pages_link_to_the_rules_that_the_list_gives_them() {
    let update = std::env::var_os("UPDATE").is_some();
    for page in PAGES {
        let links: BTreeSet<String> = linked(&read(page.slug)).into_iter().collect();
        let missing: Vec<_> = page.rules.iter().filter(|id| !links.contains(&format!("rules/{id}"))).collect();
        if missing.is_empty() {
            continue;
        }
        assert!(update, "guide/{}.md does not link to {missing:?}; `cargo lab docs` adds the links", page.slug);
        let page_text = missing.iter().fold(text(page.slug), |text, id| with_link(&text, &rule(id)));
        fs::write(root().join(file(page.slug)), page_text).expect("a page that can be written");
    }
}

/// A page of the guide with one more rule in its list; the rule's title may be said in other words later.
fn with_link(page: &str, rule: &RulePage) -> String {
    const LIST: &str = "## Rules that detect it\n\n";
    let list = page.find(LIST).expect("a list of rules") + LIST.len();
    let end = page[list..].find("\n\n").map_or(page.len(), |end| list + end + 1);
    format!("{}- [{}](#/guide/rules/{})\n{}", &page[..end], rule.title, rule.id, &page[end..])
}

#[test]
fn a_new_rule_stands_last_in_the_list_of_its_page() {
    let rule = RulePage { id: "a-b".to_owned(), title: "It is so".to_owned(), body: String::new() };
    let page = "# P\n\n## Rules that detect it\n\n- [X](#/guide/rules/x),\n  and more\n\n## What to do\n";
    let now = with_link(page, &rule);
    assert_eq!(now.replace("- [It is so](#/guide/rules/a-b)\n", ""), page);
    assert!(now.contains("more\n- [It is so](#/guide/rules/a-b)\n\n## What"), "{now}");
}

#[test]
fn pages_are_short_and_understood() {
    for slug in PAGES.iter().map(|page| page.slug) {
        let count = text(slug).lines().count();
        assert!((60..=120).contains(&count), "{slug}: {count} lines");
        let mut blocks = read(slug);
        markdown::fill(&mut blocks, &names(&GuideNames::default()));
        let words: String = lines(&blocks)
            .into_iter()
            .flatten()
            .filter_map(|inline| match inline {
                Inline::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        for leftover in ["**", "](", "```", "`", "{registry", "{page", "{token", "{service", "{repository"] {
            assert!(!words.contains(leftover), "{slug}: {leftover:?} was not understood");
        }
    }
}

/// What every rule's comment has, in this order.
const SECTIONS: [&str; 6] = ["What you see", "Why", "What cannot be known", "What to change", "How to check", "Source"];

/// A rule's page.
struct RulePage {
    id: String,
    title: String,
    /// What follows the title.
    body: String,
}

impl RulePage {
    /// Reads the `//!` comment of a rule's source.
    fn read(id: &str, source: &str) -> RulePage {
        let comment = source.lines().map_while(|line| line.strip_prefix("//!"));
        let comment: Vec<&str> = comment.map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
        let end = comment.iter().position(|line| line.is_empty()).unwrap_or(comment.len());
        let title = comment[..end].join(" ").trim_end_matches('.').to_owned();
        assert!(
            !title.is_empty() && !title.starts_with('#'),
            "{id} does not begin with one sentence that is its title"
        );
        let body = comment[end..].join("\n").trim().to_owned();
        let sections: Vec<&str> = body.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(sections, SECTIONS, "the sections of {id}");
        RulePage { id: id.to_owned(), title, body }
    }

    /// The page in the guide.
    fn page(&self) -> String {
        let pages: Vec<String> =
            pages_of_rule(&self.id).map(|page| format!("[{}](#/guide/{})", page.title, page.slug)).collect();
        let guide = if pages.is_empty() { String::new() } else { format!(" In the guide: {}.", pages.join(", ")) };
        format!("# {}\n\nRule `{}`.{guide}\n\n{}\n", self.title, self.id, self.body)
    }

    /// The chapter in docs/rules.md, whose links lead to files.
    fn chapter(&self) -> String {
        let page = self.page().replace("](#/guide/rules/", "](#").replace("\n## ", "\n### ");
        let (_, page) = page.split_once("\n\n").expect("a page has a title");
        format!("## `{}`\n\n**{}.**\n\n{}", self.id, self.title, with_files(page))
    }
}

/// Links into the guide as links to its files.
fn with_files(text: &str) -> String {
    let mut pieces = text.split("](#/guide/");
    let mut linked = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (slug, after) = piece.split_once(')').expect("a link ends");
        linked.push_str(&format!("](../guide/{slug}.md){after}"));
    }
    linked
}

/// All documents that come from rules: their path in the checkout, and their text.
fn documents(rules: &[RulePage]) -> BTreeMap<String, String> {
    let mut documents: BTreeMap<String, String> =
        rules.iter().map(|rule| (format!("guide/rules/{}.md", rule.id), rule.page())).collect();
    let mut book = "# The rules\n\nWhat a check-up can find. Made from the comments in `src/diagnosis/rules/` by \
                    `cargo lab docs`; change them there.\n\n| rule | what it says |\n|---|---|\n"
        .to_owned();
    for rule in rules {
        book.push_str(&format!("| [`{0}`](#{0}) | {1} |\n", rule.id, rule.title.replace('|', "\\|")));
    }
    for rule in rules {
        book.push('\n');
        book.push_str(&rule.chapter());
    }
    documents.insert("docs/rules.md".to_owned(), book);
    documents
}

/// The files of a folder with this ending, in the order of their names; none where there is no folder.
fn files(folder: &str, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join(folder)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file() && file.extension().is_some_and(|extension| extension == ending));
    files.sort();
    files
}

fn stem(file: &Path) -> String {
    file.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// The rules in the order of their list, from their sources.
fn rules() -> Vec<RulePage> {
    RULES.iter().map(|one| rule(one.id)).collect()
}

fn rule(id: &str) -> RulePage {
    let file = format!("src/diagnosis/rules/{}.rs", id.replace('-', "_"));
    RulePage::read(id, &fs::read_to_string(root().join(file)).expect("a readable source"))
}

#[test]
fn the_pages_of_the_rules_are_fresh() {
    let documents = documents(&rules());
    let update = std::env::var_os("UPDATE").is_some();
    for file in files("guide/rules", "md") {
        if !documents.contains_key(&format!("guide/rules/{}.md", stem(&file))) {
            assert!(update, "{} belongs to no rule; run `cargo lab docs`", file.display());
            fs::remove_file(file).expect("a file that can be removed");
        }
    }
    for (path, text) in documents {
        let file = root().join(&path);
        let known = fs::read_to_string(&file).unwrap_or_default();
        if known == text {
            continue;
        }
        assert!(update, "{path} is not what the rules' comments say; run `cargo lab docs`");
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder that can be made");
        fs::write(file, text).expect("a file that can be written");
    }
}

/// A rule's source, as far as its page needs it.
const SOURCE: &str = "\
//! The registry asks for a sign-in before the browser's question\n\
//! may be asked.\n\
//!\n\
//! ## What you see\n\
//! The list stays empty.\n\
//!\n\
//! ## Why\n\
//! See [the other rule](#/guide/rules/preflight-refused) and [CORS](#/guide/cors).\n\
//!\n\
//! ## What cannot be known\n\
//! The status.\n\
//!\n\
//! ## What to change\n\
//! ```nginx\n\
//! if ($request_method = OPTIONS) { return 204; }\n\
//! ```\n\
//!\n\
//! ## How to check\n\
//! Ask again.\n\
//!\n\
//! ## Source\n\
//! - <https://fetch.spec.whatwg.org/#cors-preflight-fetch>\n\
\n\
use crate::nothing;\n\
//! not part of it\n";

#[test]
fn a_comment_becomes_a_page_and_a_chapter() {
    let documents = documents(&[RulePage::read("preflight-unauthorized", SOURCE)]);
    let page = &documents["guide/rules/preflight-unauthorized.md"];
    assert!(page.starts_with(
        "# The registry asks for a sign-in before the browser's question may be asked\n\n\
         Rule `preflight-unauthorized`. In the guide: [CORS](#/guide/cors).\n\n\
         ## What you see\nThe list stays empty.\n\n## Why\n"
    ));
    assert!(page.ends_with("## Source\n- <https://fetch.spec.whatwg.org/#cors-preflight-fetch>\n"));
    let book = &documents["docs/rules.md"];
    for part in [
        "| [`preflight-unauthorized`](#preflight-unauthorized) | The registry asks",
        "\n## `preflight-unauthorized`\n\n**The registry asks",
        "\n### Why\nSee [the other rule](#preflight-refused) and [CORS](../guide/cors.md).",
    ] {
        assert!(book.contains(part), "{part:?} is not in\n{book}");
    }
}

#[test]
fn without_rules_there_is_an_empty_table() {
    let documents = documents(&[]);
    assert_eq!(documents.len(), 1);
    assert!(documents["docs/rules.md"].ends_with("| rule | what it says |\n|---|---|\n"));
}

#[test]
#[should_panic(expected = "the sections of x")]
fn a_section_that_is_missing_is_named() {
    RulePage::read("x", "//! A title.\n//!\n//! ## Why\n//! So.\n");
}
