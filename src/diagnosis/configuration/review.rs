//! The review of a configuration: what the readers write down, header settings, marks, and changes of lines.

use std::collections::BTreeSet;

use super::paste::Paste;
use super::setting::Setting;
use super::trap::Trap;
use super::word::{Word, contains};
use super::{LocatedTrap, MissingLines, PageFacts, secret};

/// The review of a file: what is known, its lines, and what was written down about them.
pub struct Review<'a> {
    /// What the page knows.
    pub known: &'a PageFacts<'a>,
    /// The lines of the paste.
    pub lines: &'a [&'a str],
    /// The lines of the whole paste, of which these may be a part; theirs are at the same places.
    pub all: &'a [&'a str],
    /// Whether the whole paste is here.
    pub whole: bool,
    /// The roots of settings that are none of a registry's, beside others that are.
    pub foreign: BTreeSet<usize>,
    /// Whether images may be deleted, as far as the configuration says so.
    pub deletes: bool,
    /// The CORS headers that are set.
    pub settings: Vec<Setting<'a>>,
    drafts: Vec<Draft>,
    edits: Vec<Edit>,
}

struct Draft {
    trap: Trap,
    line: usize,
    start: usize,
    remedy: Remedy,
}

/// What mends a draft's line.
#[derive(Default)]
struct Remedy {
    /// Whether the edits of the line do.
    edits: bool,
    /// Whether it goes.
    goes: bool,
    /// What comes beside it.
    added: Option<MissingLines>,
}

/// A change of a line: what stands from `start` to `end`, in bytes, becomes `text`.
pub struct Edit {
    /// The line, counted from 0.
    pub line: usize,
    /// The first byte that goes.
    pub start: usize,
    /// The byte after the last one that goes.
    pub end: usize,
    /// What comes.
    pub text: String,
}

impl Edit {
    /// A word becomes another one; its quotes stay.
    pub fn replace(word: Word, text: impl Into<String>) -> Edit {
        Edit { line: word.line, start: word.start, end: word.end(), text: text.into() }
    }

    /// Something new.
    pub fn insert(line: usize, at: usize, text: impl Into<String>) -> Edit {
        Edit { line, start: at, end: at, text: text.into() }
    }
}

impl<'a> Review<'a> {
    /// An empty one, of lines that may be a part of a paste.
    pub fn new(known: &'a PageFacts<'a>, paste: &'a Paste<'a>, lines: &'a [&'a str]) -> Review<'a> {
        Review {
            known,
            lines,
            all: &paste.lines,
            whole: paste.whole,
            foreign: BTreeSet::new(),
            deletes: false,
            settings: Vec::new(),
            drafts: Vec::new(),
            edits: Vec::new(),
        }
    }

    /// The page's origin, where it has one.
    pub fn page(&self) -> Option<&'a str> {
        Some(self.known.page_origin).filter(|origin| origin.contains("://"))
    }

    /// The registry's host, where it is known.
    pub fn registry_host(&self) -> Option<&'a str> {
        self.known.registry.and_then(|registry| registry.host_str())
    }

    /// Whether a word says that what it stands in is a registry's, or its token service's.
    pub fn shows_registry(&self, word: &str) -> bool {
        let host = self.registry_host().unwrap_or("registry");
        [host, "registry", "v2", ":5000", "token", "auth"].iter().any(|one| contains(word, one))
    }

    /// Writes down which roots are none of a registry's: those that show nothing of one, where another does.
    pub fn tell_apart(&mut self, roots: &BTreeSet<usize>, shown: &BTreeSet<usize>) {
        if !shown.is_empty() {
            self.foreign = roots.difference(shown).copied().collect();
        }
    }

    /// The page's host.
    pub fn page_host(&self) -> Option<&'a str> {
        let (_, host) = self.page()?.split_once("://")?;
        host.split(':').next()
    }

    /// Whether a line that is no comment holds one of these words, in small letters.
    pub fn says(&self, words: &[&str]) -> bool {
        says(self.lines.iter(), words)
    }

    /// The same of the other parts of the paste.
    pub fn says_elsewhere(&self, words: &[&str]) -> bool {
        let own = |number: usize| self.lines.get(number).is_some_and(|line| !line.is_empty());
        says(self.all.iter().enumerate().filter(|(number, _)| !own(*number)).map(|(_, line)| line), words)
    }

    /// Marks a word.
    pub fn mark(&mut self, trap: Trap, word: Word) {
        self.draft(trap, word, Remedy::default());
    }

    /// Marks a word and says how its line would be right.
    pub fn mend(&mut self, trap: Trap, word: Word, edits: impl IntoIterator<Item = Edit>) {
        self.draft(trap, word, Remedy { edits: true, ..Remedy::default() });
        self.edits.extend(edits);
    }

    /// Marks a word and says what has to stand in front of a statement that begins at a byte of a line: as lines above it with its
    /// indentation, where it begins the line and may be above it, and else in the line, with a sign between the two.
    pub fn add(
        &mut self,
        trap: Trap,
        word: Word,
        at: (usize, usize),
        lines: &[String],
        between: Option<&str>,
        inline: bool,
    ) {
        let (number, start) = at;
        let Some(before) = self.lines.get(number).and_then(|line| line.get(..start)) else { return };
        if before.trim().is_empty() && !inline {
            let added = Some(above(number, before, lines));
            return self.draft(trap, word, Remedy { added, ..Remedy::default() });
        }
        match between.filter(|_| number == word.line) {
            Some(between) => {
                let text = lines.iter().map(|line| [line, between].concat()).collect::<String>();
                self.mend(trap, word, [Edit::insert(number, start, text)]);
            }
            None => self.mark(trap, word),
        }
    }

    /// Marks a word and says what comes below a line.
    pub fn add_below(&mut self, trap: Trap, word: Word, line: usize, lines: &[String]) {
        let added = Some(MissingLines { below: line + 1, text: lines.join("\n") });
        self.draft(trap, word, Remedy { added, ..Remedy::default() });
    }

    /// Marks a line that is to go, and says what comes above another one instead.
    pub fn move_line(&mut self, trap: Trap, word: Word, above: (usize, String)) {
        let (below, text) = above;
        self.draft(trap, word, Remedy { goes: true, added: Some(MissingLines { below, text }), ..Remedy::default() });
    }

    /// Marks a word that begins its line, and says how the line would be right, and what has to stand above it.
    pub fn mend_below(&mut self, trap: Trap, word: Word, edits: impl IntoIterator<Item = Edit>, lines: &[String]) {
        let before = self.lines.get(word.line).and_then(|line| line.get(..word.outer().0)).unwrap_or_default();
        if !before.trim().is_empty() {
            return self.mark(trap, word);
        }
        let added = (!lines.is_empty()).then(|| above(word.line, before, lines));
        self.draft(trap, word, Remedy { edits: true, added, ..Remedy::default() });
        self.edits.extend(edits);
    }

    fn draft(&mut self, trap: Trap, word: Word, remedy: Remedy) {
        self.drafts.push(Draft { trap, line: word.line, start: word.start, remedy });
    }

    /// Whether the page comes from the registry's own origin, so that it needs no permission to read it.
    fn is_same_origin(&self) -> bool {
        let registry = self.known.registry.map(|registry| registry.origin().ascii_serialization());
        registry.as_deref() == self.page()
    }

    /// The marks in their order, with the lines as they were and as they would be right.
    pub fn close(mut self) -> Vec<LocatedTrap> {
        if self.known.registry.is_some() && self.is_same_origin() {
            self.drafts.retain(|draft| !draft.trap.needs_other_origin());
        }
        self.drafts.sort_by_key(|draft| (draft.line, draft.start));
        self.drafts.dedup_by(|one, other| one.line == other.line && one.trap == other.trap);
        self.edits.sort_by_key(|edit| (edit.line, edit.start, edit.end));
        let (lines, edits) = (self.lines, &self.edits);
        let marks = self.drafts.into_iter().filter_map(|draft| {
            let text = lines.get(draft.line)?;
            let first = edits.partition_point(|edit| edit.line < draft.line);
            let own = || edits[first..].iter().take_while(|edit| edit.line == draft.line);
            let Remedy { edits, goes, added } = draft.remedy;
            let line = edits.then(|| secret::line(&corrected(text, own()))).filter(|line| !line.is_empty());
            let corrected = if goes { Some(String::new()) } else { line };
            let shown = |text: &str| text.lines().map(secret::line).collect::<Vec<_>>().join("\n");
            Some(LocatedTrap {
                line: draft.line + 1,
                column: text.get(..draft.start)?.chars().count() + 1,
                text: secret::line(text),
                corrected,
                added: added.map(|added| MissingLines { text: shown(&added.text), ..added }),
                rule: draft.trap.rule(),
                trap: draft.trap,
            })
        });
        marks.collect()
    }
}

fn above(below: usize, before: &str, lines: &[String]) -> MissingLines {
    let lines = lines.iter().flat_map(|line| line.lines()).map(|line| [before, line].concat());
    let lines: Vec<String> = lines.collect();
    MissingLines { below, text: lines.join("\n") }
}

fn says<'l>(mut lines: impl Iterator<Item = &'l &'l str>, words: &[&str]) -> bool {
    let is_said = |line: &&&str| words.iter().any(|word| contains(line, word));
    lines.any(|line| is_said(&line) && !line.trim_start().starts_with('#'))
}

/// A line with all changes that do not stand in each other's way.
fn corrected<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut corrected = String::new();
    let mut done = 0;
    for edit in edits {
        let Some(before) = text.get(done..edit.start) else { continue };
        if !text.is_char_boundary(edit.end) {
            continue;
        }
        corrected.push_str(before);
        corrected.push_str(&edit.text);
        done = edit.end;
    }
    corrected.push_str(&text[done..]);
    corrected
}
