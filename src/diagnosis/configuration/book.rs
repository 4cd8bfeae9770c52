//! What the readers write down: header settings, marks, and changes of lines.

use super::headers::Setting;
use super::paste::Paste;
use super::piece::Piece;
use super::secret;
use super::trap::Trap;
use super::{Known, MARKS, Mark};

/// The collection.
pub struct Book<'a> {
    /// What the page knows.
    pub known: &'a Known<'a>,
    /// The lines of the paste.
    pub lines: &'a [&'a str],
    /// Whether the whole paste is here.
    pub whole: bool,
    /// The CORS headers that are set.
    pub settings: Vec<Setting<'a>>,
    drafts: Vec<Draft>,
    edits: Vec<Edit>,
}

struct Draft {
    trap: Trap,
    line: usize,
    start: usize,
    mends: bool,
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
    pub fn replace(piece: Piece, text: impl Into<String>) -> Edit {
        Edit { line: piece.line, start: piece.start, end: piece.end(), text: text.into() }
    }

    /// Something new.
    pub fn insert(line: usize, at: usize, text: impl Into<String>) -> Edit {
        Edit { line, start: at, end: at, text: text.into() }
    }
}

impl<'a> Book<'a> {
    /// An empty one.
    pub fn new(known: &'a Known<'a>, paste: &'a Paste<'a>) -> Book<'a> {
        Book {
            known,
            lines: &paste.lines,
            whole: paste.whole,
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

    /// The page's host.
    pub fn page_host(&self) -> Option<&'a str> {
        let (_, host) = self.page()?.split_once("://")?;
        host.split(':').next()
    }

    /// Marks a word.
    pub fn mark(&mut self, trap: Trap, piece: Piece) {
        self.draft(trap, piece, false);
    }

    /// Marks a word and says how its line would be right.
    pub fn mend(&mut self, trap: Trap, piece: Piece, edits: impl IntoIterator<Item = Edit>) {
        self.draft(trap, piece, true);
        self.edits.extend(edits);
    }

    fn draft(&mut self, trap: Trap, piece: Piece, mends: bool) {
        self.drafts.push(Draft { trap, line: piece.line, start: piece.start, mends });
    }

    /// Whether the page comes from the registry's own origin, so that it needs no permission to read it.
    fn is_same_origin(&self) -> bool {
        let registry = self.known.registry.map(|registry| registry.origin().ascii_serialization());
        registry.as_deref() == self.page()
    }

    /// The marks in their order, with the lines as they were and as they would be right.
    pub fn close(mut self) -> Vec<Mark> {
        if self.known.registry.is_some() && self.is_same_origin() {
            self.drafts.retain(|draft| !draft.trap.needs_other_origin());
        }
        self.drafts.sort_by_key(|draft| (draft.line, draft.start));
        self.drafts.dedup_by(|one, other| one.line == other.line && one.trap == other.trap);
        self.edits.sort_by_key(|edit| (edit.line, edit.start, edit.end));
        let (lines, edits) = (self.lines, &self.edits);
        let marks = self.drafts.into_iter().take(MARKS).filter_map(|draft| {
            let text = lines.get(draft.line)?;
            let first = edits.partition_point(|edit| edit.line < draft.line);
            let own = edits[first..].iter().take_while(|edit| edit.line == draft.line);
            let corrected = draft.mends.then(|| secret::line(&corrected(text, own)));
            Some(Mark {
                line: draft.line + 1,
                column: text.get(..draft.start)?.chars().count() + 1,
                text: secret::line(text),
                corrected: corrected.filter(|line| !line.is_empty()),
                rule: draft.trap.rule(),
                trap: draft.trap,
            })
        });
        marks.collect()
    }
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
