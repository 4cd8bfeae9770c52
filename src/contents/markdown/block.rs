//! What a document is made of.

/// A block of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkdownBlock {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// Its words.
        words: Vec<Span>,
    },
    /// A paragraph.
    Paragraph(Vec<Span>),
    /// A list.
    List {
        /// The first number, of a numbered one.
        first: Option<u64>,
        /// Its items.
        items: Vec<Vec<MarkdownBlock>>,
    },
    /// Lines as they are.
    Code(String),
    /// Words of somebody else.
    Quote(Vec<MarkdownBlock>),
    /// A table: its rows, of which the first is its head.
    Table(Vec<Vec<Vec<Span>>>),
    /// A line across.
    Rule,
}

/// A piece of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    /// Words.
    Text(String),
    /// Something as it is written.
    Code(String),
    /// Words that are said louder.
    Emphasis(Vec<Span>),
    /// Words that matter more.
    Strong(Vec<Span>),
    /// Words that hold no longer.
    Struck(Vec<Span>),
    /// A link that may be followed.
    Link {
        /// Its words.
        words: Vec<Span>,
        /// Where it leads.
        address: String,
        /// The host there.
        host: String,
    },
    /// A picture, which is not shown.
    Picture {
        /// Its words.
        words: Vec<Span>,
        /// The host that it would come from; `None` for one that stands beside the text.
        host: Option<String>,
    },
    /// The end of a line.
    Break,
}
